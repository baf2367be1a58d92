"""Made of wit/ by `python -m vocabulary` in sdk/. Change wit/, not this file."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Union

from ._integers import U16, U32, U64, U8
from .host import HttpRequest
from .types import Address, BlobRef, Party, Problem, RemoteMedia, WebhookReply

__all__ = [
    "AccountEvent",
    "AccountEventConnected",
    "AccountEventCredentialsBad",
    "AccountEventNotice",
    "AccountEventPairingChanged",
    "AccountEventQuality",
    "AccountEventTemplateStatus",
    "AccountInfo",
    "Button",
    "Choice",
    "Consequence",
    "Delivery",
    "Descriptor",
    "Echo",
    "Edited",
    "Event",
    "EventBody",
    "EventBodyAccount",
    "EventBodyBlocked",
    "EventBodyDeleted",
    "EventBodyEcho",
    "EventBodyEdited",
    "EventBodyIdentityChanged",
    "EventBodyMessage",
    "EventBodyPreference",
    "EventBodyReaction",
    "EventBodyStatus",
    "EventBodyTyping",
    "EventBodyUnblocked",
    "Feature",
    "Finding",
    "FindingAbsent",
    "FindingExists",
    "FindingUnknown",
    "Header",
    "HeaderMedia",
    "HeaderText",
    "HistoryPage",
    "HttpWait",
    "IdentityChange",
    "InboundContent",
    "InboundContentChoice",
    "InboundContentMedia",
    "InboundContentStub",
    "InboundContentText",
    "InboundMessage",
    "Interactive",
    "ListRow",
    "ListSection",
    "Location",
    "Mail",
    "MailPart",
    "MailVerdict",
    "MediaContent",
    "MediaKind",
    "Offer",
    "OfferButtons",
    "OfferChoices",
    "OutboundContent",
    "OutboundContentInteractive",
    "OutboundContentLocation",
    "OutboundContentMedia",
    "OutboundContentReaction",
    "OutboundContentTemplate",
    "OutboundContentText",
    "OutboundMedia",
    "OutboundMessage",
    "OutboundReaction",
    "OutboundText",
    "Outcome",
    "Page",
    "PairingCode",
    "PairingCodeQr",
    "PairingCodeTyped",
    "PairingMethod",
    "PairingMethodKind",
    "PairingMethodPhoneCode",
    "PairingMethodQr",
    "PairingShownCode",
    "PairingState",
    "PairingStateCodeShown",
    "PairingStateConfirming",
    "PairingStateConnected",
    "PairingStateFailed",
    "PairingStateStarting",
    "PairingStateUnpaired",
    "PairingTerms",
    "ParameterSlot",
    "ParameterSlotBody",
    "ParameterSlotButton",
    "ParameterSlotHeader",
    "ParameterValue",
    "ParameterValueLocation",
    "ParameterValueMedia",
    "ParameterValuePayload",
    "ParameterValueText",
    "ParameterValueUrlSuffix",
    "Preference",
    "Reaction",
    "Receipt",
    "Signal",
    "SignalMarkRead",
    "SignalTyping",
    "Status",
    "Step",
    "StepAwaitHttp",
    "StepDone",
    "Stub",
    "StubKind",
    "Template",
    "TemplateButton",
    "TemplateButtonCopyCode",
    "TemplateButtonPhone",
    "TemplateButtonQuickReply",
    "TemplateButtonUrl",
    "TemplateDraft",
    "TemplateHeader",
    "TemplateHeaderDocument",
    "TemplateHeaderImage",
    "TemplateHeaderLocation",
    "TemplateHeaderNone",
    "TemplateHeaderText",
    "TemplateHeaderVideo",
    "TemplateMessage",
    "TemplatePage",
    "TemplateParameter",
    "TemplateState",
    "TemplateStatus",
]


class MediaKind(enum.Enum):
    IMAGE = 0
    VIDEO = 1
    AUDIO = 2
    VOICE = 3
    DOCUMENT = 4
    STICKER = 5


@dataclass
class MediaContent:
    kind: MediaKind
    media: RemoteMedia
    #: At most 4 KiB.
    caption: str | None = None


@dataclass
class Choice:
    """A tap on a button or a list row that was offered earlier."""

    #: The id that was given to the button, or its payload. At most 1 KiB.
    id: str
    #: What the customer saw. At most 1 KiB.
    title: str


class StubKind(enum.Enum):
    LOCATION = 0
    CONTACT = 1
    POLL = 2
    ORDER = 3
    FORM = 4
    CALL = 5
    EDIT = 6
    UNKNOWN = 7


@dataclass
class Stub:
    """A message that Deskbell shows as a line but does not work with. Use it
    rather than dropping anything: a customer's message is never invisible.
    """

    kind: StubKind
    #: The provider's own word for the type, e.g. "poll_creation". At most
    #: 255 bytes.
    provider_type: str
    #: One readable line, e.g. "Location: Rua A, 12 (-27.1, -52.6)". At most 1 KiB.
    summary: str
    #: The provider's data as JSON text, for later. At most 64 KiB.
    raw: str


@dataclass
class InboundContentText:
    """1 byte to 64 KiB."""

    value: str


@dataclass
class InboundContentMedia:
    """`inbound-content`, the case `media`."""

    value: MediaContent


@dataclass
class InboundContentChoice:
    """`inbound-content`, the case `choice`."""

    value: Choice


@dataclass
class InboundContentStub:
    """`inbound-content`, the case `stub`."""

    value: Stub


InboundContent = Union[
    InboundContentText,
    InboundContentMedia,
    InboundContentChoice,
    InboundContentStub,
]


@dataclass
class InboundMessage:
    #: The provider's id of this message, unique on this account. 1 to 512
    #: bytes, as every remote id here.
    remote_id: str
    sender: Party
    content: InboundContent
    #: The provider's id of the message this one answers, known here or not.
    reply_to: str | None = None
    forwarded: bool = False
    #: True for a message in a group chat. Rules usually leave those out.
    group: bool = False
    #: Where the customer came from, e.g. the id of an advertisement. Shown,
    #: never trusted. At most 4 KiB.
    referral: str | None = None


@dataclass
class Edited:
    """The customer changed what they wrote."""

    remote_id: str
    #: None when the provider tells that, but not what, was changed.
    content: InboundContent | None = None


@dataclass
class Reaction:
    #: The message reacted to, in either direction.
    remote_id: str
    sender: Party
    #: 1 to 64 bytes. None: the reaction was taken back.
    emoji: str | None = None


class Delivery(enum.Enum):
    """Progress of a message that Deskbell sent. Any order is fine."""

    SENT = 0
    FAILED = 1
    DELIVERED = 2
    READ = 3
    PLAYED = 4


@dataclass(kw_only=True)
class Status:
    #: The provider's id as returned by `send`.
    remote_id: str
    #: The `id` of the outbound message, where the provider echoes it. It
    #: finds the message even when the answer to `send` was lost. 1 to 512
    #: bytes.
    message_id: str | None = None
    delivery: Delivery
    #: For `failed`.
    problem: Problem | None = None
    #: What a failure means for the next message.
    consequence: Consequence
    #: The recipient as the provider now knows them; new addresses are added
    #: to the contact.
    recipient: Party | None = None
    #: The provider's price category ("utility"), for reports. At most 255
    #: bytes.
    price_category: str | None = None


class Consequence(enum.Enum):
    #: Nothing beyond this message.
    NONE = 0
    #: The reply window is closed: offer a template.
    WINDOW_CLOSED = 1
    #: This address cannot be reached on this channel.
    UNREACHABLE = 2
    #: The customer does not want this kind of message.
    OPTED_OUT = 3
    #: Trying again later can help.
    TRANSIENT = 4
    #: The account needs the operator.
    ACCOUNT = 5


@dataclass
class Echo:
    """A message that the shop sent by other means (its phone app)."""

    remote_id: str
    recipient: Party
    content: InboundContent


@dataclass
class IdentityChange:
    """The same person has a new address; the old one is given up."""

    before: Party
    after: Party


@dataclass
class Preference:
    sender: Party
    #: "marketing" or another purpose the provider knows. 1 to 255 bytes.
    purpose: str
    allowed: bool = False


@dataclass
class AccountInfo:
    """Who the account is at its provider."""

    #: The account's id at the provider. 1 to 512 bytes.
    remote_id: str
    #: E.g. the phone number as people read it. At most 255 bytes.
    display: str


@dataclass
class AccountEventCredentialsBad:
    """The token or a permission is bad, or the linked device was logged out:
    the channel pauses.
    """

    value: Problem


@dataclass
class AccountEventConnected:
    """The account works again, e.g. after it was paired. A channel that
    `credentials-bad` paused goes on; one that a person paused stays so.
    """

    value: AccountInfo


@dataclass
class AccountEventPairingChanged:
    """Something about pairing changed (a new code, scanned, timed out). The
    host asks `pairing.status` while somebody looks at it.
    """


@dataclass
class AccountEventNotice:
    """Works, but the operator should know (quality, limits, review)."""

    value: Problem


@dataclass
class AccountEventQuality:
    """The provider's opinion of the number: "GREEN", "YELLOW", "RED". At most
    255 bytes.
    """

    value: str


@dataclass
class AccountEventTemplateStatus:
    """`account-event`, the case `template-status`."""

    value: TemplateStatus


AccountEvent = Union[
    AccountEventCredentialsBad,
    AccountEventConnected,
    AccountEventPairingChanged,
    AccountEventNotice,
    AccountEventQuality,
    AccountEventTemplateStatus,
]


@dataclass
class TemplateStatus:
    #: 1 to 512 bytes.
    name: str
    #: As registered with the provider. At most 255 bytes.
    language: str
    status: TemplateState
    #: For people. At most 1 KiB.
    reason: str | None = None


class TemplateState(enum.Enum):
    PENDING = 0
    APPROVED = 1
    REJECTED = 2
    PAUSED = 3
    DISABLED = 4
    DELETED = 5


@dataclass
class EventBodyMessage:
    """`event-body`, the case `message`."""

    value: InboundMessage


@dataclass
class EventBodyEdited:
    """`event-body`, the case `edited`."""

    value: Edited


@dataclass
class EventBodyDeleted:
    """The customer deleted their message; the value is its remote id."""

    value: str


@dataclass
class EventBodyReaction:
    """`event-body`, the case `reaction`."""

    value: Reaction


@dataclass
class EventBodyStatus:
    """`event-body`, the case `status`."""

    value: Status


@dataclass
class EventBodyTyping:
    """The customer is typing."""

    value: Party


@dataclass
class EventBodyEcho:
    """`event-body`, the case `echo`."""

    value: Echo


@dataclass
class EventBodyIdentityChanged:
    """`event-body`, the case `identity-changed`."""

    value: IdentityChange


@dataclass
class EventBodyPreference:
    """`event-body`, the case `preference`."""

    value: Preference


@dataclass
class EventBodyBlocked:
    """The customer blocked the account; nothing can be sent any more."""

    value: Party


@dataclass
class EventBodyUnblocked:
    """`event-body`, the case `unblocked`."""

    value: Party


@dataclass
class EventBodyAccount:
    """`event-body`, the case `account`."""

    value: AccountEvent


EventBody = Union[
    EventBodyMessage,
    EventBodyEdited,
    EventBodyDeleted,
    EventBodyReaction,
    EventBodyStatus,
    EventBodyTyping,
    EventBodyEcho,
    EventBodyIdentityChanged,
    EventBodyPreference,
    EventBodyBlocked,
    EventBodyUnblocked,
    EventBodyAccount,
]


@dataclass
class Event:
    #: Unique on this account for this fact and the same in every delivery of
    #: it, whatever batch it comes in: the host drops what it has seen. 1 to
    #: 255 bytes. E.g. "m:wamid.X", "s:wamid.X:read".
    dedupe_key: str
    #: When it happened, by the provider's clock.
    at_ms: U64
    body: EventBody


@dataclass
class OutboundMedia:
    kind: MediaKind
    blob: BlobRef
    caption: str | None = None
    filename: str | None = None


@dataclass
class OutboundText:
    body: str
    #: Let the channel show a preview of the first link.
    preview_link: bool


@dataclass
class Location:
    #: Decimal degrees as text, e.g. "-27.1004".
    latitude: str
    longitude: str
    name: str | None = None
    address: str | None = None


@dataclass
class HeaderText:
    """`header`, the case `text`."""

    value: str


@dataclass
class HeaderMedia:
    """`header`, the case `media`."""

    value: OutboundMedia


Header = Union[
    HeaderText,
    HeaderMedia,
]


@dataclass
class Button:
    #: Comes back in `choice.id`.
    id: str
    title: str


@dataclass
class ListRow:
    id: str
    title: str
    description: str | None = None


@dataclass
class ListSection:
    title: str | None
    rows: list[ListRow]


@dataclass
class OfferButtons:
    """`offer`, the case `buttons`."""

    value: list[Button]


@dataclass
class OfferChoices:
    """The label that opens the list, and its sections."""

    value: tuple[str, list[ListSection]]


Offer = Union[
    OfferButtons,
    OfferChoices,
]


@dataclass
class Interactive:
    header: Header | None
    body: str
    footer: str | None
    offer: Offer


@dataclass
class ParameterValueText:
    """`parameter-value`, the case `text`."""

    value: str


@dataclass
class ParameterValueMedia:
    """`parameter-value`, the case `media`."""

    value: OutboundMedia


@dataclass
class ParameterValueLocation:
    """`parameter-value`, the case `location`."""

    value: Location


@dataclass
class ParameterValuePayload:
    """What a quick-reply button returns when tapped."""

    value: str


@dataclass
class ParameterValueUrlSuffix:
    """The variable end of a link button."""

    value: str


ParameterValue = Union[
    ParameterValueText,
    ParameterValueMedia,
    ParameterValueLocation,
    ParameterValuePayload,
    ParameterValueUrlSuffix,
]


@dataclass
class ParameterSlotHeader:
    """`parameter-slot`, the case `header`."""


@dataclass
class ParameterSlotBody:
    """`parameter-slot`, the case `body`."""


@dataclass
class ParameterSlotButton:
    """Index of the button from 0."""

    value: U8


ParameterSlot = Union[
    ParameterSlotHeader,
    ParameterSlotBody,
    ParameterSlotButton,
]


@dataclass
class TemplateParameter:
    slot: ParameterSlot
    #: The name in a template with named parameters; none where they are
    #: numbered. Order in the list is the order in the template.
    name: str | None
    value: ParameterValue


@dataclass
class TemplateMessage:
    name: str
    #: As registered with the provider, e.g. "pt_BR".
    language: str
    #: At most 40.
    parameters: list[TemplateParameter]


@dataclass
class OutboundReaction:
    remote_id: str
    #: None takes the reaction back.
    emoji: str | None = None


@dataclass
class OutboundContentText:
    """`outbound-content`, the case `text`."""

    value: OutboundText


@dataclass
class OutboundContentMedia:
    """`outbound-content`, the case `media`."""

    value: OutboundMedia


@dataclass
class OutboundContentLocation:
    """`outbound-content`, the case `location`."""

    value: Location


@dataclass
class OutboundContentInteractive:
    """`outbound-content`, the case `interactive`."""

    value: Interactive


@dataclass
class OutboundContentTemplate:
    """`outbound-content`, the case `template`."""

    value: TemplateMessage


@dataclass
class OutboundContentReaction:
    """`outbound-content`, the case `reaction`."""

    value: OutboundReaction


OutboundContent = Union[
    OutboundContentText,
    OutboundContentMedia,
    OutboundContentLocation,
    OutboundContentInteractive,
    OutboundContentTemplate,
    OutboundContentReaction,
]


@dataclass
class OutboundMessage:
    #: Deskbell's id of this attempt. Give it to the provider where it echoes
    #: one back in status events.
    id: str
    #: Every address of the contact that belongs to this kind of channel.
    to: list[Address]
    content: OutboundContent
    #: The provider's id of the message to quote.
    reply_to: str | None = None


@dataclass
class Receipt:
    #: The provider's id of the message.
    remote_id: str
    #: Addresses the provider reported for the recipient.
    recipient: Party | None = None
    #: True when the provider only promises to look at it first (quality
    #: review); a status follows.
    held: bool = False


@dataclass
class SignalMarkRead:
    """Tell the customer that this message and older ones were read."""

    value: str


@dataclass
class SignalTyping:
    """Show "typing…" in answer to this message. Marks it read where the
    provider cannot do one without the other.
    """

    value: str


Signal = Union[
    SignalMarkRead,
    SignalTyping,
]


class Feature(enum.Flag):
    """What the channel can do; the inbox shows and offers only that."""

    #: Can write to someone who never wrote first (by template where
    #: `reply-window-h` is set).
    FIRST_CONTACT = enum.auto()
    TEMPLATES = enum.auto()
    MEDIA = enum.auto()
    INTERACTIVE = enum.auto()
    LOCATION = enum.auto()
    REACTIONS = enum.auto()
    QUOTES = enum.auto()
    DELIVERED = enum.auto()
    READ = enum.auto()
    MARK_READ = enum.auto()
    TYPING_OUT = enum.auto()
    TYPING_IN = enum.auto()
    EDITS_IN = enum.auto()
    DELETES_IN = enum.auto()
    #: Repeating `send` with the same `id` sends once.
    SEND_IDEMPOTENT = enum.auto()


@dataclass(kw_only=True)
class Descriptor:
    #: "whatsapp", "telegram", "viber", "sms", "email", …: addresses are
    #: shared between connectors of the same kind. 1 to 63 bytes.
    channel_kind: str
    features: Feature
    #: Hours in which free text may answer the customer's last message; none
    #: means without limit.
    reply_window_h: U16 | None = None
    #: Characters (Unicode scalar values) of the longest text.
    max_text: U32
    #: Sensible pace for this provider, messages in ten seconds for the
    #: account. The operator may lower it.
    pace_per_10s: U32


@dataclass
class Outcome:
    reply: WebhookReply
    #: At most 2,000, each at most 256 KiB. Empty for handshakes: a request
    #: that was not verified may not carry events.
    events: list[Event]


@dataclass
class Page:
    #: At most 2,000, each at most 256 KiB.
    events: list[Event]
    #: Kept together with the events and handed to the next call. At most
    #: 4 KiB. None keeps the cursor as it is.
    next_cursor: bytes | None = None
    #: Ask again at once.
    more: bool = False
    #: The pause before the next call: 5 seconds by itself, at most an hour.
    next_after_ms: U32 | None = None


@dataclass
class HttpWait:
    """A request that the host makes in the plugin's place."""

    #: Under the same rules as `deskbell:host/http`, and counted like them.
    #: `timeout-ms` is at most 90,000 and 60,000 when it is absent.
    #: `store-response-as-blob` is not possible here.
    request: HttpRequest
    #: Handed to `resume` as it is. At most 4 KiB.
    continuation: bytes


