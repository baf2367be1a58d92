//! Messages and what changes them. The history has the same form.

use super::content;
use crate::jid::Jid;
use crate::json::{at, flag_at, millis, text_at, word_at};
use crate::message_id::{Full, bare};
use crate::told::{Body, Scope, Told, Translation, named};
use deskbell_sdk::channel::Delivery;
use serde_json::Value;

pub(super) fn told(scope: &Scope<'_>, payload: &Value, at_ms: u64, out: &mut Translation) {
    // Sent by this connector: its receipt has told the desk.
    if flag_at(payload, "fromMe") && text_at(payload, "source") == Some("api") {
        out.ignored += 1;
        return;
    }
    let read = content::read(payload);
    match read.body {
        Some(body) => {
            let told = Told { reply_to: read.reply_to, forwarded: read.forwarded, ..message(payload, at_ms, body) };
            out.take(scope, told);
        }
        None => out.ignored += 1,
    }
}

pub(super) fn reaction(scope: &Scope<'_>, payload: &Value, at_ms: u64, out: &mut Translation) {
    let reaction = at(payload, &["reaction"]);
    match text_at(reaction, "messageId") {
        Some(target) => {
            let body = Body::Reaction(bare(target).to_owned(), text_at(reaction, "text").map(str::to_owned));
            out.take(scope, message(payload, at_ms, body));
        }
        None => out.ignored += 1,
    }
}

pub(super) fn edited(scope: &Scope<'_>, payload: &Value, at_ms: u64, out: &mut Translation) {
    match text_at(payload, "editedMessageId") {
        Some(target) => {
            let content = text_at(payload, "body").map(|body| crate::content::text(body, payload));
            let body = Body::Edited(bare(target).to_owned(), content);
            out.take(scope, message(payload, at_ms, body));
        }
        None => out.ignored += 1,
    }
}

/// Who and where stands with the deletion, not with what was deleted.
pub(super) fn revoked(scope: &Scope<'_>, payload: &Value, at_ms: u64, out: &mut Translation) {
    let (after, before) = (at(payload, &["after"]), at(payload, &["before"]));
    let deletion = if after.is_object() { after } else { before };
    match text_at(payload, "revokedMessageId").or_else(|| text_at(deletion, "id")) {
        Some(target) => out.take(scope, message(deletion, at_ms, Body::Revoked(bare(target).to_owned()))),
        None => out.ignored += 1,
    }
}

/// Progress of what we sent. Without an own time it is the event's.
pub(super) fn ack(payload: &Value, at_ms: u64, out: &mut Translation) {
    let id = word_at(payload, "id");
    let own = flag_at(payload, "fromMe");
    let chat = id.as_deref().and_then(Full::read).map(|full| full.chat);
    let group = matches!(chat, Some(Jid::Group(_) | Jid::Other));
    match (id, delivery(payload)) {
        (Some(id), Some(delivery)) if own && !group => out.status(bare(&id), delivery, at_ms),
        _ => out.ignored += 1,
    }
}

pub(super) fn delivery(payload: &Value) -> Option<Delivery> {
    match at(payload, &["ack"]).as_i64()? {
        -1 => Some(Delivery::Failed),
        1 => Some(Delivery::Sent),
        2 => Some(Delivery::Delivered),
        3 => Some(Delivery::Read),
        4 => Some(Delivery::Played),
        _ => None,
    }
}

fn message(payload: &Value, at_ms: u64, body: Body) -> Told {
    let id = word_at(payload, "id").unwrap_or_default();
    let full = Full::read(&id);
    let from_me = flag_at(payload, "fromMe");
    let side = if from_me { "to" } else { "from" };
    let chat = full.as_ref().map(|full| full.chat.clone()).filter(|chat| *chat != Jid::Other);
    let participant = text_at(payload, "participant").map(Jid::read);
    Told {
        id: named(bare(&id), payload),
        from_me,
        chat: chat.unwrap_or_else(|| text_at(payload, side).map_or(Jid::Other, Jid::read)),
        participant: participant.or_else(|| full.as_ref().and_then(|full| full.participant.clone())),
        also: also(payload, from_me),
        name: name(payload).filter(|_| !from_me).map(str::to_owned),
        at_ms: millis(at(payload, &["timestamp"])).unwrap_or(at_ms),
        body,
        reply_to: None,
        forwarded: false,
    }
}

/// Where the engines keep the number of somebody whose chat hides it, and the
/// other way round.
const ALSO: [&[&str]; 6] = [
    &["_data", "key", "remoteJidAlt"],
    &["_data", "key", "participantAlt"],
    &["_data", "key", "senderPn"],
    &["_data", "key", "participantPn"],
    &["_data", "Info", "SenderAlt"],
    &["_data", "Info", "RecipientAlt"],
];

fn also(payload: &Value, from_me: bool) -> Vec<Jid> {
    // The other one of a message is its recipient where we wrote it.
    let other = |path: &&&[&str]| {
        !(path.last() == Some(&"SenderAlt") && from_me || path.last() == Some(&"RecipientAlt") && !from_me)
    };
    let found = ALSO.iter().filter(other).filter_map(|path| at(payload, path).as_str());
    found.map(Jid::read).filter(Jid::is_person).collect()
}

fn name(payload: &Value) -> Option<&str> {
    let data = at(payload, &["_data"]);
    text_at(data, "notifyName")
        .or_else(|| text_at(data, "pushName"))
        .or_else(|| text_at(at(data, &["Info"]), "PushName"))
}
