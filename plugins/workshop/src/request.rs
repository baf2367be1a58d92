//! A whole request: one event, or a batch.

use crate::document::LinkBase;
use crate::event::{self, Event};
use crate::fields::Fields;
use crate::refusal::Refusal;
use deskbell_sdk::WebhookRequest;
use serde_json::Value;

/// A batch of this size is translated well within the host's limits.
const MAX_EVENTS: usize = 500;

/// Everything or nothing: an event that cannot be read refuses the request, so
/// that a batch is never half kept and the sender may simply repeat it.
pub fn read(request: &WebhookRequest, links: &LinkBase) -> Result<Vec<Event>, Refusal> {
    if !request.path.trim_matches('/').is_empty() {
        return Err(Refusal { status: 404, ..Refusal::new("", "nothing is here; post to the integration's address") });
    }
    let key = delivery_key(request)?;
    let mut body = Fields::new("", json(&request.body)?)?;
    if !body.has("events") {
        return Ok(vec![event::read(body, key, links)?]);
    }
    let items = body.list("events", MAX_EVENTS)?;
    body.done()?;
    if items.is_empty() {
        return Err(Refusal::new("events", "is empty"));
    }
    let numbered = items.into_iter().enumerate();
    numbered
        .map(|(index, (place, item))| event::read(Fields::new(place, item)?, format!("{key}#{index}"), links))
        .collect()
}

/// The host has checked the signature, and with it this header.
fn delivery_key(request: &WebhookRequest) -> Result<String, Refusal> {
    match request.header("webhook-id").map(str::trim) {
        Some(id) if !id.is_empty() && id.len() <= 200 => Ok(format!("w:{id}")),
        _ => Err(Refusal::new("", "the header webhook-id is missing or longer than 200 bytes")),
    }
}

fn json(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        Refusal::new("", format!("the body is not JSON: line {}, column {}", error.line(), error.column()))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

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
