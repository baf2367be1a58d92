//! What a message says, within the contract's bounds.

use crate::bounds::{CAPTION, NAME, REFERENCE, SUMMARY, TEXT, clip, clip_json};
use crate::json::{items, text_at};
use deskbell_sdk::RemoteMedia;
use deskbell_sdk::channel::{Choice, InboundContent, MediaContent, MediaKind, Stub, StubKind};
use serde_json::Value;

pub(crate) fn text(text: &str, raw: &Value) -> InboundContent {
    if text.len() > TEXT {
        let summary = format!("Text of {} bytes; its beginning: {text}", text.len());
        return stub(StubKind::Unknown, "text", &summary, raw);
    }
    InboundContent::Text(text.to_owned())
}

pub(crate) fn choice(id: &str, title: &str) -> InboundContent {
    InboundContent::Choice(Choice { id: clip(id, SUMMARY), title: clip(title, SUMMARY) })
}

/// A file that the gateway has; `reference` says where.
pub(crate) struct File<'a> {
    pub(crate) kind: MediaKind,
    pub(crate) reference: String,
    pub(crate) mime: Option<&'a str>,
    pub(crate) size: Option<u64>,
    pub(crate) filename: Option<&'a str>,
    pub(crate) caption: Option<&'a str>,
}

pub(crate) fn media(file: File<'_>, raw: &Value) -> InboundContent {
    if file.reference.is_empty() || file.reference.len() > REFERENCE {
        return stub(StubKind::Unknown, "media", "File that the gateway does not name", raw);
    }
    let media = RemoteMedia {
        reference: file.reference,
        mime: file.mime.map(str::trim).filter(|mime| !mime.is_empty() && mime.len() <= NAME).map(str::to_owned),
        size: file.size.filter(|size| *size > 0),
        sha256: None,
        filename: file.filename.filter(|name| !name.trim().is_empty()).map(|name| clip(name, NAME)),
    };
    let caption = file.caption.filter(|caption| !caption.trim().is_empty()).map(|caption| clip(caption, CAPTION));
    InboundContent::Media(MediaContent { kind: file.kind, media, caption })
}

pub(crate) fn stub(kind: StubKind, provider_type: &str, summary: &str, raw: &Value) -> InboundContent {
    InboundContent::Stub(Stub {
        kind,
        provider_type: clip(provider_type, NAME),
        summary: clip(&summary.split_whitespace().collect::<Vec<_>>().join(" "), SUMMARY),
        raw: clip_json(&raw.to_string()),
    })
}

pub(crate) fn unknown(provider_type: &str, raw: &Value) -> InboundContent {
    let summary = match provider_type {
        "" => "Message that this connector cannot read; see it on the phone".to_owned(),
        kind => format!("Message of the kind \"{kind}\"; see it on the phone"),
    };
    let provider_type = if provider_type.is_empty() { "unreadable" } else { provider_type };
    stub(StubKind::Unknown, provider_type, &summary, raw)
}

/// "Location: Oficina, Rua A, 12 (-27.1, -52.6)".
pub(crate) fn location(names: &[Option<&str>], latitude: &Value, longitude: &Value, raw: &Value) -> InboundContent {
    let place: Vec<&str> = names.iter().flatten().copied().collect();
    let summary = format!("Location: {} ({latitude}, {longitude})", place.join(", "));
    stub(StubKind::Location, "location", &summary, raw)
}

pub(crate) fn contact(cards: &[&str], raw: &Value) -> InboundContent {
    let shown: Vec<String> = cards.iter().take(5).map(|card| card_line(card)).collect();
    stub(StubKind::Contact, "contact", &format!("Contact: {}", shown.join(", ")), raw)
}

/// The name and the numbers of a vCard: "Ana Souza +55 49 98859-0187".
fn card_line(card: &str) -> String {
    let field = |line: &str, name: &str| {
        let (key, value) = line.split_once(':')?;
        let key = key.rsplit('.').next().unwrap_or_default();
        (key.split(';').next() == Some(name)).then(|| value.trim().to_owned())
    };
    let named = card.lines().find_map(|line| field(line, "FN"));
    let numbers = card.lines().filter_map(|line| field(line, "TEL"));
    named.into_iter().chain(numbers).collect::<Vec<_>>().join(" ")
}

pub(crate) fn poll(question: Option<&str>, options: &[&str], raw: &Value) -> InboundContent {
    let summary = format!("Poll: {} [{}]", question.unwrap_or_default(), options.join(" | "));
    stub(StubKind::Poll, "poll", &summary, raw)
}

/// The words of a protocol message's poll.
pub(crate) fn poll_of(value: &Value) -> InboundContent {
    let options = items(value.get("options").unwrap_or(&Value::Null));
    let options: Vec<&str> = options.iter().filter_map(|option| text_at(option, "optionName")).collect();
    poll(text_at(value, "name"), &options, value)
}

/// A location of a protocol message.
pub(crate) fn location_of(value: &Value) -> InboundContent {
    let nothing = Value::Null;
    let degrees = |key: &str| value.get(key).unwrap_or(&nothing);
    location(
        &[text_at(value, "name"), text_at(value, "address")],
        degrees("degreesLatitude"),
        degrees("degreesLongitude"),
        value,
    )
}

/// Locations, shared contacts and polls are told, not recorded (S4.2).
pub(crate) fn withheld(content: InboundContent) -> InboundContent {
    let InboundContent::Stub(stub) = content else { return content };
    let what = match stub.kind {
        StubKind::Location => "Location",
        StubKind::Contact => "Contact",
        StubKind::Poll => "Poll",
        _ => return InboundContent::Stub(stub),
    };
    let summary = format!("{what} shared in WhatsApp; it is not recorded here, see it on the phone");
    InboundContent::Stub(Stub { summary, raw: "{}".to_owned(), ..stub })
}

/// The kind of a file by its media type.
pub(crate) fn kind_of(mime: &str) -> MediaKind {
    match mime.split('/').next() {
        Some("image") if mime.starts_with("image/webp") => MediaKind::Sticker,
        Some("image") => MediaKind::Image,
        Some("video") => MediaKind::Video,
        Some("audio") if mime.starts_with("audio/ogg") => MediaKind::Voice,
        Some("audio") => MediaKind::Audio,
        _ => MediaKind::Document,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn summary(content: InboundContent) -> String {
        match content {
            InboundContent::Stub(stub) => stub.summary,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_card_is_told_by_name_and_number() {
        let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Souza\nitem1.TEL;waid=554988590187:+55 49 8859-0187\nEND:VCARD";
        assert_eq!(summary(contact(&[card], &json!({}))), "Contact: Ana Souza +55 49 8859-0187");
    }

    #[test]
    fn s4_2_what_is_shared_is_told_without_what_it_says() {
        let card = contact(&["FN:Ana Souza"], &json!({ "vcard": "FN:Ana Souza" }));
        let InboundContent::Stub(told) = withheld(card) else { panic!("a line is left") };
        assert!(!told.summary.contains("Ana") && told.raw == "{}", "{told:?}");
        let order = stub(StubKind::Order, "order", "Order: 2", &json!({}));
        assert_eq!(withheld(order.clone()), order);
    }
}
