//! Files of customers, and files shown on the phone.

use super::{Answer, Refusal};
use crate::media::{Kind, essence};
use crate::sim::Sim;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

#[derive(Deserialize)]
pub(super) struct Named {
    filename: Option<String>,
}

/// The body is the file, `Content-Type` its type. No limits of type and size
/// but ours: phones send what they like.
pub(super) async fn put(
    State(sim): State<Arc<Sim>>,
    Query(named): Query<Named>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    if body.is_empty() {
        return Err(Refusal::bad("the file is empty"));
    }
    let mime = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("application/octet-stream");
    let limit = sim.config.limits.media_bytes;
    let media = sim.change(|world| world.media.put(mime, named.filename, body, limit));
    Ok(Json(json!(media)))
}

/// For the phone page, which has no token. Only what cannot run is shown in
/// the page's origin.
pub(super) async fn show(State(sim): State<Arc<Sim>>, Path(id): Path<String>) -> Response {
    let Some(media) = sim.look(|world| world.media.find(&id).cloned()) else {
        return Refusal::unknown("file").into_response();
    };
    let shown = Kind::of_mime(&media.mime) != Kind::Document;
    let mime = if shown { essence(&media.mime) } else { "application/octet-stream" };
    let mime = HeaderValue::from_str(mime).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response = media.data.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, mime);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
    response
}
