"""A channel to a service that echoes: small, but with every way in and out."""

from urllib.parse import quote, urlencode

from deskbell_sdk import BlobRef, CallCtx, CallError, RemoteMedia, WebhookRequest, config, http
from deskbell_sdk.channel import (
    AccountInfo,
    Channel,
    Descriptor,
    Feature,
    OutboundMessage,
    Outcome,
    Receipt,
    Signal,
    Step,
    StepDone,
    wait,
)

from inbound import read_page, translate
from outbound import message_request, signal_request

API = "https://api.echo.example"


class Echo(Channel):
    def describe(self) -> Descriptor:
        features = (
            Feature.FIRST_CONTACT
            | Feature.MEDIA
            | Feature.QUOTES
            | Feature.DELIVERED
            | Feature.READ
            | Feature.MARK_READ
            | Feature.TYPING_OUT
        )
        return Descriptor(channel_kind="echo", features=features, max_text=4000, pace_per_10s=50)

    def check_account(self, ctx: CallCtx) -> AccountInfo:
        account = signed_in(http.get(f"{API}/account")).json()
        return AccountInfo(remote_id=account["id"], display=account["name"])

    def send(self, ctx: CallCtx, message: OutboundMessage) -> Receipt:
        answer = signed_in(message_request(API, message, config.require("sender"))).json()
        return Receipt(remote_id=answer["id"])

    def send_signal(self, ctx: CallCtx, signal: Signal) -> None:
        signed_in(signal_request(API, signal))

    def fetch_media(self, ctx: CallCtx, media: RemoteMedia) -> BlobRef:
        response = signed_in(http.get(f"{API}/files/{quote(media.reference, safe='')}").store_response())
        if response.blob is None:
            raise CallError.retry("no-file", "the echo service answered without the file")
        return response.blob

    def handle(self, ctx: CallCtx, request: WebhookRequest) -> Outcome:
        return translate(request)

    def poll(self, ctx: CallCtx, cursor: bytes | None) -> Step:
        """The service holds the request until there is news; nothing of the plugin is alive meanwhile."""
        after = {"after": cursor.decode()} if cursor else {}
        request = http.get(f"{API}/events?{urlencode({'wait': 50, **after})}")
        return wait(token(request).timeout_ms(60_000), cursor or b"")

    def resume(self, ctx: CallCtx, continuation: bytes, answer: http.Response | http.HttpError) -> Step:
        if isinstance(answer, http.HttpError):
            raise answer
        return StepDone(read_page(accepted(answer).json(), continuation))


def token(request: http.Request) -> http.Request:
    return request.secret_header("authorization", "Bearer ", "api_token")


def signed_in(request: http.Request) -> http.Response:
    return accepted(token(request).send())


def accepted(response: http.Response) -> http.Response:
    """Reads the service's refusals."""
    if response.is_success:
        return response
    code = str(response.status)
    if response.status == 401:
        raise CallError.auth(code, "the echo service does not take the token")
    if response.status == 429:
        raise CallError.rate_limited(code, "too fast for the echo service", response.retry_after_ms or 10_000)
    if response.status >= 500:
        raise CallError.uncertain_retry(code, "the echo service failed")
    raise CallError.rejected(code, "the echo service refuses the request")


plugin = Echo()
