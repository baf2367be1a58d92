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
    ("channel", "poller", "poll"): channel.Step,
    ("channel", "poller", "resume"): channel.Step,
    ("channel", "pairing", "describe"): channel.PairingTerms,
    ("channel", "pairing", "start"): channel.PairingState,
    ("channel", "pairing", "status"): channel.PairingState,
    ("channel", "pairing", "log_out"): None,
    ("channel", "history", "since"): channel.HistoryPage,
    ("channel", "templates", "list"): channel.TemplatePage,
    ("channel", "templates", "create"): channel.TemplateStatus,
    ("channel", "templates", "status"): channel.TemplateStatus,
    ("channel", "contacts", "check"): list[channel.Finding],
    ("channel", "inbound-mail", "handle"): list[channel.Event],
    ("erp", "module", "describe"): erp.Descriptor,
    ("erp", "webhook", "handle"): erp.Outcome,
    ("erp", "sync", "changes"): erp.SyncPage,
    ("erp", "lookup", "find"): list[erp.Match],
    ("erp", "documents", "list"): list[erp.Document],
    ("erp", "documents", "fetch"): types.BlobRef,
    ("erp", "actions", "available"): list[erp.Action],
    ("erp", "actions", "run"): erp.ActionDone,
}
