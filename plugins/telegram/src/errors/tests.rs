#![allow(clippy::unwrap_used)]
use super::*;
use deskbell_sdk::{RateLimit, RateScope};
use serde_json::json;

fn refused(status: u16, body: Value, effect: Effect) -> CallError {
    Refusal { status, retry_after_ms: None, body, effect, attempt: 1 }.into_call_error()
}

fn told(code: u16, description: &str) -> CallError {
    refused(code, json!({"ok": false, "error_code": code, "description": description}), Effect::Message)
}

#[test]
fn a_bad_token_pauses_the_channel() {
    for (code, description) in [(401, "Unauthorized"), (404, "Not Found")] {
        assert!(matches!(told(code, description), CallError::Auth(p) if p.code == "token"), "{code}");
    }
    assert!(matches!(told(404, "Not Found: method not found"), CallError::Unsupported(_)));
}

#[test]
fn s2_10_who_cannot_be_reached_is_told_apart() {
    let check = |description: &str, code: &str| {
        let error = told(403, description);
        assert!(matches!(&error, CallError::Rejected(p) if p.code == code), "{error:?}");
    };
    check("Forbidden: bot was blocked by the user", "blocked");
    check("Forbidden: user is deactivated", "blocked");
    check("Forbidden: bot can't initiate conversation with a user", "not-started");
    check("Forbidden: bot was kicked from the supergroup chat", "kicked");
    check("Forbidden: bot is not a member of the channel chat", "kicked");
    check("Forbidden: something new", "forbidden");
}

#[test]
fn bad_requests_are_final_and_say_why() {
    let check = |description: &str, code: &str| {
        let error = told(400, description);
        assert!(matches!(&error, CallError::Rejected(p) if p.code == code), "{error:?}");
        assert!(error.problem().detail.contains("Bad Request"), "{error:?}");
    };
    check("Bad Request: chat not found", "chat-not-found");
    check("Bad Request: PEER_ID_INVALID", "chat-not-found");
    check("Bad Request: message is too long", "text-length");
    check("Bad Request: message text is empty", "text-length");
    check("Bad Request: can't parse entities: Unsupported start tag \"Ana\" at byte offset 3", "entities");
    check("Bad Request: message to be replied not found", "quote-gone");
    check("Bad Request: REACTION_INVALID", "reaction");
    check("Bad Request: something new", "400");
    assert!(matches!(refused(413, Value::Null, Effect::Message), CallError::Rejected(p) if p.code == "media-size"));
    let quoting = told(400, "Bad Request: can't parse entities: Unsupported start tag \"Ana Souza\" at byte offset 3");
    assert!(!quoting.problem().detail.contains("Souza"));
}

#[test]
fn telegram_says_how_long_to_wait() {
    let body = json!({"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 14",
        "parameters": {"retry_after": 14}});
    let limited = |after_ms| move |error| matches!(error, CallError::RateLimited(RateLimit { after_ms: ms, scope: RateScope::Account, .. }) if ms == after_ms);
    assert!(limited(14_000)(refused(429, body, Effect::Message)));
    assert!(limited(5_000)(refused(429, Value::Null, Effect::Message)));
    let later =
        |attempt| Refusal { status: 429, retry_after_ms: None, body: Value::Null, effect: Effect::Message, attempt };
    assert!(limited(20_000)(later(3).into_call_error()));
    assert!(limited(320_000)(later(u32::MAX).into_call_error()));
    let header = Refusal { retry_after_ms: Some(3_000), ..later(3) };
    assert!(limited(3_000)(header.into_call_error()));
}

#[test]
fn x2_only_a_message_that_may_have_left_is_uncertain() {
    for status in [408, 500, 502, 503, 504] {
        let uncertain =
            |effect| matches!(refused(status, Value::Null, effect), CallError::Retry(hint) if hint.uncertain);
        assert!(uncertain(Effect::Message) && !uncertain(Effect::Harmless), "{status}");
    }
    let fine = |effect| refused(200, Value::Null, effect);
    assert!(matches!(fine(Effect::Message), CallError::Retry(hint) if hint.uncertain));
    assert!(matches!(fine(Effect::Harmless), CallError::Retry(hint) if !hint.uncertain));
}

#[test]
fn two_ways_of_receiving_at_once() {
    let webhook =
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
    assert!(matches!(told(409, webhook), CallError::Auth(p) if p.code == "webhook-active"));
    let other = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    assert!(matches!(refused(409, json!({"description": other}), Effect::Harmless), CallError::Retry(hint)
        if hint.after_ms == Some(10_000) && !hint.uncertain));
}

#[test]
fn a_moved_group_says_where_it_is() {
    let body = json!({"ok": false, "error_code": 400, "parameters": {"migrate_to_chat_id": -1_001_234_567_890_i64},
        "description": "Bad Request: group chat was upgraded to a supergroup chat"});
    let refusal = Refusal { status: 400, retry_after_ms: None, body, effect: Effect::Message, attempt: 1 };
    assert_eq!(refusal.moved_to(), Some(-1_001_234_567_890));
}
