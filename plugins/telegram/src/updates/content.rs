//! What the customer sent. Telegram has no word for the type of a message: it
//! is the field that is there.

use super::stub;
use crate::bounds::{CAPTION, NAME, REFERENCE, TEXT, clip};
use crate::json::{flag_at, int_at, list_at, text_at, word_at};
use deskbell_sdk::RemoteMedia;
use deskbell_sdk::channel::{InboundContent, MediaContent, MediaKind, StubKind};
use serde_json::Value;

/// Everything that is not understood becomes a stub, never nothing.
pub(super) fn read(message: &Value) -> InboundContent {
    text(message).or_else(|| media(message)).unwrap_or_else(|| stub::read(message))
}

fn text(message: &Value) -> Option<InboundContent> {
    let text = message.get("text")?.as_str().filter(|text| !text.is_empty())?;
    let text = with_links(text, list_at(message, "entities"));
    if text.len() > TEXT {
        let summary = format!("Text of {} bytes; its beginning: {text}", text.len());
        return Some(stub::stub(StubKind::Unknown, "text", &summary, message));
    }
    Some(InboundContent::Text(text))
}

/// The address behind a word would be lost; it follows the text.
fn with_links(text: &str, entities: &[Value]) -> String {
    let hidden = entities.iter().filter(|e| text_at(e, "type") == Some("text_link")).filter_map(|e| text_at(e, "url"));
    hidden.filter(|url| !text.contains(*url)).fold(text.to_owned(), |text, url| format!("{text}\n{url}"))
}

/// An animation is also shown as a document, for older apps; so it comes first.
const MEDIA: [(&str, MediaKind); 8] = [
    ("animation", MediaKind::Video),
    ("document", MediaKind::Document),
    ("voice", MediaKind::Voice),
    ("audio", MediaKind::Audio),
    ("video", MediaKind::Video),
    ("video_note", MediaKind::Video),
    ("sticker", MediaKind::Sticker),
    ("photo", MediaKind::Image),
];

fn media(message: &Value) -> Option<InboundContent> {
    let (field, kind) = MEDIA.into_iter().find(|(field, _)| message.get(field).is_some())?;
    let file = match field {
        "photo" => largest(list_at(message, field))?,
        _ => message.get(field)?,
    };
    let media = RemoteMedia {
        reference: word_at(file, "file_id").filter(|id| id.len() <= REFERENCE)?,
        mime: mime(field, file),
        size: file.get("file_size").and_then(Value::as_u64),
        sha256: None,
        filename: text_at(file, "file_name").map(|name| clip(name, NAME)),
    };
    let caption = text_at(message, "caption");
    let caption = caption.map(|text| clip(&with_links(text, list_at(message, "caption_entities")), CAPTION));
    Some(InboundContent::Media(MediaContent { kind, media, caption }))
}

/// A photo comes in several sizes.
fn largest(sizes: &[Value]) -> Option<&Value> {
    let area = |size: &&Value| int_at(size, "width").unwrap_or(0).saturating_mul(int_at(size, "height").unwrap_or(0));
    sizes.iter().max_by_key(area)
}

/// Telegram's file server calls everything "octet-stream", and some kinds have
/// one type only.
fn mime(field: &str, file: &Value) -> Option<String> {
    let told = text_at(file, "mime_type").filter(|mime| mime.len() <= NAME);
    let usual = match field {
        "photo" => Some("image/jpeg"),
        "voice" => Some("audio/ogg"),
        "video_note" => Some("video/mp4"),
        "sticker" if flag_at(file, "is_animated") => Some("application/x-tgsticker"),
        "sticker" if flag_at(file, "is_video") => Some("video/webm"),
        "sticker" => Some("image/webp"),
        _ => None,
    };
    told.or(usual).map(str::to_owned)
}
