//! What the service tells us: a list of items, each a message or a report.

use deskbell_sdk::channel::{
    AccountEvent, Consequence, Delivery, Event, EventBody, InboundContent, InboundMessage, Status,
};
use deskbell_sdk::{Address, CallError, Party, Problem, WebhookRequest, fingerprint};
use serde::Deserialize;
use serde_json::Value;

/// Bounds of the contract, which strangers do not know.
const LONGEST_ID: usize = 120;
const LONGEST_TEXT: usize = 64 * 1024;
const LONGEST_NAME: usize = 255;

#[derive(Deserialize)]
struct Batch {
    items: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Item {
    Message { id: String, at_ms: u64, from: String, name: Option<String>, text: String },
    Delivered { id: String, at_ms: u64 },
    Failed { id: String, at_ms: u64 },
}

/// Every item becomes an event. One that cannot be read is told to the
/// operator and never keeps the others from arriving.
pub fn events(request: &WebhookRequest) -> Result<Vec<Event>, CallError> {
    let batch: Batch = request.json()?;
    Ok(batch.items.into_iter().take(2_000).map(|item| event(item, request.received_ms)).collect())
}

fn event(item: Value, received_ms: u64) -> Event {
    let text = item.to_string();
    match serde_json::from_value(item) {
        Ok(Item::Message { id, at_ms, from, name, text })
            if fits(&id) && is_phone(&from) && text.len() <= LONGEST_TEXT =>
        {
            message(id, at_ms, &from, name, text)
        }
        Ok(Item::Delivered { id, at_ms }) if fits(&id) => status(id, at_ms, Delivery::Delivered),
        Ok(Item::Failed { id, at_ms }) if fits(&id) => status(id, at_ms, Delivery::Failed),
        _ => unreadable(&text, received_ms),
    }
}

fn fits(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len())
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (5..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The key is the same in each delivery of the same fact, so a repeated
/// webhook does no harm.
fn message(id: String, at_ms: u64, from: &str, name: Option<String>, text: String) -> Event {
    let name = name.filter(|name| (1..=LONGEST_NAME).contains(&name.len()));
    let message = InboundMessage {
        sender: Party::new(vec![Address::phone(from)], name),
        content: InboundContent::Text(text),
        reply_to: None,
        forwarded: false,
        group: false,
        referral: None,
        remote_id: id.clone(),
    };
    Event { dedupe_key: format!("m:{id}"), at_ms, body: EventBody::Message(message) }
}

fn status(id: String, at_ms: u64, delivery: Delivery) -> Event {
    let failed = delivery == Delivery::Failed;
    let word = if failed { "failed" } else { "delivered" };
    let status = Status {
        remote_id: id.clone(),
        message_id: None,
        delivery,
        problem: failed.then(|| Problem::new("failed", "the service could not deliver the message")),
        consequence: Consequence::None,
        recipient: None,
        price_category: None,
    };
    Event { dedupe_key: format!("s:{id}:{word}"), at_ms, body: EventBody::Status(status) }
}

/// Its words stay out: they may be a customer's.
fn unreadable(item: &str, at_ms: u64) -> Event {
    let problem = Problem::new("unreadable", "the service sent something that this connector does not know");
    Event {
        dedupe_key: format!("n:{}", fingerprint(&[item])),
        at_ms,
        body: EventBody::Account(AccountEvent::Notice(problem)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(body: &str) -> WebhookRequest {
        WebhookRequest {
            method: "POST".to_owned(),
            path: String::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            received_ms: 9,
        }
    }

    #[test]
    fn every_item_becomes_one_event() {
        let body = r#"{"items":[
            {"type":"message","id":"in-1","at_ms":7,"from":"+5549988590187","name":"Ana","text":"Olá 🚗"},
            {"type":"delivered","id":"out-1","at_ms":8},
            {"type":"something-new"}]}"#;
        let events = events(&request(body)).expect("a good batch");
        let keys: Vec<&str> = events.iter().map(|event| event.dedupe_key.as_str()).collect();
        assert_eq!(keys[..2], ["m:in-1", "s:out-1:delivered"]);
        assert!(matches!(events[2].body, EventBody::Account(_)));
    }

    #[test]
    fn what_is_no_batch_is_rejected() {
        assert!(events(&request("<html>")).is_err());
    }
}
