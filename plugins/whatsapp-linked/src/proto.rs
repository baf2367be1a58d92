//! WhatsApp's own message object, as the libraries under both gateways give it:
//! one field of it names the kind.

use crate::content::{self, File};
use crate::json::{at, flag_at, items, text_at, whole, word_at};
use crate::message_id::bare;
use crate::told::Body;
use deskbell_sdk::channel::{InboundContent, MediaKind};
use serde_json::Value;

/// A message as it was read; None says nothing to anyone (keys of a group).
pub(crate) struct Read {
    pub(crate) body: Option<Body>,
    pub(crate) reply_to: Option<String>,
    pub(crate) forwarded: bool,
}

/// Reads `message`; files are found again by `reference`.
pub(crate) fn read(message: &Value, reference: impl Fn() -> String) -> Read {
    let message = unwrapped(message);
    let context = context(message);
    Read {
        body: body(message, &reference),
        reply_to: text_at(context, "stanzaId").or_else(|| text_at(context, "stanzaID")).map(|id| bare(id).to_owned()),
        forwarded: flag_at(context, "isForwarded"),
    }
}

const WRAPPERS: [&str; 7] = [
    "ephemeralMessage",
    "viewOnceMessage",
    "viewOnceMessageV2",
    "viewOnceMessageV2Extension",
    "documentWithCaptionMessage",
    "deviceSentMessage",
    "editedMessage",
];

/// Messages that vanish, that are seen once, and so on, wrap another one.
fn unwrapped(message: &Value) -> &Value {
    let mut message = message;
    for _ in 0..WRAPPERS.len() {
        message = inner(message).unwrap_or(message);
    }
    message
}

fn inner(message: &Value) -> Option<&Value> {
    WRAPPERS.iter().find_map(|name| message.get(*name)?.get("message")).filter(|inner| inner.is_object())
}

fn context(message: &Value) -> &Value {
    let fields = message.as_object().into_iter().flatten();
    fields.map(|(_, value)| at(value, &["contextInfo"])).find(|context| context.is_object()).unwrap_or(&Value::Null)
}

fn body(message: &Value, reference: &dyn Fn() -> String) -> Option<Body> {
    if let Some(reaction) = message.get("reactionMessage") {
        let target = text_at(at(reaction, &["key"]), "id")?;
        return Some(Body::Reaction(bare(target).to_owned(), text_at(reaction, "text").map(str::to_owned)));
    }
    if let Some(change) = message.get("protocolMessage") {
        return protocol(change, reference);
    }
    content(message, reference).map(Body::Content)
}

/// Deletions and edits; the rest of the protocol is not for people.
fn protocol(change: &Value, reference: &dyn Fn() -> String) -> Option<Body> {
    let target = bare(text_at(at(change, &["key"]), "id")?).to_owned();
    match (word_at(change, "type").as_deref(), change.get("editedMessage")) {
        (Some("0" | "REVOKE"), _) => Some(Body::Revoked(target)),
        (_, Some(edited)) => Some(Body::Edited(target, content(unwrapped(edited), reference))),
        _ => None,
    }
}

/// What a person wrote or sent.
pub(crate) fn content(message: &Value, reference: &dyn Fn() -> String) -> Option<InboundContent> {
    let fields = message.as_object()?;
    fields.iter().find_map(|(name, value)| one(name, value, reference))
}

fn one(name: &str, value: &Value, reference: &dyn Fn() -> String) -> Option<InboundContent> {
    let or_empty = |key: &str| text_at(value, key).unwrap_or_default();
    Some(match name {
        "conversation" => content::text(value.as_str().filter(|text| !text.is_empty())?, value),
        "extendedTextMessage" => content::text(text_at(value, "text")?, value),
        "imageMessage" => file(MediaKind::Image, value, reference),
        "videoMessage" | "ptvMessage" => file(MediaKind::Video, value, reference),
        "audioMessage" if flag_at(value, "ptt") || flag_at(value, "PTT") => file(MediaKind::Voice, value, reference),
        "audioMessage" => file(MediaKind::Audio, value, reference),
        "documentMessage" => file(MediaKind::Document, value, reference),
        "stickerMessage" | "lottieStickerMessage" => file(MediaKind::Sticker, value, reference),
        "locationMessage" | "liveLocationMessage" => content::location_of(value),
        "contactMessage" => content::contact(&[or_empty("vcard")], value),
        "contactsArrayMessage" => cards(value),
        "buttonsResponseMessage" => tapped(value, "selectedButtonId", "selectedDisplayText"),
        "templateButtonReplyMessage" => tapped(value, "selectedId", "selectedDisplayText"),
        "listResponseMessage" => content::choice(
            text_at(at(value, &["singleSelectReply"]), "selectedRowId").unwrap_or_else(|| or_empty("title")),
            or_empty("title"),
        ),
        poll if poll.starts_with("pollCreationMessage") => content::poll_of(value),
        // Keys, receipts of votes, pins: nothing that a person wrote.
        "messageContextInfo"
        | "senderKeyDistributionMessage"
        | "pollUpdateMessage"
        | "pinInChatMessage"
        | "keepInChatMessage"
        | "encReactionMessage"
        | "base64"
        | "mediaUrl" => return None,
        other if value.is_object() => content::unknown(other, value),
        _ => return None,
    })
}

fn file(kind: MediaKind, value: &Value, reference: &dyn Fn() -> String) -> InboundContent {
    let file = File {
        kind,
        reference: reference(),
        mime: text_at(value, "mimetype"),
        size: value.get("fileLength").and_then(whole),
        filename: text_at(value, "fileName").or_else(|| text_at(value, "title")),
        caption: text_at(value, "caption"),
    };
    content::media(file, value)
}

fn cards(value: &Value) -> InboundContent {
    let cards = items(value.get("contacts").unwrap_or(&Value::Null));
    let cards: Vec<&str> = cards.iter().filter_map(|card| text_at(card, "vcard")).collect();
    content::contact(&cards, value)
}

fn tapped(value: &Value, id: &str, title: &str) -> InboundContent {
    let title = text_at(value, title).unwrap_or_default();
    content::choice(text_at(value, id).unwrap_or(title), title)
}
