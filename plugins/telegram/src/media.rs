//! Fetching what a customer sent: ask where it lies, download.

use crate::api::Api;
use crate::errors::{Effect, Refusal, rejected};
use crate::json::{text_at, word_at};
use deskbell_sdk::http::Response;
use deskbell_sdk::{BlobRef, CallError, RemoteMedia};
use serde_json::{Value, json};

/// What Telegram's own servers hand out to bots. A server of one's own has no
/// limit.
const MOST: u64 = 20 * 1024 * 1024;
/// From this attempt on, what looks like a passing fault is taken as final.
const LAST_TRY: u32 = 3;

pub(crate) fn fetch(api: &Api<'_>, media: &RemoteMedia) -> Result<BlobRef, CallError> {
    if api.settings.is_cloud() && media.size.is_some_and(|size| size > MOST) {
        return Err(too_big());
    }
    let told = ask(api, &media.reference)?;
    let Some(path) = text_at(&told, "file_path") else {
        return Err(CallError::retry("no-file-path", "Telegram did not say where the file lies"));
    };
    let response = api.download(&safe(path)?)?;
    match response.blob() {
        Some(blob) => accept(blob, size(&told).or(media.size), media, api.attempt),
        None => Err(refused(api, &response)),
    }
}

fn ask(api: &Api<'_>, file_id: &str) -> Result<Value, CallError> {
    let request = api.post("getFile").json(&json!({ "file_id": file_id }));
    let answer = api.exchange(request, Effect::Harmless)?;
    answer.map_err(|refusal| unavailable(refusal, api.attempt))
}

/// "wrong file_id or the file is temporarily unavailable" may be either.
fn unavailable(refusal: Refusal, attempt: u32) -> CallError {
    if refusal.number() != 400 {
        return refusal.into_call_error();
    }
    if refusal.says("too big") {
        return too_big();
    }
    match refusal.says("temporarily unavailable") && attempt < LAST_TRY {
        true => CallError::retry("media-unavailable", "Telegram does not give out the file now"),
        false => rejected("media-gone", "Telegram no longer gives out the file"),
    }
}

fn too_big() -> CallError {
    rejected(
        "media-too-large",
        "the file is over 20 MB, the most that Telegram gives out to bots; ask for it by another way",
    )
}

/// The path becomes part of an address that carries the token.
fn safe(path: &str) -> Result<String, CallError> {
    if path.starts_with('/') {
        let detail = "the Bot API server keeps files on its own disk (--local), where Deskbell cannot read them";
        return Err(rejected("local-file", detail));
    }
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) || path.len() > 1024 {
        return Err(rejected("file-path", "the path of the file is not one of Telegram's"));
    }
    Ok(path.bytes().map(encoded).collect())
}

fn encoded(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    }
}

fn size(told: &Value) -> Option<u64> {
    word_at(told, "file_size")?.parse().ok()
}

fn accept(blob: &BlobRef, size: Option<u64>, media: &RemoteMedia, attempt: u32) -> Result<BlobRef, CallError> {
    if size.is_none_or(|size| size == blob.size) {
        // The file server calls everything "octet-stream".
        let vague = blob.mime.is_empty() || blob.mime.starts_with("application/octet-stream");
        let mime = media.mime.as_ref().filter(|_| vague).unwrap_or(&blob.mime).clone();
        return Ok(BlobRef { mime, ..blob.clone() });
    }
    let detail = "the download's size is not what Telegram announced";
    match attempt {
        0..LAST_TRY => Err(CallError::retry("media-mismatch", detail)),
        _ => Err(rejected("media-mismatch", detail)),
    }
}

/// The path lives for an hour at least; a new attempt asks for a new one.
fn refused(api: &Api<'_>, response: &Response) -> CallError {
    match response.status() {
        200..=299 => CallError::retry("media-not-stored", "the download brought no file"),
        status @ (400 | 403 | 404 | 410) if api.attempt >= LAST_TRY => {
            rejected("media-gone", format!("Telegram no longer has the file (HTTP {status})"))
        }
        status @ (400 | 403 | 404 | 410) => {
            CallError::retry("media-unavailable", format!("Telegram does not give out the file now (HTTP {status})"))
        }
        _ => {
            let body = serde_json::from_slice(response.bytes()).unwrap_or(Value::Null);
            api.refused(response, body, Effect::Harmless).into_call_error()
        }
    }
}

#[cfg(test)]
mod tests;
