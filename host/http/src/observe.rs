//! Around every page and API request: an id, a span, metrics, a bound on its
//! time, and headers that keep browsers strict.

use crate::metrics;
use crate::problem::{Code, Problem};
use crate::routes::Load;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use tracing::Instrument;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Neither query nor body nor address reaches the log: they name people.
pub(crate) async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = route(&request);
    let id = uuid::Uuid::new_v4().simple().to_string();
    let span = tracing::info_span!("http.request", %method, %route, request_id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status();
    metrics::request(&route, &method, status, started.elapsed());
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        if status.is_server_error() {
            tracing::warn!(status = status.as_u16(), took_ms, "request failed");
        } else {
            tracing::debug!(status = status.as_u16(), took_ms, "answered");
        }
    });
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID.clone(), id);
    }
    harden(&mut response);
    response
}

fn route(request: &Request) -> String {
    request.extensions().get::<MatchedPath>().map_or_else(|| "page".into(), |path| path.as_str().to_owned())
}

fn harden(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// Our own mistake ends one request, not the process.
pub(crate) async fn catch_panic(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        // The panic hook has written what and where.
        Err(_) => Problem::internal("a handler panicked").into_response(),
    }
}

/// Uploads, downloads and events take as long as bytes flow; all else is bounded.
pub(crate) async fn bound(State((load, most)): State<(Load, Duration)>, request: Request, next: Next) -> Response {
    if matches!(load, Load::Flow | Load::Slow) {
        return next.run(request).await;
    }
    match tokio::time::timeout(most, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(Code::Timeout, "took too long; try again").retry_after(5).into_response(),
    }
}
