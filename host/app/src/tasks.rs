//! Tasks that open and close by themselves.

use crate::error::AppError;
use deskbell_domain::conversation::Conversation;
use deskbell_domain::id::ConversationId;
use deskbell_domain::task::{Task, TaskKind};
use deskbell_domain::time::Timestamp;
use deskbell_store::{OpenByConversation, Range, Read, Tx};

/// A recorded message opens a reply task, due at once (S4.5). One at a time.
pub(crate) fn open_reply(tx: &mut Tx<'_>, conversation: &Conversation, now: Timestamp) -> Result<(), AppError> {
    if open(tx, conversation.id, TaskKind::Reply)?.is_some() {
        return Ok(());
    }
    let task = Task {
        id: tx.next_id()?,
        kind: TaskKind::Reply,
        title: String::new(),
        conversation: Some(conversation.id),
        contact: Some(conversation.contact),
        card: conversation.card,
        assignee: conversation.assignee,
        due: now,
        created: now,
        done: None,
    };
    Ok(tx.put(&task)?)
}

/// Answering is what does a reply task.
pub(crate) fn close_reply(tx: &mut Tx<'_>, conversation: ConversationId, now: Timestamp) -> Result<(), AppError> {
    if let Some(mut task) = open(tx, conversation, TaskKind::Reply)? {
        task.done = Some(now);
        tx.put(&task)?;
    }
    Ok(())
}

/// Something the desk should know; said once while it stays open.
pub(crate) fn notice(
    tx: &mut Tx<'_>,
    title: &str,
    conversation: Option<&Conversation>,
    now: Timestamp,
) -> Result<(), AppError> {
    let same = |task: &Task| task.kind == TaskKind::Notice && task.title == title;
    let known = match conversation {
        Some(conversation) => tx.list::<Task, OpenByConversation>(Range::prefix(&conversation.id).limit(50))?,
        None => tx.list::<Task, deskbell_store::OpenByDue>(Range::all().limit(500))?,
    };
    if known.iter().any(same) {
        return Ok(());
    }
    let task = Task {
        id: tx.next_id()?,
        kind: TaskKind::Notice,
        title: title.to_owned(),
        conversation: conversation.map(|c| c.id),
        contact: conversation.map(|c| c.contact),
        card: conversation.and_then(|c| c.card),
        assignee: None,
        due: now,
        created: now,
        done: None,
    };
    Ok(tx.put(&task)?)
}

fn open(tx: &Tx<'_>, conversation: ConversationId, kind: TaskKind) -> Result<Option<Task>, AppError> {
    let open = tx.list::<Task, OpenByConversation>(Range::prefix(&conversation).limit(50))?;
    Ok(open.into_iter().find(|task| task.kind == kind))
}
