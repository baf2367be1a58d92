"""__title__: what Deskbell calls. Translating is in translate.py, which unit tests cover."""

from urllib.parse import quote

from deskbell_sdk import BlobRef, CallCtx, CallError, RemoteMedia, WebhookRequest, config, http
from deskbell_sdk.erp import Descriptor, ErpModule, ModuleInfo, Outcome

from translate import LABELS, events


def api() -> str:
    """Where the service is: the default of plugin.toml, or the simulator that the operator names."""
    return str(config.require("base_url"))


class Integration(ErpModule):
    def describe(self) -> Descriptor:
        orders = ModuleInfo(id="order", name="Orders", statuses=list(LABELS.items()), fields=[])
        return Descriptor(system="__title__", modules=[orders])

    def handle(self, ctx: CallCtx, request: WebhookRequest) -> Outcome:
        return events(request)

    def fetch_document(self, ctx: CallCtx, media: RemoteMedia) -> BlobRef:
        request = http.get(f"{api()}/documents/{quote(media.reference, safe='')}").store_response()
        response = request.secret_header("authorization", "Bearer ", "api_token").send()
        if response.blob is not None:
            return response.blob
        code = str(response.status)
        if response.status == 401:
            raise CallError.auth(code, "the business system does not take the token")
        if response.status == 404:
            raise CallError.rejected(code, "the document is gone")
        raise CallError.retry(code, "the business system does not give the document now")


plugin = Integration()
