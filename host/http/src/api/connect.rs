//! Connecting accounts and changing their settings.

use super::channels::{Channel, ChannelSight};
use super::conversations::channel_id;
use super::extract::{Body, Path};
use crate::caller::Caller;
use crate::problem::{Answer, Code, Problem};
use crate::state::ServerState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use deskbell_app::{NewChannel, view};
use deskbell_domain::channel;
use deskbell_domain::secret::Secret;
use deskbell_domain::user::Permission;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An account to be connected.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelToConnect {
    /// A short name for addresses and rules: "front-desk".
    pub id: String,
    /// As people call it.
    pub name: String,
    /// The plugin's id.
    pub plugin: String,
    /// Fits the plugin's schema.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// By name, newest value first. Never given out again.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    pub secrets: BTreeMap<String, Vec<Secret>>,
    #[serde(default)]
    pub routing: Routing,
    /// Messages in ten seconds, to slow the plugin's own figure down.
    pub pace_per_10s: Option<u32>,
    /// Addresses that the plugin may reach although they are private or plain
    /// http. For those alone who manage the plugins of this host.
    #[serde(default)]
    pub private_hosts: Vec<PrivateHost>,
}

/// One host and port beyond public https.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrivateHost {
    /// As the plugin names it.
    pub host: String,
    pub port: Option<u16>,
    /// Plain http is allowed.
    #[serde(default)]
    pub http: bool,
    /// Connect there instead of asking DNS, e.g. "127.0.0.1:9001".
    pub address: Option<String>,
}

impl From<PrivateHost> for channel::PrivateHost {
    fn from(h: PrivateHost) -> Self {
        Self { host: h.host, port: h.port, http: h.http, address: h.address }
    }
}

impl From<channel::PrivateHost> for PrivateHost {
    fn from(h: channel::PrivateHost) -> Self {
        Self { host: h.host, port: h.port, http: h.http, address: h.address }
    }
}

/// What lies behind the host's own network is the operator's to open.
fn allowed(state: &ServerState, caller: &Caller, hosts: Vec<PrivateHost>) -> Answer<Vec<channel::PrivateHost>> {
    let manages = caller.principal.may(Permission::ManagePlugins) && state.desk.manages_plugins(&caller.slug);
    if !hosts.is_empty() && !manages {
        let detail = "private addresses and plain http are allowed by whoever manages the plugins of this host; leave private_hosts out";
        return Err(Problem::new(Code::Forbidden, detail));
    }
    Ok(hosts.into_iter().map(Into::into).collect())
}

/// How unknown senders are filed and messages filtered.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Routing {
    /// The module in which an unknown sender gets a card.
    pub new_card_module: Option<String>,
    pub accept: Accept,
    /// For `except-listed`: numbers in any spelling.
    pub excluded: Vec<String>,
}

/// Whose messages are recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Accept {
    #[default]
    Everything,
    KnownContacts,
    ExceptListed,
}

impl From<Routing> for channel::Routing {
    fn from(routing: Routing) -> Self {
        let accept = match routing.accept {
            Accept::Everything => channel::Accept::Everything,
            Accept::KnownContacts => channel::Accept::KnownContacts,
            Accept::ExceptListed => channel::Accept::ExceptListed,
        };
        Self { new_card_module: routing.new_card_module, accept, excluded: routing.excluded }
    }
}

/// Connects an account.
#[utoipa::path(post, path = "/api/v1/channels", tag = "channels", request_body = ChannelToConnect,
    responses((status = 201, body = Channel)))]
pub async fn connect(
    State(state): State<ServerState>,
    caller: Caller,
    Body(new): Body<ChannelToConnect>,
) -> Answer<(StatusCode, Json<Channel>)> {
    let private_hosts = allowed(&state, &caller, new.private_hosts)?;
    let new = NewChannel {
        id: channel_id(new.id)?,
        name: new.name,
        plugin: new.plugin,
        config: serde_json::Value::Object(new.settings),
        secrets: new.secrets,
        routing: new.routing.into(),
        private_hosts,
        pace_per_10s: new.pace_per_10s,
    };
    let connected = caller.workspace.connect(new).await?;
    let sight = ChannelSight::of(&caller, &state.config.public_url);
    Ok((StatusCode::CREATED, Json(sight.show(connected))))
}

