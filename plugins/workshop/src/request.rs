//! A whole request: one event, or a batch.

use crate::batch::{self, Body};
use crate::document::{Content, LinkBase};
use crate::event::{self, Event};
use crate::fields::Fields;
use crate::refusal::Refusal;
use deskbell_sdk::WebhookRequest;
use serde_json::value::RawValue;

/// As many as the host stores in one call.
const MAX_INSIDE: usize = 200;

/// Everything or nothing: an event that cannot be read refuses the request, so
/// that a batch is never half kept and the sender may simply repeat it.
pub fn read(request: &WebhookRequest, links: &LinkBase) -> Result<Vec<Event>, Refusal> {
    if !request.path.trim_matches('/').is_empty() {
        return Err(Refusal { status: 404, ..Refusal::new("", "nothing is here; post to the integration's address") });
    }
    let key = delivery_key(request)?;
    let events = match batch::read(&request.body)? {
        Body::One(event) => vec![event::read(fields("", event)?, key, links)?],
        Body::Many(items) => items
            .into_iter()
            .enumerate()
            .map(|(index, item)| {
                event::read(fields(&format!("events[{index}]"), item)?, format!("{key}#{index}"), links)
            })
            .collect::<Result<Vec<_>, _>>()?,
    };
    check_inside(&events)?;
    Ok(events)
}

fn fields(place: &str, raw: &RawValue) -> Result<Fields, Refusal> {
    Fields::new(place, batch::value(place, raw)?)
}

fn check_inside(events: &[Event]) -> Result<(), Refusal> {
    let inside =
        events.iter().flat_map(Event::documents).filter(|given| matches!(given.content, Content::Inline { .. }));
    if inside.count() > MAX_INSIDE {
        return Err(Refusal::new(
            "",
            format!("has more than {MAX_INSIDE} documents inside: give a url for the others"),
        ));
    }
    Ok(())
}

/// The host has checked the signature, and with it this header.
fn delivery_key(request: &WebhookRequest) -> Result<String, Refusal> {
    match request.header("webhook-id").map(str::trim) {
        Some(id) if !id.is_empty() && id.len() <= 200 => Ok(format!("w:{id}")),
        _ => Err(Refusal::new("", "the header webhook-id is missing or longer than 200 bytes")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::batch::MAX_EVENTS;
    use serde_json::{Value, json};

    fn request(body: &str) -> WebhookRequest {
        WebhookRequest {
            method: "POST".to_owned(),
            path: String::new(),
            query: Vec::new(),
            headers: vec![("webhook-id".to_owned(), "msg_1".to_owned())],
            body: body.as_bytes().to_vec(),
            received_ms: 0,
        }
    }

    fn read_body(body: &str) -> Result<Vec<Event>, Refusal> {
        read(&request(body), &LinkBase::new(None))
    }

    fn gone(id: &str) -> Value {
        json!({ "type": "customer.deleted", "timestamp": "2026-03-02T14:05:00Z", "data": { "id": id } })
    }

    #[test]
    fn one_event_takes_the_id_of_its_delivery() {
        let events = read_body(&gone("C-1").to_string()).unwrap();
        assert_eq!(events.iter().map(|event| event.dedupe_key.as_str()).collect::<Vec<_>>(), ["w:msg_1"]);
    }

    #[test]
    fn x1_each_event_of_a_batch_has_a_key_of_its_own() {
        let events = read_body(&json!({ "events": [gone("C-1"), gone("C-2")] }).to_string()).unwrap();
        let keys: Vec<_> = events.iter().map(|event| event.dedupe_key.as_str()).collect();
        assert_eq!(keys, ["w:msg_1#0", "w:msg_1#1"]);
    }

    #[test]
    fn x1_a_batch_is_kept_whole_or_not_at_all() {
        let mut bad = gone("C-2");
        bad["data"] = json!({});
        let refusal = read_body(&json!({ "events": [gone("C-1"), bad] }).to_string()).unwrap_err();
        assert_eq!((refusal.status, refusal.field.as_str()), (400, "events[1].data.id"));
    }

    #[test]
    fn mistakes_are_named() {
        let check = |body: &str, field: &str, error: &str| {
            let refusal = read_body(body).unwrap_err();
            assert_eq!(refusal.field, field);
            assert!(refusal.error.contains(error), "{refusal:?}");
        };
        check("{\"type\": customer}", "", "the body is not JSON: line 1, column 10");
        check("", "", "the body is not JSON");
        check("[]", "", "must be an object");
        check("{\"events\": []}", "events", "is empty");
        check("{\"events\": {}}", "events", "must be a list");
        check("{\"events\": [1]}", "events[0]", "must be an object");
        check("{\"events\": [{}], \"type\": \"x\"}", "type", "is not a field");
        let many = json!({ "events": vec![gone("C-1"); MAX_EVENTS + 1] }).to_string();
        check(&many, "events", "has more than 500 items");
    }

    /// Each of these once took more memory than a call has, so that the sender
    /// got no answer it could read.
    #[test]
    fn x1_a_request_of_far_too_many_values_is_refused_by_name() {
        let check = |body: &str, field: &str, error: &str| {
            let refusal = read_body(body).unwrap_err();
            assert_eq!((refusal.status, refusal.field.as_str()), (400, field));
            assert!(refusal.error.contains(error), "{refusal:?}");
        };
        check(&json!({ "events": vec![gone("C-1"); 45_000] }).to_string(), "events", "has more than 500 items");
        let list = vec![json!({ "": 0 }); 200_000];
        check(&json!({ "events": [{ "data": list }] }).to_string(), "events[0]", "has more than 20000 values");
        check(&json!({ "type": "x", "data": list }).to_string(), "", "has more than 20000 values");
    }

    #[test]
    fn s1_5_documents_inside_a_request_are_bounded() {
        let document = json!({ "kind": "quote", "filename": "q.pdf", "base64": "JVBERi0xLjc=" });
        let order = |n: usize| {
            json!({ "type": "repair-order.changed", "timestamp": "2026-03-02T14:05:00Z", "data": {
                "id": "RO-1", "title": "Brakes", "status": "ready", "customer": "C-1", "documents": vec![&document; n] } })
        };
        let events = |extra: usize| {
            let mut all = vec![order(20); MAX_INSIDE / 20];
            all.push(order(extra));
            json!({ "events": all }).to_string()
        };
        assert!(read_body(&events(0)).is_ok());
        assert!(read_body(&events(1)).unwrap_err().error.contains("more than 200 documents"));
    }

    #[test]
    fn requests_beside_the_address_are_not_found() {
        let mut beside = request("{}");
        beside.path = "/orders".to_owned();
        assert_eq!(read(&beside, &LinkBase::new(None)).unwrap_err().status, 404);
        let mut bare = request("{}");
        bare.headers.clear();
        assert!(read(&bare, &LinkBase::new(None)).unwrap_err().error.contains("webhook-id"));
    }
}
