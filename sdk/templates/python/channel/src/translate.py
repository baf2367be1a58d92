"""Between the service's words and Deskbell's. Nothing here asks the host."""

import json as jsonlib
from typing import Any

from deskbell_sdk import (
    AddressKind,
    CallError,
    Party,
    RemoteMedia,
    WebhookRequest,
    find_address,
    http,
    json,
    phone,
    reply,
)
from deskbell_sdk.channel import (
    Consequence,
    Delivery,
    Event,
    EventBodyMessage,
    EventBodyStatus,
    InboundContent,
    InboundContentMedia,
    InboundContentStub,
    InboundContentText,
    InboundMessage,
    MediaContent,
    MediaKind,
    OutboundContentText,
    OutboundMessage,
    Outcome,
    Status,
    Stub,
    StubKind,
)

DELIVERY = {"sent": Delivery.SENT, "delivered": Delivery.DELIVERED, "failed": Delivery.FAILED}


def events(request: WebhookRequest) -> Outcome:
    """Every item becomes an event of its own; `dedupe_key` is the same in each delivery of the same fact."""
    items = json(request).get("items", [])
    return Outcome(reply=reply.ok(), events=[event(item, request.received_ms) for item in items])


def event(item: Any, received_ms: int) -> Event:
    at_ms = item.get("time", received_ms)
    if item["kind"] == "status" and item["status"] in DELIVERY:
        status = Status(remote_id=item["id"], delivery=DELIVERY[item["status"]], consequence=Consequence.NONE)
        return Event(f"s:{item['id']}:{item['status']}", at_ms, EventBodyStatus(status))
    sender = Party([phone(item["from"])], item.get("name"))
    message = InboundMessage(remote_id=item["id"], sender=sender, content=_content(item))
    return Event(f"m:{item['id']}", at_ms, EventBodyMessage(message))


def _content(item: Any) -> InboundContent:
    """What is not understood becomes a line that people see, never nothing."""
    if item["kind"] == "text":
        return InboundContentText(item["text"])
    if item["kind"] == "file":
        media = RemoteMedia(item["file"], mime=item.get("mime"), filename=item.get("filename"))
        return InboundContentMedia(MediaContent(MediaKind.DOCUMENT, media))
    summary = f'A message of the kind "{item["kind"]}"'
    return InboundContentStub(Stub(StubKind.UNKNOWN, item["kind"], summary, jsonlib.dumps(item)))


def message_request(api: str, message: OutboundMessage, sender: str) -> http.Request:
    """Plain data, so that a test can look at it."""
    to = find_address(message.to, AddressKind.PHONE)
    if to is None:
        raise CallError.rejected("no-phone", "the contact has no phone number")
    match message.content:
        case OutboundContentText(text):
            return http.post(f"{api}/messages").json({"id": message.id, "from": sender, "to": to, "text": text.body})
        case _:
            raise CallError.unsupported("this channel carries text only")
