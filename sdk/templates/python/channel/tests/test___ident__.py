"""With the ordinary interpreter; see README.md. What needs the host is in cases/."""

import json
import unittest

from deskbell_sdk import CallError, WebhookRequest, phone
from deskbell_sdk.channel import (
    EventBodyAccount,
    EventBodyMessage,
    InboundContentStub,
    OutboundContentText,
    OutboundMessage,
    OutboundText,
)

from translate import events, message_request


def request(*items: object) -> WebhookRequest:
    return WebhookRequest("POST", "", [], [], json.dumps({"items": items}).encode(), received_ms=7)


class Translation(unittest.TestCase):
    def test_a_kind_that_nobody_knows_is_still_seen(self) -> None:
        event = events(request({"id": "1", "kind": "poll", "from": "+5549999998888"})).events[0]
        assert isinstance(event.body, EventBodyMessage)
        self.assertEqual(event.at_ms, 7)
        self.assertIsInstance(event.body.value.content, InboundContentStub)

    def test_an_item_that_cannot_be_read_is_told_and_costs_no_other(self) -> None:
        far = {"id": "1", "kind": "text", "from": "x" * 1024, "text": "a"}
        near = {"id": "2", "kind": "text", "from": "+5549999998888", "text": "b"}
        kinds = [type(event.body) for event in events(request(far, near, None)).events]
        self.assertEqual(kinds, [EventBodyAccount, EventBodyMessage, EventBodyAccount])

    def test_a_text_goes_to_the_phone_number(self) -> None:
        content = OutboundContentText(OutboundText("Hello", preview_link=False))
        message = OutboundMessage("m-1", [phone("+5549999998888")], content, None)
        body = json.loads(message_request("", message, "Shop").body_bytes or b"")
        self.assertEqual(body, {"id": "m-1", "from": "Shop", "to": "+5549999998888", "text": "Hello"})
        message.to = []
        with self.assertRaises(CallError):
            message_request("", message, "Shop")
