"""What the service tells, as Deskbell's events."""

import json as jsonlib
from typing import Any

from deskbell_sdk import Party, Problem, RemoteMedia, WebhookRequest, json, reply, scrub, user_id
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
    Outcome,
    Page,
    Status,
    Stub,
    StubKind,
)

DELIVERY = {
    "accepted": Delivery.SENT,
    "failed": Delivery.FAILED,
    "delivered": Delivery.DELIVERED,
    "seen": Delivery.READ,
}


def translate(request: WebhookRequest) -> Outcome:
    """A whole batch: what cannot be read becomes a line of its own, never an error for the others."""
    items = json(request).get("events", [])
    events = [event(item, request.received_ms) for item in items]
    return Outcome(reply=reply.json(200, {"taken": len(items)}), events=events)


def read_page(answer: Any, cursor: bytes) -> Page:
    """One page of the service's list. Where there is nothing new, the place in the list stays."""
    events = [event(item, 0) for item in answer["events"]]
    following = answer.get("cursor")
    next_cursor = following.encode() if following else cursor or None
    return Page(events=events, next_cursor=next_cursor, more=bool(answer.get("more")), next_after_ms=15_000)


def event(item: Any, received_ms: int) -> Event:
    at_ms = item["at"] if isinstance(item.get("at"), int) else received_ms
    if item["type"] == "status" and item["status"] in DELIVERY:
        return Event(f"s:{item['id']}:{item['status']}", at_ms, EventBodyStatus(_status(item)))
    return Event(f"m:{item['id']}", at_ms, EventBodyMessage(_message(item)))


def _message(item: Any) -> InboundMessage:
    sender = item["from"]
    return InboundMessage(
        remote_id=item["id"],
        sender=Party([user_id(sender["id"])], sender.get("name")),
        content=_content(item),
        reply_to=item.get("replyTo"),
    )


def _content(item: Any) -> InboundContent:
    if item.get("text"):
        return InboundContentText(item["text"])
    if file := item.get("file"):
        media = RemoteMedia(file["id"], mime=file.get("mime"), size=file.get("size"), filename=file.get("name"))
        return InboundContentMedia(MediaContent(MediaKind.DOCUMENT, media))
    summary = f'A message of the kind "{item["type"]}"'
    return InboundContentStub(Stub(StubKind.UNKNOWN, item["type"], summary, jsonlib.dumps(item)))


def _status(item: Any) -> Status:
    problem = None
    if item["status"] == "failed":
        problem = Problem(code=str(item.get("code", "failed")), detail=scrub(item.get("reason", "the service gave up")))
    return Status(
        remote_id=item["id"],
        message_id=item.get("messageId"),
        delivery=DELIVERY[item["status"]],
        problem=problem,
        consequence=Consequence.UNREACHABLE if item.get("code") == "gone" else Consequence.NONE,
    )
