//! Requests of providers that were kept and could not be translated.

use super::extract::{Path, Query};
use super::list::{Page, limit};
use super::time::Time;
use crate::caller::Caller;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::http::StatusCode;
use deskbell_app::view;
use deskbell_domain::id::JournalSeq;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A request that was accepted, tried, and given up.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailedRequest {
    pub id: u64,
    pub channel: String,
    pub at: Time,
    /// Bytes of its body.
    pub size: u64,
    /// Why the last translation failed.
    pub reason: String,
}

impl From<view::FailedRequest> for FailedRequest {
    fn from(request: view::FailedRequest) -> Self {
        Self {
            id: request.id.0,
            channel: request.channel.into(),
            at: request.at.into(),
            size: request.size,
            reason: request.reason,
        }
    }
}

/// Which requests.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FailedRequestQuery {
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<usize>,
}

/// What was given up, oldest first.
#[utoipa::path(get, path = "/api/v1/failed-requests", tag = "requests", params(FailedRequestQuery),
    responses((status = 200, body = Page<FailedRequest>)))]
pub async fn list(caller: Caller, Query(query): Query<FailedRequestQuery>) -> Answer<Json<Page<FailedRequest>>> {
    let cursor = query.cursor.map(|cursor| cursor.parse::<JournalSeq>()).transpose();
    let cursor = cursor.map_err(|_| Problem::invalid("cursor", "use `next` of the page before"))?;
    let found = caller.ask(move |workspace, _| workspace.failed_requests(cursor, limit(query.limit))).await?;
    Ok(Json(Page::of(found)))
}

/// Translates it once more. Resuming a channel repeats all of its requests.
#[utoipa::path(post, path = "/api/v1/failed-requests/{id}/repeat", tag = "requests", params(("id" = u64, Path)),
    responses((status = 204)))]
pub async fn repeat(caller: Caller, Path(id): Path<u64>) -> Answer<StatusCode> {
    caller.workspace.repeat_request(JournalSeq(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
