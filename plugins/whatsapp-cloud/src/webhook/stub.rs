//! Messages that are shown as one line.

use super::conversation::Item;
use crate::bounds::{NAME, SUMMARY, clip, clip_json};
use crate::json::{list_at, text_at, word_at};
use deskbell_sdk::channel::{InboundContent, Stub, StubKind};
use serde_json::Value;

pub(super) fn stub(kind: StubKind, provider_type: &str, summary: impl AsRef<str>, raw: &str) -> InboundContent {
    InboundContent::Stub(Stub {
        kind,
        provider_type: clip(provider_type, NAME),
        summary: clip(&one_line(summary.as_ref()), SUMMARY),
        raw: clip_json(raw),
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn location(value: &Value, raw: &str) -> InboundContent {
    let coordinates = match (word_at(value, "latitude"), word_at(value, "longitude")) {
        (Some(latitude), Some(longitude)) => format!("({latitude}, {longitude})"),
        _ => String::new(),
    };
    let place: Vec<&str> = [text_at(value, "name"), text_at(value, "address")].into_iter().flatten().collect();
    stub(StubKind::Location, "location", format!("Location: {} {coordinates}", place.join(", ")), raw)
}

pub(super) fn contacts(message: &Value, raw: &str) -> InboundContent {
    let cards: Vec<String> = list_at(message, "contacts").iter().map(card).filter(|card| !card.is_empty()).collect();
    let summary = if cards.is_empty() { "Contact".to_owned() } else { format!("Contact: {}", cards.join("; ")) };
    stub(StubKind::Contact, "contacts", summary, raw)
}

fn card(value: &Value) -> String {
    let name = value.get("name").and_then(|name| {
        text_at(name, "formatted_name").or_else(|| text_at(name, "first_name")).or_else(|| text_at(name, "last_name"))
    });
    let phones: Vec<String> =
        list_at(value, "phones").iter().filter_map(|p| word_at(p, "phone").or_else(|| word_at(p, "wa_id"))).collect();
    match (name, phones.is_empty()) {
        (Some(name), true) => name.to_owned(),
        (Some(name), false) => format!("{name} ({})", phones.join(", ")),
        (None, _) => phones.join(", "),
    }
}

pub(super) fn order(value: &Value, raw: &str) -> InboundContent {
    let products: Vec<String> = list_at(value, "product_items").iter().map(product).collect();
    let note = text_at(value, "text").map(|text| format!(" – {text}")).unwrap_or_default();
    stub(StubKind::Order, "order", format!("Order: {}{note}", products.join(", ")), raw)
}

fn product(value: &Value) -> String {
    let or_unknown = |key| word_at(value, key).unwrap_or_else(|| "?".to_owned());
    let price = match (word_at(value, "item_price"), word_at(value, "currency")) {
        (Some(price), Some(currency)) => format!(" at {price} {currency}"),
        _ => String::new(),
    };
    format!("{} × {}{price}", or_unknown("quantity"), or_unknown("product_retailer_id"))
}

/// A form (WhatsApp Flow) that the customer filled in. Its answers are JSON
/// within a string and may not parse.
pub(super) fn form(reply: &Value, raw: &str) -> InboundContent {
    let name = text_at(reply, "name").unwrap_or("form");
    let answers: Option<Value> = text_at(reply, "response_json").and_then(|text| serde_json::from_str(text).ok());
    let fields = answers.as_ref().and_then(Value::as_object).into_iter().flatten();
    let shown: Vec<String> = fields
        .filter(|(key, _)| *key != "flow_token")
        .filter_map(|(key, value)| Some(format!("{key}: {}", answer(value)?)))
        .collect();
    let summary = match (shown.is_empty(), text_at(reply, "body")) {
        (false, _) => format!("Form {name}: {}", shown.join(", ")),
        (true, Some(body)) => format!("Form {name}: {body}"),
        (true, None) => format!("Form {name}"),
    };
    stub(StubKind::Form, "nfm_reply", summary, raw)
}

/// Texts, numbers and ticks; what is nested stays in the stub's raw data.
fn answer(value: &Value) -> Option<String> {
    value.as_bool().map(|ticked| ticked.to_string()).or_else(|| crate::json::word(value))
}

pub(super) fn call_permission(reply: &Value, raw: &str) -> InboundContent {
    let response = word_at(reply, "response").unwrap_or_else(|| "answered".to_owned());
    stub(StubKind::Call, "call_permission_reply", format!("Permission to call: {response}"), raw)
}

/// What WhatsApp does not pass on; it names the kind at most.
pub(super) fn unsupported(item: &Item<'_>) -> InboundContent {
    let message = item.value;
    let named = message.get("unsupported").and_then(|u| word_at(u, "type"));
    let code = list_at(message, "errors").iter().find_map(|error| word_at(error, "code"));
    let named = named.as_deref();
    let (kind, summary) = match named {
        Some("edit") => {
            (StubKind::Edit, "The customer edited a message; WhatsApp does not tell which, nor the new text".into())
        }
        Some(poll) if poll.starts_with("poll") => {
            (StubKind::Poll, "Poll; WhatsApp does not pass on its content".into())
        }
        Some(other) => {
            (StubKind::Unknown, format!("Message of the kind \"{other}\"; WhatsApp does not pass on its content"))
        }
        None if code.as_deref() == Some("131060") => {
            (StubKind::Unknown, "Message that is not available; see it on the phone".into())
        }
        None => {
            (StubKind::Unknown, "Message that WhatsApp does not pass on; ask the customer to send it as text".into())
        }
    };
    stub(kind, named.unwrap_or("unsupported"), summary, item.raw)
}

/// A type of tomorrow.
pub(super) fn unknown(kind: &str, raw: &str) -> InboundContent {
    let stub_kind = match kind {
        "call" => StubKind::Call,
        poll if poll.starts_with("poll") => StubKind::Poll,
        _ => StubKind::Unknown,
    };
    let summary = match kind {
        "" => "Message that this connector cannot read".to_owned(),
        kind => format!("Message of the kind \"{kind}\""),
    };
    stub(stub_kind, if kind.is_empty() { "unreadable" } else { kind }, summary, raw)
}
