//! What happened to the bot in a chat: blocked, unblocked, added, removed.

use super::message::{at, in_group};
use super::{Translation, Update};
use crate::json::text_at;
use crate::person;
use deskbell_sdk::channel::EventBody;
use serde_json::Value;

pub(super) fn translate(change: &Value, update: &Update<'_>, out: &mut Translation) {
    let status = |key: &str| change.get(key).and_then(|member| text_at(member, "status")).unwrap_or_default();
    let (before, after) = (status("old_chat_member"), status("new_chat_member"));
    let at_ms = at(change, update);
    if in_group(change) {
        return group(is_inside(before), is_inside(after), at_ms, change, update, out);
    }
    let key = update.key("b");
    let customer = person::author(change, &key);
    match after {
        "kicked" => out.push(key, at_ms, EventBody::Blocked(customer)),
        "member" => out.push(key, at_ms, EventBody::Unblocked(customer)),
        _ => out.ignored += 1,
    }
}

fn is_inside(status: &str) -> bool {
    matches!(status, "creator" | "administrator" | "member" | "restricted")
}

/// A change of rights alone is no news.
fn group(was: bool, is: bool, at_ms: u64, change: &Value, update: &Update<'_>, out: &mut Translation) {
    let title = change.get("chat").and_then(|chat| text_at(chat, "title")).unwrap_or("without a name");
    let key = update.key("n");
    match (was, is) {
        (false, true) => out.notice(key, at_ms, "group-joined", &format!("the bot was added to the group \"{title}\"")),
        (true, false) => {
            out.notice(key, at_ms, "group-left", &format!("the bot was removed from the group \"{title}\""))
        }
        _ => out.ignored += 1,
    }
}
