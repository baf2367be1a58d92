//! Messages of ours.

use super::full_id;
use crate::api::Api;
use crate::bounds::ID;
use crate::file::Slot;
use crate::json::{at, word_at};
use crate::message_id::bare;
use crate::outgoing::{Outgoing, What};
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{MediaKind, OutboundMedia};
use serde_json::{Value, json};

pub(super) fn send(api: &Api<'_>, message: &Outgoing<'_>) -> Result<Value, CallError> {
    let mut body = json!({ "session": api.settings.session, "chatId": message.to.chat_id() });
    if let Some((id, known)) = &message.quoted {
        body["reply_to"] = json!(full_id(id, known));
    }
    match &message.what {
        What::Text { body: text, preview } => {
            body["text"] = json!(text);
            body["linkPreview"] = json!(preview);
            api.deliver("api/sendText", &body, None)
        }
        What::Media(media) => file(api, body, media),
        What::Location { latitude, longitude, name, address } => {
            let title: Vec<&str> = [*name, *address].into_iter().flatten().collect();
            body["latitude"] = json!(latitude);
            body["longitude"] = json!(longitude);
            body["title"] = json!(title.join(", "));
            api.deliver("api/sendLocation", &body, None)
        }
        What::Reaction { id, known, emoji } => {
            let body = json!({ "session": api.settings.session, "messageId": full_id(id, known), "reaction": emoji });
            api.put("api/reaction", &body)
        }
    }
}

fn file(api: &Api<'_>, mut body: Value, media: &OutboundMedia) -> Result<Value, CallError> {
    let path = match media.kind {
        MediaKind::Image => "api/sendImage",
        MediaKind::Video => "api/sendVideo",
        MediaKind::Voice => "api/sendVoice",
        MediaKind::Audio | MediaKind::Document | MediaKind::Sticker => "api/sendFile",
    };
    if let Some(caption) = media.caption.as_deref().filter(|caption| !caption.trim().is_empty()) {
        body["caption"] = json!(caption);
    }
    if matches!(media.kind, MediaKind::Voice | MediaKind::Video) {
        // WhatsApp plays one format only; WAHA makes it of any.
        body["convert"] = json!(true);
    }
    let mut file = format!("\"file\":{{\"mimetype\":{}", json!(media.blob.mime));
    if let Some(name) = &media.filename {
        file.push_str(&format!(",\"filename\":{}", json!(name)));
    }
    file.push_str(",\"data\":\"");
    api.deliver(path, &body, Some(&Slot { blob: &media.blob, before: file, after: "\"}" }))
}

/// The engines answer with the message in their own form.
pub(super) fn sent_id(answer: &Value) -> Option<String> {
    let places: [&[&str]; 5] =
        [&["id"], &["id", "_serialized"], &["key", "id"], &["_data", "id", "_serialized"], &["_data", "Info", "ID"]];
    let id = places.iter().find_map(|path| word_at(at(answer, &path[..path.len() - 1]), path[path.len() - 1]))?;
    Some(bare(&id).to_owned()).filter(|id| id.len() <= ID)
}
