//! One event a request.

use super::{message, session};
use crate::jid::Jid;
use crate::json::{at, flag_at, items, millis, text_at, word_at};
use crate::told::{Scope, Translation};
use deskbell_sdk::Problem;
use deskbell_sdk::channel::AccountEvent;
use serde_json::Value;

pub(super) fn translate(scope: &Scope<'_>, body: &Value, out: &mut Translation) {
    if text_at(body, "session") != Some(scope.session) {
        out.foreign += 1;
        return;
    }
    let payload = at(body, &["payload"]);
    let at_ms = millis(at(body, &["timestamp"])).unwrap_or(scope.received_ms);
    match text_at(body, "event").unwrap_or_default() {
        "message" | "message.any" => message::told(scope, payload, at_ms, out),
        "message.reaction" => message::reaction(scope, payload, at_ms, out),
        "message.ack" => message::ack(payload, at_ms, out),
        "message.edited" => message::edited(scope, payload, at_ms, out),
        "message.revoked" => message::revoked(scope, payload, at_ms, out),
        "call.received" => call(scope, payload, out),
        "session.status" => status(body, payload, at_ms, out),
        _ => out.ignored += 1,
    }
}

fn call(scope: &Scope<'_>, payload: &Value, out: &mut Translation) {
    match (word_at(payload, "id"), text_at(payload, "from").map(Jid::read)) {
        (Some(id), Some(from)) if !flag_at(payload, "isGroup") => {
            out.call(scope, &id, from, flag_at(payload, "isVideo"), payload);
        }
        _ => out.ignored += 1,
    }
}

fn status(body: &Value, payload: &Value, at_ms: u64, out: &mut Translation) {
    let state = text_at(payload, "status").unwrap_or_default();
    // The same in every delivery of the event.
    let id = word_at(body, "id").unwrap_or_else(|| payload.to_string());
    let mut tell = |event: AccountEvent| out.account(&[state, &id], at_ms, event);
    match state {
        "WORKING" => {
            tell(AccountEvent::Connected(session::info(at(body, &["me"]), text_at(body, "session").unwrap_or("?"))));
            if let Some(limit) = limit(at(payload, &["data"])) {
                tell(AccountEvent::Notice(limit));
            }
        }
        "FAILED" => tell(AccountEvent::CredentialsBad(session::failed())),
        "STOPPED" => {
            let detail = "the session was stopped at the gateway; start it there, or link the number again";
            tell(AccountEvent::CredentialsBad(Problem::new("session-stopped", detail)));
        }
        "SCAN_QR_CODE" if worked_before(payload) => {
            let detail = "WhatsApp logged the linked device out; link the number again";
            tell(AccountEvent::CredentialsBad(Problem::new("logged-out", detail)));
        }
        "SCAN_QR_CODE" | "STARTING" | "PASSKEY_REQUIRED" | "PASSKEY_CONFIRMATION_REQUIRED" => {
            tell(AccountEvent::PairingChanged);
        }
        _ => out.ignored += 1,
    }
}

/// The event names the last states.
fn worked_before(payload: &Value) -> bool {
    items(at(payload, &["statuses"])).iter().any(|before| text_at(before, "status") == Some("WORKING"))
}

/// WhatsApp restricts messages to new contacts before it bans.
fn limit(data: &Value) -> Option<Problem> {
    let lock = at(data, &["reachoutTimelock"]);
    if flag_at(lock, "isActive") {
        let detail =
            "WhatsApp stops this number from writing to new contacts for a time; write only to those who wrote";
        return Some(Problem::new("reachout-timelock", detail));
    }
    let capping = at(data, &["messageCapping"]);
    let state = text_at(capping, "cappingStatus").filter(|state| *state != "NONE")?;
    let (used, of) = (word_at(capping, "usedQuota"), word_at(capping, "totalQuota"));
    let (used, of) = (used.unwrap_or_else(|| "?".into()), of.unwrap_or_else(|| "?".into()));
    Some(Problem::new("message-capping", format!("WhatsApp limits new contacts ({state}): {used} of {of} are used")))
}