@dataclass
class StepDone:
    """`step`, the case `done`."""

    value: Page


@dataclass
class StepAwaitHttp:
    """`step`, the case `await-http`."""

    value: HttpWait


Step = Union[
    StepDone,
    StepAwaitHttp,
]


@dataclass
class PairingMethodQr:
    """A code for the phone's camera."""


@dataclass
class PairingMethodPhoneCode:
    """A code that is typed on the phone with this number (digits with a
    leading "+").
    """

    value: str


PairingMethod = Union[
    PairingMethodQr,
    PairingMethodPhoneCode,
]


@dataclass
class PairingCodeQr:
    """The content of a QR code, which the host draws. 1 byte to 4 KiB."""

    value: str


@dataclass
class PairingCodeTyped:
    """As the person types it, e.g. "ABCD-1234". 1 to 32 bytes."""

    value: str


PairingCode = Union[
    PairingCodeQr,
    PairingCodeTyped,
]


@dataclass
class PairingShownCode:
    code: PairingCode
    #: When the provider replaces or forgets it; none when it does not say.
    expires_ms: U64 | None = None


@dataclass
class PairingStateUnpaired:
    """Nothing is linked and nothing under way."""


@dataclass
class PairingStateStarting:
    """The provider prepares a code."""


@dataclass
class PairingStateCodeShown:
    """Waits for the phone. Each code lives for a short time and is replaced
    by the provider, often five times, before pairing fails.
    """

    value: PairingShownCode


