//! Messages and their edits.

use super::{Translation, Update, content};
use crate::bounds::clip;
use crate::json::{flag_at, int_at, moment_at, text_at};
use crate::person;
use crate::remote_id::RemoteId;
use deskbell_sdk::Party;
use deskbell_sdk::channel::{Edited, EventBody, IdentityChange, InboundContent, InboundMessage};
use deskbell_sdk::fingerprint;
use serde_json::Value;

pub(super) fn inbound(message: &Value, update: &Update<'_>, out: &mut Translation) {
    if let Some((old, new)) = migration(message) {
        return moved(old, new, message, update, out);
    }
    let id = remote_id(message);
    let key = id.map_or_else(|| update.key("m"), |id| format!("m:{id}"));
    let (content, referral) = started(content::read(message));
    let body = InboundMessage {
        remote_id: id.map_or_else(|| key.clone(), |id| id.to_string()),
        sender: sender(message, &key),
        content,
        reply_to: answered(message),
        forwarded: is_forwarded(message),
        group: in_group(message),
        referral,
    };
    out.push(key, at(message, update), EventBody::Message(body));
}

/// Several edits may fall into one second: each update is an edit of its own.
pub(super) fn edited(message: &Value, update: &Update<'_>, out: &mut Translation) {
    let Some(id) = remote_id(message) else { return inbound(message, update, out) };
    let at_ms = moment_at(message, "edit_date").unwrap_or(at(message, update));
    let key = match update.id {
        Some(update) => format!("e:{id}:{update}"),
        None => format!("e:{id}:#{}", fingerprint(&[&message.to_string()])),
    };
    let content = Some(content::read(message));
    out.push(key, at_ms, EventBody::Edited(Edited { remote_id: id.to_string(), content }));
}

pub(super) fn at(message: &Value, update: &Update<'_>) -> u64 {
    moment_at(message, "date").unwrap_or(update.received_ms)
}

/// The message's own id, from a message or from what names one.
pub(super) fn remote_id(message: &Value) -> Option<RemoteId> {
    let chat = int_at(message.get("chat")?, "id")?;
    int_at(message, "message_id").filter(|id| *id > 0).map(|message| RemoteId { chat, message })
}

pub(super) fn in_group(message: &Value) -> bool {
    let kind = message.get("chat").and_then(|chat| text_at(chat, "type"));
    kind.is_some_and(|kind| kind != "private")
}

fn sender(message: &Value, stand_in: &str) -> Party {
    let mut sender = person::author(message, stand_in);
    sender.addresses.extend(person::own_phone(message));
    sender
}

/// In a forum every message "answers" the one that opened its topic.
fn answered(message: &Value) -> Option<String> {
    let answered = message.get("reply_to_message")?;
    if flag_at(message, "is_topic_message") && answered.get("forum_topic_created").is_some() {
        return None;
    }
    // The chat is left out where the whole message is.
    let id = int_at(answered, "message_id").filter(|id| *id > 0)?;
    let chat = int_at(answered.get("chat").or_else(|| message.get("chat"))?, "id")?;
    Some(RemoteId { chat, message: id }.to_string())
}

fn is_forwarded(message: &Value) -> bool {
    message.get("forward_origin").or_else(|| message.get("forward_date")).is_some()
}

/// A deep link `t.me/bot?start=payload` arrives as the text "/start payload".
/// Whoever made the link knows what its payload stands for; the customer
/// wrote no more than "/start".
fn started(content: InboundContent) -> (InboundContent, Option<String>) {
    let InboundContent::Text(text) = &content else { return (content, None) };
    let Some((command, payload)) = text.split_once(' ') else { return (content, None) };
    let payload = payload.trim();
    let is_start = command == "/start" || command.starts_with("/start@");
    let is_payload = (1..=64).contains(&payload.len())
        && payload.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if is_start && is_payload {
        return (InboundContent::Text(clip(command, 64)), Some(payload.to_owned()));
    }
    (content, None)
}

fn migration(message: &Value) -> Option<(i64, i64)> {
    let chat = int_at(message.get("chat")?, "id")?;
    let to = int_at(message, "migrate_to_chat_id").map(|new| (chat, new));
    to.or_else(|| int_at(message, "migrate_from_chat_id").map(|old| (old, chat)))
}

/// Said by the old group and by the new one; it is one fact.
fn moved(old: i64, new: i64, message: &Value, update: &Update<'_>, out: &mut Translation) {
    out.moved.push((old, new));
    let body = IdentityChange { before: person::group(old), after: person::group(new) };
    out.push(format!("g:{old}:{new}"), at(message, update), EventBody::IdentityChanged(body));
}
