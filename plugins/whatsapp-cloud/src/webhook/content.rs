//! What the customer sent, by its type.

use super::conversation::Item;
use super::stub;
use crate::bounds::{CAPTION, ID, NAME, REFERENCE, TEXT, clip};
use crate::json::{list_at, text_at, word_at};
use crate::media::digest;
use deskbell_sdk::RemoteMedia;
use deskbell_sdk::channel::{Choice, InboundContent, MediaContent, MediaKind, StubKind};
use serde_json::Value;

/// The content of a message whose type word is `kind`; `item.value` holds the
/// object of that name. Everything that is not understood becomes a stub.
pub(super) fn read(kind: &str, item: &Item<'_>) -> InboundContent {
    let object = item.value.get(kind).unwrap_or(&Value::Null);
    let understood = match kind {
        "text" => text(object, item),
        "image" => media(MediaKind::Image, object),
        "video" => media(MediaKind::Video, object),
        "audio" if object.get("voice") == Some(&Value::Bool(true)) => media(MediaKind::Voice, object),
        "audio" => media(MediaKind::Audio, object),
        "voice" => media(MediaKind::Voice, object),
        "document" => media(MediaKind::Document, object),
        "sticker" => media(MediaKind::Sticker, object),
        "button" => button(object),
        "interactive" => interactive(object, item.raw),
        "location" if object.is_object() => Some(stub::location(object, item.raw)),
        "contacts" => Some(stub::contacts(item.value, item.raw)),
        "order" if object.is_object() => Some(stub::order(object, item.raw)),
        "unsupported" => Some(stub::unsupported(item)),
        _ => None,
    };
    understood.unwrap_or_else(|| failed(kind, item))
}

fn text(object: &Value, item: &Item<'_>) -> Option<InboundContent> {
    let body = object.get("body")?.as_str().filter(|body| !body.is_empty())?;
    if body.len() > TEXT {
        let summary = format!("Text of {} bytes; its beginning: {body}", body.len());
        return Some(stub::stub(StubKind::Unknown, "text", summary, item.raw));
    }
    Some(InboundContent::Text(body.to_owned()))
}

fn media(kind: MediaKind, object: &Value) -> Option<InboundContent> {
    let reference = word_at(object, "id").filter(|id| id.len() <= REFERENCE)?;
    let caption = text_at(object, "caption").map(|caption| clip(caption, CAPTION));
    let media = RemoteMedia {
        reference,
        mime: text_at(object, "mime_type").filter(|mime| mime.len() <= NAME).map(str::to_owned),
        size: object.get("file_size").and_then(Value::as_u64),
        sha256: text_at(object, "sha256").and_then(digest::to_hex),
        filename: text_at(object, "filename").map(|name| clip(name, NAME)),
    };
    Some(InboundContent::Media(MediaContent { kind, media, caption }))
}

/// A tap on a quick reply of a template.
fn button(object: &Value) -> Option<InboundContent> {
    let title = text_at(object, "text");
    let id = text_at(object, "payload").or(title)?;
    choice(id, title.unwrap_or(id))
}

fn interactive(object: &Value, raw: &str) -> Option<InboundContent> {
    let kind = text_at(object, "type")?;
    let reply = object.get(kind)?;
    match kind {
        "button_reply" | "list_reply" => {
            let id = text_at(reply, "id")?;
            choice(id, text_at(reply, "title").unwrap_or(id))
        }
        "nfm_reply" => Some(stub::form(reply, raw)),
        "call_permission_reply" => Some(stub::call_permission(reply, raw)),
        other => Some(stub::unknown(other, raw)),
    }
}

fn choice(id: &str, title: &str) -> Option<InboundContent> {
    Some(InboundContent::Choice(Choice { id: clip(id, ID), title: clip(title, ID) }))
}

/// A type without what belongs to it: WhatsApp's own error says why, if any.
fn failed(kind: &str, item: &Item<'_>) -> InboundContent {
    match list_at(item.value, "errors").iter().find_map(|error| word_at(error, "code")) {
        Some(code) => {
            let summary = format!("Message of the kind \"{kind}\" that WhatsApp could not pass on ({code})");
            stub::stub(StubKind::Unknown, kind, summary, item.raw)
        }
        None => stub::unknown(kind, item.raw),
    }
}
