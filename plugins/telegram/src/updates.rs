//! What Telegram tells: each update is one fact of one kind. A webhook brings
//! one, a poll brings a list.

mod content;
mod member;
mod message;
mod reaction;
mod stub;
mod tap;

use crate::bounds::{CODE, DETAIL, clip};
use crate::json::{int_at, items, parse, without_nulls};
use deskbell_sdk::Problem;
use deskbell_sdk::channel::{AccountEvent, Event, EventBody};
use deskbell_sdk::fingerprint;
use serde_json::Value;
use serde_json::value::RawValue;

/// The kinds to ask for. `message_reaction` is never sent unless asked for.
pub(crate) const ALLOWED: [&str; 5] =
    ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"];

/// Kinds that mean nothing to an inbox: games of other features, counters.
const MEANINGLESS: [&str; 13] = [
    "chat_member",
    "message_reaction_count",
    "poll",
    "poll_answer",
    "inline_query",
    "chosen_inline_result",
    "shipping_query",
    "pre_checkout_query",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "business_connection",
    "purchased_paid_media",
];

/// What became of one or more updates.
#[derive(Default)]
pub(crate) struct Translation {
    pub(crate) events: Vec<Event>,
    /// Taps whose button keeps turning until they are acknowledged.
    pub(crate) taps: Vec<String>,
    /// Groups that Telegram has upgraded: old id, new id.
    pub(crate) moved: Vec<(i64, i64)>,
    pub(crate) ignored: usize,
}

/// One update as it is being read.
pub(super) struct Update<'a> {
    pub(super) id: Option<i64>,
    pub(super) raw: &'a str,
    pub(super) received_ms: u64,
}

impl Update<'_> {
    /// Telegram repeats an update under its own number. An update without one
    /// is known by what it says.
    pub(super) fn key(&self, prefix: &str) -> String {
        match self.id {
            Some(id) => format!("{prefix}:{id}"),
            None => format!("{prefix}:#{}", fingerprint(&[self.raw])),
        }
    }
}

/// One update. None: the text is not JSON.
pub(crate) fn translate(text: &str, received_ms: u64, out: &mut Translation) -> Option<()> {
    let value = without_nulls(parse(text)?);
    let update = Update { id: int_at(&value, "update_id"), raw: text, received_ms };
    let Some(fields) = value.as_object() else {
        out.notice(update.key("n"), received_ms, "odd-update", "an update of Telegram was not an object");
        return Some(());
    };
    let mut kinds = fields.iter().filter(|(key, _)| *key != "update_id").peekable();
    if kinds.peek().is_none() {
        out.ignored += 1;
    }
    kinds.for_each(|(kind, item)| dispatch(kind, item, &update, out));
    Some(())
}

fn dispatch(kind: &str, item: &Value, update: &Update<'_>, out: &mut Translation) {
    match kind {
        "message" | "channel_post" => message::inbound(item, update, out),
        "edited_message" | "edited_channel_post" => message::edited(item, update, out),
        "callback_query" => tap::translate(item, update, out),
        "message_reaction" => reaction::translate(item, update, out),
        "my_chat_member" => member::translate(item, update, out),
        kind if MEANINGLESS.contains(&kind) => out.ignored += 1,
        // Said once for each kind: it would come with every such update.
        kind => {
            let kind = clip(kind, 60);
            let detail =
                format!("Telegram sends updates of the kind \"{kind}\", which this connector does not take over");
            out.notice(format!("n:kind:{kind}"), update.received_ms, "unknown-kind", &detail);
        }
    }
}

/// The updates of a poll, with the number of the last one. One that cannot be
/// read must not keep the others from coming, nor come again for ever.
pub(crate) fn translate_all(result: &RawValue, received_ms: u64, out: &mut Translation) -> Option<i64> {
    let mut last = None;
    for raw in items(result) {
        if translate(raw.get(), received_ms, out).is_none() {
            let key = format!("n:#{}", fingerprint(&[raw.get()]));
            out.notice(key, received_ms, "odd-update", "an update of Telegram could not be read");
        }
        last = last.max(update_id(raw.get()));
    }
    last
}

/// Also of an update that is nested too deep to be read as a whole.
fn update_id(text: &str) -> Option<i64> {
    #[derive(serde::Deserialize)]
    struct Numbered {
        update_id: i64,
    }
    serde_json::from_str::<Numbered>(text).ok().map(|update| update.update_id)
}

impl Translation {
    fn push(&mut self, dedupe_key: String, at_ms: u64, body: EventBody) {
        self.events.push(Event { dedupe_key, at_ms, body });
    }

    fn notice(&mut self, dedupe_key: String, at_ms: u64, code: &str, detail: &str) {
        let problem = Problem { code: clip(code, CODE), detail: clip(detail, DETAIL) };
        self.push(dedupe_key, at_ms, EventBody::Account(AccountEvent::Notice(problem)));
    }
}

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod properties;
