//! What came in, as it came in.

use crate::business::BusinessEvent;
use crate::id::{ChannelId, ConversationId, JournalSeq, MessageId};
use crate::inbound::ChannelEvent;
use crate::rule::Explanation;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One verified request and what became of each of its items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub seq: JournalSeq,
    pub channel: ChannelId,
    #[serde(with = "crate::time::millis")]
    pub at: Timestamp,
    pub request: RecordedRequest,
    pub state: JournalState,
    pub items: Vec<Item>,
}

/// Enough to translate it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedRequest {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

impl RecordedRequest {
    /// Nobody called us: the provider was asked.
    pub fn polled() -> Self {
        Self { method: "POLL".into(), path: String::new(), query: Vec::new(), headers: Vec::new(), body: Vec::new() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum JournalState {
    Done,
    /// Verified, but the plugin failed; the translation is tried again.
    Pending {
        /// Translations that were tried.
        attempts: u32,
        /// How many of them the plugin did not survive.
        #[serde(default)]
        faults: u32,
        /// When somebody had it repeated.
        #[serde(default, with = "crate::time::optional_millis")]
        since: Option<Timestamp>,
        #[serde(with = "crate::time::millis")]
        not_before: Timestamp,
        reason: String,
    },
    /// Given up; an operator may repeat it.
    Dead {
        reason: String,
    },
}

/// One item of a batch: its own outcome, whatever happened to its neighbours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// "message", "status", "card-changed", …
    pub event: String,
    pub dedupe_key: String,
    pub outcome: ItemOutcome,
    pub explanation: Option<Explanation>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum ItemOutcome {
    Recorded {
        conversation: ConversationId,
        message: MessageId,
    },
    /// Changed something that is not a message.
    Applied,
    Duplicate,
    /// Left out, with a reason that a person can read.
    Ignored {
        reason: String,
    },
    /// Waits for the message it belongs to.
    Parked,
}

/// What a translation gave.
#[derive(Debug, Clone, PartialEq)]
pub enum Events {
    Channel(Vec<ChannelEvent>),
    Business(Vec<BusinessEvent>),
}

impl Events {
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Channel(events) => events.is_empty(),
            Self::Business(events) => events.is_empty(),
        }
    }
}
