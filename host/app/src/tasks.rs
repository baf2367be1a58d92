//! Tasks that open and close by themselves.

use crate::error::AppError;
use deskbell_domain::card::Card;
use deskbell_domain::conversation::Conversation;
use deskbell_domain::id::{CardId, ContactId, ConversationId, TaskId, UserId};
use deskbell_domain::task::{Task, TaskKind};
use deskbell_domain::time::Timestamp;
use deskbell_store::{DedupeKey, Notice, OpenByConversation, Range, Read, Tx};

/// What a task is about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Subject {
    conversation: Option<ConversationId>,
    contact: Option<ContactId>,
    card: Option<CardId>,
}

impl From<&Conversation> for Subject {
    fn from(conversation: &Conversation) -> Self {
        Self { conversation: Some(conversation.id), contact: Some(conversation.contact), card: conversation.card }
    }
}

impl From<&Card> for Subject {
    fn from(card: &Card) -> Self {
        Self { conversation: None, contact: Some(card.contact), card: Some(card.id) }
    }
}

/// A recorded message opens a reply task, due at once (S4.5). One at a time.
pub(crate) fn open_reply(tx: &mut Tx<'_>, conversation: &Conversation, now: Timestamp) -> Result<(), AppError> {
    if reply(tx, conversation.id)?.is_none() {
        open(tx, TaskKind::Reply, "", conversation.into(), conversation.assignee, now)?;
    }
    Ok(())
}

/// Answering is what does a reply task.
pub(crate) fn close_reply(tx: &mut Tx<'_>, conversation: ConversationId, now: Timestamp) -> Result<(), AppError> {
    if let Some(mut task) = reply(tx, conversation)? {
        task.done = Some(now);
        tx.put(&task)?;
    }
    Ok(())
}

/// Something a rule wants done.
pub(crate) fn todo(
    tx: &mut Tx<'_>,
    title: &str,
    about: Subject,
    assignee: Option<UserId>,
    now: Timestamp,
) -> Result<(), AppError> {
    open(tx, TaskKind::ToDo, title, about, assignee, now).map(drop)
}

/// Something the whole desk should know; said once while it stays open.
pub(crate) fn notice(
    tx: &mut Tx<'_>,
    title: &str,
    conversation: Option<&Conversation>,
    now: Timestamp,
) -> Result<(), AppError> {
    tell(tx, title, conversation.map(Subject::from).unwrap_or_default(), None, now)
}

/// The same about anything, to one person or to all.
pub(crate) fn tell(
    tx: &mut Tx<'_>,
    title: &str,
    about: Subject,
    to: Option<UserId>,
    now: Timestamp,
) -> Result<(), AppError> {
    let key = key(title, about, to);
    let said = match tx.get::<Notice>(&key)? {
        Some(notice) => tx.get::<Task>(&notice.task)?,
        None => None,
    };
    if said.is_some_and(|task| task.done.is_none()) {
        return Ok(());
    }
    let task = open(tx, TaskKind::Notice, title, about, to, now)?;
    Ok(tx.put(&Notice { key, task, at: now })?)
}

/// The conversation tells what it is about, wherever it is filed meanwhile.
fn key(title: &str, about: Subject, to: Option<UserId>) -> DedupeKey {
    let about = match about.conversation {
        Some(conversation) => format!("{conversation:?}"),
        None => format!("{:?} {:?}", about.contact, about.card),
    };
    DedupeKey::of(&format!("{about} {to:?} {title}"))
}

fn open(
    tx: &mut Tx<'_>,
    kind: TaskKind,
    title: &str,
    about: Subject,
    assignee: Option<UserId>,
    now: Timestamp,
) -> Result<TaskId, AppError> {
    let id = tx.next_id()?;
    tx.put(&Task {
        id,
        kind,
        title: title.to_owned(),
        conversation: about.conversation,
        contact: about.contact,
        card: about.card,
        assignee,
        due: now,
        created: now,
        done: None,
    })?;
    Ok(id)
}

fn reply(tx: &Tx<'_>, conversation: ConversationId) -> Result<Option<Task>, AppError> {
    let range = Range::prefix(&(conversation, TaskKind::Reply)).limit(1);
    Ok(tx.list::<Task, OpenByConversation>(range)?.pop())
}
