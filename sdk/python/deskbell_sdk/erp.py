"""Integrations of business systems."""

from __future__ import annotations

from ._vocabulary.erp import *  # noqa: F403
from ._vocabulary.erp import Descriptor, Outcome
from ._vocabulary.types import BlobRef, CallCtx, RemoteMedia, WebhookRequest
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
    """

    def describe(self) -> Descriptor:
        """The system and its modules. Pure: it may call nothing of the host and always answers the same."""
        raise NotImplementedError("an integration describes itself: write `describe`")

    def handle(self, ctx: CallCtx, request: WebhookRequest) -> Outcome:
        """Translates one webhook request: the whole request or nothing, at most 2,000 events.

        Download nothing here; give documents as `DocumentSourceRemote`.
        """
        raise CallError.unsupported("this integration takes no webhooks")

    def fetch_document(self, ctx: CallCtx, media: RemoteMedia) -> BlobRef:
        """Fetches a document named by an earlier event. `rejected` when it is gone for good."""
        raise CallError.unsupported("this integration has no documents to fetch")
