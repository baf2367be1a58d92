#![allow(clippy::unwrap_used)]
use super::*;
use crate::script::{Script, settings};
use serde_json::json;

const HASH: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn remote(reference: &str) -> RemoteMedia {
    RemoteMedia { reference: reference.to_owned(), mime: None, size: None, sha256: None, filename: None }
}

fn run(script: &Script, reference: &str, attempt: u32) -> CallError {
    let settings = settings();
    fetch(&Graph { wire: script, settings: &settings, attempt }, &remote(reference)).unwrap_err()
}

fn told() -> Value {
    json!({"url": "https://lookaside.fbsbx.com/f?mid=1", "mime_type": "image/jpeg", "sha256": HASH, "file_size": "3", "id": "77"})
}

#[test]
fn asks_for_the_address_then_downloads_with_the_token() {
    let script = Script::new().answer(200, told()).answer(404, Value::Null);
    let error = run(&script, "77", 1);
    assert!(matches!(&error, CallError::Rejected(p) if p.code == "media-gone"), "{error:?}");
    let sent = script.sent();
    assert_eq!(sent[0].url(), "https://graph.facebook.com/v25.0/77?phone_number_id=106540352242922");
    assert_eq!(sent[1].url(), "https://lookaside.fbsbx.com/f?mid=1");
    for request in &sent {
        assert!(request.headers().iter().any(|(name, value)| {
            name == "authorization"
                && matches!(value, deskbell_sdk::http::Header::Secret(s) if s.name == "access_token")
        }));
    }
}

#[test]
fn an_expired_id_is_gone_for_good() {
    let body = json!({"error": {"code": 100, "error_subcode": 33, "message": "Unsupported get request."}});
    let error = run(&Script::new().answer(400, body), "77", 1);
    assert!(matches!(&error, CallError::Rejected(p) if p.code == "media-gone"), "{error:?}");
    let error = run(&Script::new().answer(404, json!({})), "77", 1);
    assert!(matches!(&error, CallError::Rejected(p) if p.code == "media-gone"), "{error:?}");
}

#[test]
fn a_bad_token_is_not_a_missing_file() {
    let error = run(&Script::new().answer(401, json!({"error": {"code": 190}})), "77", 1);
    assert!(matches!(error, CallError::Auth(_)), "{error:?}");
}

#[test]
fn an_address_that_ran_out_is_asked_for_again() {
    let download = |attempt| run(&Script::new().answer(200, told()).answer(401, Value::Null), "77", attempt);
    assert!(matches!(download(1), CallError::Retry(hint) if !hint.uncertain));
    assert!(matches!(download(3), CallError::Rejected(_)));
    let busy = run(&Script::new().answer(200, told()).answer(503, Value::Null), "77", 1);
    assert!(matches!(busy, CallError::Retry(hint) if !hint.uncertain));
}

#[test]
fn a_reference_cannot_lead_elsewhere() {
    for odd in ["", "../me", "1?access_token=x", "1/2", "ção"] {
        let script = Script::new();
        let error = run(&script, odd, 1);
        assert!(matches!(&error, CallError::Rejected(p) if p.code == "media-reference"), "{odd}");
        assert!(script.sent().is_empty());
    }
}

fn blob(size: u64, sha256: &str, mime: &str) -> BlobRef {
    BlobRef { sha256: sha256.to_owned(), size, mime: mime.to_owned() }
}

#[test]
fn size_and_hash_must_be_as_announced() {
    let expected = Expected::of(&told(), &remote("77"));
    assert_eq!(expected.accept(&blob(3, HASH, "image/jpeg"), 1), Ok(blob(3, HASH, "image/jpeg")));
    assert_eq!(expected.accept(&blob(3, HASH, "application/octet-stream"), 1), Ok(blob(3, HASH, "image/jpeg")));
    for wrong in [blob(2, HASH, "image/jpeg"), blob(3, &"0".repeat(64), "image/jpeg")] {
        for attempt in [1, 2] {
            assert!(matches!(expected.accept(&wrong, attempt), Err(CallError::Retry(_))));
        }
        assert!(matches!(expected.accept(&wrong, 3), Err(CallError::Rejected(_))));
        assert!(matches!(expected.accept(&wrong, 9), Err(CallError::Rejected(_))));
    }
}

#[test]
fn the_webhooks_own_figures_count_where_the_api_is_silent() {
    let media = RemoteMedia { size: Some(3), sha256: Some(HASH.to_owned()), ..remote("77") };
    let expected = Expected::of(&json!({"url": "x", "sha256": "not a hash"}), &media);
    assert!(expected.accept(&blob(4, HASH, "image/png"), 3).is_err());
    assert!(expected.accept(&blob(3, HASH, "image/png"), 3).is_ok());
    let silent = Expected::of(&json!({}), &remote("77"));
    assert!(silent.accept(&blob(9, HASH, "image/png"), 1).is_ok());
}
