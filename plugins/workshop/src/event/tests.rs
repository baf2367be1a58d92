#![allow(clippy::unwrap_used)]

use super::*;
use serde_json::{Value, json};

const AT: u64 = 1_772_460_300_000;

fn read_value(value: Value) -> Result<Event, Refusal> {
    read(Fields::new("", value).unwrap(), "w:msg_1".to_owned(), &LinkBase::new(None))
}

fn event(kind: &str, data: Value) -> Event {
    read_value(json!({ "type": kind, "timestamp": "2026-03-02T14:05:00Z", "data": data })).unwrap()
}

fn order(module: Option<&str>) -> Value {
    let mut order = json!({ "id": "RO-1", "title": "Brakes", "status": "received", "customer": "C-1", "version": 3 });
    if let Some(module) = module {
        order["module"] = json!(module);
        order["status_label"] = json!("Received");
    }
    order
}

#[test]
fn s0_7_every_type_is_read() {
    for kind in ["customer.created", "customer.changed"] {
        let event = event(kind, json!({ "id": "C-1", "name": "Ana", "version": 3 }));
        assert!(matches!(event.body, Body::Customer(customer) if customer.external_id == "C-1"));
    }
    let gone = event("customer.deleted", json!({ "id": "C-1", "version": 4 }));
    assert_eq!(gone.body, Body::CustomerDeleted { id: "C-1".to_owned() });
    for (kind, module, expected) in [
        ("repair-order.created", None, CardChange::Created),
        ("repair-order.changed", None, CardChange::Updated),
        ("card.created", Some("quote"), CardChange::Created),
        ("card.changed", Some("quote"), CardChange::Updated),
    ] {
        let Body::Card { data, change } = event(kind, order(module)).body else { panic!("{kind} is a card") };
        assert_eq!(change, expected, "{kind}");
        assert_eq!(data.card.module, module.unwrap_or("repair-order"));
    }
    let gone = event("repair-order.deleted", json!({ "id": "RO-1" }));
    assert_eq!(gone.body, Body::CardDeleted { module: "repair-order".to_owned(), id: "RO-1".to_owned() });
    let gone = event("card.deleted", json!({ "module": "quote", "id": "Q-1" }));
    assert_eq!(gone.body, Body::CardDeleted { module: "quote".to_owned(), id: "Q-1".to_owned() });
}

#[test]
fn x2_versions_come_from_the_record_not_from_the_delivery() {
    let customer = |extra: Value| {
        let mut data = json!({ "id": "C-1", "name": "Ana" });
        data.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        event("customer.changed", data)
    };
    let seen = |event: Event| (event.version, event.at_ms);
    assert_eq!(seen(customer(json!({ "version": 7 }))), (7, AT));
    assert_eq!(seen(customer(json!({ "updated_at": "2026-03-02T14:04:00Z" }))), (AT - 60_000, AT));
    assert_eq!(seen(customer(json!({ "version": 7, "updated_at": "2026-03-02T14:04:00Z" }))), (7, AT));
    assert_eq!(seen(customer(json!({}))), (AT, AT));
}

#[test]
fn without_a_version_nothing_is_guessed() {
    let refusal =
        read_value(json!({ "type": "customer.changed", "data": { "id": "C-1", "name": "Ana" } })).unwrap_err();
    assert_eq!(refusal.field, "data.version");
    let data = json!({ "id": "C-1", "name": "Ana", "version": 7 });
    let refusal = read_value(json!({ "type": "customer.changed", "data": data })).unwrap_err();
    assert_eq!(refusal.field, "data.updated_at");
}

#[test]
fn x1_an_id_of_the_event_survives_another_delivery() {
    let value = json!({
        "id": "evt-9", "type": "customer.deleted", "timestamp": "2026-03-02T14:05:00Z", "data": { "id": "C-1" },
    });
    assert_eq!(read_value(value).unwrap().dedupe_key, "e:evt-9");
    assert_eq!(event("customer.deleted", json!({ "id": "C-1" })).dedupe_key, "w:msg_1");
}

#[test]
fn mistakes_are_named() {
    let check = |value: Value, field: &str| assert_eq!(read_value(value.clone()).unwrap_err().field, field, "{value}");
    let at = "2026-03-02T14:05:00Z";
    check(json!({ "timestamp": at, "data": {} }), "type");
    for kind in ["invoice.created", "customer", "customer.updated", "repair-order.created.x"] {
        check(json!({ "type": kind, "timestamp": at, "data": {} }), "type");
    }
    check(json!({ "type": "customer.created", "timestamp": "yesterday", "data": {} }), "timestamp");
    check(json!({ "type": "customer.created", "timestamp": at }), "data");
    check(json!({ "type": "customer.created", "timestamp": at, "data": [] }), "data");
    check(json!({ "type": "customer.created", "timestamp": at, "data": {}, "extra": 1 }), "extra");
    check(json!({ "type": "card.created", "timestamp": at, "data": { "id": "Q-1" } }), "data.module");
    check(
        json!({ "type": "repair-order.deleted", "timestamp": at, "data": { "id": "1", "module": "x" } }),
        "data.module",
    );
}