@dataclass
class PairingStateConfirming:
    """Scanned; the two devices agree on keys or load history."""


@dataclass
class PairingStateConnected:
    """`state`, the case `connected`."""

    value: AccountInfo


@dataclass
class PairingStateFailed:
    """Ended by the provider: time ran out, refused on the phone, banned."""

    value: Problem


PairingState = Union[
    PairingStateUnpaired,
    PairingStateStarting,
    PairingStateCodeShown,
    PairingStateConfirming,
    PairingStateConnected,
    PairingStateFailed,
]


@dataclass
class PairingTerms:
    #: At least one.
    methods: list[PairingMethodKind]
    #: What the operator must know before they link an account, in plain
    #: English, e.g. that the provider may ban numbers used this way. At most
    #: 2 KiB. Shown before the first `start`, and must be confirmed.
    risk: str | None = None


class PairingMethodKind(enum.Enum):
    QR = 0
    PHONE_CODE = 1


@dataclass
class HistoryPage:
    #: At most 2,000, each at most 256 KiB, with the very dedupe keys that the
    #: webhook or the poll would have given them: what is known is dropped.
    events: list[Event]
    #: Where to go on; none at the end. At most 4 KiB.
    next: bytes | None = None


@dataclass
class TemplateHeaderNone:
    """`header`, the case `none`."""


