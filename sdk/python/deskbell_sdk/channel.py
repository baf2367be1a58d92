"""Connectors to messaging channels."""

from __future__ import annotations

from ._vocabulary.channel import *  # noqa: F403
from ._vocabulary.channel import (
    AccountInfo,
    Descriptor,
    Event,
    Finding,
    HistoryPage,
    HttpWait,
    Mail,
    OutboundMessage,
    Outcome,
    PairingMethod,
    PairingState,
    PairingTerms,
    Receipt,
    Signal,
    Step,
    StepAwaitHttp,
    TemplateDraft,
    TemplatePage,
    TemplateStatus,
)
from ._vocabulary.types import Address, BlobRef, CallCtx, RemoteMedia, WebhookRequest
from .errors import CallError
from .http import HttpError, Request, Response
from .party import find_address as find_address


class Channel:
    """A connector. Only `describe` must be written; whatever else the descriptor promises must be written too.

    What is not written answers `unsupported`. An interface of the contract (webhook, poller, …) is exported when one
    of its methods is written. The module `plugin` keeps an instance under the name `plugin`:

    >>> class Acme(Channel):
    ...     def describe(self) -> Descriptor:
    ...         return Descriptor(channel_kind="sms", features=Feature.FIRST_CONTACT, max_text=1530, pace_per_10s=10)
    ...
    ...     def send(self, ctx: CallCtx, message: OutboundMessage) -> Receipt:
    ...         # … deskbell_sdk.http.post("https://api.acme.example/sms") …
    ...         return Receipt(remote_id=message.id)
    >>> plugin = Acme()
    >>> plugin.describe().max_text
    1530
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

    def poll(self, ctx: CallCtx, cursor: bytes | None) -> Step:
        """Everything after `cursor`; None at the very first call. Answer `StepDone(Page(…))`, or `wait(…)`.

        The cursor is at most 4 KiB and is kept together with the events. Asking twice with the same cursor must give
        the same events.
        """
        raise CallError.unsupported("this channel is not asked")

    def resume(self, ctx: CallCtx, continuation: bytes, answer: Response | HttpError) -> Step:
        """Goes on after the request of `wait`, with what was given there. It may wait again, 20 times in one poll."""
        raise CallError.unsupported("this channel does not wait between two calls")

    def pairing_terms(self) -> PairingTerms:
        """How an account is linked by a code, and at what risk. Pure, as `describe`."""
        raise NotImplementedError("a channel that is linked by a code says how: write `pairing_terms`")

    def start_pairing(self, ctx: CallCtx, method: PairingMethod) -> PairingState:
        """Begins, or shows the code of what has begun already. `rejected` when the account is connected."""
        raise CallError.unsupported("this channel is not linked by a code")

    def pairing_status(self, ctx: CallCtx) -> PairingState:
        """Where it stands. The host asks every two seconds while somebody looks."""
        raise CallError.unsupported("this channel is not linked by a code")

    def log_out(self, ctx: CallCtx) -> None:
        """Unlinks the account; fine too when it was not linked."""
        raise CallError.unsupported("this channel cannot be unlinked")

    def history_since(self, ctx: CallCtx, since_ms: int, next: bytes | None) -> HistoryPage:  # noqa: A002
        """What happened at or after `since_ms`, oldest first where the service can sort.

        Events carry the very dedupe keys that the webhook or the poll would have given them. At most 50 pages in one
        round; `next` is where the last page said to go on.
        """
        raise CallError.unsupported("this channel cannot look back")

    def list_templates(self, ctx: CallCtx, next: bytes | None) -> TemplatePage:  # noqa: A002
        """All templates of the account: pages of at most 500, 50 at most."""
        raise CallError.unsupported("this channel does not list templates")

    def create_template(self, ctx: CallCtx, draft: TemplateDraft) -> TemplateStatus:
        """Hands one in for review. `rejected` when there is one of that name and language, or it is refused at once."""
        raise CallError.unsupported("templates of this channel are made elsewhere")

    def template_status(self, ctx: CallCtx, name: str, language: str) -> TemplateStatus:
        """How one stands with the reviewers. `rejected` when there is none."""
        raise CallError.unsupported("this channel does not tell how a template stands")

    def check_contacts(self, ctx: CallCtx, addresses: list[Address]) -> list[Finding]:
        """One finding for each of the addresses (1 to 50), in the same order."""
        raise CallError.unsupported("this channel cannot check addresses")

    def handle_mail(self, ctx: CallCtx, mail: Mail) -> list[Event]:
        """Translates one mail that the host received, at most 2,000 events.

        `rejected` bounces it, `retry` keeps it.
        """
        raise CallError.unsupported("this channel takes no mail")


def wait(request: Request, continuation: bytes = b"") -> Step:
    """A request that the host makes while no instance of the plugin is alive.

    For services that hold it open until there is news. It stands under the same rules as in a call; its time-out is at
    most 90 seconds, 60 when it names none, and storing the response is not possible. `continuation`, at most 4 KiB,
    is handed to `resume`.

    >>> from deskbell_sdk import http
    >>> wait(http.get("https://api.acme.example/news?wait=50"), b"after-17").value.continuation
    b'after-17'
    """
    return StepAwaitHttp(HttpWait(request=request.to_contract(), continuation=continuation))
