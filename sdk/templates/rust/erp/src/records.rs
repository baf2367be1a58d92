//! What the business system tells us: customers and orders as they are now.

use deskbell_sdk::erp::{Card, CardChange, CardEvent, Customer, Document, DocumentSource, Event, EventBody};
use deskbell_sdk::{Address, CallError, RemoteMedia, WebhookRequest};
use serde::Deserialize;

pub const MODULE: &str = "order";

/// Word, label, and whether work is left.
pub const STATUSES: [(&str, &str, bool); 3] =
    [("received", "Received", true), ("ready", "Ready for pick-up", true), ("delivered", "Delivered", false)];

/// `version` grows with each change of the record, so an older one that comes
/// late changes nothing.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Record {
    Customer {
        id: String,
        version: u64,
        at_ms: u64,
        name: String,
        phone: Option<String>,
    },
    Order {
        id: String,
        version: u64,
        at_ms: u64,
        title: String,
        customer: String,
        status: String,
        vehicle: Option<String>,
        invoice: Option<String>,
    },
}

/// One record in each request. What cannot be read is refused as a whole; the
/// business system sees the reason and sends it again.
pub fn events(request: &WebhookRequest) -> Result<Vec<Event>, CallError> {
    Ok(vec![match request.json()? {
        Record::Customer { id, version, at_ms, name, phone } => {
            let (id, name) = (bounded("id", id, 128)?, bounded("name", name, 255)?);
            let addresses = phone.map(|phone| bounded("phone", phone, 32)).transpose()?.map(Address::phone);
            let customer = Customer {
                external_id: id.clone(),
                name,
                addresses: addresses.into_iter().collect(),
                language: None,
                note: None,
            };
            event(format!("customer:{id}:{version}"), version, at_ms, EventBody::CustomerChanged(customer))
        }
        Record::Order { id, version, at_ms, title, customer, status, vehicle, invoice } => {
            let id = bounded("id", id, 128)?;
            let (label, open) = usual(&status)?;
            let card = Card {
                module: MODULE.to_owned(),
                number: id.clone(),
                external_id: id.clone(),
                title: bounded("title", title, 255)?,
                status,
                status_label: label.to_owned(),
                open,
                customer: bounded("customer", customer, 128)?,
                total: None,
                due_ms: None,
                link: None,
                documents: invoice
                    .map(|id| bounded("invoice", id, 128))
                    .transpose()?
                    .map(document)
                    .into_iter()
                    .collect(),
                fields: vehicle
                    .map(|v| bounded("vehicle", v, 255))
                    .transpose()?
                    .map(|v| ("vehicle".to_owned(), v))
                    .into_iter()
                    .collect(),
            };
            let change = CardEvent { card, change: CardChange::Updated };
            event(format!("order:{id}:{version}"), version, at_ms, EventBody::CardChanged(change))
        }
    }])
}

fn event(dedupe_key: String, version: u64, at_ms: u64, body: EventBody) -> Event {
    Event { dedupe_key, version, at_ms, body }
}

fn document(id: String) -> Document {
    let media = RemoteMedia {
        filename: Some(format!("{id}.pdf")),
        mime: Some("application/pdf".to_owned()),
        reference: id.clone(),
        size: None,
        sha256: None,
    };
    Document { kind: "invoice".to_owned(), filename: format!("{id}.pdf"), source: DocumentSource::Remote(media) }
}

fn usual(status: &str) -> Result<(&'static str, bool), CallError> {
    let known = STATUSES.iter().find(|(word, _, _)| *word == status);
    known
        .map(|(_, label, open)| (*label, *open))
        .ok_or_else(|| CallError::rejected("status", "the status is not a known one"))
}

/// The contract's bounds; the name of the field helps the programmer there.
fn bounded(field: &str, text: String, longest: usize) -> Result<String, CallError> {
    match (1..=longest).contains(&text.len()) {
        true => Ok(text),
        false => Err(CallError::rejected("field", format!("{field} must have 1 to {longest} bytes"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Vec<Event>, CallError> {
        events(&WebhookRequest {
            method: "POST".to_owned(),
            path: String::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            received_ms: 9,
        })
    }

    #[test]
    fn an_order_becomes_a_card() {
        let body = r#"{"type":"order","id":"1042","version":7,"at_ms":5,"title":"Brake pads","customer":"C-17","status":"ready","invoice":"inv-17"}"#;
        let events = read(body).expect("a good order");
        assert_eq!((events[0].dedupe_key.as_str(), events[0].version), ("order:1042:7", 7));
        let EventBody::CardChanged(change) = &events[0].body else { panic!("a card") };
        assert_eq!((change.card.status_label.as_str(), change.card.documents.len()), ("Ready for pick-up", 1));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for body in
            ["<html>", r#"{"type":"order","id":""}"#, r#"{"type":"customer","id":"","version":1,"at_ms":1,"name":"A"}"#]
        {
            assert!(matches!(read(body), Err(CallError::Rejected(_))), "{body}");
        }
    }
}
