//! One event a request; its data is one item or a list.

use super::{instance, record};
use crate::jid::Jid;
use crate::json::{at, flag_at, items, millis, text_at, whole, word_at};
use crate::told::{Body, Scope, Translation, account_info};
use deskbell_sdk::Problem;
use deskbell_sdk::channel::AccountEvent;
use serde_json::Value;

pub(super) fn translate(scope: &Scope<'_>, body: &Value, out: &mut Translation) {
    if text_at(body, "instance") != Some(scope.session) {
        out.foreign += 1;
        return;
    }
    let data = at(body, &["data"]);
    let event = text_at(body, "event").unwrap_or_default().to_lowercase().replace(['_', '-'], ".");
    let each = |take: fn(&Scope<'_>, &Value, &mut Translation), out: &mut Translation| {
        items(data).iter().for_each(|item| take(scope, item, out));
    };
    match event.as_str() {
        "messages.upsert" => each(record::told, out),
        "messages.update" => each(update, out),
        "messages.edited" => each(edited, out),
        "messages.delete" => each(deleted, out),
        "call" => each(call, out),
        "qrcode.updated" => tell(scope, body, AccountEvent::PairingChanged, out),
        "connection.update" => connection(scope, body, data, out),
        "logout.instance" | "remove.instance" => {
            tell(scope, body, AccountEvent::CredentialsBad(logged_out()), out);
        }
        _ => out.ignored += 1,
    }
}

/// How far one of ours has come.
fn update(scope: &Scope<'_>, item: &Value, out: &mut Translation) {
    let key = at(item, &["key"]);
    let id = word_at(item, "keyId").or_else(|| word_at(key, "id"));
    let own = flag_at(item, "fromMe") || flag_at(key, "fromMe");
    let chat = text_at(item, "remoteJid").or_else(|| text_at(key, "remoteJid")).map(Jid::read);
    match (id, text_at(item, "status").and_then(record::delivery)) {
        (Some(id), Some(delivery)) if own && chat.is_none_or(|chat| chat.is_person()) => {
            out.status(&id, delivery, scope.received_ms);
        }
        _ => out.ignored += 1,
    }
}

/// The protocol's own edit: the key is that of the message that was edited.
fn edited(scope: &Scope<'_>, item: &Value, out: &mut Translation) {
    let Some(target) = text_at(at(item, &["key"]), "id") else {
        out.ignored += 1;
        return;
    };
    let new = [at(item, &["editedMessage"]), at(item, &["message"])].into_iter().find(|new| new.is_object());
    let content = new.and_then(|new| crate::proto::content(new, &|| String::new()));
    let mut told = record::of(scope, item, Body::Edited(target.to_owned(), content));
    told.at_ms = ["timestampMs", "messageTimestamp"]
        .iter()
        .find_map(|key| millis(at(item, &[key])))
        .unwrap_or(scope.received_ms);
    out.take(scope, told);
}

/// The key stands in the item, or is the item.
fn deleted(scope: &Scope<'_>, item: &Value, out: &mut Translation) {
    let whole = serde_json::json!({ "key": item });
    let item = if at(item, &["key"]).is_object() { item } else { &whole };
    match text_at(at(item, &["key"]), "id") {
        Some(target) => out.take(scope, record::of(scope, item, Body::Revoked(target.to_owned()))),
        None => out.ignored += 1,
    }
}

/// A call is told when it rings first.
fn call(scope: &Scope<'_>, item: &Value, out: &mut Translation) {
    match (word_at(item, "id"), text_at(item, "from").map(Jid::read), text_at(item, "status")) {
        (Some(id), Some(from), None | Some("offer")) if !flag_at(item, "isGroup") => {
            out.call(scope, &id, from, flag_at(item, "isVideo"), item);
        }
        _ => out.ignored += 1,
    }
}

fn connection(scope: &Scope<'_>, body: &Value, data: &Value, out: &mut Translation) {
    let event = match text_at(data, "state").unwrap_or_default() {
        "open" => {
            let info = account_info(text_at(data, "wuid"), text_at(data, "profileName"), scope.session);
            AccountEvent::Connected(info)
        }
        "refused" => AccountEvent::CredentialsBad(instance::refused()),
        "close" if is_final(data) => AccountEvent::CredentialsBad(logged_out()),
        "close" | "connecting" => AccountEvent::PairingChanged,
        _ => {
            out.ignored += 1;
            return;
        }
    };
    tell(scope, body, event, out);
}

/// After any other reason the gateway connects again by itself.
fn is_final(data: &Value) -> bool {
    matches!(whole(at(data, &["statusReason"])), Some(401 | 402 | 403 | 406))
}

fn logged_out() -> Problem {
    Problem::new("logged-out", "WhatsApp logged the linked device out; link the number again")
}

/// The event has no id; its own time and content stand for it.
fn tell(scope: &Scope<'_>, body: &Value, event: AccountEvent, out: &mut Translation) {
    let time = word_at(body, "date_time").unwrap_or_default();
    let (name, data) = (text_at(body, "event").unwrap_or_default(), at(body, &["data"]).to_string());
    out.account(&[name, &time, &data], scope.received_ms, event);
}
