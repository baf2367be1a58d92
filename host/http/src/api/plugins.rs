//! Plugins of the whole host: what is there, what is asked for, and changing
//! what is installed.

mod health;
mod plan;
mod shape;
mod upload;

use super::extract::{Body, Path, Query};
use crate::operator::{Manager, Reader};
use crate::problem::{Answer, Problem};
use crate::state::ServerState;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use deskbell_app::Permission;
use deskbell_app::registry::{Approval, Installed};
use deskbell_domain::id::ChannelId;
use health::{LogLevel, PluginLogs};
use plan::PluginPlan;
use serde::{Deserialize, Serialize};
use shape::{Plugin, PluginDetails};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

/// Every plugin, those of the binary and those installed.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginList {
    pub items: Vec<Plugin>,
    /// Whoever asks may change what is installed.
    pub managed_here: bool,
    /// The host takes plugins that nobody signed.
    pub takes_unsigned: bool,
}

/// Plugins and how they fare; of accounts only those that the caller may see.
#[utoipa::path(get, path = "/api/v1/plugins", tag = "plugins", responses((status = 200, body = PluginList)))]
pub async fn list(State(state): State<ServerState>, reader: Reader) -> Json<PluginList> {
    let registry = state.desk.registry();
    let items = registry.all(&reader.accounts).into_iter().map(|view| Plugin::of(&view)).collect();
    Json(PluginList { items, managed_here: reader.manages, takes_unsigned: registry.config().dev })
}

/// One plugin with its settings form and its faults.
#[utoipa::path(get, path = "/api/v1/plugins/{id}", tag = "plugins", params(("id" = String, Path)),
    responses((status = 200, body = PluginDetails)))]
pub async fn one(
    State(state): State<ServerState>,
    reader: Reader,
    Path(id): Path<String>,
) -> Answer<Json<PluginDetails>> {
    Ok(Json(PluginDetails::of(&state.desk.registry().one(&id, &reader.accounts)?)))
}

/// Which lines of the log.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LogQuery {
    /// One channel's alone.
    pub channel: Option<String>,
    /// Lines of this level and graver ones; all when left out.
    #[param(inline)]
    pub level: Option<LogLevel>,
}

/// The last lines that a plugin wrote, by account.
#[utoipa::path(get, path = "/api/v1/plugins/{id}/logs", tag = "plugins", params(("id" = String, Path), LogQuery),
    responses((status = 200, body = PluginLogs)))]
pub async fn logs(
    State(state): State<ServerState>,
    reader: Reader,
    Path(id): Path<String>,
    Query(query): Query<LogQuery>,
) -> Answer<Json<PluginLogs>> {
    let channel = query.channel.map(ChannelId::new).transpose();
    let channel = channel.map_err(|_| Problem::invalid("channel", "is no name of a channel"))?;
    let found = state.desk.registry().logs(&id, &reader.accounts, channel.as_ref())?;
    Ok(Json(PluginLogs::of(found, query.level)))
}

/// Looks at a component without installing it: its bytes are the body. What is
/// fit is kept for a while, so that it can be installed by its digest.
#[utoipa::path(post, path = "/api/v1/plugins/plan", tag = "plugins",
    request_body(content = Vec<u8>, content_type = "application/wasm"),
    responses((status = 200, body = PluginPlan), (status = 413, description = "Larger than any plugin may be")))]
pub async fn plan(
    State(state): State<ServerState>,
    _: Manager,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Answer<Json<PluginPlan>> {
    let component = upload::whole(&headers, body, state.config.stall_timeout()).await?;
    let plan = state.desk.registry().plan(component).await?;
    let warnings = plan.about.as_ref().map(|about| state.desk.misfits(&about.manifest)).unwrap_or_default();
    Ok(Json(PluginPlan::of(&plan, warnings)))
}

/// What was said to a plan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstallPlugin {
    /// Of a plan, or of a version that waits for approval.
    pub digest: String,
    /// Yes to what the plan lists. Without it only an upgrade that asks for no
    /// more is taken at once; one that asks for more waits.
    #[serde(default)]
    pub approve: bool,
    /// Yes to these permissions alone, as the plan writes them.
    #[serde(default)]
    pub only: Option<Vec<String>>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PluginOutcome {
    Installed,
    Upgraded,
    /// It asks for more and waits for an approval; the other version works on.
    Staged,
    Unchanged,
}

/// The plugin afterwards.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginInstalled {
    pub outcome: PluginOutcome,
    pub plugin: Plugin,
}

