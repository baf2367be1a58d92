//! One entry of `messages[]` or `message_echoes[]`.

use super::conversation::Item;
use super::{Translation, content, identity};
use crate::bounds::{EMOJI, ID, NAME, clip};
use crate::json::{text_at, word_at};
use crate::party::Person;
use deskbell_sdk::Party;
use deskbell_sdk::channel::{Echo, Edited, EventBody, InboundMessage, Reaction};
use serde_json::Value;

pub(super) fn inbound(item: &Item<'_>, out: &mut Translation) {
    match kind(item.value).as_str() {
        "reaction" => reaction(item, out),
        "system" => identity::system(item, out),
        "edit" => edit(item, out),
        "revoke" => revoke(item, out),
        "unsupported" => unsupported(item, out),
        kind => message(kind, item, out),
    }
}

fn kind(message: &Value) -> String {
    word_at(message, "type").unwrap_or_default()
}

/// The message's own id; None for what cannot be one.
fn id(value: &Value) -> Option<String> {
    id_at(value, "id")
}

fn id_at(value: &Value, key: &str) -> Option<String> {
    word_at(value, key).filter(|id| id.len() <= ID)
}

fn message(kind: &str, item: &Item<'_>, out: &mut Translation) {
    let content = content::read(kind, item);
    let message = item.value;
    let id = id(message);
    let key = item.key("m", id.as_deref());
    let context = message.get("context").unwrap_or(&Value::Null);
    let flag = |name: &str| context.get(name).and_then(Value::as_bool).unwrap_or(false);
    let body = InboundMessage {
        // Without an id the content's own name stands in: the message stays visible.
        remote_id: id.unwrap_or_else(|| key.clone()),
        sender: sender(item, &key),
        content,
        reply_to: id_at(context, "id"),
        forwarded: flag("forwarded") || flag("frequently_forwarded"),
        group: word_at(message, "group_id").is_some(),
        referral: referral(message),
    };
    out.push(key, item.at_ms, EventBody::Message(body));
}

fn sender(item: &Item<'_>, stand_in: &str) -> Party {
    let mut person = Person::default();
    person
        .add(word_at(item.value, "from"))
        .add(word_at(item.value, "from_user_id"))
        .add(word_at(item.value, "from_parent_user_id"));
    let lone = item.lone || person.is_empty();
    person.complete(item.contacts, lone).party_or(stand_in)
}

/// The advertisement or product that the customer came from.
fn referral(message: &Value) -> Option<String> {
    let product = message.get("context").and_then(|context| context.get("referred_product"));
    if let Some(referral) = message.get("referral") {
        let source = word_at(referral, "source_type").unwrap_or_else(|| "referral".to_owned());
        let id = word_at(referral, "source_id").or_else(|| word_at(referral, "source_url"));
        let headline = text_at(referral, "headline").map(str::to_owned);
        let parts: Vec<String> = [id, headline].into_iter().flatten().collect();
        return Some(clip(&format!("{source} {}", parts.join(" – ")), NAME * 2));
    }
    let product = product.and_then(|product| word_at(product, "product_retailer_id"))?;
    Some(clip(&format!("product {product}"), NAME * 2))
}

/// No emoji: the reaction was taken back.
fn reaction(item: &Item<'_>, out: &mut Translation) {
    let reaction = item.value.get("reaction").unwrap_or(&Value::Null);
    let Some(remote_id) = id_at(reaction, "message_id") else {
        return message("reaction", item, out);
    };
    let key = item.key("r", id(item.value).as_deref());
    let emoji = text_at(reaction, "emoji").map(|emoji| clip(emoji, EMOJI));
    let sender = sender(item, &key);
    out.push(key, item.at_ms, EventBody::Reaction(Reaction { remote_id, sender, emoji }));
}

/// Only numbers that are also used in the phone app get these.
fn edit(item: &Item<'_>, out: &mut Translation) {
    let edit = item.value.get("edit").unwrap_or(&Value::Null);
    let Some(remote_id) = id_at(edit, "original_message_id") else {
        return message("edit", item, out);
    };
    let content = edit.get("message").map(|new| {
        let inner = Item { value: new, ..*item };
        content::read(&kind(new), &inner)
    });
    let key = item.key("e", id(item.value).as_deref());
    out.push(key, item.at_ms, EventBody::Edited(Edited { remote_id, content }));
}

fn revoke(item: &Item<'_>, out: &mut Translation) {
    let original = item.value.get("revoke").and_then(|revoke| id_at(revoke, "original_message_id"));
    match original {
        Some(original) => {
            out.push(item.key("d", id(item.value).as_deref()), item.at_ms, EventBody::Deleted(original));
        }
        None => message("revoke", item, out),
    }
}

/// A pure Cloud API number learns that something was edited, mostly not what.
fn unsupported(item: &Item<'_>, out: &mut Translation) {
    let kind = item.value.get("unsupported").and_then(|u| word_at(u, "type"));
    let original = item.value.get("context").and_then(|context| id_at(context, "id"));
    match (kind.as_deref(), original) {
        (Some("edit"), Some(remote_id)) => {
            let key = item.key("e", id(item.value).as_deref());
            out.push(key, item.at_ms, EventBody::Edited(Edited { remote_id, content: None }));
        }
        _ => message("unsupported", item, out),
    }
}

/// What staff wrote in the phone app.
pub(super) fn echo(item: &Item<'_>, out: &mut Translation) {
    let echo = item.value;
    let id = id(echo);
    let key = item.key("m", id.as_deref());
    let mut person = Person::default();
    person
        .add(word_at(echo, "to"))
        .add(word_at(echo, "to_user_id"))
        .add(word_at(echo, "to_parent_user_id"))
        .complete(item.contacts, item.lone);
    let body = Echo {
        remote_id: id.unwrap_or_else(|| key.clone()),
        recipient: person.party_or(&key),
        content: content::read(&kind(echo), item),
    };
    out.push(key, item.at_ms, EventBody::Echo(body));
}
