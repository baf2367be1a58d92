//! A person's new number or id, and what they want to receive.

use super::conversation::Item;
use super::{Translation, content_key};
use crate::bounds::ID;
use crate::json::{text_at, word_at};
use crate::party::Person;
use deskbell_sdk::channel::{EventBody, IdentityChange, Preference};
use serde_json::Value;

/// `system` messages: the number or the business-scoped id has changed.
pub(super) fn system(item: &Item<'_>, out: &mut Translation) {
    let system = item.value.get("system").unwrap_or(&Value::Null);
    let (before, after) = match word_at(system, "type").as_deref() {
        Some("user_changed_number" | "customer_changed_number") => changed_number(item.value, system),
        Some("user_changed_user_id") => changed_user_id(item.value, system),
        Some("customer_identity_changed" | "user_identity_changed") => {
            let detail =
                "a customer's security code has changed, as after a new phone; confirm who it is when it matters";
            return out.notice(key(item), item.at_ms, "identity-key-changed", detail);
        }
        other => {
            let detail = format!("WhatsApp sent a system message of an unknown kind: {}", other.unwrap_or("none"));
            return out.notice(key(item), item.at_ms, "unknown-system", detail);
        }
    };
    changed(before, after, item, out);
}

fn key(item: &Item<'_>) -> String {
    item.key("i", word_at(item.value, "id").filter(|id| id.len() <= ID).as_deref())
}

fn changed_number(message: &Value, system: &Value) -> (Person, Person) {
    let mut before = Person::default();
    before.add(word_at(message, "from")).add(word_at(system, "customer"));
    if before.is_empty() {
        before.add(word_at(message, "from_user_id"));
    }
    let mut after = Person::default();
    after
        .add(word_at(system, "new_wa_id"))
        .add(word_at(system, "wa_id"))
        .add(word_at(system, "user_id"))
        .add(word_at(system, "parent_user_id"));
    (before, after)
}

/// Before August 2026 the former id is not told: the phone, if any, leads to
/// the person, and stays theirs.
fn changed_user_id(message: &Value, system: &Value) -> (Person, Person) {
    let mut before = Person::default();
    before.add(word_at(system, "previous_user_id")).add(word_at(system, "previous_parent_user_id"));
    let mut after = Person::default();
    after.add(word_at(system, "user_id")).add(word_at(system, "parent_user_id")).add(word_at(system, "wa_id"));
    if before.is_empty() {
        before.add(word_at(message, "from"));
        after.add(word_at(message, "from"));
    }
    (before, after)
}

/// The field of its own that tells the same with both ids.
pub(super) fn user_id_update(item: &Item<'_>, out: &mut Translation) {
    let side = |side: &str| {
        let mut person = Person::default();
        for key in ["user_id", "parent_user_id"] {
            person.add(item.value.get(key).and_then(|ids| word_at(ids, side)));
        }
        person
    };
    let before = side("previous");
    let mut after = side("current");
    after.add(word_at(item.value, "wa_id"));
    changed(before, after, item, out);
}

fn changed(before: Person, after: Person, item: &Item<'_>, out: &mut Translation) {
    let gained = !Person::without(after.clone(), &before).is_empty();
    match (before.party(), after.party()) {
        (Some(before), Some(after)) if gained => {
            out.push(key(item), item.at_ms, EventBody::IdentityChanged(IdentityChange { before, after }));
        }
        _ => {
            let detail = "WhatsApp told that a customer has a new number or id, but not from which to which";
            out.notice(key(item), item.at_ms, "identity-incomplete", detail);
        }
    }
}

/// The customer stopped or resumed marketing.
pub(super) fn preference(item: &Item<'_>, out: &mut Translation) {
    let value = item.value;
    let key = content_key("p", &[item.raw]);
    let mut person = Person::default();
    person
        .add(word_at(value, "wa_id"))
        .add(word_at(value, "user_id"))
        .add(word_at(value, "parent_user_id"))
        .complete(item.contacts, item.lone);
    let purpose = match text_at(value, "category") {
        None | Some("marketing_messages") => "marketing".to_owned(),
        Some(other) => crate::bounds::clip(other, 64),
    };
    let allowed = match text_at(value, "value") {
        Some("stop") => Some(false),
        Some("resume") => Some(true),
        _ => None,
    };
    match (person.party(), allowed) {
        (Some(sender), Some(allowed)) => {
            out.push(key, item.at_ms, EventBody::Preference(Preference { sender, purpose, allowed }));
        }
        _ => {
            let detail = "a customer changed what they want to receive, in a way this connector cannot read";
            out.notice(key, item.at_ms, "unknown-preference", detail);
        }
    }
}
