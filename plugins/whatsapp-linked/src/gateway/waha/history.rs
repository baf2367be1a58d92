//! What happened while nobody listened: the chats with the newest messages
//! first, and of each what is new. Works with every engine.

use super::message;
use crate::api::{Api, encoded};
use crate::jid::Jid;
use crate::json::{at, flag_at, items, millis, text_at, word_at};
use crate::message_id::bare;
use crate::told::{Scope, Translation};
use deskbell_sdk::CallError;
use serde_json::Value;

/// One request for the chats and one for each of them, within the host's
/// twenty.
const CHATS: usize = 15;
/// Of one chat.
const MESSAGES: usize = 100;

pub(super) fn since(
    api: &Api<'_>,
    scope: &Scope<'_>,
    since_ms: u64,
    next: Option<&[u8]>,
    out: &mut Translation,
) -> Result<Option<Vec<u8>>, CallError> {
    let offset: usize = next.and_then(|next| std::str::from_utf8(next).ok()?.parse().ok()).unwrap_or(0);
    let session = encoded(&api.settings.session);
    let chats = api.get(&format!("api/{session}/chats/overview?limit={CHATS}&offset={offset}"))?;
    let chats = items(&chats);
    for chat in chats.iter().filter(|chat| wanted(scope, chat, since_ms)) {
        let id = chat_id(chat).unwrap_or_default();
        let path = format!(
            "api/{session}/chats/{}/messages?limit={MESSAGES}&downloadMedia=false&filter.timestamp.gte={}",
            encoded(&id),
            since_ms / 1000
        );
        items(&api.get(&path)?).iter().for_each(|message| take(scope, message, out));
    }
    let more = chats.len() == CHATS && chats.iter().any(|chat| last(chat) >= since_ms);
    Ok(more.then(|| (offset + CHATS).to_string().into_bytes()))
}

fn wanted(scope: &Scope<'_>, chat: &Value, since_ms: u64) -> bool {
    let jid = chat_id(chat).map_or(Jid::Other, |id| Jid::read(&id));
    last(chat) >= since_ms && (jid.is_person() || (matches!(jid, Jid::Group(_)) && scope.record_groups))
}

fn chat_id(chat: &Value) -> Option<String> {
    word_at(chat, "id").or_else(|| text_at(at(chat, &["id"]), "_serialized").map(str::to_owned))
}

/// To the end of its second.
fn last(chat: &Value) -> u64 {
    millis(at(chat, &["lastMessage", "timestamp"])).map_or(0, |ms| ms + 999)
}

/// A message as it was told, and how far ours has come.
fn take(scope: &Scope<'_>, payload: &Value, out: &mut Translation) {
    message::told(scope, payload, scope.received_ms, out);
    let at_ms = millis(at(payload, &["timestamp"])).unwrap_or(scope.received_ms);
    if let (true, Some(id), Some(delivery)) =
        (flag_at(payload, "fromMe"), text_at(payload, "id"), message::delivery(payload))
    {
        out.status(bare(id), delivery, at_ms);
    }
}