@dataclass
class TemplateHeaderText:
    """1 to 255 bytes."""

    value: str


@dataclass
class TemplateHeaderImage:
    """`header`, the case `image`."""


@dataclass
class TemplateHeaderVideo:
    """`header`, the case `video`."""


@dataclass
class TemplateHeaderDocument:
    """`header`, the case `document`."""


@dataclass
class TemplateHeaderLocation:
    """`header`, the case `location`."""


TemplateHeader = Union[
    TemplateHeaderNone,
    TemplateHeaderText,
    TemplateHeaderImage,
    TemplateHeaderVideo,
    TemplateHeaderDocument,
    TemplateHeaderLocation,
]


@dataclass
class TemplateButtonUrl:
    """`button`, the case `url`."""

    value: tuple[str, str]


@dataclass
class TemplateButtonPhone:
    """`button`, the case `phone`."""

    value: tuple[str, str]


@dataclass
class TemplateButtonQuickReply:
    """`button`, the case `quick-reply`."""

    value: str


@dataclass
class TemplateButtonCopyCode:
    """`button`, the case `copy-code`."""

    value: str


#: A title (1 to 255 bytes) and, for the first two, where it leads (1 to
#: 2,048 bytes).
TemplateButton = Union[
    TemplateButtonUrl,
    TemplateButtonPhone,
    TemplateButtonQuickReply,
    TemplateButtonCopyCode,
]


