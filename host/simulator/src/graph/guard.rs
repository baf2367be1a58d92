//! What every Graph call passes: version, token, the faults that meet any call.

use super::error::GraphError;
use crate::fault::FaultKind;
use crate::listener::Line;
use crate::sim::Sim;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;

pub(super) async fn guard(
    State(sim): State<Arc<Sim>>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let version = path.split('/').nth(1).unwrap_or_default();
    if version != "_lookaside" && !is_version(version) {
        return GraphError::shape(format!("Unknown path components: {path}")).into_response();
    }
    if !authorized(&sim, request.headers()) {
        return GraphError::token().into_response();
    }
    // A send knows its customer, so it meets these faults later.
    if !path.ends_with("/messages")
        && let Err(error) = trouble(&sim, None, &line).await
    {
        return error.into_response();
    }
    next.run(request).await
}

/// The faults that can meet any call.
pub(super) async fn trouble(sim: &Sim, customer: Option<&str>, line: &Line) -> super::error::Result<()> {
    let slow = sim.strike(customer, |kind| match kind {
        FaultKind::Slow { ms } => Some(Duration::from_millis(*ms)),
        _ => None,
    });
    if let Some(delay) = slow {
        tokio::time::sleep(delay).await;
    }
    if sim.strikes(customer, &FaultKind::DropBeforeAccept) {
        line.cut();
        return Err(GraphError::of(131016));
    }
    let refused = sim.strike(customer, |kind| match kind {
        FaultKind::GraphError { code } => Some(GraphError::of(*code)),
        _ => None,
    });
    refused.map_or(Ok(()), Err)
}

fn authorized(sim: &Sim, headers: &HeaderMap) -> bool {
    let value = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    value.and_then(|v| v.strip_prefix("Bearer ")) == Some(&sim.config.access_token)
}

/// `v25.0`
fn is_version(text: &str) -> bool {
    let number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let parts = text.strip_prefix('v').and_then(|v| v.split_once('.'));
    parts.is_some_and(|(major, minor)| number(major) && number(minor))
}
