//! Request bodies: bytes from the guest, files from the host.

use super::HttpError;
use crate::account::{Account, BlobError, ByteStream};
use crate::caps::media::Handed;
use crate::limits::{HTTP_BODY, HTTP_PARTS};
use deskbell_domain::media::BlobRef;
use reqwest::multipart;

pub(crate) enum Body {
    None,
    Bytes(Vec<u8>),
    /// A file by its hash.
    Blob(String),
    Multipart(Vec<Part>),
}

pub(crate) struct Part {
    pub name: String,
    pub filename: Option<String>,
    pub mime: Option<String>,
    pub content: PartContent,
}

pub(crate) enum PartContent {
    Bytes(Vec<u8>),
    Blob(String),
}

pub(super) async fn attach(
    builder: reqwest::RequestBuilder,
    body: Body,
    account: &Account,
    handed: &Handed,
) -> Result<reqwest::RequestBuilder, HttpError> {
    Ok(match body {
        Body::None => builder,
        Body::Bytes(bytes) if bytes.len() > HTTP_BODY => return Err(HttpError::TooLarge),
        Body::Bytes(bytes) => builder.body(bytes),
        Body::Blob(sha256) => {
            let (blob, stream) = open(&sha256, account, handed).await?;
            builder.header(reqwest::header::CONTENT_LENGTH, blob.size).body(reqwest::Body::wrap_stream(stream))
        }
        Body::Multipart(parts) => builder.multipart(form(parts, account, handed).await?),
    })
}

async fn form(parts: Vec<Part>, account: &Account, handed: &Handed) -> Result<multipart::Form, HttpError> {
    let bytes: usize = parts.iter().map(|p| if let PartContent::Bytes(b) = &p.content { b.len() } else { 0 }).sum();
    if parts.len() > HTTP_PARTS || bytes > HTTP_BODY {
        return Err(HttpError::TooLarge);
    }
    let mut form = multipart::Form::new();
    for part in parts {
        let mut made = match part.content {
            PartContent::Bytes(bytes) => multipart::Part::bytes(bytes),
            PartContent::Blob(sha256) => {
                let (blob, stream) = open(&sha256, account, handed).await?;
                multipart::Part::stream_with_length(reqwest::Body::wrap_stream(stream), blob.size)
            }
        };
        if let Some(filename) = part.filename {
            made = made.file_name(filename);
        }
        if let Some(mime) = part.mime {
            made = made.mime_str(&mime).map_err(|_| HttpError::Invalid("a part's media type is malformed".into()))?;
        }
        form = form.part(part.name, made);
    }
    Ok(form)
}

/// Only a file that this call was handed or has stored.
async fn open(sha256: &str, account: &Account, handed: &Handed) -> Result<(BlobRef, ByteStream), HttpError> {
    let unknown = || HttpError::Invalid("the file was neither handed to this call nor stored by it".into());
    let blob = handed.find(sha256).cloned().ok_or_else(unknown)?;
    let stream = account.blobs.open(&blob).await.map_err(|error| match error {
        BlobError::Missing => HttpError::Invalid("the file is no longer there".into()),
        BlobError::TooLarge | BlobError::Source(_) | BlobError::Store(_) => {
            tracing::error!(%error, channel = %account.channel, "a file to be sent cannot be read");
            HttpError::Unavailable
        }
    })?;
    Ok((blob, stream))
}
