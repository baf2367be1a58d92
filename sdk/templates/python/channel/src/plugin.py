"""__title__: what Deskbell calls. Translating is in translate.py, which unit tests cover."""

from urllib.parse import quote

from deskbell_sdk import BlobRef, CallCtx, CallError, RemoteMedia, WebhookRequest, config, http
from deskbell_sdk.channel import AccountInfo, Channel, Descriptor, Feature, OutboundMessage, Outcome, Receipt

from translate import events, message_request


def api() -> str:
    """Where the service is: the default of plugin.toml, or the simulator that the operator names."""
    return str(config.require("base_url"))


class Connector(Channel):
    def describe(self) -> Descriptor:
        return Descriptor(
            channel_kind="__name__",
            features=Feature.FIRST_CONTACT | Feature.MEDIA | Feature.DELIVERED,
            max_text=1000,
            pace_per_10s=10,
        )

    def check_account(self, ctx: CallCtx) -> AccountInfo:
        account = signed_in(http.get(f"{api()}/account")).json()
        return AccountInfo(remote_id=account["id"], display=account["name"])

    def send(self, ctx: CallCtx, message: OutboundMessage) -> Receipt:
        answer = signed_in(message_request(api(), message, config.require("sender"))).json()
        return Receipt(remote_id=answer["id"])

    def handle(self, ctx: CallCtx, request: WebhookRequest) -> Outcome:
        return events(request)

    def fetch_media(self, ctx: CallCtx, media: RemoteMedia) -> BlobRef:
        response = signed_in(http.get(f"{api()}/files/{quote(media.reference, safe='')}").store_response())
        if response.blob is None:
            raise CallError.retry("no-file", "the service answered without the file")
        return response.blob


def signed_in(request: http.Request) -> http.Response:
    """Sends a request with the token, and says what a refusal means."""
    response = request.secret_header("authorization", "Bearer ", "api_token").send()
    if response.is_success:
        return response
    code = str(response.status)
    if response.status == 401:
        raise CallError.auth(code, "the service does not take the token")
    if response.status == 429:
        raise CallError.rate_limited(code, "too fast for the service", response.retry_after_ms or 10_000)
    if response.status >= 500:
        raise CallError.uncertain_retry(code, "the service failed")
    raise CallError.rejected(code, "the service refuses the request")


plugin = Connector()
