//! What changed, for browsers and for whoever follows the store.

use crate::id::{CardId, ChannelId, ContactId, ConversationId, FeedSeq, MessageId, OutboxId, TaskId};
use serde::{Deserialize, Serialize};

/// The visible changes of one commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedEntry {
    pub seq: FeedSeq,
    pub changes: Vec<Change>,
}

/// Names what to read again. The reader sees the newest state, so applying a
/// change twice or late does no harm.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "changed", rename_all = "kebab-case")]
pub enum Change {
    Conversation { id: ConversationId },
    Message { conversation: ConversationId, id: MessageId },
    Contact { id: ContactId },
    Card { id: CardId },
    Task { id: TaskId },
    Outbox { id: OutboxId },
    Channel { id: ChannelId },
    Template { channel: ChannelId },
    Settings,
}
