//! Who may tell us anything.

use crate::gateway::{self, Key};
use crate::settings::Kind::{self, Evolution, Waha};
use deskbell_sdk::{CallError, WebhookRequest};

/// Knows one word, and takes the code `01 02` for its signature.
struct Fake;

impl Key for Fake {
    fn signs(&self, data: &[u8], sha512: &[u8]) -> Result<bool, CallError> {
        Ok(data == b"{}" && sha512 == [1, 2])
    }

    fn is(&self, candidate: &str) -> Result<bool, CallError> {
        Ok(candidate == "the key")
    }
}

fn proved(kind: Kind, header: &str, value: &str) -> bool {
    let request = WebhookRequest {
        method: "POST".into(),
        path: String::new(),
        query: Vec::new(),
        headers: vec![(header.into(), value.into())],
        body: b"{}".to_vec(),
        received_ms: 0,
    };
    gateway::of(kind).proves(&request, &Fake).unwrap()
}

#[test]
fn x7_only_the_gateway_itself_is_believed() {
    assert!(proved(Waha, "x-webhook-hmac", "0102"));
    for (header, value) in [("x-webhook-hmac", "0103"), ("x-webhook-hmac", ""), ("x-webhook-hmac", "zz"), ("x", "0102")]
    {
        assert!(!proved(Waha, header, value), "{header} {value}");
    }
    assert!(proved(Evolution, "x-webhook-key", "the key"));
    for (header, value) in [("x-webhook-key", "another"), ("x-webhook-key", ""), ("apikey", "the key")] {
        assert!(!proved(Evolution, header, value), "{header} {value}");
    }
    // The proof of one gateway is none for the other.
    assert!(!proved(Waha, "x-webhook-key", "the key") && !proved(Evolution, "x-webhook-hmac", "0102"));
}
