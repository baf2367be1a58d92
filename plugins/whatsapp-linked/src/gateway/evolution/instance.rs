//! The instance: one linked number.

use super::super::Link;
use super::{KEY_HEADER, path};
use crate::api::{Api, encoded};
use crate::errors::{Effect, Refusal};
use crate::json::{at, items, text_at, word_at};
use crate::told::account_info;
use deskbell_sdk::{CallError, Problem, http};
use serde_json::{Value, json};

pub(super) fn link(api: &Api<'_>) -> Result<Link, CallError> {
    let request = http::get(api.url(&path(api, "instance/connectionState")));
    match api.ask(request, Effect::Harmless)? {
        Ok(answer) => of(api, text_at(at(&answer, &["instance"]), "state").unwrap_or_default()),
        Err(Refusal { status: 404, .. }) => Ok(Link::Absent),
        Err(refusal) => Err(refusal.into_call_error(Effect::Harmless)),
    }
}

fn of(api: &Api<'_>, state: &str) -> Result<Link, CallError> {
    Ok(match state {
        "open" => Link::Working(owner(api)?),
        "connecting" => Link::Code,
        "close" => Link::Stopped,
        "refused" => Link::Failed(refused()),
        _ => {
            let detail = "the gateway tells a state that this connector does not know";
            Link::Failed(Problem::new("unknown-state", detail))
        }
    })
}

pub(super) fn refused() -> Problem {
    Problem::new(
        "refused",
        "WhatsApp refused the linked device: no phone came in time, or it was logged out; link it again",
    )
}

/// Whose number it is.
fn owner(api: &Api<'_>) -> Result<deskbell_sdk::channel::AccountInfo, CallError> {
    let session = &api.settings.session;
    let found = api.get(&format!("instance/fetchInstances?instanceName={}", encoded(session)))?;
    let instance = items(&found).first().unwrap_or(&Value::Null);
    Ok(account_info(text_at(instance, "ownerJid"), text_at(instance, "profileName"), session))
}

/// What the desk wants to hear.
const EVENTS: [&str; 8] = [
    "QRCODE_UPDATED",
    "CONNECTION_UPDATE",
    "LOGOUT_INSTANCE",
    "MESSAGES_UPSERT",
    "MESSAGES_EDITED",
    "MESSAGES_UPDATE",
    "MESSAGES_DELETE",
    "CALL",
];

pub(super) fn begin(api: &Api<'_>, link: &Link, phone: Option<&str>) -> Result<(), CallError> {
    match link {
        Link::Absent => api.post("instance/create", &new_instance(api, phone)?).map(drop),
        Link::Stopped | Link::Failed(_) => api.get(&connect(api, phone)).map(drop),
        Link::Starting | Link::Code | Link::Passkey(_) | Link::Working(_) => Ok(()),
    }
}

fn new_instance(api: &Api<'_>, phone: Option<&str>) -> Result<Value, CallError> {
    let settings = api.settings;
    let mut instance = json!({
        "instanceName": settings.session,
        "integration": "WHATSAPP-BAILEYS",
        "qrcode": true,
        "groupsIgnore": !settings.record_groups,
    });
    if let Some(phone) = phone {
        instance["number"] = json!(phone);
    }
    if !settings.webhook_url.is_empty() {
        instance["webhook"] = json!({
            "enabled": true,
            "url": settings.webhook_url,
            "byEvents": false,
            "base64": false,
            "headers": { KEY_HEADER: api.desk.reveal("webhook_key")? },
            "events": EVENTS,
        });
    }
    Ok(instance)
}

fn connect(api: &Api<'_>, phone: Option<&str>) -> String {
    let path = path(api, "instance/connect");
    match phone {
        Some(phone) => format!("{path}?number={phone}"),
        None => path,
    }
}

/// While it connects, the same address tells the code of now.
pub(super) fn code(api: &Api<'_>, phone: Option<&str>) -> Result<Option<String>, CallError> {
    let answer = api.get(&connect(api, phone))?;
    let field = if phone.is_some() { "pairingCode" } else { "code" };
    Ok(word_at(&answer, field).filter(|code| code.len() <= if phone.is_some() { 32 } else { 4_096 }))
}

/// It answers 400 where nothing is linked.
pub(super) fn log_out(api: &Api<'_>) -> Result<(), CallError> {
    let request = http::delete(api.url(&path(api, "instance/logout")));
    match api.ask(request, Effect::Harmless)? {
        Ok(_) | Err(Refusal { status: 400 | 404, .. }) => Ok(()),
        Err(refusal) => Err(refusal.into_call_error(Effect::Harmless)),
    }
}
