//! The session: one linked number.

use super::super::Link;
use crate::api::{Api, encoded};
use crate::errors::{Effect, Refusal};
use crate::json::{at, text_at, word_at};
use crate::told::account_info;
use deskbell_sdk::channel::AccountInfo;
use deskbell_sdk::{CallError, Problem, http};
use serde_json::{Value, json};

pub(super) fn link(api: &Api<'_>) -> Result<Link, CallError> {
    let request = http::get(api.url(&path(api, "")));
    match api.ask(request, Effect::Harmless)? {
        Ok(session) => Ok(of(&session, &api.settings.session)),
        Err(Refusal { status: 404, .. }) => Ok(Link::Absent),
        Err(refusal) => Err(refusal.into_call_error(Effect::Harmless)),
    }
}

fn path(api: &Api<'_>, rest: &str) -> String {
    format!("api/sessions/{}{rest}", encoded(&api.settings.session))
}

fn of(session: &Value, name: &str) -> Link {
    match word_at(session, "status").as_deref() {
        Some("WORKING") => Link::Working(info(at(session, &["me"]), name)),
        Some("SCAN_QR_CODE") => Link::Code,
        Some("STARTING") => Link::Starting,
        Some("STOPPED") => Link::Stopped,
        Some("PASSKEY_REQUIRED" | "PASSKEY_CONFIRMATION_REQUIRED") => Link::Passkey(passkey()),
        Some("FAILED") => Link::Failed(failed()),
        _ => Link::Failed(Problem::new("unknown-state", "the gateway tells a state that this connector does not know")),
    }
}

pub(super) fn info(me: &Value, session: &str) -> AccountInfo {
    account_info(text_at(me, "id"), text_at(me, "pushName"), session)
}

pub(super) fn passkey() -> Problem {
    Problem::new("passkey", "WhatsApp asks for a passkey; finish the linking on the gateway's own dashboard")
}

pub(super) fn failed() -> Problem {
    Problem::new(
        "session-failed",
        "the session failed: no phone came in time, or WhatsApp logged it out; link it again",
    )
}

pub(super) fn begin(api: &Api<'_>, link: &Link) -> Result<(), CallError> {
    match link {
        Link::Absent => api.post("api/sessions", &new_session(api)?).map(drop),
        Link::Stopped => api.post(&path(api, "/start"), &json!({})).map(drop),
        Link::Failed(_) => api.post(&path(api, "/restart"), &json!({})).map(drop),
        Link::Starting | Link::Code | Link::Passkey(_) | Link::Working(_) => Ok(()),
    }
}

/// What the desk wants to hear. `message.any` has what the phone writes too.
const EVENTS: [&str; 7] = [
    "session.status",
    "message.any",
    "message.reaction",
    "message.ack",
    "message.edited",
    "message.revoked",
    "call.received",
];

fn new_session(api: &Api<'_>) -> Result<Value, CallError> {
    let settings = api.settings;
    let mut config = json!({
        "ignore": { "status": true, "channels": true, "broadcast": true, "groups": !settings.record_groups },
        // Without it this engine remembers no chats, and there is no history.
        "noweb": { "store": { "enabled": true, "fullSync": false } },
    });
    if !settings.webhook_url.is_empty() {
        config["webhooks"] = json!([{
            "url": settings.webhook_url,
            "events": EVENTS,
            "hmac": { "key": api.desk.reveal("webhook_key")? },
            "retries": { "policy": "exponential", "delaySeconds": 2, "attempts": 15 },
        }]);
    }
    Ok(json!({ "name": settings.session, "start": true, "config": config }))
}

/// None while there is no code yet.
pub(super) fn code(api: &Api<'_>, phone: Option<&str>) -> Result<Option<String>, CallError> {
    let auth = |rest: &str| api.url(&format!("api/{}/auth/{rest}", encoded(&api.settings.session)));
    let (request, field) = match phone {
        None => (http::get(auth("qr?format=raw")).header("accept", "application/json"), "value"),
        Some(phone) => (http::post(auth("request-code")).json(&json!({ "phoneNumber": phone })), "code"),
    };
    match api.ask(request, Effect::Harmless)? {
        Ok(answer) => Ok(word_at(&answer, field).filter(|code| code.len() <= LONGEST_CODE)),
        // The session has moved on meanwhile.
        Err(Refusal { status: 404 | 422, .. }) => Ok(None),
        Err(refusal) => Err(refusal.into_call_error(Effect::Harmless)),
    }
}

/// The contract's.
const LONGEST_CODE: usize = 4_096;

pub(super) fn log_out(api: &Api<'_>) -> Result<(), CallError> {
    let request = http::post(api.url(&path(api, "/logout"))).json(&json!({}));
    match api.ask(request, Effect::Harmless)? {
        Ok(_) | Err(Refusal { status: 404, .. }) => Ok(()),
        Err(refusal) => Err(refusal.into_call_error(Effect::Harmless)),
    }
}