@dataclass
class TemplateDraft:
    #: 1 to 512 bytes.
    name: str
    #: As registered with the provider, e.g. "pt_BR". 1 to 35 bytes.
    language: str
    #: The provider's word in lower case: "marketing", "utility". 1 to 64 bytes.
    category: str
    header: TemplateHeader
    #: With the provider's placeholders, `{{1}}` or `{{first_name}}`. 1 byte to
    #: 4 KiB.
    body: str
    #: At most 255 bytes.
    footer: str | None
    #: At most 10.
    buttons: list[TemplateButton]
    #: An example for each placeholder of the body in order, which reviewers
    #: ask for. At most 40, each 1 to 1,024 bytes.
    examples: list[str]


@dataclass
class Template:
    definition: TemplateDraft
    status: TemplateStatus


@dataclass
class TemplatePage:
    #: At most 500.
    templates: list[Template]
    #: Where to go on; none at the end. At most 4 KiB.
    next: bytes | None = None


@dataclass
class FindingExists:
    """It exists; the addresses by which the provider knows it, at least one."""

    value: Party


@dataclass
class FindingAbsent:
    """Nobody can be reached there."""


@dataclass
class FindingUnknown:
    """The provider does not say. The message is sent."""


Finding = Union[
    FindingExists,
    FindingAbsent,
    FindingUnknown,
]


