"""Made of wit/ by `python -m vocabulary` in sdk/. Change wit/, not this file."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Union

from ._integers import S64, U32, U64, U8
from .types import Address, BlobRef, RemoteMedia, WebhookReply

__all__ = [
    "Action",
    "ActionDone",
    "ActionInput",
    "ActionInputKind",
    "Card",
    "CardChange",
    "CardEvent",
    "CardRef",
    "Customer",
    "Descriptor",
    "Document",
    "DocumentSource",
    "DocumentSourceBlob",
    "DocumentSourceRemote",
    "Event",
    "EventBody",
    "EventBodyCardChanged",
    "EventBodyCardDeleted",
    "EventBodyCustomerChanged",
    "EventBodyCustomerDeleted",
    "Match",
    "ModuleInfo",
    "Money",
    "Outcome",
    "SyncPage",
]


@dataclass
class Customer:
    #: The key in the business system. 1 to 128 bytes, as every key here.
    external_id: str
    #: At most 255 bytes.
    name: str
    #: Phones as the business system has them (any spelling; the host reads
    #: them with the workspace's country), e-mail addresses. At most 16.
    addresses: list[Address]
    #: BCP 47, when known. 1 to 35 bytes.
    language: str | None = None
    #: At most 16 KiB.
    note: str | None = None


@dataclass
class Money:
    #: In the currency's smallest unit.
    minor: S64
    #: ISO 4217.
    currency: str


@dataclass
class DocumentSourceBlob:
    """Stored already, by this call."""

    value: BlobRef


@dataclass
class DocumentSourceRemote:
    """To be fetched by `documents.fetch`."""

    value: RemoteMedia


DocumentSource = Union[
    DocumentSourceBlob,
    DocumentSourceRemote,
]


@dataclass
class Document:
    #: "quote", "invoice", "boleto", … as the module names it. 1 to 64 bytes.
    kind: str
    #: 1 to 255 bytes.
    filename: str
    source: DocumentSource


@dataclass(kw_only=True)
class Card:
    #: "repair-order", "quote", "invoice", "appointment", "opportunity", …
    #: 1 to 64 bytes.
    module: str
    external_id: str
    #: As people say it: "1042". At most 255 bytes.
    number: str
    #: At most 1 KiB.
    title: str
    #: Stable word for rules: "ready". At most 255 bytes.
    status: str
    #: As people read it: "Ready for pick-up". At most 255 bytes.
    status_label: str
    open: bool = False
    #: The customer's key.
    customer: str
    total: Money | None = None
    due_ms: U64 | None = None
    #: At most 2 KiB.
    link: str | None = None
    #: At most 20.
    documents: list[Document]
    #: Merge fields of this card, name (1 to 255 bytes) and text (at most
    #: 16 KiB). At most 100.
    fields: list[tuple[str, str]]


class CardChange(enum.Enum):
    CREATED = 0
    STATUS_CHANGED = 1
    UPDATED = 2


@dataclass
class CardEvent:
    card: Card
    change: CardChange


@dataclass
class EventBodyCustomerChanged:
    """`event-body`, the case `customer-changed`."""

    value: Customer


@dataclass
class EventBodyCustomerDeleted:
    """The customer's key."""

    value: str


@dataclass
class EventBodyCardChanged:
    """`event-body`, the case `card-changed`."""

    value: CardEvent


@dataclass
class EventBodyCardDeleted:
    """Module and key."""

    value: tuple[str, str]


EventBody = Union[
    EventBodyCustomerChanged,
    EventBodyCustomerDeleted,
    EventBodyCardChanged,
    EventBodyCardDeleted,
]


@dataclass
class Event:
    #: The same in every delivery of this fact. 1 to 255 bytes.
    dedupe_key: str
    #: Grows with each change of the same record; an older version that comes
    #: late changes nothing.
    version: U64
    at_ms: U64
    body: EventBody


@dataclass
class CardRef:
    """One card by its names in the business system."""

    #: As in `card.module`.
    module: str
    #: As in `card.external-id`.
    external_id: str


@dataclass
class ModuleInfo:
    #: As in `card.module`.
    id: str
    #: English; the pages translate well-known ids. 1 to 255 bytes.
    name: str
    #: Statuses in their usual order: word (1 to 255 bytes) and label (at most
    #: 255). At most 100.
    statuses: list[tuple[str, str]]
    #: Names of merge fields besides the common ones. At most 100.
    fields: list[str]


@dataclass
class Descriptor:
    #: The name of the business system. 1 to 64 bytes.
    system: str
    #: At most 64.
    modules: list[ModuleInfo]


@dataclass
class Outcome:
    reply: WebhookReply
    #: At most 2,000, each at most 256 KiB.
    events: list[Event]


@dataclass
class SyncPage:
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
class Match:
    customer: Customer
    #: Their open cards, the latest change first. At most 20.
    cards: list[Card]


class ActionInputKind(enum.Enum):
    TEXT = 0
    NUMBER = 1
    DATE = 2
    DATE_TIME = 3
    CHOICE = 4


@dataclass(kw_only=True)
class ActionInput:
    #: 1 to 64 bytes.
    name: str
    #: 1 to 255 bytes.
    label: str
    kind: ActionInputKind
    required: bool = False
    #: For `choice`: word and label, at most 100.
    choices: list[tuple[str, str]]


@dataclass
class Action:
    #: Stable word. 1 to 64 bytes.
    id: str
    #: What the button says. 1 to 255 bytes.
    label: str
    #: At most 20.
    inputs: list[ActionInput]
    #: A question to be answered with yes first. At most 1 KiB.
    confirm: str | None = None


@dataclass
class ActionDone:
    #: One line for the person who asked. At most 1 KiB.
    message: str
    #: What changed by it. At most 2,000, each at most 256 KiB.
    events: list[Event]


#: What each class stands for: the interface and its generated name there.
PLACES: dict[tuple[str, str], type] = {
    ("erp/business", "Customer"): Customer,
    ("erp/business", "Money"): Money,
    ("erp/business", "DocumentSource_Blob"): DocumentSourceBlob,
    ("erp/business", "DocumentSource_Remote"): DocumentSourceRemote,
    ("erp/business", "Document"): Document,
    ("erp/business", "Card"): Card,
    ("erp/business", "CardChange"): CardChange,
    ("erp/business", "CardEvent"): CardEvent,
    ("erp/business", "EventBody_CustomerChanged"): EventBodyCustomerChanged,
    ("erp/business", "EventBody_CustomerDeleted"): EventBodyCustomerDeleted,
    ("erp/business", "EventBody_CardChanged"): EventBodyCardChanged,
    ("erp/business", "EventBody_CardDeleted"): EventBodyCardDeleted,
    ("erp/business", "Event"): Event,
    ("erp/business", "CardRef"): CardRef,
    ("erp/module", "ModuleInfo"): ModuleInfo,
    ("erp/module", "Descriptor"): Descriptor,
    ("erp/webhook", "Outcome"): Outcome,
    ("erp/sync", "Page"): SyncPage,
    ("erp/lookup", "Match"): Match,
    ("erp/actions", "InputKind"): ActionInputKind,
    ("erp/actions", "Input"): ActionInput,
    ("erp/actions", "Action"): Action,
    ("erp/actions", "Done"): ActionDone,
}
