//! One entry of `statuses[]`.

use super::conversation::Item;
use super::{Translation, content_key, key_id};
use crate::bounds::{ID, NAME, clip};
use crate::errors;
use crate::json::{list_at, word_at};
use crate::party::Person;
use deskbell_sdk::channel::{Consequence, Delivery, EventBody, Status};
use serde_json::Value;

pub(super) fn translate(item: &Item<'_>, out: &mut Translation) {
    let status = item.value;
    let word = word_at(status, "status").unwrap_or_default();
    let delivery = match word.as_str() {
        "sent" => Delivery::Sent,
        "delivered" => Delivery::Delivered,
        "read" => Delivery::Read,
        "played" => Delivery::Played,
        "failed" => Delivery::Failed,
        // Old payloads; the customer deleted it on their own phone.
        "deleted" => {
            out.ignored += 1;
            return;
        }
        other => return unknown(other, item, out),
    };
    let Some(remote_id) = word_at(status, "id").filter(|id| id.len() <= ID) else {
        return unknown("without an id", item, out);
    };
    let participant = word_at(status, "recipient_participant_id").map(|id| format!(":{}", key_id(&id)));
    let key = format!("s:{}:{word}{}", key_id(&remote_id), participant.unwrap_or_default());
    let body = read(remote_id, delivery, item);
    out.push(key, item.at_ms, EventBody::Status(body));
}

fn read(remote_id: String, delivery: Delivery, item: &Item<'_>) -> Status {
    let status = item.value;
    let failed = delivery == Delivery::Failed;
    let nothing = Value::Null;
    let error = list_at(status, "errors").first().unwrap_or(&nothing);
    Status {
        remote_id,
        message_id: word_at(status, "biz_opaque_callback_data").filter(|id| id.len() <= ID),
        delivery,
        problem: failed.then(|| errors::problem(error)),
        consequence: if failed { errors::consequence(error) } else { Consequence::None },
        recipient: recipient(item).party(),
        price_category: status
            .get("pricing")
            .and_then(|pricing| word_at(pricing, "category"))
            .map(|category| clip(&category, NAME)),
    }
}

/// In a group `recipient_id` is the group; the person is the participant.
fn recipient(item: &Item<'_>) -> Person {
    let status = item.value;
    let group = word_at(status, "recipient_type").as_deref() == Some("group");
    let main = if group { "recipient_participant_id" } else { "recipient_id" };
    let mut person = Person::default();
    person.add(word_at(status, main));
    for key in [
        "recipient_user_id",
        "recipient_parent_user_id",
        "parent_recipient_user_id",
        "recipient_participant_user_id",
        "recipient_participant_parent_user_id",
    ] {
        person.add(word_at(status, key));
    }
    person.complete(item.contacts, item.lone && !group);
    person
}

fn unknown(word: &str, item: &Item<'_>, out: &mut Translation) {
    let word = clip(if word.is_empty() { "without a word" } else { word }, 40);
    let detail = format!("WhatsApp reported a message status that this connector does not know: {word}");
    out.notice(content_key("n:status", &[&word]), item.at_ms, "unknown-status", detail);
}
