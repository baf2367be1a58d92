//! Fetching what a customer sent. A reference is an address of the gateway's
//! file, or `message:CHAT/ID` where there is none yet.

use crate::api::{Api, refusal};
use crate::errors::Effect;
use deskbell_sdk::{BlobRef, CallError, RemoteMedia};
use serde_json::Value;

/// From this attempt on, what looks like a passing fault is taken as final.
pub(crate) const LAST_TRY: u32 = 3;

/// A file at an address. The gateway's own is asked for where we reach the
/// gateway, whatever it calls itself; any other only at the granted storage.
pub(crate) fn download(api: &Api<'_>, url: &str, media: &RemoteMedia) -> Result<BlobRef, CallError> {
    let (url, ours) = place(api, url)?;
    let response = api.download(&url, ours)?;
    match response.blob() {
        Some(blob) => Ok(typed(blob, media)),
        None => Err(match response.status() {
            404 | 410 => gone(),
            200..=299 => CallError::retry("media-not-stored", "the download brought no file"),
            _ => refusal(&response, Value::Null).into_call_error(Effect::Harmless),
        }),
    }
}

fn place(api: &Api<'_>, url: &str) -> Result<(String, bool), CallError> {
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
    match path {
        Some(path) if path.starts_with("api/files/") && !path.contains("..") => Ok((api.url(path), true)),
        Some(_) if under(url, &api.settings.files_url) => Ok((url.to_owned(), false)),
        _ => {
            let detail = "the gateway keeps the file on another host; enter that as files_url";
            Err(CallError::rejected("media-elsewhere", detail))
        }
    }
}

fn under(url: &str, files_url: &str) -> bool {
    let rest = url.strip_prefix(files_url).filter(|_| !files_url.is_empty());
    rest.is_some_and(|rest| rest.starts_with('/'))
}

/// Storages do not always know what they serve.
fn typed(blob: &BlobRef, media: &RemoteMedia) -> BlobRef {
    let vague = blob.mime.is_empty() || blob.mime.starts_with("application/octet-stream");
    let mime = media.mime.as_ref().filter(|_| vague).unwrap_or(&blob.mime).clone();
    BlobRef { mime, ..blob.clone() }
}

pub(crate) fn gone() -> CallError {
    CallError::rejected("media-gone", "the gateway no longer has the file")
}

/// Not there yet, or never to come.
pub(crate) fn not_yet(api: &Api<'_>) -> CallError {
    match api.attempt >= LAST_TRY {
        true => gone(),
        false => CallError::retry("media-not-ready", "the gateway has not fetched the file from WhatsApp yet"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x7_the_key_goes_to_the_gateway_alone() {
        assert!(under("https://s3.example.com/bucket/a.jpg", "https://s3.example.com"));
        assert!(!under("https://s3.example.com.evil.example/a.jpg", "https://s3.example.com"));
        assert!(!under("https://s3.example.com/a.jpg", ""));
    }
}
