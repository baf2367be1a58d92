//! Messages of a conversation: reading, sending, repairing.

mod content;
mod new;

pub use content::{Content, Media};
pub use new::{NewMessage, PreviewRequest, TemplatePreview};

use super::brief::Cause;
use super::extract::{Body, Path, Query};
use super::list::{Page, limit};
use super::mirror::mirror;
use super::rules::Explanation;
use super::time::Time;
use crate::caller::Caller;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use deskbell_app::view::MessageView;
use deskbell_domain::id::{ConversationId, MessageId};
use deskbell_domain::message;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// One message in either direction, or an internal note.
#[derive(Debug, Serialize, ToSchema)]
pub struct Message {
    pub id: u64,
    pub conversation: u64,
    /// When it was said.
    pub at: Time,
    pub author: Author,
    pub inbound: bool,
    pub content: Content,
    /// The card it is filed under.
    pub card: Option<u64>,
    pub reply_to: Option<ReplyTo>,
    pub forwarded: bool,
    pub reactions: Vec<Reaction>,
    pub edited: bool,
    /// Earlier contents, oldest first.
    pub edits: Vec<Edit>,
    /// When the customer took it back.
    pub deleted: Option<Time>,
    /// For what we send.
    pub status: Option<MessageStatus>,
    /// Why it stands where it stands.
    pub problem: Option<Cause>,
    pub attempts: u32,
    pub can_retry: bool,
    pub can_discard: bool,
    /// Where the customer came from, e.g. an advertisement.
    pub referral: Option<String>,
}

/// Who said it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Author {
    pub kind: AuthorKind,
    /// Of a user.
    pub id: Option<u64>,
    /// Of a user, a rule ("pack: rule") or an integration.
    pub name: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorKind {
    Customer,
    User,
    Rule,
    /// The shop by other means, e.g. its phone app.
    Shop,
    Integration,
}

mirror! {
    /// How far a message of ours got.
    MessageStatus from message::MessageStatus {
        Queued, Held, Sending, Uncertain, Sent, Failed, Delivered, Read, Played, Discarded,
    }
}

/// What a message answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyTo {
    /// Null: a message that is not here.
    pub message: Option<u64>,
    pub preview: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Reaction {
    pub by_customer: bool,
    pub emoji: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Edit {
    pub at: Time,
    /// What it said before; null: not known.
    pub before: Option<String>,
}

impl From<MessageView> for Message {
    fn from(view: MessageView) -> Self {
        let message = view.message;
        Self {
            id: message.id.0,
            conversation: message.conversation.0,
            at: message.at.into(),
            inbound: message.author.is_customer(),
            author: author(message.author, view.author_name),
            content: message.content.into(),
            card: message.card.map(Into::into),
            reply_to: message.reply_to.map(|to| ReplyTo { message: to.message.map(Into::into), preview: view.quoted }),
            forwarded: message.forwarded,
            reactions: message.reactions.into_iter().map(Into::into).collect(),
            edited: !message.edits.is_empty(),
            edits: message.edits.into_iter().map(Into::into).collect(),
            deleted: message.deleted.map(Into::into),
            status: view.status.map(Into::into),
            problem: view.problem.map(Into::into),
            attempts: message.outbound.map_or(0, |out| out.attempts_made()),
            can_retry: view.can_retry,
            can_discard: view.can_discard,
            referral: message.referral,
        }
    }
}

fn author(author: message::Author, known_name: Option<String>) -> Author {
    let (kind, id, name) = match author {
        message::Author::Customer => (AuthorKind::Customer, None, known_name),
        message::Author::User { id } => (AuthorKind::User, Some(id.0), known_name),
        message::Author::Rule { pack, rule } => (AuthorKind::Rule, None, Some(format!("{pack}: {rule}"))),
        message::Author::Shop => (AuthorKind::Shop, None, known_name),
        message::Author::Integration { name } => (AuthorKind::Integration, None, Some(name)),
    };
    Author { kind, id, name }
}

impl From<message::Reaction> for Reaction {
    fn from(reaction: message::Reaction) -> Self {
        Self { by_customer: reaction.by_customer, emoji: reaction.emoji }
    }
}

impl From<message::Edit> for Edit {
    fn from(edit: message::Edit) -> Self {
        let before = edit.before.and_then(|content| content.text().map(str::to_owned));
        Self { at: edit.at.into(), before }
    }
}

/// Which messages of a conversation.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MessagesQuery {
    /// Only older ones than this: `next` of the page before. The newest when left out.
    pub before: Option<u64>,
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<usize>,
}

