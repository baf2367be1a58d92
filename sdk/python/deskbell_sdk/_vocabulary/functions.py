"""Made of wit/ by `python -m vocabulary` in sdk/. Change wit/, not this file."""

from __future__ import annotations

from . import channel, erp, types

#: The version of each package of the contract.
VERSIONS = {
    "channel": "0.1.0",
    "erp": "0.1.0",
    "host": "0.1.0",
    "types": "0.1.0",
}

#: What each function that a plugin exports answers.
RESULTS: dict[tuple[str, str, str], object] = {
    ("channel", "connector", "describe"): channel.Descriptor,
    ("channel", "connector", "check_account"): channel.AccountInfo,
    ("channel", "connector", "send"): channel.Receipt,
    ("channel", "connector", "send_signal"): None,
    ("channel", "connector", "fetch_media"): types.BlobRef,
    ("channel", "webhook", "handle"): channel.Outcome,
    ("channel", "poller", "poll"): channel.Page,
    ("erp", "module", "describe"): erp.Descriptor,
    ("erp", "module", "fetch_document"): types.BlobRef,
    ("erp", "webhook", "handle"): erp.Outcome,
}
