//! The Graph API, as far as a host uses it.

mod account;
mod check;
pub(crate) mod error;
mod guard;
mod link;
mod media;
mod send;
mod templates;

use crate::sim::Sim;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use error::GraphError;
use std::sync::Arc;

/// A little more than the largest document, for the form around it.
const LARGEST_UPLOAD: usize = 101 << 20;
const LARGEST_BODY: usize = 1 << 20;

pub(crate) fn router(sim: &Arc<Sim>) -> Router<Arc<Sim>> {
    let upload = post(media::upload).layer(DefaultBodyLimit::max(LARGEST_UPLOAD));
    Router::new()
        .route("/{version}/{id}/messages", post(send::send))
        .route("/{version}/{id}/media", upload)
        .route("/{version}/{id}/message_templates", get(templates::list).post(templates::create))
        .route("/{version}/{id}/message_templates", delete(templates::delete))
        .route("/{version}/{id}/subscribed_apps", get(account::subscriptions).post(account::subscribe))
        .route("/{version}/{id}/subscribed_apps", delete(account::unsubscribe))
        .route("/{version}/{id}/phone_numbers", get(account::phone_numbers))
        .route("/{version}/{id}/register", post(account::register))
        .route("/{version}/{id}", get(node).post(templates::edit).delete(media::delete))
        .route("/_lookaside/{id}", get(media::download))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .route_layer(from_fn_with_state(Arc::clone(sim), guard::guard))
}

/// A node can be the number, the account, a file or a template.
async fn node(
    State(sim): State<Arc<Sim>>,
    Path((_, id)): Path<(String, String)>,
    fields: axum::extract::Query<account::Fields>,
) -> Response {
    if id == sim.config.phone_number_id || id == sim.config.waba_id {
        return account::node(&sim, &id, &fields).into_response();
    }
    if let Some(template) = templates::find(&sim, &id) {
        return axum::Json(template).into_response();
    }
    media::node(&sim, &id).unwrap_or_else(GraphError::into_response)
}
