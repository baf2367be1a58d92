//! The control API, `/_control/…`: what tests and the phone page do.

mod customers;
mod files;
mod setup;

use crate::sim::Sim;
use axum::extract::{DefaultBodyLimit, FromRequest, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

const LARGEST_FILE: usize = 100 << 20;
const LARGEST_BODY: usize = 1 << 20;

pub(crate) fn router() -> Router<Arc<Sim>> {
    let files = post(files::put).layer(DefaultBodyLimit::max(LARGEST_FILE));
    Router::new()
        .route("/state", get(state))
        .route("/sends", get(sends))
        .route("/webhooks", get(webhooks))
        .route("/inbound", post(customers::inbound))
        .route("/customers", get(customers::list).post(customers::add))
        .route("/customers/{number}", post(customers::set))
        .route("/customers/{number}/messages", get(customers::messages))
        .route("/customers/{number}/read", post(customers::read))
        .route("/messages/{id}/status", post(customers::status))
        .route("/media", files)
        .route("/media/{id}", get(files::show))
        .route("/faults", get(setup::faults).post(setup::add_fault).delete(setup::clear_faults))
        .route("/faults/{id}", axum::routing::delete(setup::remove_fault))
        .route("/templates", get(setup::templates).post(setup::put_template))
        .route("/templates/status", post(setup::template_status))
        .route("/callback", put(setup::callback).delete(setup::no_callback))
        .route("/webhook", post(setup::webhook))
        .route("/reset", post(setup::reset))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// A refusal with its reason.
struct Refusal(StatusCode, String);

type Answer = Result<Json<Value>, Refusal>;

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

impl Refusal {
    fn unknown(what: &str) -> Self {
        Self(StatusCode::NOT_FOUND, format!("there is no such {what}"))
    }

    fn bad(why: impl Into<String>) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, why.into())
    }
}

/// A JSON body; what is wrong with it is told in our shape.
struct Body<T>(T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self, Refusal> {
        let parsed = Json::<T>::from_request(request, state).await;
        parsed.map(|Json(body)| Self(body)).map_err(|e| Refusal(e.status(), e.body_text()))
    }
}

async fn state(State(sim): State<Arc<Sim>>) -> Json<Value> {
    let (sends, webhooks, customers, media_bytes) = sim.look(|world| {
        let view = crate::View(world);
        (view.sends_ever(), view.webhooks_ever(), world.customers().count(), world.media.bytes())
    });
    let callback = sim.callback.borrow().clone();
    Json(json!({
        "business": {"name": sim.config.verified_name, "number": sim.config.display_number},
        "coexistence": sim.config.coexistence,
        "callback": {"set": callback.url().is_some(), "proven": matches!(callback, crate::callback::Callback::Proven(_))},
        "sends": sends,
        "webhooks": webhooks,
        "customers": customers,
        "media_bytes": media_bytes,
        "waiting": sim.mailroom.len() + sim.timer.len(),
    }))
}

#[derive(Deserialize)]
struct Range {
    #[serde(default)]
    after: u64,
    #[serde(default = "hundred")]
    limit: usize,
}

fn hundred() -> usize {
    100
}

async fn sends(State(sim): State<Arc<Sim>>, Query(range): Query<Range>) -> Json<Value> {
    Json(sim.look(|world| {
        let items: Vec<_> = crate::View(world).sends_after(range.after).take(range.limit.min(10_000)).collect();
        json!({"items": items})
    }))
}

async fn webhooks(State(sim): State<Arc<Sim>>, Query(range): Query<Range>) -> Json<Value> {
    Json(sim.look(|world| {
        let later = crate::View(world).webhooks().filter(|w| w.seq > range.after);
        let items: Vec<_> = later.take(range.limit.min(10_000)).collect();
        json!({"items": items})
    }))
}