/// Installs or upgrades while the host works: calls under way end on the
/// version they began with.
#[utoipa::path(post, path = "/api/v1/plugins", tag = "plugins", request_body = InstallPlugin,
    responses((status = 200, body = PluginInstalled)))]
pub async fn install(
    State(state): State<ServerState>,
    manager: Manager,
    Body(wanted): Body<InstallPlugin>,
) -> Answer<Json<PluginInstalled>> {
    let approval = match (wanted.approve, wanted.only) {
        (false, None) => Approval::NotAsked,
        (true, None) => Approval::All,
        (_, Some(only)) => Approval::Only(permissions("only", &only)?),
    };
    let (id, outcome) = state.desk.install_plugin(wanted.digest, approval).await?;
    let outcome = match outcome {
        Installed::Installed => PluginOutcome::Installed,
        Installed::Upgraded => PluginOutcome::Upgraded,
        Installed::Staged => PluginOutcome::Staged,
        Installed::Unchanged => PluginOutcome::Unchanged,
    };
    let plugin = manager.show(&state, &id)?;
    Ok(Json(PluginInstalled { outcome, plugin }))
}

/// All that a plugin may do.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PluginGrants {
    /// As the plugin's list of permissions writes them.
    pub granted: Vec<String>,
}

/// Grants these and no others; the plugin meets errors where it is denied.
#[utoipa::path(put, path = "/api/v1/plugins/{id}/grants", tag = "plugins", params(("id" = String, Path)),
    request_body = PluginGrants, responses((status = 200, body = Plugin)))]
pub async fn grant(
    State(state): State<ServerState>,
    manager: Manager,
    Path(id): Path<String>,
    Body(wanted): Body<PluginGrants>,
) -> Answer<Json<Plugin>> {
    let granted = permissions("granted", &wanted.granted)?;
    state.desk.grant_plugin(id.clone(), granted).await?;
    Ok(Json(manager.show(&state, &id)?))
}

/// Back to the version before. What is taken back does not come again by itself.
#[utoipa::path(post, path = "/api/v1/plugins/{id}/rollback", tag = "plugins", params(("id" = String, Path)),
    responses((status = 200, body = Plugin)))]
pub async fn roll_back(
    State(state): State<ServerState>,
    manager: Manager,
    Path(id): Path<String>,
) -> Answer<Json<Plugin>> {
    state.desk.roll_back_plugin(id.clone()).await?;
    Ok(Json(manager.show(&state, &id)?))
}

/// Turns a version down that waits for approval.
#[utoipa::path(delete, path = "/api/v1/plugins/{id}/staged", tag = "plugins", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn discard(State(state): State<ServerState>, _: Manager, Path(id): Path<String>) -> Answer<StatusCode> {
    state.desk.discard_plugin(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How to remove.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RemoveQuery {
    /// Pauses the channels that use it; without, they stand in the way.
    #[serde(default)]
    pub force: bool,
}

/// A channel that was paused.
#[derive(Debug, Serialize, ToSchema)]
pub struct PausedChannel {
    pub workspace: String,
    pub channel: String,
}

/// What removing left behind.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginRemoved {
    pub paused: Vec<PausedChannel>,
    /// The plugin of the binary is at work again.
    pub back_to_binary: bool,
    /// The plugin's own notes about its channels stay: a later installation
    /// finds them again.
    pub notes_kept: bool,
}

/// Removes an installed plugin.
#[utoipa::path(delete, path = "/api/v1/plugins/{id}", tag = "plugins", params(("id" = String, Path), RemoveQuery),
    responses((status = 200, body = PluginRemoved)))]
pub async fn remove(
    State(state): State<ServerState>,
    _: Manager,
    Path(id): Path<String>,
    Query(query): Query<RemoveQuery>,
) -> Answer<Json<PluginRemoved>> {
    let removed = state.desk.remove_plugin(id, query.force).await?;
    let paused = removed.paused.into_iter().map(|(workspace, channel)| PausedChannel { workspace, channel });
    Ok(Json(PluginRemoved { paused: paused.collect(), back_to_binary: removed.back_to_binary, notes_kept: true }))
}

fn permissions(field: &str, texts: &[String]) -> Answer<BTreeSet<Permission>> {
    let read = |text: &String| text.parse().map_err(|error: deskbell_app::NoPermission| error.to_string());
    texts.iter().map(read).collect::<Result<_, _>>().map_err(|problem| Problem::invalid(field, problem))
}

impl Manager {
    fn show(&self, state: &ServerState, id: &str) -> Answer<Plugin> {
        Ok(Plugin::of(&state.desk.registry().one(id, &self.accounts)?))
    }
}