class MailVerdict(enum.Enum):
    """What the receiving server found out about the sender."""

    NONE = 0
    PASS = 1
    FAIL = 2
    SOFT_FAIL = 3
    UNKNOWN = 4


@dataclass
class MailPart:
    blob: BlobRef
    #: As the sender named it. At most 255 bytes.
    filename: str | None
    #: Without the angle brackets. At most 255 bytes.
    content_id: str | None
    #: Shown within the text, as a signature's picture is.
    shown_inline: bool


@dataclass
class Mail:
    #: The envelope's sender; none for a bounce. At most 320 bytes.
    sender: str | None
    #: The envelope's recipients at this host. 1 to 100, each at most 320
    #: bytes.
    recipients: list[str]
    #: Decoded, names in lower case, in order. At most 200, together at most
    #: 64 KiB.
    headers: list[tuple[str, str]]
    #: The plain text, made from the HTML where there is none. At most 64 KiB;
    #: a longer one is among `parts` as a whole.
    text: str
    #: At most 50.
    parts: list[MailPart]
    spf: MailVerdict
    dkim: MailVerdict
    dmarc: MailVerdict
    received_ms: U64


#: What each class stands for: the interface and its generated name there.
PLACES: dict[tuple[str, str], type] = {
    ("channel/message", "MediaKind"): MediaKind,
    ("channel/message", "MediaContent"): MediaContent,
    ("channel/message", "Choice"): Choice,
    ("channel/message", "StubKind"): StubKind,
    ("channel/message", "Stub"): Stub,
    ("channel/message", "InboundContent_Text"): InboundContentText,
    ("channel/message", "InboundContent_Media"): InboundContentMedia,
    ("channel/message", "InboundContent_Choice"): InboundContentChoice,
    ("channel/message", "InboundContent_Stub"): InboundContentStub,
    ("channel/message", "InboundMessage"): InboundMessage,
    ("channel/message", "Edited"): Edited,
    ("channel/message", "Reaction"): Reaction,
    ("channel/message", "Delivery"): Delivery,
    ("channel/message", "Status"): Status,
    ("channel/message", "Consequence"): Consequence,
    ("channel/message", "Echo"): Echo,
    ("channel/message", "IdentityChange"): IdentityChange,
    ("channel/message", "Preference"): Preference,
    ("channel/message", "AccountInfo"): AccountInfo,
    ("channel/message", "AccountEvent_CredentialsBad"): AccountEventCredentialsBad,
    ("channel/message", "AccountEvent_Connected"): AccountEventConnected,
    ("channel/message", "AccountEvent_PairingChanged"): AccountEventPairingChanged,
    ("channel/message", "AccountEvent_Notice"): AccountEventNotice,
    ("channel/message", "AccountEvent_Quality"): AccountEventQuality,
    ("channel/message", "AccountEvent_TemplateStatus"): AccountEventTemplateStatus,
    ("channel/message", "TemplateStatus"): TemplateStatus,
    ("channel/message", "TemplateState"): TemplateState,
    ("channel/message", "EventBody_Message"): EventBodyMessage,
    ("channel/message", "EventBody_Edited"): EventBodyEdited,
    ("channel/message", "EventBody_Deleted"): EventBodyDeleted,
    ("channel/message", "EventBody_Reaction"): EventBodyReaction,
    ("channel/message", "EventBody_Status"): EventBodyStatus,
    ("channel/message", "EventBody_Typing"): EventBodyTyping,
    ("channel/message", "EventBody_Echo"): EventBodyEcho,
    ("channel/message", "EventBody_IdentityChanged"): EventBodyIdentityChanged,
    ("channel/message", "EventBody_Preference"): EventBodyPreference,
    ("channel/message", "EventBody_Blocked"): EventBodyBlocked,
    ("channel/message", "EventBody_Unblocked"): EventBodyUnblocked,
    ("channel/message", "EventBody_Account"): EventBodyAccount,
    ("channel/message", "Event"): Event,
    ("channel/message", "OutboundMedia"): OutboundMedia,
    ("channel/message", "OutboundText"): OutboundText,
    ("channel/message", "Location"): Location,
    ("channel/message", "Header_Text"): HeaderText,
    ("channel/message", "Header_Media"): HeaderMedia,
    ("channel/message", "Button"): Button,
    ("channel/message", "ListRow"): ListRow,
    ("channel/message", "ListSection"): ListSection,
    ("channel/message", "Offer_Buttons"): OfferButtons,
    ("channel/message", "Offer_Choices"): OfferChoices,
    ("channel/message", "Interactive"): Interactive,
    ("channel/message", "ParameterValue_Text"): ParameterValueText,
    ("channel/message", "ParameterValue_Media"): ParameterValueMedia,
    ("channel/message", "ParameterValue_Location"): ParameterValueLocation,
    ("channel/message", "ParameterValue_Payload"): ParameterValuePayload,
    ("channel/message", "ParameterValue_UrlSuffix"): ParameterValueUrlSuffix,
    ("channel/message", "ParameterSlot_Header"): ParameterSlotHeader,
    ("channel/message", "ParameterSlot_Body"): ParameterSlotBody,
    ("channel/message", "ParameterSlot_Button"): ParameterSlotButton,
    ("channel/message", "TemplateParameter"): TemplateParameter,
    ("channel/message", "TemplateMessage"): TemplateMessage,
    ("channel/message", "OutboundReaction"): OutboundReaction,
    ("channel/message", "OutboundContent_Text"): OutboundContentText,
    ("channel/message", "OutboundContent_Media"): OutboundContentMedia,
    ("channel/message", "OutboundContent_Location"): OutboundContentLocation,
    ("channel/message", "OutboundContent_Interactive"): OutboundContentInteractive,
    ("channel/message", "OutboundContent_Template"): OutboundContentTemplate,
    ("channel/message", "OutboundContent_Reaction"): OutboundContentReaction,
    ("channel/message", "OutboundMessage"): OutboundMessage,
    ("channel/message", "Receipt"): Receipt,
    ("channel/message", "Signal_MarkRead"): SignalMarkRead,
    ("channel/message", "Signal_Typing"): SignalTyping,
    ("channel/connector", "Feature"): Feature,
    ("channel/connector", "Descriptor"): Descriptor,
    ("channel/webhook", "Outcome"): Outcome,
    ("channel/poller", "Page"): Page,
    ("channel/poller", "HttpWait"): HttpWait,
    ("channel/poller", "Step_Done"): StepDone,
    ("channel/poller", "Step_AwaitHttp"): StepAwaitHttp,
    ("channel/pairing", "Method_Qr"): PairingMethodQr,
    ("channel/pairing", "Method_PhoneCode"): PairingMethodPhoneCode,
    ("channel/pairing", "Code_Qr"): PairingCodeQr,
    ("channel/pairing", "Code_Typed"): PairingCodeTyped,
    ("channel/pairing", "ShownCode"): PairingShownCode,
    ("channel/pairing", "State_Unpaired"): PairingStateUnpaired,
    ("channel/pairing", "State_Starting"): PairingStateStarting,
    ("channel/pairing", "State_CodeShown"): PairingStateCodeShown,
    ("channel/pairing", "State_Confirming"): PairingStateConfirming,
    ("channel/pairing", "State_Connected"): PairingStateConnected,
    ("channel/pairing", "State_Failed"): PairingStateFailed,
    ("channel/pairing", "Terms"): PairingTerms,
    ("channel/pairing", "MethodKind"): PairingMethodKind,
    ("channel/history", "Page"): HistoryPage,
    ("channel/templates", "Header_None_"): TemplateHeaderNone,
    ("channel/templates", "Header_Text"): TemplateHeaderText,
    ("channel/templates", "Header_Image"): TemplateHeaderImage,
    ("channel/templates", "Header_Video"): TemplateHeaderVideo,
    ("channel/templates", "Header_Document"): TemplateHeaderDocument,
    ("channel/templates", "Header_Location"): TemplateHeaderLocation,
    ("channel/templates", "Button_Url"): TemplateButtonUrl,
    ("channel/templates", "Button_Phone"): TemplateButtonPhone,
    ("channel/templates", "Button_QuickReply"): TemplateButtonQuickReply,
    ("channel/templates", "Button_CopyCode"): TemplateButtonCopyCode,
    ("channel/templates", "Draft"): TemplateDraft,
    ("channel/templates", "Template"): Template,
    ("channel/templates", "Page"): TemplatePage,
    ("channel/contacts", "Finding_Exists"): FindingExists,
    ("channel/contacts", "Finding_Absent"): FindingAbsent,
    ("channel/contacts", "Finding_Unknown"): FindingUnknown,
    ("channel/inbound-mail", "Verdict"): MailVerdict,
    ("channel/inbound-mail", "Part"): MailPart,
    ("channel/inbound-mail", "Mail"): Mail,
}
