//! Every metric of the edge. Labels come from small sets: route templates,
//! methods, status classes, outcomes.

use axum::http::{Method, StatusCode};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const REQUESTS: &str = "deskbell_http_requests_total";
const SECONDS: &str = "deskbell_http_request_seconds";
const CONNECTIONS: &str = "deskbell_http_connections";
const STREAMS: &str = "deskbell_http_event_streams";
const WEBHOOKS: &str = "deskbell_webhooks_total";

/// Tells the recorder what each metric means. Once, after it is installed.
pub fn describe() {
    describe_counter!(REQUESTS, "Requests to pages and API by route, method and class of status");
    describe_histogram!(SECONDS, metrics::Unit::Seconds, "Time to the head of the answer by route");
    describe_gauge!(CONNECTIONS, "Open connections");
    describe_gauge!(STREAMS, "Open event streams of browsers");
    describe_counter!(WEBHOOKS, "Webhook requests by outcome");
}

pub(crate) fn request(route: &str, method: &Method, status: StatusCode, took: Duration) {
    let labels = [("route", route.to_owned()), ("method", known(method).into()), ("status", class(status).into())];
    counter!(REQUESTS, &labels).increment(1);
    histogram!(SECONDS, "route" => route.to_owned()).record(took.as_secs_f64());
}

/// Strangers may invent methods; labels may not.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        0..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

pub(crate) fn webhook(status: StatusCode) {
    let outcome = match status.as_u16() {
        200..=299 => "accepted",
        401 => "signature",
        404 => "unknown-channel",
        413 => "too-large",
        400..=499 => "malformed",
        503 => "unavailable",
        _ => "failed",
    };
    counter!(WEBHOOKS, "outcome" => outcome).increment(1);
}

/// Counts a connection while it lives.
pub(crate) struct Connection(());

impl Connection {
    pub fn opened() -> Self {
        gauge!(CONNECTIONS).increment(1);
        Self(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        gauge!(CONNECTIONS).decrement(1);
    }
}

/// Places for event streams.
#[derive(Debug, Default)]
pub(crate) struct Streams(AtomicUsize);

/// Counts an event stream while it lives.
pub(crate) struct StreamPlace(std::sync::Arc<Streams>);

impl StreamPlace {
    /// None when `most` are open.
    pub fn take(streams: &std::sync::Arc<Streams>, most: usize) -> Option<Self> {
        let more = |open: usize| (open < most).then_some(open + 1);
        streams.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, more).ok()?;
        gauge!(STREAMS).increment(1);
        Some(Self(streams.clone()))
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::AcqRel);
        gauge!(STREAMS).decrement(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_and_given_back() {
        let streams = std::sync::Arc::default();
        let first = StreamPlace::take(&streams, 1);
        assert!(first.is_some());
        assert!(StreamPlace::take(&streams, 1).is_none());
        drop(first);
        assert!(StreamPlace::take(&streams, 1).is_some());
    }
}
