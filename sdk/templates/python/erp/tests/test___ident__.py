"""With the ordinary interpreter; see README.md. What needs the host is in cases/."""

import json
import unittest

from deskbell_sdk import CallError, WebhookRequest
from deskbell_sdk.erp import EventBodyCardChanged

from translate import events


def request(*items: object) -> WebhookRequest:
    return WebhookRequest("POST", "", [], [], json.dumps({"items": items}).encode(), received_ms=7)


class Translation(unittest.TestCase):
    def test_a_closed_order_has_no_work_left(self) -> None:
        order = {"type": "order", "id": "O-1", "version": 3, "number": "1", "title": "Tyres", "status": "closed"}
        event = events(request({**order, "customer": "C-1"})).events[0]
        assert isinstance(event.body, EventBodyCardChanged)
        card = event.body.value.card
        self.assertEqual((event.dedupe_key, card.open, card.status_label), ("order:O-1:3", False, "Closed"))

    def test_one_item_that_cannot_be_read_refuses_all_of_them(self) -> None:
        customer = {"type": "customer", "id": "C-1", "name": "Ana", "version": 1}
        with self.assertRaises(CallError):
            events(request(customer, {"type": "boat", "id": "B-1", "version": 1}))
