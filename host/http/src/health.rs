//! For whoever watches the process.

use crate::problem::{Answer, Code, Problem};
use crate::remote::{Peer, is_local};
use crate::state::ServerState;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

/// The process lives.
#[utoipa::path(get, path = "/healthz", tag = "host", responses((status = 200, body = String)))]
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether requests should be sent here, and why not.
#[derive(Debug, Serialize, ToSchema)]
pub struct Readiness {
    pub ready: bool,
    pub reasons: Vec<String>,
}

/// Can accept webhooks and serve people.
#[utoipa::path(get, path = "/readyz", tag = "host",
    responses((status = 200, body = Readiness), (status = 503, description = "Not now", body = Readiness)))]
pub async fn readyz(State(state): State<ServerState>) -> (StatusCode, Json<Readiness>) {
    let found = state.desk.ready();
    let mut readiness = Readiness { ready: found.ready, reasons: found.reasons };
    if state.stopping.is_cancelled() {
        readiness.ready = false;
        readiness.reasons.push("the host is stopping".into());
    }
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness))
}

/// Metrics as Prometheus reads them.
#[utoipa::path(get, path = "/metrics", tag = "host",
    responses((status = 200, body = String, content_type = "text/plain; version=0.0.4")))]
pub async fn metrics(State(state): State<ServerState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], (state.metrics)())
}

/// With a token, whoever knows it; without one, only this machine itself.
/// Behind a proxy on the same machine everybody looks local, so what came
/// through a proxy does not count as such.
pub(crate) fn may_read_metrics(state: &ServerState, peer: Option<&Peer>, headers: &HeaderMap) -> Answer<()> {
    let sent = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes());
    let allowed = match &state.config.metrics_token {
        Some(token) => {
            let expected = format!("Bearer {}", token.reveal());
            sent.is_some_and(|sent| bool::from(sent.ct_eq(expected.as_bytes())))
        }
        None => is_local(peer, headers),
    };
    if allowed {
        return Ok(());
    }
    Err(Problem::new(Code::Unauthorized, "set `http.metrics_token` and send it as `Authorization: Bearer`"))
}
