//! Messages that are shown as one line.

use crate::bounds::{NAME, SUMMARY, clip, clip_json};
use crate::json::{list_at, text_at, word_at};
use crate::person::phone;
use deskbell_sdk::channel::{InboundContent, Stub, StubKind};
use serde_json::Value;

pub(super) fn stub(kind: StubKind, provider_type: &str, summary: &str, message: &Value) -> InboundContent {
    InboundContent::Stub(Stub {
        kind,
        provider_type: clip(provider_type, NAME),
        summary: clip(&summary.split_whitespace().collect::<Vec<_>>().join(" "), SUMMARY),
        raw: clip_json(&message.to_string()),
    })
}

type Line = fn(&Value) -> String;

/// A venue carries its location beside it, so it comes first.
const SHOWN: [(&str, StubKind, Line); 9] = [
    ("venue", StubKind::Location, venue),
    ("location", StubKind::Location, location),
    ("contact", StubKind::Contact, contact),
    ("poll", StubKind::Poll, poll),
    ("checklist", StubKind::Poll, checklist),
    ("dice", StubKind::Unknown, dice),
    ("invoice", StubKind::Order, invoice),
    ("successful_payment", StubKind::Order, payment),
    ("game", StubKind::Unknown, game),
];

/// The content by the field that names it.
pub(super) fn read(message: &Value) -> InboundContent {
    let shown = SHOWN.iter().find_map(|(field, kind, line)| Some((field, kind, line(message.get(field)?))));
    if let Some((field, kind, summary)) = shown {
        return stub(*kind, field, &summary, message);
    }
    match unknown_field(message) {
        Some(field) => stub(StubKind::Unknown, field, &format!("Message of the kind \"{field}\""), message),
        None => stub(StubKind::Unknown, "unreadable", "Message that this connector cannot read", message),
    }
}

/// What may stand beside any content.
const BESIDE: [&str; 40] = [
    "message_id",
    "message_thread_id",
    "direct_messages_topic",
    "date",
    "edit_date",
    "chat",
    "from",
    "sender_chat",
    "sender_boost_count",
    "sender_business_bot",
    "sender_tag",
    "business_connection_id",
    "forward_origin",
    "forward_from",
    "forward_from_chat",
    "forward_from_message_id",
    "forward_signature",
    "forward_sender_name",
    "forward_date",
    "is_topic_message",
    "is_automatic_forward",
    "is_from_offline",
    "is_paid_post",
    "paid_star_count",
    "reply_to_message",
    "reply_to_story",
    "reply_to_checklist_task_id",
    "external_reply",
    "quote",
    "via_bot",
    "has_protected_content",
    "has_media_spoiler",
    "show_caption_above_media",
    "media_group_id",
    "author_signature",
    "entities",
    "caption",
    "caption_entities",
    "link_preview_options",
    "effect_id",
];

fn unknown_field(message: &Value) -> Option<&str> {
    let fields = message.as_object()?.keys().map(String::as_str);
    fields.filter(|field| *field != "reply_markup").find(|field| !BESIDE.contains(field))
}

/// "Location: Oficina, Rua A, 12 (-27.1, -52.6)".
fn venue(value: &Value) -> String {
    let place: Vec<&str> = ["title", "address"].iter().filter_map(|key| text_at(value, key)).collect();
    let at = value.get("location").map(coordinates).unwrap_or_default();
    format!("Location: {} {at}", place.join(", "))
}

fn location(value: &Value) -> String {
    let live = if value.get("live_period").is_some() { "Live location" } else { "Location" };
    format!("{live}: {}", coordinates(value))
}

fn coordinates(value: &Value) -> String {
    match (word_at(value, "latitude"), word_at(value, "longitude")) {
        (Some(latitude), Some(longitude)) => format!("({latitude}, {longitude})"),
        _ => String::new(),
    }
}

fn contact(value: &Value) -> String {
    let names: Vec<&str> = ["first_name", "last_name"].iter().filter_map(|key| text_at(value, key)).collect();
    let number = word_at(value, "phone_number").map(|raw| phone(&raw).unwrap_or(raw)).unwrap_or_default();
    match names.is_empty() {
        true => format!("Contact: {number}"),
        false => format!("Contact: {} ({number})", names.join(" ")),
    }
}

fn poll(value: &Value) -> String {
    let options: Vec<&str> = list_at(value, "options").iter().filter_map(|option| text_at(option, "text")).collect();
    format!("Poll: {} [{}]", text_at(value, "question").unwrap_or_default(), options.join(" | "))
}

fn checklist(value: &Value) -> String {
    let tasks: Vec<&str> = list_at(value, "tasks").iter().filter_map(|task| text_at(task, "text")).collect();
    format!("Checklist: {} [{}]", text_at(value, "title").unwrap_or_default(), tasks.join(" | "))
}

fn dice(value: &Value) -> String {
    let shown = word_at(value, "value").unwrap_or_default();
    format!("Dice: {} {shown}", text_at(value, "emoji").unwrap_or("🎲"))
}

fn invoice(value: &Value) -> String {
    format!("Invoice: {}", text_at(value, "title").unwrap_or_default())
}

/// In the smallest unit of the currency, as Telegram counts.
fn payment(value: &Value) -> String {
    let amount = word_at(value, "total_amount").unwrap_or_default();
    format!("Payment: {amount} (smallest units) {}", text_at(value, "currency").unwrap_or_default())
}

fn game(value: &Value) -> String {
    format!("Game: {}", text_at(value, "title").unwrap_or_default())
}
