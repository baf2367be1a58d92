//! Messages of ours.

use super::{key, number, path};
use crate::api::Api;
use crate::bounds::ID;
use crate::file::Slot;
use crate::json::{at, word_at};
use crate::outgoing::{Outgoing, What};
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{MediaKind, OutboundMedia};
use serde_json::{Value, json};

pub(super) fn send(api: &Api<'_>, message: &Outgoing<'_>) -> Result<Value, CallError> {
    let mut body = json!({ "number": number(&message.to) });
    if let Some((id, known)) = &message.quoted {
        body["quoted"] = json!({ "key": key(id, known) });
    }
    match &message.what {
        What::Text { body: text, preview } => {
            body["text"] = json!(text);
            body["linkPreview"] = json!(preview);
            api.deliver(&path(api, "message/sendText"), &body, None)
        }
        What::Media(media) => file(api, body, media),
        What::Location { latitude, longitude, name, address } => {
            body["latitude"] = json!(latitude);
            body["longitude"] = json!(longitude);
            body["name"] = json!(name.unwrap_or_default());
            body["address"] = json!(address.unwrap_or_default());
            api.deliver(&path(api, "message/sendLocation"), &body, None)
        }
        What::Reaction { id, known, emoji } => {
            api.post(&path(api, "message/sendReaction"), &json!({ "key": key(id, known), "reaction": emoji }))
        }
    }
}

fn file(api: &Api<'_>, mut body: Value, media: &OutboundMedia) -> Result<Value, CallError> {
    let (endpoint, field) = match media.kind {
        MediaKind::Voice => ("message/sendWhatsAppAudio", "audio"),
        MediaKind::Sticker => ("message/sendSticker", "sticker"),
        _ => ("message/sendMedia", "media"),
    };
    if field == "media" {
        body["mediatype"] = json!(word(media.kind));
        body["mimetype"] = json!(media.blob.mime);
        body["fileName"] = json!(media.filename.as_deref().unwrap_or("file"));
    }
    if let Some(caption) = media.caption.as_deref().filter(|caption| !caption.trim().is_empty()) {
        body["caption"] = json!(caption);
    }
    let slot = Slot { blob: &media.blob, before: format!("\"{field}\":\""), after: "\"" };
    api.deliver(&path(api, endpoint), &body, Some(&slot))
}

fn word(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio => "audio",
        MediaKind::Document | MediaKind::Voice | MediaKind::Sticker => "document",
    }
}

pub(super) fn sent_id(answer: &Value) -> Option<String> {
    word_at(at(answer, &["key"]), "id").filter(|id| id.len() <= ID)
}
