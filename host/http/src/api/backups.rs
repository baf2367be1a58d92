//! Copies of the store.

use super::time::Time;
use crate::caller::Caller;
use crate::problem::Answer;
use axum::Json;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// A verified copy of the workspace's store on the server's disk.
#[derive(Debug, Serialize, ToSchema)]
pub struct Backup {
    pub at: Time,
    /// Name of the file in the folder `backups` of the workspace.
    pub file: String,
    pub rows: u64,
    pub bytes: u64,
    /// Over names, keys and values, as `deskbell restore` checks them.
    pub sha256: String,
}

/// Copies the store while it works. The seven newest copies are kept; take them
/// to another machine, together with the folder `media`.
#[utoipa::path(post, path = "/api/v1/backups", tag = "operation",
    responses((status = 201, body = Backup)))]
pub async fn make(caller: Caller) -> Answer<(StatusCode, Json<Backup>)> {
    let backup = caller.workspace.backup().await?;
    let file = backup.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let report = backup.report;
    let body = Backup { at: backup.at.into(), file, rows: report.rows, bytes: report.bytes, sha256: report.sha256 };
    Ok((StatusCode::CREATED, Json(body)))
}
