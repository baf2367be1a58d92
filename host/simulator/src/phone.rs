//! The phone page: its files and its live news.

use crate::sim::{PageEvent, Sim};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::{Stream, StreamExt};
use rust_embed::RustEmbed;
use std::convert::Infallible;
use std::sync::Arc;
use tokio_stream::wrappers::BroadcastStream;

#[derive(RustEmbed)]
#[folder = "page/"]
struct Page;

/// Everything comes from here; nothing is loaded from elsewhere.
const POLICY: &str =
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'";

pub(crate) fn router() -> Router<Arc<Sim>> {
    Router::new()
        .route("/", get(|| async { file("index.html") }))
        .route("/_phone/events", get(events))
        .route("/_phone/{file}", get(|Path(name): Path<String>| async move { file(&name) }))
}

fn file(name: &str) -> Response {
    let Some(file) = Page::get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = file.data.into_response();
    let headers = response.headers_mut();
    let mime = HeaderValue::from_str(file.metadata.mimetype()).expect("MIME types are plain ASCII");
    headers.insert(header::CONTENT_TYPE, mime);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

async fn events(State(sim): State<Arc<Sim>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut stop = sim.stop.subscribe();
    let ended = async move { drop(stop.wait_for(|stop| *stop).await) };
    let news = BroadcastStream::new(sim.page()).map(|news| Ok(event(news.ok()))).take_until(ended);
    Sse::new(news).keep_alive(KeepAlive::default())
}

/// A page that lagged behind loads everything anew.
fn event(news: Option<PageEvent>) -> Event {
    match news {
        Some(news) => Event::default().event(news.name).data(&*news.data),
        None => Event::default().event("reset").data("{}"),
    }
}
