//! A tap on a button below a message of the bot.

use super::message::{at, in_group, remote_id};
use super::{Translation, Update};
use crate::bounds::clip;
use crate::json::{list_at, text_at, word_at};
use crate::person;
use deskbell_sdk::channel::{Choice, EventBody, InboundContent, InboundMessage};
use serde_json::Value;

/// The contract's bound of both fields of a choice.
const CHOICE: usize = 1024;

pub(super) fn translate(query: &Value, update: &Update<'_>, out: &mut Translation) {
    let id = word_at(query, "id").filter(|id| id.len() <= 120);
    let key = id.as_ref().map_or_else(|| update.key("c"), |id| format!("c:{id}"));
    let message = query.get("message").unwrap_or(&Value::Null);
    let tapped = remote_id(message);
    let body = InboundMessage {
        remote_id: tapped.map_or_else(|| key.clone(), |at| format!("{at}:{key}")),
        sender: person::author(query, &key),
        content: InboundContent::Choice(choice(query, message)),
        reply_to: tapped.map(|at| at.to_string()),
        forwarded: false,
        group: in_group(message),
        referral: None,
    };
    // A tap has no moment of its own; the date is that of the message.
    let at_ms = update.received_ms.max(at(message, update));
    out.push(key, at_ms, EventBody::Message(body));
    out.taps.extend(id);
}

fn choice(query: &Value, message: &Value) -> Choice {
    let data = text_at(query, "data").or_else(|| text_at(query, "game_short_name")).unwrap_or_default();
    let title = label(message, data).unwrap_or(data);
    Choice { id: clip(data, CHOICE), title: clip(title, CHOICE) }
}

/// What the customer saw on the button.
fn label<'a>(message: &'a Value, data: &str) -> Option<&'a str> {
    let rows = list_at(message.get("reply_markup")?, "inline_keyboard");
    let mut buttons = rows.iter().filter_map(Value::as_array).flatten();
    text_at(buttons.find(|button| text_at(button, "callback_data") == Some(data))?, "text")
}
