//! Connected accounts.

use super::brief::{Cause, Feature};
use super::conversations::channel_id;
use super::extract::Path;
use super::list::Page;
use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::ServerState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use deskbell_app::view::{self, ChannelView};
use deskbell_domain::channel;
use deskbell_domain::user::Permission;
use serde::Serialize;
use utoipa::ToSchema;

/// One connected account: a channel to customers or a business system.
#[derive(Debug, Serialize, ToSchema)]
pub struct Channel {
    pub id: String,
    pub name: String,
    pub plugin: String,
    pub plugin_version: Option<String>,
    /// "whatsapp", "telegram", … or the business system's name.
    pub kind: String,
    pub side: Side,
    pub state: ChannelState,
    /// Why it is paused.
    pub problem: Option<Cause>,
    pub features: Vec<Feature>,
    pub reply_window_h: Option<u16>,
    /// Where the provider sends to. Secret: null for those who may not manage channels.
    pub hook_url: Option<String>,
    pub health: ChannelHealth,
    /// What is wrong with its plugin.
    pub health_detail: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Customers.
    Messaging,
    /// A business system.
    Business,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelState {
    Active,
    /// Nothing leaves until an operator acts; messages wait.
    Paused,
    Disabled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelHealth {
    Good,
    /// Calls fail; they are tried again by themselves.
    Failing,
    /// Too many faults; somebody must resume it.
    Quarantined,
    /// No plugin of that name is loaded.
    Missing,
}

/// How much of a channel somebody sees.
#[derive(Debug, Clone)]
pub(crate) struct ChannelSight {
    /// What hook addresses begin with; none for those who may not see them.
    hooks_under: Option<String>,
}

impl ChannelSight {
    pub(crate) fn of(caller: &Caller, public_url: &str) -> Self {
        let allowed = caller.principal.may(Permission::ManageChannels);
        Self { hooks_under: allowed.then(|| public_url.trim_end_matches('/').to_owned()) }
    }

    pub(crate) fn show(&self, view: ChannelView) -> Channel {
        let (state, problem) = match view.state {
            channel::ChannelState::Active => (ChannelState::Active, None),
            channel::ChannelState::Paused { problem } => (ChannelState::Paused, Some(problem.into())),
            channel::ChannelState::Disabled => (ChannelState::Disabled, None),
        };
        let (health, health_detail) = health(view.health);
        Channel {
            id: view.id.into(),
            name: view.name,
            plugin: view.plugin,
            plugin_version: view.plugin_version,
            kind: view.kind,
            side: match view.side {
                view::Side::Messaging => Side::Messaging,
                view::Side::Business => Side::Business,
            },
            state,
            problem,
            features: view.features.into_iter().map(Into::into).collect(),
            reply_window_h: view.reply_window_h,
            hook_url: self.hooks_under.as_ref().map(|base| format!("{base}{}", view.hook_path)),
            health,
            health_detail,
        }
    }
}

fn health(health: view::ChannelHealth) -> (ChannelHealth, Option<String>) {
    use view::ChannelHealth as H;
    match health {
        H::Good => (ChannelHealth::Good, None),
        H::Failing { detail } => (ChannelHealth::Failing, Some(detail)),
        H::Quarantined { detail } => (ChannelHealth::Quarantined, Some(detail)),
        H::Missing => (ChannelHealth::Missing, None),
    }
}

/// All connected accounts.
#[utoipa::path(get, path = "/api/v1/channels", tag = "channels", responses((status = 200, body = Page<Channel>)))]
pub async fn list(State(state): State<ServerState>, caller: Caller) -> Answer<Json<Page<Channel>>> {
    let sight = ChannelSight::of(&caller, &state.config.public_url);
    let items = caller.workspace.channels().into_iter().map(|view| sight.show(view)).collect();
    Ok(Json(Page { items, next: None }))
}

/// Nothing leaves any more; messages wait.
#[utoipa::path(post, path = "/api/v1/channels/{id}/pause", tag = "channels", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn pause(caller: Caller, Path(id): Path<String>) -> Answer<StatusCode> {
    caller.workspace.pause_channel(&channel_id(id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets waiting messages go, and a quarantined plugin work again.
#[utoipa::path(post, path = "/api/v1/channels/{id}/resume", tag = "channels", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn resume(caller: Caller, Path(id): Path<String>) -> Answer<StatusCode> {
    caller.workspace.resume_channel(&channel_id(id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
