//! The one route table: every route with what it needs and how much it takes.

use crate::api::{
    backups, cards, channels, connect, contacts, conversations, events, media, messages, outbox, pairing, people,
    plugins, requests, rules, session, tasks, templates,
};
use crate::state::ServerState;
use crate::{document, health};
use axum::routing::MethodRouter;
use deskbell_domain::user::Permission;
use utoipa::openapi::path::Paths;
use utoipa::openapi::{RefOr, Schema};
use utoipa_axum::router::UtoipaMethodRouter;
use utoipa_axum::routes;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody. Gives nothing away about a workspace.
    Public,
    /// Who knows the channel's secret path and signs as its provider does.
    Signature,
    /// The token of `metrics_token`, or this machine when there is none.
    Metrics,
    /// Whoever is signed in, whatever their role.
    SignedIn,
    Needs(Permission),
}

impl Access {
    pub(crate) fn as_text(self) -> String {
        match self {
            Self::Public => "public".into(),
            Self::Signature => "signature".into(),
            Self::Metrics => "metrics".into(),
            Self::SignedIn => "signed-in".into(),
            Self::Needs(permission) => match serde_json::to_value(permission) {
                Ok(serde_json::Value::String(name)) => name,
                _ => format!("{permission:?}"),
            },
        }
    }
}

/// How much a request may bring and how long it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Load {
    /// For everybody: a few lines.
    Tiny,
    /// A small body, answered within the request timeout.
    Small,
    /// A small body; the work behind it has limits of its own.
    Slow,
    /// A rule pack.
    Rules,
    /// Bytes that flow for as long as they do; bounded by their handler.
    Flow,
}

pub(crate) struct Entry {
    pub access: Access,
    pub load: Load,
    pub schemas: Vec<(String, RefOr<Schema>)>,
    pub paths: Paths,
    pub methods: MethodRouter<ServerState>,
}

/// Route and access as they stand in the permission matrix.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub path: String,
    pub method: String,
    /// A permission, or "public", "signed-in", "signature", "metrics".
    pub access: String,
}

fn route(access: Access, load: Load, routes: UtoipaMethodRouter<ServerState>) -> Entry {
    let (schemas, paths, methods) = routes;
    Entry { access, load, schemas, paths, methods }
}

