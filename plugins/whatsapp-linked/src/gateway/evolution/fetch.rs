//! Files: from the storage where Evolution API has one, else within JSON.

use super::path;
use crate::api::Api;
use crate::errors::{Effect, Refusal};
use crate::file;
use crate::json::text_at;
use crate::media::{download, not_yet};
use deskbell_sdk::{BlobRef, CallError, RemoteMedia, http};
use serde_json::json;

/// Before the id of a message whose file has no address.
pub(super) const BY_MESSAGE: &str = "message:";

pub(super) fn fetch(api: &Api<'_>, media: &RemoteMedia) -> Result<BlobRef, CallError> {
    let Some(id) = media.reference.strip_prefix(BY_MESSAGE) else {
        return download(api, &media.reference, media);
    };
    let request = http::post(api.url(&path(api, "chat/getBase64FromMediaMessage")));
    let request = request.json(&json!({ "message": { "key": { "id": id } }, "convertToMp4": false }));
    let answer = match api.ask(request, Effect::Harmless)? {
        Ok(answer) => answer,
        // "Message not found", or WhatsApp no longer has the file.
        Err(Refusal { status: 400, .. }) => return Err(not_yet(api)),
        Err(refusal) => return Err(refusal.into_call_error(Effect::Harmless)),
    };
    let mime = text_at(&answer, "mimetype").or(media.mime.as_deref()).unwrap_or("application/octet-stream");
    match text_at(&answer, "base64") {
        Some(code) => file::store(api.desk, code, mime),
        None => Err(not_yet(api)),
    }
}
