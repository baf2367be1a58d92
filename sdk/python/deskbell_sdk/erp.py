"""Integrations of business systems."""

from __future__ import annotations

from ._vocabulary.erp import *  # noqa: F403
from ._vocabulary.erp import Action, ActionDone, CardRef, Descriptor, Document, Match, Outcome, SyncPage
from ._vocabulary.types import Address, BlobRef, CallCtx, RemoteMedia, WebhookRequest
from .errors import CallError


class ErpModule:
    """An integration of a business system. The module `plugin` keeps an instance under the name `plugin`.

    >>> from deskbell_sdk import reply
    >>> class Acme(ErpModule):
    ...     def describe(self) -> Descriptor:
    ...         return Descriptor(system="ACME", modules=[])
    ...
    ...     def handle(self, ctx: CallCtx, request: WebhookRequest) -> Outcome:
    ...         return Outcome(reply=reply.ok(), events=[])
    >>> plugin = Acme()
    >>> plugin.describe().system
    'ACME'
    """

    def describe(self) -> Descriptor:
        """The system and its modules. Pure: it may call nothing of the host and always answers the same."""
        raise NotImplementedError("an integration describes itself: write `describe`")

    def handle(self, ctx: CallCtx, request: WebhookRequest) -> Outcome:
        """Translates one webhook request: the whole request or nothing, at most 2,000 events.

        Download nothing here; give documents as `DocumentSourceRemote`.
        """
        raise CallError.unsupported("this integration takes no webhooks")

    def changes(self, ctx: CallCtx, cursor: bytes | None) -> SyncPage:
        """What changed after `cursor`; everything that is worth having at the very first call, when it is None.

        Asking twice with the same cursor must give the same events or newer versions of them.
        """
        raise CallError.unsupported("this integration is not asked")

    def find_customers(self, ctx: CallCtx, addresses: list[Address]) -> list[Match]:
        """Who has one of these addresses (1 to 16)? At most 10 answers.

        Phones come as international numbers; compare them however the business system spells its own.
        """
        raise CallError.unsupported("this integration knows no customers by address")

    def list_documents(self, ctx: CallCtx, card: CardRef) -> list[Document]:
        """The documents that a card has now, at most 100."""
        raise CallError.unsupported("this integration does not list documents")

    def fetch_document(self, ctx: CallCtx, media: RemoteMedia) -> BlobRef:
        """Fetches a document named by an event or `list_documents`. `rejected` when it is gone for good."""
        raise CallError.unsupported("this integration has no documents to fetch")

    def available_actions(self, ctx: CallCtx, card: CardRef) -> list[Action]:
        """What can be done with this card now, at most 50."""
        raise CallError.unsupported("this integration has no actions")

    def run_action(self, ctx: CallCtx, card: CardRef, action: str, values: list[tuple[str, str]]) -> ActionDone:
        """Does it once: `ctx.call_id` is the idempotency key.

        Values by input name, numbers with a dot, dates as ISO 8601. `rejected` tells the person why not;
        `uncertain_retry` that nobody knows.
        """
        raise CallError.unsupported("this integration has no actions")
