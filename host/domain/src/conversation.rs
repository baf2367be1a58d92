//! All messages with one contact over one channel.

use crate::id::{CardId, ChannelId, ContactId, ConversationId, MessageId, UserId};
use crate::time::Timestamp;
use crate::window::ReplyWindow;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    pub channel: ChannelId,
    pub contact: ContactId,
    /// Where new messages are filed.
    pub card: Option<CardId>,
    /// Where our last message was sent from; customers' answers go there (S4.4).
    pub last_sent_card: Option<CardId>,
    pub status: ConversationStatus,
    pub assignee: Option<UserId>,
    pub tags: Vec<String>,
    pub priority: Priority,
    pub unread: u32,
    pub last_message: Option<LastMessage>,
    /// The customer's last message by the provider's clock; opens the window.
    #[serde(with = "crate::time::optional_millis")]
    pub last_inbound: Option<Timestamp>,
    /// Remote id of it, for read receipts.
    pub last_inbound_remote: Option<String>,
    /// Orders the inbox: when something was last said, by our clock.
    #[serde(with = "crate::time::millis")]
    pub activity: Timestamp,
    #[serde(with = "crate::time::millis")]
    pub created: Timestamp,
    /// The customer blocked us; said in the thread, composer closed.
    #[serde(default)]
    pub blocked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConversationStatus {
    /// The customer waits for us.
    Attentive,
    /// We answered last.
    Answered,
    Closed,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    Low,
    #[default]
    Normal,
    High,
    Urgent,
}

/// What the list shows, without reading the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastMessage {
    pub id: MessageId,
    pub inbound: bool,
    /// At most 120 characters.
    pub preview: String,
}

impl Conversation {
    pub fn new(id: ConversationId, channel: ChannelId, contact: ContactId, now: Timestamp) -> Self {
        Self {
            id,
            channel,
            contact,
            card: None,
            last_sent_card: None,
            status: ConversationStatus::Answered,
            assignee: None,
            tags: Vec::new(),
            priority: Priority::Normal,
            unread: 0,
            last_message: None,
            last_inbound: None,
            last_inbound_remote: None,
            activity: now,
            created: now,
            blocked: false,
        }
    }

    pub fn window(&self, now: Timestamp, hours: Option<u16>) -> ReplyWindow {
        ReplyWindow::at(now, self.last_inbound, hours)
    }
}
