//! Changes that carry lists about customers: messages, statuses, echoes,
//! preferences, new ids, errors.

use super::envelope::Change;
use super::{Scope, Translation, content_key, identity, message, status};
use crate::errors;
use crate::json::{self, Fields, items};
use crate::party::Contact;
use deskbell_sdk::channel::{AccountEvent, EventBody};
use serde_json::Value;
use serde_json::value::RawValue;

/// The lists that are understood, and what each item is.
const LISTS: [(&str, Kind); 6] = [
    ("messages", Kind::Message),
    ("statuses", Kind::Status),
    ("message_echoes", Kind::Echo),
    ("user_preferences", Kind::Preference),
    ("user_id_update", Kind::UserId),
    ("errors", Kind::Error),
];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Message,
    Status,
    Echo,
    Preference,
    UserId,
    Error,
}

/// One item with what stands beside it.
pub(super) struct Item<'a> {
    /// As Meta wrote it.
    pub(super) raw: &'a str,
    pub(super) value: &'a Value,
    pub(super) contacts: &'a [Contact],
    /// No other item of its kind shares the contacts.
    pub(super) lone: bool,
    pub(super) at_ms: u64,
}

impl Item<'_> {
    /// A key from the item's own id, else from its content.
    pub(super) fn key(&self, prefix: &str, id: Option<&str>) -> String {
        match id {
            Some(id) => format!("{prefix}:{}", super::key_id(id)),
            None => content_key(&format!("{prefix}:#"), &[self.raw]),
        }
    }
}

/// Also true of an empty change, which names its number and nothing else.
pub(super) fn carries_items(value: &Fields<'_>) -> bool {
    let bare = || value.first("metadata").is_some() && value.0.iter().all(|(key, _)| is_beside(key));
    value.0.iter().any(|(key, _)| kind_of(key).is_some()) || bare()
}

fn is_beside(key: &str) -> bool {
    matches!(key, "messaging_product" | "metadata" | "contacts" | "field")
}

fn kind_of(key: &str) -> Option<Kind> {
    LISTS.iter().find(|(name, _)| *name == key).map(|(_, kind)| *kind)
}

pub(super) fn translate(change: &Change<'_>, value: &Fields<'_>, scope: &Scope<'_>, out: &mut Translation) {
    let lists = || value.0.iter().filter_map(|(key, raw)| Some((kind_of(key)?, items(raw))));
    if !is_ours(value, scope) {
        out.foreign += lists().map(|(_, items)| items.len()).sum::<usize>();
        return;
    }
    let contacts = contacts(value);
    for (kind, items) in lists() {
        let lone = items.len() == 1;
        for raw in items {
            item(kind, raw, change, &contacts, lone, scope, out);
        }
    }
    for (key, _) in value.0.iter().filter(|(key, _)| kind_of(key).is_none() && !is_beside(key)) {
        let detail = format!("WhatsApp sent \"{key}\" beside its messages, which this connector does not know");
        out.notice(content_key("n:key", &[key]), scope.received_ms, "unknown-key", detail);
    }
}

/// By the number's id alone: the display number comes in several spellings. A
/// change that names no number is taken as ours rather than lost.
pub(super) fn is_ours(value: &Fields<'_>, scope: &Scope<'_>) -> bool {
    let metadata = value.first("metadata").and_then(Fields::read);
    metadata.and_then(|m| m.word("phone_number_id")).is_none_or(|id| id == scope.phone_number_id)
}

fn contacts(value: &Fields<'_>) -> Vec<Contact> {
    let list = value.first("contacts").map(items).unwrap_or_default();
    list.into_iter().filter_map(json::parse).map(|contact| Contact::read(&contact)).collect()
}

fn item(
    kind: Kind,
    raw: &RawValue,
    change: &Change<'_>,
    contacts: &[Contact],
    lone: bool,
    scope: &Scope<'_>,
    out: &mut Translation,
) {
    let value = json::parse(raw).unwrap_or(Value::Null);
    let at_ms = value.get("timestamp").and_then(json::millis).or(change.at_ms).unwrap_or(scope.received_ms);
    let item = Item { raw: raw.get(), value: &value, contacts, lone, at_ms };
    match kind {
        Kind::Message => message::inbound(&item, out),
        Kind::Echo => message::echo(&item, out),
        Kind::Status => status::translate(&item, out),
        Kind::Preference => identity::preference(&item, out),
        Kind::UserId => identity::user_id_update(&item, out),
        Kind::Error => error(&item, out),
    }
}

/// A problem of the account that Meta reports among the messages.
fn error(item: &Item<'_>, out: &mut Translation) {
    let problem = errors::problem(item.value);
    let event = match errors::stops_account(item.value) {
        true => AccountEvent::CredentialsBad(problem),
        false => AccountEvent::Notice(problem),
    };
    // The same error may come back another day: the day of arrival is part of it.
    let day = (item.at_ms / 86_400_000).to_string();
    out.push(content_key("n:error", &[item.raw, &day]), item.at_ms, EventBody::Account(event));
}
