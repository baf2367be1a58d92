"""Connectors to messaging channels."""

from __future__ import annotations

from ._vocabulary.channel import *  # noqa: F403
from ._vocabulary.channel import AccountInfo, Descriptor, Outcome, OutboundMessage, Page, Receipt, Signal
from ._vocabulary.types import BlobRef, CallCtx, RemoteMedia, WebhookRequest
from .errors import CallError
from .party import find_address as find_address


class Channel:
    """A connector. Only `describe` must be written; whatever else the descriptor promises must be written too.

    What is not written answers `unsupported`. An interface of the contract (webhook, poller, …) is exported when one
    of its methods is written. The module `plugin` keeps an instance under the name `plugin`:

    >>> class Acme(Channel):
    ...     def describe(self) -> Descriptor:
    ...         return Descriptor("sms", Feature.FIRST_CONTACT, None, max_text=1530, pace_per_10s=10)
    ...
    ...     def send(self, ctx: CallCtx, message: OutboundMessage) -> Receipt:
    ...         # … deskbell_sdk.http.post("https://api.acme.example/sms") …
    ...         return Receipt(remote_id=message.id)
    >>> plugin = Acme()
    """

    def describe(self) -> Descriptor:
        """What the channel can do. Pure: it may call nothing of the host and always answers the same."""
        raise NotImplementedError("a channel describes itself: write `describe`")

    def check_account(self, ctx: CallCtx) -> AccountInfo:
        """Proves with one request that the credentials work.

        `auth` when they do not; `retry` when the service cannot be asked now.
        """
        raise CallError.unsupported("this channel cannot check its account")

    def send(self, ctx: CallCtx, message: OutboundMessage) -> Receipt:
        """Sends one message.

        The host calls it once for each attempt and never twice at the same time for one message. A receipt means
        accepted by the service, not delivered. No answer after the request was written is `uncertain_retry`.
        """
        raise CallError.unsupported("this channel cannot send")

    def send_signal(self, ctx: CallCtx, signal: Signal) -> None:
        """ "Read" and "typing…". Best effort; errors are counted, not repeated."""
        raise CallError.unsupported("this channel has no such signal")

    def fetch_media(self, ctx: CallCtx, media: RemoteMedia) -> BlobRef:
        """Fetches a file named by an earlier event, usually with `store_response` of a request.

        `rejected` when it is gone for good. Check size and hash where the service gives them.
        """
        raise CallError.unsupported("this channel has no files")

    def handle(self, ctx: CallCtx, request: WebhookRequest) -> Outcome:
        """Translates one webhook request, every item of a batch into an event of its own.

        At most 2,000 events of 256 KiB. An item that cannot be read becomes a stub or an account notice, never an
        error for the others. Download nothing here. `rejected` is final and nothing is kept; `retry` keeps a verified
        request and repeats the translation later.
        """
        raise CallError.unsupported("this channel takes no webhooks")

    def poll(self, ctx: CallCtx, cursor: bytes | None) -> Page:
        """Everything after `cursor`; None at the very first call.

        The cursor is at most 4 KiB and is kept together with the events. Asking twice with the same cursor must give
        the same events.
        """
        raise CallError.unsupported("this channel is not asked")
