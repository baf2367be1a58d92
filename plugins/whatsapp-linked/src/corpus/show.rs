//! Events as JSON that people can read in a diff.

use deskbell_sdk::channel::{AccountEvent, Event, EventBody, InboundContent, Status};
use deskbell_sdk::{Party, Problem};
use serde_json::{Value, json};

pub(super) fn event(event: &Event) -> Value {
    let (kind, body) = match &event.body {
        EventBody::Message(m) => (
            "message",
            json!({
                "remote_id": m.remote_id, "sender": party(&m.sender), "content": content(&m.content),
                "reply_to": m.reply_to, "forwarded": m.forwarded, "group": m.group, "referral": m.referral,
            }),
        ),
        EventBody::Edited(e) => {
            ("edited", json!({"remote_id": e.remote_id, "content": e.content.as_ref().map(content)}))
        }
        EventBody::Deleted(id) => ("deleted", json!(id)),
        EventBody::Reaction(r) => {
            ("reaction", json!({"remote_id": r.remote_id, "sender": party(&r.sender), "emoji": r.emoji}))
        }
        EventBody::Status(s) => ("status", status(s)),
        EventBody::Typing(p) => ("typing", party(p)),
        EventBody::Echo(e) => (
            "echo",
            json!({"remote_id": e.remote_id, "recipient": party(&e.recipient), "content": content(&e.content)}),
        ),
        EventBody::IdentityChanged(c) => {
            ("identity-changed", json!({"before": party(&c.before), "after": party(&c.after)}))
        }
        EventBody::Preference(p) => {
            ("preference", json!({"sender": party(&p.sender), "purpose": p.purpose, "allowed": p.allowed}))
        }
        EventBody::Blocked(p) => ("blocked", party(p)),
        EventBody::Unblocked(p) => ("unblocked", party(p)),
        EventBody::Account(a) => ("account", account(a)),
    };
    json!({"key": event.dedupe_key, "at": event.at_ms, "event": kind, "body": body})
}

fn status(s: &Status) -> Value {
    json!({
        "remote_id": s.remote_id, "message_id": s.message_id, "delivery": word(&s.delivery),
        "problem": s.problem.as_ref().map(problem), "consequence": word(&s.consequence),
        "recipient": s.recipient.as_ref().map(party), "price_category": s.price_category,
    })
}

fn account(event: &AccountEvent) -> Value {
    match event {
        AccountEvent::CredentialsBad(p) => json!({"kind": "credentials-bad", "problem": problem(p)}),
        AccountEvent::Connected(i) => json!({"kind": "connected", "remote_id": i.remote_id, "display": i.display}),
        AccountEvent::PairingChanged => json!({"kind": "pairing-changed"}),
        AccountEvent::Notice(p) => json!({"kind": "notice", "problem": problem(p)}),
        AccountEvent::Quality(q) => json!({"kind": "quality", "value": q}),
        AccountEvent::TemplateStatus(t) => json!({
            "kind": "template-status", "name": t.name, "language": t.language, "status": word(&t.status),
            "reason": t.reason,
        }),
    }
}

fn content(content: &InboundContent) -> Value {
    match content {
        InboundContent::Text(text) => json!({"kind": "text", "text": text}),
        InboundContent::Media(m) => json!({
            "kind": word(&m.kind), "caption": m.caption, "reference": m.media.reference, "mime": m.media.mime,
            "size": m.media.size, "sha256": m.media.sha256, "filename": m.media.filename,
        }),
        InboundContent::Choice(c) => json!({"kind": "choice", "id": c.id, "title": c.title}),
        InboundContent::Stub(s) => json!({
            "kind": "stub", "stub": word(&s.kind), "type": s.provider_type, "summary": s.summary,
            "raw": serde_json::from_str::<Value>(&s.raw).unwrap_or_else(|_| json!(s.raw)),
        }),
    }
}

fn party(party: &Party) -> Value {
    let addresses: Vec<String> = party.addresses.iter().map(|a| format!("{}:{}", word(&a.kind), a.value)).collect();
    json!({"addresses": addresses, "name": party.display_name})
}

fn problem(problem: &Problem) -> Value {
    json!({"code": problem.code, "detail": problem.detail})
}

/// "WindowClosed" or "StubKind::Unknown" → "window-closed", "unknown".
fn word(value: &impl std::fmt::Debug) -> String {
    let debug = format!("{value:?}");
    let mut out = String::new();
    for c in debug.rsplit("::").next().unwrap_or_default().chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
