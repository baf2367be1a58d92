//! Events as JSON that people can read in a diff.

use deskbell_sdk::channel::{AccountEvent, Event, EventBody, InboundContent};
use deskbell_sdk::{Party, Problem};
use serde_json::{Value, json};

pub(super) fn event(event: &Event) -> Value {
    let (kind, body) = match &event.body {
        EventBody::Message(m) => {
            ("message", json!({"remote_id": m.remote_id, "sender": party(&m.sender), "content": content(&m.content)}))
        }
        EventBody::Status(s) => (
            "status",
            json!({
                "remote_id": s.remote_id, "message_id": s.message_id, "delivery": word(&s.delivery),
                "problem": s.problem.as_ref().map(problem), "consequence": word(&s.consequence),
            }),
        ),
        EventBody::Account(AccountEvent::Notice(p)) => ("notice", problem(p)),
        other => panic!("SMS has no such event: {other:?}"),
    };
    json!({"key": event.dedupe_key, "at": event.at_ms, "event": kind, "body": body})
}

fn content(content: &InboundContent) -> Value {
    match content {
        InboundContent::Text(text) => json!({"kind": "text", "text": text}),
        InboundContent::Stub(s) => {
            let raw: Value = serde_json::from_str(&s.raw).expect("the raw data is JSON");
            json!({"kind": "stub", "type": s.provider_type, "summary": s.summary, "raw": raw})
        }
        other => panic!("SMS has no such content: {other:?}"),
    }
}

fn party(party: &Party) -> Value {
    json!(party.addresses.iter().map(|a| format!("{}:{}", word(&a.kind), a.value)).collect::<Vec<_>>())
}

fn problem(problem: &Problem) -> Value {
    json!({"code": problem.code, "detail": problem.detail})
}

/// "AddressKind::Phone" → "phone".
fn word(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").rsplit("::").next().unwrap_or_default().to_ascii_lowercase()
}
