//! Reactions, in private chats and where the bot is an administrator.

use super::message::{at, remote_id};
use super::{Translation, Update};
use crate::bounds::{EMOJI, clip};
use crate::json::{list_at, text_at};
use crate::person;
use deskbell_sdk::channel::{EventBody, Reaction};
use serde_json::Value;

pub(super) fn translate(change: &Value, update: &Update<'_>, out: &mut Translation) {
    let key = update.key("r");
    let Some(id) = remote_id(change) else {
        return out.notice(key, update.received_ms, "odd-reaction", "a reaction of Telegram names no message");
    };
    let sender = person::author(change, &key);
    let body = Reaction { remote_id: id.to_string(), sender, emoji: emoji(change) };
    out.push(key, at(change, update), EventBody::Reaction(body));
}

/// The one that was added, else one that stays. None left: taken back.
fn emoji(change: &Value) -> Option<String> {
    let old = list_at(change, "old_reaction");
    let new = list_at(change, "new_reaction");
    new.iter().find(|reaction| !old.contains(reaction)).or_else(|| new.last()).map(shown)
}

/// Pictures of one's own have no character: a stand-in shows that there is one.
fn shown(reaction: &Value) -> String {
    match text_at(reaction, "type") {
        Some("paid") => "⭐".to_owned(),
        _ => text_at(reaction, "emoji").map_or_else(|| "✨".to_owned(), |emoji| clip(emoji, EMOJI)),
    }
}
