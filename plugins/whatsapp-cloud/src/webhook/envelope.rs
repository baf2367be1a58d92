//! entry[] → changes[] → {field, value}, with as little trust as possible.

use super::{Scope, Translation, content_key, conversation, management};
use crate::json::{self, Fields, items};
use serde_json::Value;
use serde_json::value::RawValue;

/// One change of one WhatsApp account.
pub(super) struct Change<'a> {
    /// The id of the WhatsApp Business Account; "" when Meta left it out.
    pub(super) waba: String,
    /// When Meta noticed, on management updates only.
    pub(super) at_ms: Option<u64>,
    pub(super) field: String,
    pub(super) value: &'a RawValue,
}

pub(super) fn walk(body: &str, scope: &Scope<'_>, out: &mut Translation) {
    let Ok(root) = serde_json::from_str::<&RawValue>(body) else {
        out.malformed = true;
        return;
    };
    for root in items(root) {
        let entries = Fields::read(root).and_then(|fields| fields.first("entry"));
        match entries {
            Some(entries) => items(entries).into_iter().for_each(|entry| walk_entry(entry, scope, out)),
            None => odd("no-entry", "a webhook had no entries", root, scope, out),
        }
    }
}

fn walk_entry(raw: &RawValue, scope: &Scope<'_>, out: &mut Translation) {
    let Some(entry) = Fields::read(raw) else {
        return odd("odd-entry", "an entry of a webhook was not an object", raw, scope, out);
    };
    let Some(changes) = entry.first("changes") else {
        return odd("odd-entry", "an entry of a webhook had no changes", raw, scope, out);
    };
    for change in items(changes) {
        match read_change(&entry, change) {
            Some(change) => dispatch(&change, scope, out),
            None => odd("odd-change", "a change of a webhook had no value", change, scope, out),
        }
    }
}

fn read_change<'a>(entry: &Fields<'a>, raw: &'a RawValue) -> Option<Change<'a>> {
    let change = Fields::read(raw)?;
    let value = change.first("value")?;
    // Meta's own samples show the field's name in three places.
    let field = change
        .word("field")
        .or_else(|| Fields::read(value)?.word("field"))
        .or_else(|| entry.word("field"))
        .unwrap_or_default();
    let time: Option<Value> = entry.first("time").and_then(json::parse);
    let at_ms = time.as_ref().and_then(json::millis);
    Some(Change { waba: entry.word("id").unwrap_or_default(), at_ms, field, value })
}

fn dispatch(change: &Change<'_>, scope: &Scope<'_>, out: &mut Translation) {
    let Some(value) = Fields::read(change.value) else {
        return odd("odd-change", "the value of a change was not an object", change.value, scope, out);
    };
    if conversation::carries_items(&value) && !management::is_backfill(&change.field) {
        conversation::translate(change, &value, scope, out);
    } else {
        management::translate(change, &value, scope, out);
    }
}

fn odd(code: &str, detail: &str, raw: &RawValue, scope: &Scope<'_>, out: &mut Translation) {
    out.notice(content_key(&format!("n:{code}"), &[raw.get()]), scope.received_ms, code, detail);
}