/// Cannot be added to without saying who may.
pub(crate) fn table() -> Vec<Entry> {
    use Access::{Metrics, Public, SignedIn};
    use Load::{Flow, Rules, Slow, Small, Tiny};
    const READ: Access = Access::Needs(Permission::ReadConversations);
    const WRITE: Access = Access::Needs(Permission::WriteMessages);
    const QUEUE: Access = Access::Needs(Permission::ManageQueue);
    const CONTACTS: Access = Access::Needs(Permission::ReadContacts);
    const CHANNELS: Access = Access::Needs(Permission::ManageChannels);
    const PLUGINS: Access = Access::Needs(Permission::ManagePlugins);
    const READ_RULES: Access = Access::Needs(Permission::ReadRules);
    const WRITE_RULES: Access = Access::Needs(Permission::WriteRules);
    const OPERATE: Access = Access::Needs(Permission::Operate);
    vec![
        route(Public, Tiny, routes!(session::sign_in)),
        route(SignedIn, Small, routes!(session::current)),
        route(SignedIn, Small, routes!(session::sign_out)),
        route(READ, Small, routes!(conversations::list)),
        route(READ, Small, routes!(conversations::one)),
        route(WRITE, Small, routes!(conversations::mark_read)),
        route(WRITE, Small, routes!(conversations::typing)),
        route(WRITE, Small, routes!(conversations::close)),
        route(WRITE, Small, routes!(conversations::reopen)),
        route(WRITE, Small, routes!(conversations::assign)),
        route(WRITE, Small, routes!(conversations::file_on)),
        route(READ, Small, routes!(messages::list)),
        route(WRITE, Small, routes!(messages::send)),
        route(READ, Small, routes!(messages::one)),
        route(READ, Small, routes!(messages::explanation)),
        route(WRITE, Small, routes!(messages::retry)),
        route(WRITE, Small, routes!(messages::discard)),
        route(WRITE, Small, routes!(messages::preview)),
        route(CONTACTS, Small, routes!(contacts::search)),
        route(CONTACTS, Small, routes!(contacts::one)),
        route(CONTACTS, Small, routes!(cards::one)),
        route(READ, Small, routes!(templates::list)),
        route(READ, Small, routes!(templates::canned)),
        route(READ, Small, routes!(templates::canned_for)),
        route(QUEUE, Small, routes!(templates::put_canned)),
        route(QUEUE, Small, routes!(outbox::list)),
        route(SignedIn, Small, routes!(channels::list)),
        route(CHANNELS, Small, routes!(connect::connect)),
        route(CHANNELS, Small, routes!(connect::settings)),
        route(CHANNELS, Small, routes!(connect::change)),
        route(CHANNELS, Small, routes!(connect::set_secrets)),
        route(CHANNELS, Small, routes!(connect::check)),
        route(CHANNELS, Small, routes!(connect::refresh_templates)),
        route(CHANNELS, Small, routes!(pairing::state)),
        route(CHANNELS, Small, routes!(pairing::start)),
        route(CHANNELS, Small, routes!(pairing::log_out)),
        route(CHANNELS, Small, routes!(channels::pause)),
        route(CHANNELS, Small, routes!(channels::resume)),
        route(CHANNELS, Small, routes!(requests::list)),
        route(CHANNELS, Small, routes!(requests::repeat)),
        route(CHANNELS, Small, routes!(plugins::list)),
        route(CHANNELS, Small, routes!(plugins::one)),
        route(CHANNELS, Small, routes!(plugins::logs)),
        route(PLUGINS, Flow, routes!(plugins::plan)),
        route(PLUGINS, Slow, routes!(plugins::install)),
        route(PLUGINS, Slow, routes!(plugins::grant)),
        route(PLUGINS, Slow, routes!(plugins::roll_back)),
        route(PLUGINS, Slow, routes!(plugins::discard)),
        route(PLUGINS, Slow, routes!(plugins::remove)),
        route(OPERATE, Flow, routes!(backups::make)),
        route(READ, Flow, routes!(media::download)),
        route(WRITE, Flow, routes!(media::upload)),
        route(READ_RULES, Small, routes!(rules::list)),
        route(WRITE_RULES, Rules, routes!(rules::check)),
        route(WRITE_RULES, Rules, routes!(rules::publish)),
        route(READ, Small, routes!(tasks::list)),
        route(WRITE, Small, routes!(tasks::finish)),
        route(READ, Small, routes!(people::users)),
        route(SignedIn, Small, routes!(people::settings)),
        route(READ, Flow, routes!(events::events)),
        route(Public, Small, routes!(document::openapi)),
        route(Public, Small, routes!(health::healthz)),
        route(Public, Small, routes!(health::readyz)),
        route(Metrics, Small, routes!(health::metrics)),
    ]
}

/// Routes that are not part of the described API.
const BESIDE: [(&str, &str, Access); 3] = [
    ("ANY", "/hooks/{workspace}/{token}", Access::Signature),
    ("ANY", "/hooks/{workspace}/{token}/{*rest}", Access::Signature),
    ("GET", "/{*page}", Access::Public),
];

/// The whole matrix, sorted.
pub fn permissions() -> Vec<Row> {
    let described = table().into_iter().flat_map(|entry| {
        let access = entry.access.as_text();
        let paths = entry.paths.paths.into_iter();
        paths.flat_map(move |(path, item)| {
            let methods = document::methods(&item);
            let access = access.clone();
            methods.into_iter().map(move |method| Row { path: path.clone(), method, access: access.clone() })
        })
    });
    let beside = BESIDE.into_iter().map(|(method, path, access)| Row {
        path: path.into(),
        method: method.into(),
        access: access.as_text(),
    });
    let mut rows: Vec<Row> = described.chain(beside).collect();
    rows.sort();
    rows
}
