//! Files: by their address, or by asking for the message that had none yet.

use crate::api::{Api, encoded};
use crate::json::{at, text_at};
use crate::media::{download, not_yet};
use deskbell_sdk::{BlobRef, CallError, RemoteMedia};

/// Before the chat and the full id of a message whose file has no address.
pub(super) const BY_MESSAGE: &str = "message:";

pub(super) fn fetch(api: &Api<'_>, media: &RemoteMedia) -> Result<BlobRef, CallError> {
    let Some((chat, id)) = media.reference.strip_prefix(BY_MESSAGE).and_then(|rest| rest.split_once('/')) else {
        return download(api, &media.reference, media);
    };
    let (session, chat, id) = (encoded(&api.settings.session), encoded(chat), encoded(id));
    let message = api.get(&format!("api/{session}/chats/{chat}/messages/{id}?downloadMedia=true"))?;
    match text_at(at(&message, &["media"]), "url") {
        Some(url) => download(api, url, media),
        None => Err(not_yet(api)),
    }
}
