//! The queue: what waits to be sent, and what went wrong.

use super::brief::{Cause, ContactBrief};
use super::extract::Query;
use super::list::{Page, limit};
use super::mirror::mirror;
use super::time::Time;
use crate::caller::Caller;
use crate::problem::{Answer, Problem};
use axum::Json;
use deskbell_app::view::OutboxView;
use deskbell_domain::id::OutboxId;
use deskbell_domain::outbox;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Work to send one message.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutboxRow {
    pub id: u64,
    pub channel: String,
    pub channel_name: String,
    pub conversation: u64,
    pub message: u64,
    pub contact: ContactBrief,
    /// One line of the message.
    pub preview: String,
    pub lane: Lane,
    pub state: OutboxState,
    /// Why it waits or was given up.
    pub problem: Option<Cause>,
    /// Attempts started so far.
    pub attempts: u32,
    pub created: Time,
    pub not_before: Time,
    pub expires: Option<Time>,
}

mirror! {
    /// What goes first.
    Lane from outbox::Lane { Reply, Service, Invoice, Reminder, Greeting }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutboxState {
    Queued,
    Sending,
    /// Perhaps sent; a person decides.
    Uncertain,
    /// Waits for a person before the first attempt.
    Held,
    /// Given up; a person may retry or discard.
    Dead,
}

/// What one looks for: all but those that only wait for their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutboxFilter {
    Sending,
    Uncertain,
    Held,
    Dead,
}

impl OutboxFilter {
    /// The store's name for it.
    fn name(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Uncertain => "uncertain",
            Self::Held => "held",
            Self::Dead => "dead",
        }
    }
}

impl From<OutboxView> for OutboxRow {
    fn from(view: OutboxView) -> Self {
        let row = view.row;
        let (state, problem) = state(row.state);
        Self {
            id: row.id.0,
            channel: row.channel.into(),
            channel_name: view.channel_name,
            conversation: row.conversation.0,
            message: row.message.0,
            contact: view.contact.into(),
            preview: view.preview,
            lane: row.lane.into(),
            state,
            problem,
            attempts: row.attempts,
            created: row.created.into(),
            not_before: row.not_before.into(),
            expires: row.expires.map(Into::into),
        }
    }
}

fn state(state: outbox::OutboxState) -> (OutboxState, Option<Cause>) {
    use outbox::OutboxState as S;
    match state {
        S::Queued => (OutboxState::Queued, None),
        S::Sending { .. } => (OutboxState::Sending, None),
        S::Uncertain => (OutboxState::Uncertain, None),
        S::Held { problem } => (OutboxState::Held, Some(problem.into())),
        S::Dead { problem } => (OutboxState::Dead, Some(problem.into())),
    }
}

/// Which rows.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OutboxQuery {
    /// All when left out.
    #[param(inline)]
    pub state: Option<OutboxFilter>,
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<usize>,
}

/// What is not sent yet. Retry and discard go by the message.
#[utoipa::path(get, path = "/api/v1/outbox", tag = "queue", params(OutboxQuery),
    responses((status = 200, body = Page<OutboxRow>)))]
pub async fn list(caller: Caller, Query(query): Query<OutboxQuery>) -> Answer<Json<Page<OutboxRow>>> {
    let state = query.state.map(OutboxFilter::name);
    let cursor = query.cursor.map(|cursor| cursor.parse::<OutboxId>()).transpose();
    let cursor = cursor.map_err(|_| Problem::invalid("cursor", "use `next` of the page before"))?;
    let found = caller.ask(move |workspace, _| workspace.outbox(state, cursor, limit(query.limit))).await?;
    Ok(Json(Page::of(found)))
}
