"""The pure parts, with the ordinary interpreter. What needs the host is in cases/."""

import json
import unittest

from deskbell_sdk import CallError, WebhookRequest, user_id
from deskbell_sdk.channel import (
    InboundContentText,
    EventBodyMessage,
    Location,
    OutboundContent,
    OutboundContentLocation,
    OutboundContentText,
    OutboundMessage,
    OutboundText,
    SignalMarkRead,
)

from inbound import read_page, translate
from outbound import message_request, signal_request


def webhook(*events: object) -> WebhookRequest:
    return WebhookRequest("POST", "", [], [], json.dumps({"events": events}).encode(), received_ms=7)


def message(content: OutboundContent) -> OutboundMessage:
    return OutboundMessage(id="m-1", to=[user_id("u-17")], content=content, reply_to=None)


class Inbound(unittest.TestCase):
    def test_an_event_without_a_moment_has_the_requests(self) -> None:
        event = translate(webhook({"type": "message", "id": "e-1", "from": {"id": "u-17"}, "text": "Hello"})).events[0]
        self.assertEqual((event.at_ms, event.dedupe_key), (7, "m:e-1"))
        assert isinstance(event.body, EventBodyMessage)
        self.assertEqual(event.body.value.content, InboundContentText("Hello"))

    def test_the_same_fact_has_the_same_key_in_every_delivery(self) -> None:
        def key(status: str) -> str:
            return translate(webhook({"type": "status", "id": "e-1", "status": status})).events[0].dedupe_key

        self.assertEqual(key("seen"), key("seen"))
        self.assertNotEqual(key("seen"), key("delivered"))

    def test_where_nothing_is_new_the_place_in_the_list_stays(self) -> None:
        self.assertEqual(read_page({"events": []}, b"a41").next_cursor, b"a41")
        self.assertIsNone(read_page({"events": []}, b"").next_cursor)


class Outbound(unittest.TestCase):
    def test_a_text_goes_to_the_users_id_in_the_shops_name(self) -> None:
        content = OutboundContentText(OutboundText("Hi", preview_link=False))
        request = message_request("https://a.example", message(content), "Garage")
        self.assertEqual(
            json.loads(request.body_bytes or b""), {"id": "m-1", "from": "Garage", "to": "u-17", "text": "Hi"}
        )
        signal = signal_request("https://a.example", SignalMarkRead("e-1"))
        self.assertEqual(json.loads(signal.body_bytes or b""), {"kind": "read", "message": "e-1"})

    def test_what_cannot_be_sent_is_refused(self) -> None:
        place = OutboundContentLocation(Location("-27.1", "-52.6", None, None))
        with self.assertRaises(CallError) as refused:
            message_request("", message(place), "")
        self.assertEqual(refused.exception.kind, "unsupported")
