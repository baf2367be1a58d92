//! Conversations: the list, one of them, and what people do with it.

use super::brief::{CardBrief, ChannelBrief, ContactBrief, UserBrief};
use super::extract::{Body, Path, Query};
use super::list::{Page, limit};
use super::mirror::{mirror, mirror_both};
use super::time::Time;
use crate::caller::Caller;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::http::StatusCode;
use deskbell_app::view::ConversationView;
use deskbell_app::{ConversationList, ConversationQuery};
use deskbell_domain::id::{CardId, ChannelId, ConversationId, UserId};
use deskbell_domain::window;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// All messages with one contact over one channel.
#[derive(Debug, Serialize, ToSchema)]
pub struct Conversation {
    pub id: u64,
    pub channel: ChannelBrief,
    pub contact: ContactBrief,
    /// Where new messages are filed.
    pub card: Option<CardBrief>,
    pub status: ConversationStatus,
    pub assignee: Option<UserBrief>,
    pub tags: Vec<String>,
    pub priority: Priority,
    pub unread: u32,
    pub last_message: Option<LastMessage>,
    /// When something was last said; orders the list.
    pub activity: Time,
    pub window: ReplyWindow,
    /// The customer blocked us.
    pub blocked: bool,
}

mirror_both! {
    /// Attentive: the customer waits for us. Answered: we wrote last.
    ConversationStatus from deskbell_domain::conversation::ConversationStatus { Attentive, Answered, Closed }
}

mirror! {
    Priority from deskbell_domain::conversation::Priority { Low, Normal, High, Urgent }
}

/// What the list shows of the newest message.
#[derive(Debug, Serialize, ToSchema)]
pub struct LastMessage {
    pub id: u64,
    pub inbound: bool,
    /// One line, at most 120 characters.
    pub preview: String,
}

/// How long free text may answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ReplyWindow {
    /// The channel has no such rule.
    Unlimited,
    /// The customer never wrote: templates only.
    NeverOpened,
    Open {
        closes: Time,
    },
    Closed {
        since: Time,
    },
}

impl From<window::ReplyWindow> for ReplyWindow {
    fn from(window: window::ReplyWindow) -> Self {
        match window {
            window::ReplyWindow::Unlimited => Self::Unlimited,
            window::ReplyWindow::NeverOpened => Self::NeverOpened,
            window::ReplyWindow::Open { closes } => Self::Open { closes: closes.into() },
            window::ReplyWindow::Closed { since } => Self::Closed { since: since.into() },
        }
    }
}

impl From<ConversationView> for Conversation {
    fn from(view: ConversationView) -> Self {
        Self {
            id: view.id.0,
            channel: view.channel.into(),
            contact: view.contact.into(),
            card: view.card.map(Into::into),
            status: view.status.into(),
            assignee: view.assignee.map(Into::into),
            tags: view.tags,
            priority: view.priority.into(),
            unread: view.unread,
            last_message: view.last_message.map(|m| LastMessage { id: m.id.0, inbound: m.inbound, preview: m.preview }),
            activity: view.activity.into(),
            window: view.window.into(),
            blocked: view.blocked,
        }
    }
}

/// Which conversations.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ConversationsQuery {
    /// All when left out.
    #[param(inline)]
    pub list: Option<ListName>,
    /// Only this channel.
    pub channel: Option<String>,
    /// Part of a name, or digits of a number.
    pub search: Option<String>,
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<usize>,
}

mirror_both! {
    /// The lists of the inbox.
    ListName from ConversationList { All, Attentive, Answered, Mine, Unassigned, Closed }
}

/// The inbox, newest activity first.
#[utoipa::path(get, path = "/api/v1/conversations", tag = "conversations", params(ConversationsQuery),
    responses((status = 200, body = Page<Conversation>)))]
pub async fn list(caller: Caller, Query(query): Query<ConversationsQuery>) -> Answer<Json<Page<Conversation>>> {
    let asked = ConversationQuery {
        list: query.list.unwrap_or(ListName::All).into(),
        channel: query.channel.map(channel_id).transpose()?,
        search: query.search.filter(|text| !text.trim().is_empty()),
        cursor: query.cursor,
        limit: limit(query.limit),
    };
    let found = caller.ask(move |workspace, who| workspace.conversations(who, &asked)).await?;
    Ok(Json(Page::of(found)))
}

pub(crate) fn channel_id(name: String) -> Answer<ChannelId> {
    ChannelId::new(name).map_err(|bad| Problem::invalid("channel", bad.to_string()))
}

/// One conversation.
#[utoipa::path(get, path = "/api/v1/conversations/{id}", tag = "conversations", params(("id" = u64, Path)),
    responses((status = 200, body = Conversation)))]
pub async fn one(caller: Caller, Path(id): Path<ConversationId>) -> Answer<Json<Conversation>> {
    Ok(Json(caller.ask(move |workspace, _| workspace.conversation(id)).await?.into()))
}

/// Everything in it was read; the customer's phone is told where the channel can.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/read", tag = "conversations", params(("id" = u64, Path)),
    responses((status = 204)))]
pub async fn mark_read(caller: Caller, Path(id): Path<ConversationId>) -> Answer<StatusCode> {
    caller.workspace.mark_read(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows "typing…" on the customer's phone for a moment, where the channel can.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/typing", tag = "conversations", params(("id" = u64, Path)),
    responses((status = 204)))]
pub async fn typing(caller: Caller, Path(id): Path<ConversationId>) -> Answer<StatusCode> {
    caller.ask(move |workspace, _| workspace.typing(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Closes it; the next message of the customer opens it again.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/close", tag = "conversations", params(("id" = u64, Path)),
    responses((status = 204)))]
pub async fn close(caller: Caller, Path(id): Path<ConversationId>) -> Answer<StatusCode> {
    caller.workspace.close_conversation(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens it again.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/reopen", tag = "conversations", params(("id" = u64, Path)),
    responses((status = 204)))]
pub async fn reopen(caller: Caller, Path(id): Path<ConversationId>) -> Answer<StatusCode> {
    caller.workspace.reopen_conversation(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who looks after a conversation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Null: nobody.
    pub user: Option<u64>,
}

/// Gives it to somebody, or to nobody.
#[utoipa::path(put, path = "/api/v1/conversations/{id}/assignee", tag = "conversations", params(("id" = u64, Path)),
    request_body = Assignment, responses((status = 204)))]
pub async fn assign(caller: Caller, Path(id): Path<ConversationId>, Body(to): Body<Assignment>) -> Answer<StatusCode> {
    caller.workspace.assign(id, to.user.map(UserId)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The business record that new messages go to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// Null: none.
    pub card: Option<u64>,
}

/// Files it on another card, or on none.
#[utoipa::path(put, path = "/api/v1/conversations/{id}/card", tag = "conversations", params(("id" = u64, Path)),
    request_body = Filing, responses((status = 204)))]
pub async fn file_on(caller: Caller, Path(id): Path<ConversationId>, Body(on): Body<Filing>) -> Answer<StatusCode> {
    caller.workspace.file_on(id, on.card.map(CardId)).await?;
    Ok(StatusCode::NO_CONTENT)
}