/// What a channel is set to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelSettings {
    pub plugin: String,
    #[schema(value_type = Object)]
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// JSON Schema of the settings, as the plugin has it.
    #[schema(value_type = Option<Object>)]
    pub schema: Option<serde_json::Value>,
    pub secrets: Vec<SecretSlot>,
    /// Addresses that the operator allowed although they are private or plain http.
    pub private_hosts: Vec<PrivateHost>,
}

/// A secret that the plugin asks for.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecretSlot {
    pub name: String,
    pub label: String,
    /// The author's reason.
    pub why: String,
    /// Whether a value was entered.
    pub set: bool,
}

impl From<view::ChannelSettings> for ChannelSettings {
    fn from(view: view::ChannelSettings) -> Self {
        let slot = |s: view::SecretSlot| SecretSlot { name: s.name, label: s.label, why: s.why, set: s.set };
        Self {
            plugin: view.plugin,
            settings: view.settings,
            schema: view.schema,
            secrets: view.secrets.into_iter().map(slot).collect(),
            private_hosts: view.private_hosts.into_iter().map(Into::into).collect(),
        }
    }
}

/// The settings of a channel, and which secrets have a value.
#[utoipa::path(get, path = "/api/v1/channels/{id}/settings", tag = "channels", params(("id" = String, Path)),
    responses((status = 200, body = ChannelSettings)))]
pub async fn settings(caller: Caller, Path(id): Path<String>) -> Answer<Json<ChannelSettings>> {
    Ok(Json(caller.workspace.channel_settings(&channel_id(id)?)?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSettings {
    /// The whole of them.
    #[schema(value_type = Object)]
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// The whole of them, from those who may; left out, they stay.
    pub private_hosts: Option<Vec<PrivateHost>>,
}

/// Replaces the settings.
#[utoipa::path(put, path = "/api/v1/channels/{id}/settings", tag = "channels", params(("id" = String, Path)),
    request_body = NewSettings, responses((status = 204)))]
pub async fn change(
    State(state): State<ServerState>,
    caller: Caller,
    Path(id): Path<String>,
    Body(new): Body<NewSettings>,
) -> Answer<StatusCode> {
    let hosts = new.private_hosts.map(|hosts| allowed(&state, &caller, hosts)).transpose()?;
    caller.workspace.change_settings(&channel_id(id)?, serde_json::Value::Object(new.settings), hosts).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSecrets {
    /// Those that are named get these values, newest first; the others stay.
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    pub secrets: BTreeMap<String, Vec<Secret>>,
}

/// New values for secrets.
#[utoipa::path(put, path = "/api/v1/channels/{id}/secrets", tag = "channels", params(("id" = String, Path)),
    request_body = NewSecrets, responses((status = 204)))]
pub async fn set_secrets(caller: Caller, Path(id): Path<String>, Body(new): Body<NewSecrets>) -> Answer<StatusCode> {
    caller.workspace.set_secrets(&channel_id(id)?, new.secrets).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The account that the credentials belong to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProvedAccount {
    pub account: String,
}

/// Asks the provider once whether the credentials work.
#[utoipa::path(post, path = "/api/v1/channels/{id}/check", tag = "channels", params(("id" = String, Path)),
    responses((status = 200, body = ProvedAccount)))]
pub async fn check(caller: Caller, Path(id): Path<String>) -> Answer<Json<ProvedAccount>> {
    Ok(Json(ProvedAccount { account: caller.workspace.check_channel(&channel_id(id)?).await? }))
}

/// How many templates the provider has.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefreshedTemplates {
    pub templates: usize,
}

/// Takes over the provider's templates as they stand there now.
#[utoipa::path(post, path = "/api/v1/channels/{id}/templates/refresh", tag = "channels",
    params(("id" = String, Path)), responses((status = 200, body = RefreshedTemplates)))]
pub async fn refresh_templates(caller: Caller, Path(id): Path<String>) -> Answer<Json<RefreshedTemplates>> {
    Ok(Json(RefreshedTemplates { templates: caller.workspace.refresh_templates(&channel_id(id)?).await? }))
}
