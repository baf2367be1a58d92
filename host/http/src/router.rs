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
        let most = most(entry.load, state);
        let methods = entry
            .methods
            .route_layer(most)
            .route_layer(from_fn_with_state((state.clone(), entry.access), guard))
            .route_layer(from_fn_with_state((entry.load, state.config.request_timeout()), bound));
        entry.paths.paths.into_keys().fold(router, |router, path| router.route(&path, methods.clone()))
    })
}

fn most(load: Load, state: &ServerState) -> DefaultBodyLimit {
    match load {
        Load::Tiny => DefaultBodyLimit::max(TINY),
        Load::Small | Load::Slow => DefaultBodyLimit::max(state.config.max_json_bytes),
        Load::Rules => DefaultBodyLimit::max(state.config.max_rules_bytes),
        // Its handler counts the bytes as they come.
        Load::Flow => DefaultBodyLimit::disable(),
    }
}

/// The routes below `prefix` without anybody to guard them: for the operator's
/// socket, which the file system guards.
pub(crate) fn unguarded(state: &ServerState, prefix: &str) -> Router<ServerState> {
    let below = |entry: &Entry| entry.paths.paths.keys().all(|path| path.starts_with(prefix));
    let routes = routes::table().into_iter().filter(below).fold(Router::new(), |router, entry| {
        let methods = entry.methods.route_layer(most(entry.load, state));
        entry.paths.paths.into_keys().fold(router, |router, path| router.route(&path, methods.clone()))
    });
    let nothing = async || Problem::new(Code::NotFound, "the operator's socket serves plugins alone");
    routes.fallback(nothing).layer(from_fn(catch_panic)).layer(from_fn(observe))
}

fn webhooks() -> Router<ServerState> {
    Router::new()
        .route("/hooks/{workspace}/{token}", any(hooks::receive))
        .route("/hooks/{workspace}/{token}/", any(hooks::receive))
        .route("/hooks/{workspace}/{token}/{*rest}", any(hooks::receive))
        .layer(from_fn(catch_panic))
}
