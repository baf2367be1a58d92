//! Files: upload, look up, download, delete.

use super::error::{GraphError, Result};
use crate::fault::FaultKind;
use crate::media::{Media, objection};
use crate::sim::Sim;
use axum::Json;
use axum::body::Body;
use axum::extract::{Multipart, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Value, json};
use std::sync::Arc;

/// The parts of an upload form.
#[derive(Default)]
struct Form {
    product: Option<String>,
    file: Option<(String, Option<String>, Bytes)>,
}

pub(super) async fn upload(
    State(sim): State<Arc<Sim>>,
    Path((_, id)): Path<(String, String)>,
    form: std::result::Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Json<Value>> {
    if id != sim.config.phone_number_id {
        return Err(GraphError::unknown_object("post", &id));
    }
    let form = form.map_err(|e| GraphError::shape(e.body_text()))?;
    let form = read(form).await.map_err(|e| GraphError::shape(e.body_text()))?;
    if form.product.as_deref() != Some("whatsapp") {
        return Err(GraphError::shape("The parameter messaging_product is required."));
    }
    let (mime, filename, data) = form.file.ok_or_else(|| GraphError::shape("The parameter file is required."))?;
    if let Some(objection) = objection(&mime, &data) {
        return Err(GraphError::of(131053).with(objection));
    }
    let limit = sim.config.limits.media_bytes;
    let media = sim.change(|world| world.media.put(&mime, filename, data, limit));
    Ok(Json(json!({"id": media.id})))
}

async fn read(mut form: Multipart) -> std::result::Result<Form, axum::extract::multipart::MultipartError> {
    let mut parts = Form::default();
    while let Some(field) = form.next_field().await? {
        match field.name() {
            Some("messaging_product") => parts.product = Some(field.text().await?),
            Some("file") => {
                let mime = field.content_type().unwrap_or("application/octet-stream").to_string();
                let filename = field.file_name().map(str::to_string);
                parts.file = Some((mime, filename, field.bytes().await?));
            }
            _ => drop(field.bytes().await?),
        }
    }
    Ok(parts)
}

impl Sim {
    /// Where the bytes of a file are; asks for the token as well.
    pub(crate) fn media_url(&self, media: &Media) -> String {
        format!("{}/_lookaside/{}?ext={}&hash={}", self.public_url, media.id, expiry(media), &media.sha256[..16])
    }
}

/// Meta's addresses work for about five minutes.
fn expiry(media: &Media) -> i64 {
    media.at.as_second() + 300
}

/// The node of a file, which leads to its bytes.
pub(super) fn node(sim: &Sim, id: &str) -> Result<Response> {
    let unknown = || GraphError::unknown_object("get", id);
    let media = sim.look(|world| world.media.find(id).cloned()).ok_or_else(unknown)?;
    if sim.strikes(None, &FaultKind::MediaExpired) {
        return Err(unknown());
    }
    let node = json!({
        "messaging_product": "whatsapp",
        "url": sim.media_url(&media),
        "mime_type": media.mime,
        "sha256": media.sha256,
        "file_size": media.data.len(),
        "id": media.id,
    });
    Ok(Json(node).into_response())
}

pub(super) async fn download(State(sim): State<Arc<Sim>>, Path(id): Path<String>) -> Response {
    let Some(media) = sim.look(|world| world.media.find(&id).cloned()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if sim.strikes(None, &FaultKind::MediaExpired) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let corrupt = sim.strikes(None, &FaultKind::MediaCorrupt);
    let data = if corrupt { spoiled(&media.data) } else { media.data };
    ([(header::CONTENT_TYPE, media.mime)], Body::from(data)).into_response()
}

/// The same length, other bytes.
fn spoiled(data: &Bytes) -> Bytes {
    data.iter().map(|b| !b).collect::<Vec<_>>().into()
}

pub(super) async fn delete(State(sim): State<Arc<Sim>>, Path((_, id)): Path<(String, String)>) -> Result<Json<Value>> {
    if sim.change(|world| world.media.remove(&id)) {
        Ok(Json(json!({"success": true})))
    } else {
        Err(GraphError::unknown_object("delete", &id))
    }
}
