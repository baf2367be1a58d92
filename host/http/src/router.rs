//! Puts the route table, the webhooks and the pages together.

use crate::caller::guard;
use crate::observe::{bound, catch_panic, observe};
use crate::problem::{Code, Problem};
use crate::routes::{self, Entry, Load};
use crate::state::ServerState;
use crate::{hooks, ui};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::any;
use tower_http::compression::CompressionLayer;

const TINY: usize = 4 << 10;

/// Three stacks: webhooks go bare; flowing bytes are neither compressed nor
/// bounded in time; everything else is both.
pub(crate) fn router(state: &ServerState) -> Router {
    let (flow, small): (Vec<Entry>, Vec<Entry>) =
        routes::table().into_iter().partition(|entry| entry.load == Load::Flow);
    let small = mount(small, state).fallback(ui::serve).layer(CompressionLayer::new());
    let api = small
        .merge(mount(flow, state))
        .method_not_allowed_fallback(async || Problem::new(Code::MethodNotAllowed, "not with this method"))
        .layer(from_fn(catch_panic))
        .layer(from_fn(observe));
    api.merge(webhooks()).with_state(state.clone())
}

fn mount(entries: Vec<Entry>, state: &ServerState) -> Router<ServerState> {
    entries.into_iter().fold(Router::new(), |router, entry| {
        let most = match entry.load {
            Load::Tiny => DefaultBodyLimit::max(TINY),
            Load::Small => DefaultBodyLimit::max(state.config.max_json_bytes),
            Load::Rules => DefaultBodyLimit::max(state.config.max_rules_bytes),
            // Its handler counts the bytes as they come.
            Load::Flow => DefaultBodyLimit::disable(),
        };
        let methods = entry
            .methods
            .route_layer(most)
            .route_layer(from_fn_with_state((state.clone(), entry.access), guard))
            .route_layer(from_fn_with_state((entry.load, state.config.request_timeout()), bound));
        entry.paths.paths.into_keys().fold(router, |router, path| router.route(&path, methods.clone()))
    })
}

fn webhooks() -> Router<ServerState> {
    Router::new()
        .route("/hooks/{workspace}/{token}", any(hooks::receive))
        .route("/hooks/{workspace}/{token}/", any(hooks::receive))
        .route("/hooks/{workspace}/{token}/{*rest}", any(hooks::receive))
        .layer(from_fn(catch_panic))
}
