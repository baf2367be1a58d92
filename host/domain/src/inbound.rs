//! Everything that can happen on a channel, as a connector reports it.

use crate::address::Party;
use crate::delivery::{Consequence, Delivery};
use crate::media::{MediaKind, RemoteMedia};
use crate::message::StubKind;
use crate::problem::Problem;
use crate::template::TemplateState;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelEvent {
    /// Unique on the account for this fact, the same in every delivery of it.
    pub dedupe_key: String,
    #[serde(with = "crate::time::millis")]
    pub at: Timestamp,
    pub body: EventBody,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum EventBody {
    Message(InboundMessage),
    Edited { remote_id: String, content: Option<InboundContent> },
    Deleted { remote_id: String },
    Reaction { remote_id: String, sender: Party, emoji: Option<String> },
    Status(StatusEvent),
    Typing { sender: Party },
    Echo { remote_id: String, recipient: Party, content: InboundContent },
    IdentityChanged { before: Party, after: Party },
    Preference { sender: Party, purpose: String, allowed: bool },
    Blocked { sender: Party },
    Unblocked { sender: Party },
    Account(AccountEvent),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InboundMessage {
    pub remote_id: String,
    pub sender: Party,
    pub content: InboundContent,
    pub reply_to: Option<String>,
    pub forwarded: bool,
    pub group: bool,
    pub referral: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum InboundContent {
    Text { body: String },
    Media { media_kind: MediaKind, media: RemoteMedia, caption: Option<String> },
    Choice { id: String, title: String },
    Stub { stub: StubKind, provider_type: String, summary: String, raw: String },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatusEvent {
    pub remote_id: String,
    /// Our id of the attempt, where the provider echoes it.
    pub message_id: Option<String>,
    pub delivery: Delivery,
    pub problem: Option<Problem>,
    pub consequence: Consequence,
    pub recipient: Option<Party>,
    pub price_category: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AccountEvent {
    CredentialsBad {
        problem: Problem,
    },
    /// It works again.
    Connected {
        remote_id: String,
        display: String,
    },
    PairingChanged,
    Notice {
        problem: Problem,
    },
    Quality {
        value: String,
    },
    TemplateStatus {
        name: String,
        language: String,
        status: TemplateState,
        reason: Option<String>,
    },
}

impl EventBody {
    /// A word from a small set, for metrics and explanations.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Edited { .. } => "edited",
            Self::Deleted { .. } => "deleted",
            Self::Reaction { .. } => "reaction",
            Self::Status(_) => "status",
            Self::Typing { .. } => "typing",
            Self::Echo { .. } => "echo",
            Self::IdentityChanged { .. } => "identity-changed",
            Self::Preference { .. } => "preference",
            Self::Blocked { .. } => "blocked",
            Self::Unblocked { .. } => "unblocked",
            Self::Account(_) => "account",
        }
    }
}
