"""Between the service's words and Deskbell's. Nothing here asks the host."""

import json as jsonlib
import re
from typing import Any

from deskbell_sdk import (
    AddressKind,
    CallError,
    Party,
    Problem,
    RemoteMedia,
    WebhookRequest,
    find_address,
    fingerprint,
    http,
    json,
    phone,
    reply,
)
from deskbell_sdk.channel import (
    AccountEventNotice,
    Consequence,
    Delivery,
    Event,
    EventBodyAccount,
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
PHONE = re.compile(r"\+[0-9]{5,20}")
# Events of one call.
MOST = 2_000


def events(request: WebhookRequest) -> Outcome:
    """Every item becomes an event of its own; `dedupe_key` is the same in each delivery of the same fact."""
    body = json(request)
    items = body.get("items") if isinstance(body, dict) else None
    if not isinstance(items, list):
        raise CallError.rejected("bad-request", "the request has no list `items`")
    return Outcome(reply=reply.ok(), events=[event(item, request.received_ms) for item in items[:MOST]])


def event(item: Any, received_ms: int) -> Event:
    if not _is_readable(item):
        return _unreadable(item, received_ms)
    at_ms = item.get("time", received_ms)
    if item["kind"] == "status":
        status = Status(remote_id=item["id"], delivery=DELIVERY[item["status"]], consequence=Consequence.NONE)
        return Event(f"s:{item['id']}:{item['status']}", at_ms, EventBodyStatus(status))
    sender = Party([phone(item["from"])], item.get("name"))
    message = InboundMessage(remote_id=item["id"], sender=sender, content=_content(item))
    return Event(f"m:{item['id']}", at_ms, EventBodyMessage(message))


def _is_readable(item: Any) -> bool:
    """Bounds of the contract, which strangers do not know: what exceeds one would end the call for all items."""
    if not isinstance(item, dict) or not _is_text(item.get("id"), 120) or not _is_text(item.get("kind"), 64):
        return False
    time = item.get("time", 0)
    if type(time) is not int or not 0 <= time < 2**63:
        return False
    if item["kind"] == "status":
        return isinstance(item.get("status"), str) and item["status"] in DELIVERY
    sender = item.get("from")
    if not isinstance(sender, str) or not PHONE.fullmatch(sender) or not _is_text(item.get("name", "-"), 255):
        return False
    if item["kind"] == "text":
        return _is_text(item.get("text"), 65_536)
    if item["kind"] == "file":
        described = _is_text(item.get("mime", "-"), 255) and _is_text(item.get("filename", "-"), 255)
        return described and _is_text(item.get("file"), 2_048)
    return _is_text(jsonlib.dumps(item), 65_536)


def _is_text(value: Any, most_bytes: int) -> bool:
    # A lone surrogate is no text that could cross the border.
    return isinstance(value, str) and 0 < len(value.encode("utf-8", "replace")) <= most_bytes and _is_whole(value)


def _is_whole(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _unreadable(item: Any, at_ms: int) -> Event:
    """Told to the operator, and no obstacle to the other items. Its words stay out: they may be a customer's."""
    problem = Problem("unreadable", "the service sent an item that this connector cannot read")
    key = fingerprint(jsonlib.dumps(item))
    return Event(f"u:{key}", at_ms, EventBodyAccount(AccountEventNotice(problem)))


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
