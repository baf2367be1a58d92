//! Fetching what a customer sent: ask for the address, download, compare.

use super::digest;
use crate::bounds::{DETAIL, clip};
use crate::errors::{Effect, rejected};
use crate::graph::Graph;
use crate::json::{text_at, word_at};
use deskbell_sdk::http::Response;
use deskbell_sdk::{BlobRef, CallError, RemoteMedia};
use serde_json::Value;

/// From this attempt on, what looks like a passing fault is taken as final.
const LAST_TRY: u32 = 3;

pub(crate) fn fetch(graph: &Graph<'_>, media: &RemoteMedia) -> Result<BlobRef, CallError> {
    let id = media_id(&media.reference)?;
    let path = format!("{id}?phone_number_id={}", graph.settings.phone_number_id);
    let told = graph.get(&path).map_err(gone)?;
    let expected = Expected::of(&told, media);
    let Some(url) = text_at(&told, "url") else {
        return Err(CallError::retry("no-media-url", "WhatsApp named no address for the file"));
    };
    let response = graph.download(url)?;
    match response.blob() {
        Some(blob) => expected.accept(blob, graph.attempt),
        None => Err(refused(graph, &response)),
    }
}

/// The reference becomes part of an address, so it must be nothing but an id.
fn media_id(reference: &str) -> Result<&str, CallError> {
    let fits = !reference.is_empty() && reference.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if fits { Ok(reference) } else { Err(rejected("media-reference", "the file's reference is not a media id")) }
}

/// Media ids from webhooks live seven days; then Graph says that there is no
/// such object.
fn gone(error: CallError) -> CallError {
    match error {
        CallError::Rejected(problem) => {
            let why = clip(&problem.detail, DETAIL - 100);
            rejected("media-gone", format!("WhatsApp no longer has the file ({}: {why})", problem.code))
        }
        other => other,
    }
}

/// The download host speaks HTTP statuses only. Its addresses live for minutes,
/// and 401 is what it says to an address that has run out.
fn refused(graph: &Graph<'_>, response: &Response) -> CallError {
    let status = response.status();
    match status {
        404 | 410 => rejected("media-gone", format!("WhatsApp no longer has the file (HTTP {status})")),
        401 | 403 if graph.attempt >= LAST_TRY => {
            rejected("media-refused", format!("WhatsApp keeps refusing the download (HTTP {status})"))
        }
        401 | 403 => CallError::retry("media-refused", format!("WhatsApp refused the download (HTTP {status})")),
        200..=299 => CallError::retry("media-not-stored", "the download brought no file"),
        _ => graph.refused(response, &Value::Null, Effect::Harmless),
    }
}

/// What the provider said the file would be.
struct Expected {
    size: Option<u64>,
    sha256: Option<String>,
    mime: Option<String>,
}

impl Expected {
    /// The answer of now is worth more than the webhook of then.
    fn of(told: &Value, media: &RemoteMedia) -> Self {
        Self {
            size: word_at(told, "file_size").and_then(|size| size.parse().ok()).or(media.size),
            sha256: text_at(told, "sha256").and_then(digest::to_hex).or_else(|| media.sha256.clone()),
            mime: text_at(told, "mime_type").map(str::to_owned).or_else(|| media.mime.clone()),
        }
    }

    fn accept(&self, blob: &BlobRef, attempt: u32) -> Result<BlobRef, CallError> {
        let same_size = self.size.is_none_or(|size| size == blob.size);
        let same_hash = self.sha256.as_ref().is_none_or(|hash| *hash == blob.sha256);
        if same_size && same_hash {
            return Ok(self.with_type(blob));
        }
        let what = if same_size { "content" } else { "size" };
        let detail = format!("the download's {what} is not what WhatsApp announced");
        match attempt {
            0..LAST_TRY => Err(CallError::retry("media-mismatch", detail)),
            _ => Err(rejected("media-mismatch", detail)),
        }
    }

    /// The download host does not always know what it serves.
    fn with_type(&self, blob: &BlobRef) -> BlobRef {
        let vague = blob.mime.is_empty() || blob.mime.starts_with("application/octet-stream");
        let mime = self.mime.as_ref().filter(|_| vague).unwrap_or(&blob.mime).clone();
        BlobRef { mime, ..blob.clone() }
    }
}

#[cfg(test)]
mod tests;
