//! Files: up and down, never whole in memory.

mod range;
mod safety;
mod upload;

use super::extract::{Path, Query};
use super::mirror::mirror_both;
use crate::caller::Caller;
use crate::problem::{Answer, Code, Problem};
use crate::state::ServerState;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use deskbell_domain::media::BlobRef;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use range::Wanted;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

mirror_both! {
    MediaKind from deskbell_domain::media::MediaKind { Image, Video, Audio, Voice, Document, Sticker }
}

/// A file that was uploaded.
#[derive(Debug, Serialize, ToSchema)]
pub struct Upload {
    /// Names the file in messages.
    pub sha256: String,
    pub size: u64,
    pub mime: String,
    pub url: String,
}

/// Where a stored file is read.
pub(crate) fn address(blob: &BlobRef, filename: Option<&str>) -> String {
    let base = format!("/api/v1/media/{}", blob.sha256);
    match filename {
        Some(name) => format!("{base}?filename={}", utf8_percent_encode(name, NON_ALPHANUMERIC)),
        None => base,
    }
}

/// What the file is called when it is kept.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FileQuery {
    pub filename: Option<String>,
}

/// Uploads a file: its bytes are the body, its type is `Content-Type`.
#[utoipa::path(post, path = "/api/v1/media", tag = "media", params(FileQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Upload), (status = 413, description = "Larger than this host takes")))]
pub async fn upload(
    State(state): State<ServerState>,
    caller: Caller,
    Query(query): Query<FileQuery>,
    headers: HeaderMap,
    body: Body,
) -> Answer<(StatusCode, Json<Upload>)> {
    let mime = upload::mime(&headers, query.filename.as_deref())?;
    let blob = upload::keep(&caller.workspace, &state.config, &mime, &headers, body).await?;
    let url = address(&blob, query.filename.as_deref());
    Ok((StatusCode::CREATED, Json(Upload { sha256: blob.sha256, size: blob.size, mime: blob.mime, url })))
}

/// A stored file; one range of it when asked for with `Range`.
#[utoipa::path(get, path = "/api/v1/media/{sha256}", tag = "media", params(("sha256" = String, Path), FileQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, description = "The range", body = Vec<u8>, content_type = "application/octet-stream")))]
pub async fn download(
    caller: Caller,
    Path(sha256): Path<String>,
    Query(query): Query<FileQuery>,
    headers: HeaderMap,
) -> Answer<Response> {
    if !is_sha256(&sha256) {
        return Err(Problem::new(Code::NotFound, "no such file"));
    }
    let info = sha256.clone();
    let blob = caller.ask(move |workspace, _| workspace.media_info(&info)).await?;
    let etag = format!("\"{sha256}\"");
    let described = describe(&blob, query.filename.as_deref(), &etag);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, described).into_response());
    }
    match Wanted::of(&headers, &etag, blob.size) {
        Wanted::Whole => {
            let (blob, stream) = caller.workspace.media(&sha256).await?;
            Ok((described, length(blob.size), Body::from_stream(stream)).into_response())
        }
        Wanted::Part(part) => {
            let place = [(header::CONTENT_RANGE, format!("bytes {}-{}/{}", part.start, part.end - 1, blob.size))];
            let length = length(part.end - part.start);
            let body = Body::from_stream(range::stream(caller.workspace, blob, part));
            Ok((StatusCode::PARTIAL_CONTENT, described, place, length, body).into_response())
        }
        Wanted::Nowhere => Ok(outside(blob.size)),
    }
}

fn outside(size: u64) -> Response {
    let refused = Problem::new(Code::RangeNotSatisfiable, "the range lies outside of the file");
    ([(header::CONTENT_RANGE, format!("bytes */{size}"))], refused).into_response()
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn length(bytes: u64) -> [(HeaderName, HeaderValue); 1] {
    [(header::CONTENT_LENGTH, bytes.into())]
}

/// What a browser is told about a file that a stranger sent.
fn describe(blob: &BlobRef, filename: Option<&str>, etag: &str) -> HeaderMap {
    let shown = safety::shown(&blob.mime);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(shown.content_type));
    headers.insert(header::CONTENT_DISPOSITION, safety::disposition(&shown, filename));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(shown.policy));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // Named by its content, so it never changes; private, so no proxy keeps it.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    headers.insert(header::ETAG, HeaderValue::try_from(etag).expect("hexadecimal digits are a header value"));
    headers
}
