#![allow(clippy::unwrap_used)]
use super::*;
use crate::script::Script;

fn remote(size: Option<u64>) -> RemoteMedia {
    RemoteMedia {
        reference: "AgACAgIAAxkBAAI".to_owned(),
        mime: Some("image/jpeg".to_owned()),
        size,
        sha256: None,
        filename: None,
    }
}

fn run(script: &Script, attempt: u32) -> CallError {
    fetch(&script.api(attempt), &remote(Some(3))).unwrap_err()
}

fn rejects(error: &CallError, code: &str) -> bool {
    matches!(error, CallError::Rejected(p) if p.code == code)
}

#[test]
fn asks_for_the_path_then_downloads() {
    let script = Script::new().ok(json!({"file_id": "A", "file_path": "photos/file 0.jpg"})).answer(404, json!({}));
    assert!(rejects(&run(&script, 3), "media-gone"));
    let sent = script.sent();
    assert_eq!(sent[0].url(), "https://api.telegram.org/bot42:AAE-secret/getFile");
    assert_eq!(sent[1].url(), "https://api.telegram.org/file/bot42:AAE-secret/photos/file%200.jpg");
}

#[test]
fn more_than_20_mb_is_not_asked_for() {
    let script = Script::new();
    let error = fetch(&script.api(1), &remote(Some(MOST + 1))).unwrap_err();
    assert!(rejects(&error, "media-too-large") && script.sent().is_empty());
    let told = Script::new().no(400, "Bad Request: file is too big");
    assert!(rejects(&run(&told, 1), "media-too-large"));
    let mut own = Script::new().ok(json!({"file_path": "/var/lib/telegram/file_0.mp4"}));
    own.settings.base_url = "http://127.0.0.1:8081".to_owned();
    let error = fetch(&own.api(1), &remote(Some(MOST + 1))).unwrap_err();
    assert!(rejects(&error, "local-file"), "{error:?}");
}

#[test]
fn what_may_pass_is_asked_again_then_given_up() {
    let gone = || Script::new().no(400, "Bad Request: wrong file_id or the file is temporarily unavailable");
    assert!(matches!(run(&gone(), 1), CallError::Retry(_)));
    assert!(rejects(&run(&gone(), 3), "media-gone"));
    let expired = || Script::new().ok(json!({"file_path": "photos/file_0.jpg"})).answer(404, json!({}));
    assert!(matches!(run(&expired(), 1), CallError::Retry(_)));
    let bad_token = Script::new().no(401, "Unauthorized");
    assert!(matches!(run(&bad_token, 1), CallError::Auth(_)));
    let busy = Script::new().ok(json!({"file_path": "photos/file_0.jpg"})).answer(503, json!({}));
    assert!(matches!(run(&busy, 1), CallError::Retry(hint) if !hint.uncertain));
}

#[test]
fn a_path_cannot_lead_elsewhere() {
    for odd in ["../getMe", "a//b", "./x", &"a".repeat(1025)] {
        let script = Script::new().ok(json!({"file_path": odd}));
        assert!(rejects(&run(&script, 1), "file-path"), "{odd}");
        assert_eq!(script.sent().len(), 1);
    }
    assert_eq!(safe("docs/ã?#%.pdf").unwrap(), "docs/%C3%A3%3F%23%25.pdf");
}

#[test]
fn the_type_is_the_messages_where_the_server_knows_none() {
    let blob = |size, mime: &str| BlobRef { sha256: "0".repeat(64), size, mime: mime.to_owned() };
    let accepted = |mime: &str| accept(&blob(3, mime), Some(3), &remote(None), 1).unwrap().mime;
    assert_eq!(accepted("application/octet-stream"), "image/jpeg");
    assert_eq!(accepted("image/png"), "image/png");
    assert!(matches!(accept(&blob(2, ""), Some(3), &remote(None), 1), Err(CallError::Retry(_))));
    assert!(rejects(&accept(&blob(2, ""), Some(3), &remote(None), 3).unwrap_err(), "media-mismatch"));
}
