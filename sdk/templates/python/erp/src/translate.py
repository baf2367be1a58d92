"""From the business system's words to Deskbell's. Nothing here asks the host."""

from typing import Any

from deskbell_sdk import CallError, RemoteMedia, WebhookRequest, email, json, phone, reply
from deskbell_sdk.erp import (
    Card,
    CardChange,
    CardEvent,
    Customer,
    Document,
    DocumentSourceRemote,
    Event,
    EventBody,
    EventBodyCardChanged,
    EventBodyCustomerChanged,
    Money,
    Outcome,
)

LABELS = {"open": "Open", "ready": "Ready", "closed": "Closed"}


def events(request: WebhookRequest) -> Outcome:
    """The whole request or nothing: one item that cannot be read refuses all of them."""
    items = json(request).get("items", [])
    made = [event(item, request.received_ms) for item in items]
    return Outcome(reply=reply.json(200, {"accepted": len(items)}), events=made)


def event(item: Any, received_ms: int) -> Event:
    key = f"{item['type']}:{item['id']}:{item['version']}"
    return Event(dedupe_key=key, version=item["version"], at_ms=received_ms, body=_body(item))


def _body(item: Any) -> EventBody:
    if item["type"] == "customer":
        return EventBodyCustomerChanged(_customer(item))
    if item["type"] == "order":
        return EventBodyCardChanged(CardEvent(_card(item), CardChange.UPDATED))
    raise CallError.rejected("unknown-type", "an item is neither a customer nor an order")


def _customer(item: Any) -> Customer:
    addresses = [*map(phone, item.get("phones", [])), *map(email, item.get("emails", []))]
    return Customer(external_id=item["id"], name=item["name"], addresses=addresses)


def _card(item: Any) -> Card:
    total = item.get("total")
    return Card(
        module="order",
        external_id=item["id"],
        number=item["number"],
        title=item["title"],
        status=item["status"],
        status_label=LABELS.get(item["status"], item["status"]),
        open=item["status"] != "closed",
        customer=item["customer"],
        total=Money(total["minor"], total["currency"]) if total else None,
        documents=[_document(document) for document in item.get("documents", [])],
        fields=[],
    )


def _document(item: Any) -> Document:
    source = DocumentSourceRemote(RemoteMedia(item["id"], filename=item["filename"]))
    return Document(kind="invoice", filename=item["filename"], source=source)
