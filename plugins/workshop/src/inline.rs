//! The last step: documents that came inside the request are stored, and the
//! events take the contract's form.

use crate::card::CardData;
use crate::document::{Content, Given};
use crate::event::{Body, Event};
use deskbell_sdk::erp::{self, CardEvent, Document, DocumentSource};
use deskbell_sdk::{BlobRef, CallError, media};

pub fn store(events: Vec<Event>) -> Result<Vec<erp::Event>, CallError> {
    let put = |mime: &str, bytes: &[u8]| Ok(media::put(mime, bytes)?);
    events.into_iter().map(|event| finish(event, put)).collect()
}

fn finish(event: Event, put: impl Fn(&str, &[u8]) -> Result<BlobRef, CallError>) -> Result<erp::Event, CallError> {
    let body = match event.body {
        Body::Customer(customer) => erp::EventBody::CustomerChanged(customer),
        Body::CustomerDeleted { id } => erp::EventBody::CustomerDeleted(id),
        Body::CardDeleted { module, id } => erp::EventBody::CardDeleted((module, id)),
        Body::Card { data, change } => {
            let CardData { mut card, documents } = *data;
            card.documents = documents.into_iter().map(|given| document(given, &put)).collect::<Result<_, _>>()?;
            erp::EventBody::CardChanged(CardEvent { card, change })
        }
    };
    Ok(erp::Event { dedupe_key: event.dedupe_key, version: event.version, at_ms: event.at_ms, body })
}

fn document(given: Given, put: &impl Fn(&str, &[u8]) -> Result<BlobRef, CallError>) -> Result<Document, CallError> {
    let source = match given.content {
        Content::Link(remote) => DocumentSource::Remote(remote),
        Content::Inline { mime, bytes } => DocumentSource::Blob(put(&mime, &bytes)?),
    };
    Ok(Document { kind: given.kind, filename: given.filename, source })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::LinkBase;
    use crate::event;
    use crate::fields::Fields;
    use serde_json::json;

    #[test]
    fn s1_5_a_document_inside_the_request_becomes_a_stored_file() {
        let value = json!({
            "type": "repair-order.created", "timestamp": "2026-03-02T14:05:00Z",
            "data": {
                "id": "RO-1", "title": "Brakes", "status": "received", "customer": "C-1",
                "documents": [
                    { "kind": "quote", "filename": "q.pdf", "base64": "JVBERi0xLjc=" },
                    { "kind": "invoice", "filename": "i.pdf", "url": "https://erp.example/i.pdf" },
                ],
            },
        });
        let links = LinkBase::new(Some("https://erp.example".to_owned()));
        let event = event::read(Fields::new("", value).unwrap(), "w:1".to_owned(), &links).unwrap();
        let put = |mime: &str, bytes: &[u8]| {
            assert_eq!(bytes, b"%PDF-1.7");
            Ok(BlobRef { sha256: "0".repeat(64), size: bytes.len() as u64, mime: mime.to_owned() })
        };
        let erp::EventBody::CardChanged(changed) = finish(event, put).unwrap().body else { panic!("a card") };
        let [quote, invoice] = &changed.card.documents[..] else { panic!("two documents") };
        assert!(
            matches!(&quote.source, DocumentSource::Blob(blob) if blob.size == 8 && blob.mime == "application/pdf")
        );
        assert!(
            matches!(&invoice.source, DocumentSource::Remote(remote) if remote.reference == "https://erp.example/i.pdf")
        );
    }
}
