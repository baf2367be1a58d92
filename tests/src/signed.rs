//! Requests as providers and business systems sign them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;

/// `X-Hub-Signature-256` over exactly these bytes.
pub fn meta_signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// The headers of the Standard Webhooks scheme for this body, signed at `at`.
pub fn standard_webhook(secret: &str, id: &str, body: &str, at: Timestamp) -> [(&'static str, String); 3] {
    let timestamp = at.as_second();
    let key = STANDARD.decode(secret.trim_start_matches("whsec_")).expect("a test's secret is base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    [("webhook-id", id.to_owned()), ("webhook-timestamp", timestamp.to_string()), ("webhook-signature", signature)]
}

/// A repair order as a workshop's own program sends it.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: &'static str,
    pub customer: &'static str,
    pub status: &'static str,
    pub version: u64,
    /// Kind, file name and bytes of a document given inside the request.
    pub document: Option<(&'static str, &'static str, Vec<u8>)>,
    /// Merge fields.
    pub fields: Value,
}

impl Order {
    pub fn new(id: &'static str, customer: &'static str, status: &'static str, version: u64) -> Self {
        Self { id, customer, status, version, document: None, fields: json!({}) }
    }

    pub fn event(&self) -> Value {
        let documents: Vec<Value> = self
            .document
            .iter()
            .map(|(kind, name, bytes)| json!({ "kind": kind, "filename": name, "base64": STANDARD.encode(bytes) }))
            .collect();
        json!({
            "id": format!("order-{}-{}", self.id, self.version),
            "type": "repair-order.changed",
            "timestamp": Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "data": {
                "id": self.id, "number": self.id, "title": format!("Order {}", self.id), "status": self.status,
                "customer": self.customer, "version": self.version, "documents": documents,
                "fields": self.fields,
            },
        })
    }
}
