//! Something a person should do.

use crate::id::{CardId, ContactId, ConversationId, TaskId, UserId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub id: TaskId,
    pub kind: TaskKind,
    pub title: String,
    pub conversation: Option<ConversationId>,
    pub contact: Option<ContactId>,
    pub card: Option<CardId>,
    pub assignee: Option<UserId>,
    /// Red when it lies in the past. A reply is due when the message arrived.
    #[serde(with = "crate::time::millis")]
    pub due: Timestamp,
    #[serde(with = "crate::time::millis")]
    pub created: Timestamp,
    #[serde(with = "crate::time::optional_millis")]
    pub done: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskKind {
    /// Answer the customer; done by answering. One open at a time for each conversation.
    Reply,
    /// A rule or a person asked for it.
    ToDo,
    /// Something the operator or the desk should know.
    Notice,
}
