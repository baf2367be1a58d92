"""Made of wit/ by `python -m vocabulary` in sdk/. Change wit/, not this file."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Union

from ._integers import U16, U32, U64, U8

__all__ = [
    "Address",
    "AddressKind",
    "BlobRef",
    "CallCtx",
    "ContractError",
    "ContractErrorAuth",
    "ContractErrorRateLimited",
    "ContractErrorRejected",
    "ContractErrorRetry",
    "ContractErrorUnsupported",
    "Party",
    "Problem",
    "RateLimit",
    "RateScope",
    "RemoteMedia",
    "RetryHint",
    "WebhookReply",
    "WebhookRequest",
]


@dataclass
class Problem:
    """A cause that a person reads."""

    #: Stable, short, machine-readable: the provider's own code where there
    #: is one ("131047"), else a word ("bad-json"). 1 to 64 bytes.
    code: str
    #: One sentence for the operator. Never a secret, never message text.
    #: At most 1 KiB.
    detail: str


@dataclass
class RetryHint:
    problem: Problem
    #: The earliest useful time for another attempt. Absent: the host's own
    #: back-off applies. A provider's `Retry-After` belongs here.
    after_ms: U32 | None = None
    #: True when the request may have taken effect although no answer was
    #: seen (a time-out after the request was written, a 5xx from a provider
    #: that does not de-duplicate). The host then never repeats a `send` by
    #: itself; a person decides.
    uncertain: bool = False


@dataclass
class RateLimit:
    problem: Problem
    #: Pause before the next attempt.
    after_ms: U32
    #: How much of the channel must pause.
    scope: RateScope


class RateScope(enum.Enum):
    #: Only messages to this recipient.
    RECIPIENT = 0
    #: Everything on this account.
    ACCOUNT = 1


@dataclass
class ContractErrorRetry:
    """Transient. The host repeats the call with back-off."""

    value: RetryHint


@dataclass
class ContractErrorRateLimited:
    """The provider asked for a pause."""

    value: RateLimit


@dataclass
class ContractErrorAuth:
    """Credentials or permissions are bad. The host pauses this account, not
    the plugin, and tells the operator.
    """

    value: Problem


@dataclass
class ContractErrorRejected:
    """Permanent for this request: do not repeat it. Two codes mean more to the
    host: `window-closed` (free text is not allowed now; the message waits
    for a template) and `blocked` (the recipient blocked this account or is
    gone; the conversation takes no messages until they write again).
    """

    value: Problem


@dataclass
class ContractErrorUnsupported:
    """The channel cannot do this at all (a reaction over SMS)."""

    value: Problem


ContractError = Union[
    ContractErrorRetry,
    ContractErrorRateLimited,
    ContractErrorAuth,
    ContractErrorRejected,
    ContractErrorUnsupported,
]


@dataclass
class BlobRef:
    """A file that the host keeps."""

    #: Lower-case hexadecimal SHA-256 of the content, 64 characters.
    sha256: str
    #: Bytes.
    size: U64
    #: Media type such as "application/pdf". At most 255 bytes.
    mime: str


@dataclass
class RemoteMedia:
    """A file that still lies with the provider. The host stores this reference
    with the message at once and asks for the bytes in a separate call that
    it repeats until it succeeds or the file is gone.
    """

    #: Whatever the plugin needs to find the file again, e.g. a media id.
    #: Opaque to the host. 1 byte to 2 KiB.
    reference: str
    #: At most 255 bytes. Counts where the download itself tells no type.
    mime: str | None = None
    #: Bytes, when the provider says so.
    size: U64 | None = None
    #: Lower-case hexadecimal SHA-256, when the provider says so. The host
    #: refuses a download whose content has another hash; that is the
    #: provider's mistake, not the plugin's.
    sha256: str | None = None
    #: As the sender named it. At most 255 bytes.
    filename: str | None = None


class AddressKind(enum.Enum):
    #: An international phone number, digits with a leading "+".
    PHONE = 0
    #: The provider's own stable id of the user for this business
    #: (WhatsApp business-scoped id, Telegram user id, Viber user id).
    USER_ID = 1
    #: The id of the same user for a parent business.
    PARENT_USER_ID = 2
    #: A chat name that the user chose and may change.
    USERNAME = 3
    EMAIL = 4
    #: The customer's key in a business system.
    EXTERNAL_ID = 5
    #: Anything else that identifies the user on this channel.
    OTHER = 6


@dataclass
class Address:
    kind: AddressKind
    #: 1 to 255 bytes, without surrounding blanks.
    value: str


@dataclass
class Party:
    """Someone outside. At least one address; the phone is optional. The order
    does not matter: two parties are the same person when they share an
    address of kind `phone` (in any of its spellings), `user-id`,
    `external-id` or `email` on the same kind of channel.
    """

    #: 1 to 16 entries.
    addresses: list[Address]
    #: As the user calls themself. At most 255 bytes.
    display_name: str | None = None


@dataclass
class CallCtx:
    #: The same for every attempt of one piece of work: use it as the
    #: idempotency key towards the outside service.
    call_id: str
    #: The workspace's name. For messages to people only.
    workspace: str
    #: The connected account (channel or integration) this call is for.
    account_id: str
    #: 1 for the first attempt.
    attempt: U32
    #: BCP 47 language of the workspace, e.g. "pt-BR".
    locale: str
    #: Wall-clock time left for this call, in milliseconds.
    deadline_ms: U64


@dataclass
class WebhookRequest:
    #: Upper case.
    method: str
    #: What follows the account's secret path, "" or "/…".
    path: str
    #: Decoded, in order of appearance. At most 100 pairs.
    query: list[tuple[str, str]]
    #: Names in lower case. At most 100 pairs. `cookie` and hop-by-hop
    #: headers are left out.
    headers: list[tuple[str, str]]
    #: Exactly the bytes received. At most the manifest's `max-body-kb`.
    body: bytes
    received_ms: U64


@dataclass
class WebhookReply:
    #: 200 to 599. The host sends it only after the events are on disk.
    status: U16
    #: Only `content-type` is honoured.
    headers: list[tuple[str, str]]
    #: At most 64 KiB.
    body: bytes


#: What each class stands for: the interface and its generated name there.
PLACES: dict[tuple[str, str], type] = {
    ("types/errors", "Problem"): Problem,
    ("types/errors", "RetryHint"): RetryHint,
    ("types/errors", "RateLimit"): RateLimit,
    ("types/errors", "RateScope"): RateScope,
    ("types/errors", "CallError_Retry"): ContractErrorRetry,
    ("types/errors", "CallError_RateLimited"): ContractErrorRateLimited,
    ("types/errors", "CallError_Auth"): ContractErrorAuth,
    ("types/errors", "CallError_Rejected"): ContractErrorRejected,
    ("types/errors", "CallError_Unsupported"): ContractErrorUnsupported,
    ("types/media", "BlobRef"): BlobRef,
    ("types/media", "RemoteMedia"): RemoteMedia,
    ("types/party", "AddressKind"): AddressKind,
    ("types/party", "Address"): Address,
    ("types/party", "Party"): Party,
    ("types/call", "CallCtx"): CallCtx,
    ("types/web", "WebhookRequest"): WebhookRequest,
    ("types/web", "WebhookReply"): WebhookReply,
}