/// The thread, newest first; `next` handed back as `before` continues towards the past.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/messages", tag = "messages",
    params(("id" = u64, Path), MessagesQuery), responses((status = 200, body = Page<Message>)))]
pub async fn list(
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(query): Query<MessagesQuery>,
) -> Answer<Json<Page<Message>>> {
    let before = query.before.map(MessageId);
    let found = caller.ask(move |workspace, _| workspace.messages(id, before, limit(query.limit))).await?;
    Ok(Json(Page::of(found)))
}

/// One message.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/messages/{message}", tag = "messages",
    params(("id" = u64, Path), ("message" = u64, Path)), responses((status = 200, body = Message)))]
pub async fn one(caller: Caller, Path((id, message)): Path<(ConversationId, MessageId)>) -> Answer<Json<Message>> {
    Ok(Json(caller.ask(move |workspace, _| workspace.message(id, message)).await?.into()))
}

/// Which rules ran for it, what they read and what they decided.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/messages/{message}/explanation", tag = "messages",
    params(("id" = u64, Path), ("message" = u64, Path)), responses((status = 200, body = Explanation)))]
pub async fn explanation(
    caller: Caller,
    Path((id, message)): Path<(ConversationId, MessageId)>,
) -> Answer<Json<Explanation>> {
    let found = caller.ask(move |workspace, _| workspace.explanation(id, message)).await?;
    Ok(Json(found.unwrap_or_default().into()))
}

/// Writes a message or a note. The same `Idempotency-Key` gives the same message.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages", tag = "messages",
    params(("id" = u64, Path), ("Idempotency-Key" = Option<String>, Header, description = "At most 200 characters")),
    request_body = NewMessage, responses((status = 201, body = Message)))]
pub async fn send(
    caller: Caller,
    Path(id): Path<ConversationId>,
    headers: HeaderMap,
    Body(new): Body<NewMessage>,
) -> Answer<(StatusCode, Json<Message>)> {
    let new = new.into_app(idempotency_key(&headers)?);
    let sent = caller.workspace.send(&caller.principal, id, new).await?;
    Ok((StatusCode::CREATED, Json(sent.into())))
}

fn idempotency_key(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    match value.to_str() {
        Ok(key) if (1..=200).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Problem::invalid("Idempotency-Key", "use 1 to 200 visible ASCII characters")),
    }
}

/// Sends a failed, held or uncertain message again.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages/{message}/retry", tag = "messages",
    params(("id" = u64, Path), ("message" = u64, Path)), responses((status = 204)))]
pub async fn retry(caller: Caller, Path((id, message)): Path<(ConversationId, MessageId)>) -> Answer<StatusCode> {
    caller.workspace.retry(id, message).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a message up that was not sent.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages/{message}/discard", tag = "messages",
    params(("id" = u64, Path), ("message" = u64, Path)), responses((status = 204)))]
pub async fn discard(caller: Caller, Path((id, message)): Path<(ConversationId, MessageId)>) -> Answer<StatusCode> {
    caller.workspace.discard(id, message).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A template as this customer would see it, and the fields that lack a value.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/template-preview", tag = "messages",
    params(("id" = u64, Path)), request_body = PreviewRequest, responses((status = 200, body = TemplatePreview)))]
pub async fn preview(
    caller: Caller,
    Path(id): Path<ConversationId>,
    Body(of): Body<PreviewRequest>,
) -> Answer<Json<TemplatePreview>> {
    let preview = caller
        .ask(move |workspace, who| workspace.preview_template(id, &of.name, &of.language, &of.values, &who.name))
        .await?;
    Ok(Json(preview.into()))
}
