//! What changed, live: server-sent events that carry the newest state.
//!
//! Old state + events = fresh state: each event holds the whole record as a
//! fresh read would give it, so one that comes twice or late does no harm.

mod feed;
mod shape;

pub use shape::Events;

use super::extract::Query;
use crate::caller::Caller;
use crate::metrics::StreamPlace;
use crate::problem::{Answer, Code, Problem};
use crate::state::ServerState;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use deskbell_domain::id::FeedSeq;
use serde::Deserialize;
use utoipa::IntoParams;

/// Where to continue.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EventsQuery {
    /// The id of the last event that was seen, for clients that cannot send `Last-Event-ID`.
    pub after: Option<u64>,
}

/// The live feed. Begins with `ready`: whatever is read after it misses
/// nothing. `reset` means: too much was missed, read everything again. The
/// names of the events and the shape of their data are the fields of `Events`.
#[utoipa::path(get, path = "/api/v1/events", tag = "events",
    params(EventsQuery, ("Last-Event-ID" = Option<u64>, Header, description = "The last event that was seen")),
    responses((status = 200, body = Events, content_type = "text/event-stream")))]
pub async fn events(
    State(state): State<ServerState>,
    caller: Caller,
    Query(query): Query<EventsQuery>,
    headers: HeaderMap,
) -> Answer<Response> {
    let after = last_seen(&headers)?.or(query.after).map(FeedSeq);
    let Some(place) = StreamPlace::take(&state.streams, state.config.max_event_streams) else {
        return Err(Problem::new(Code::Unavailable, "too many open event streams").retry_after(10));
    };
    let stream = feed::stream(&state, caller, after, place).await?;
    let alive = KeepAlive::new().interval(state.config.heartbeat()).text("alive");
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // nginx would otherwise collect events before it passes them on.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, Sse::new(stream).keep_alive(alive)).into_response())
}

fn last_seen(headers: &HeaderMap) -> Answer<Option<u64>> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let seen = value.to_str().ok().and_then(|text| text.parse().ok());
    seen.map(Some).ok_or_else(|| Problem::invalid("Last-Event-ID", "not an id that this host gave"))
}
