//! What rules are told, what they may ask for, and what they leave behind.

use crate::card::Card;
use crate::channel::Channel;
use crate::contact::Contact;
use crate::conversation::{Conversation, Priority};
use crate::id::{CardId, MessageId, UserId};
use crate::inbound::InboundMessage;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Facts for `filter` and `route`, all read in one transaction.
#[derive(Debug, Clone)]
pub struct InboundFacts {
    pub now: Timestamp,
    /// The shop's own clock, for hours and dates.
    pub time_zone: jiff::tz::TimeZone,
    pub open_now: bool,
    pub channel: Channel,
    pub message: InboundMessage,
    /// By the provider's clock.
    pub at: Timestamp,
    /// None: nobody here knows any of the sender's addresses.
    pub contact: Option<Contact>,
    pub conversation: Option<Conversation>,
    /// The contact's cards, last updated first, at most 50.
    pub cards: Vec<Card>,
}

/// Facts for `trigger`: something changed in a business system.
#[derive(Debug, Clone)]
pub struct TriggerFacts {
    pub now: Timestamp,
    pub time_zone: jiff::tz::TimeZone,
    pub open_now: bool,
    pub event: TriggerEvent,
    pub card: Card,
    pub contact: Contact,
    /// Statuses before and after, for `status-changed`.
    pub previous_status: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerEvent {
    /// "created", "status-changed", "updated".
    pub change: String,
    /// Part of the once-only key (document, event, version).
    pub version: u64,
}

/// Everything a rule may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Decision {
    /// Keep the journal entry, record no message.
    Ignore {
        reason: String,
    },
    FileOn {
        card: CardId,
    },
    CreateCard {
        module: String,
        title: String,
    },
    Assign {
        to: String,
    },
    Tag {
        tag: String,
    },
    SetPriority {
        priority: Priority,
    },
    SendTemplate {
        template: String,
        document: Option<String>,
    },
    CreateTask {
        title: String,
    },
    Notify {
        to: String,
        text: String,
    },
}

impl Decision {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ignore { .. } => "ignore",
            Self::FileOn { .. } => "file-on",
            Self::CreateCard { .. } => "create-card",
            Self::Assign { .. } => "assign",
            Self::Tag { .. } => "tag",
            Self::SetPriority { .. } => "priority",
            Self::SendTemplate { .. } => "send-template",
            Self::CreateTask { .. } => "task",
            Self::Notify { .. } => "notify",
        }
    }
}

/// Why something did or did not happen: one entry for each rule that ran.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub runs: Vec<RuleRun>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRun {
    pub pack: String,
    /// "filter", "route", "trigger".
    pub hook: String,
    /// What it read, in order, with the values it saw. Values are shortened
    /// and never contain message text.
    pub read: Vec<(String, String)>,
    pub decisions: Vec<Decided>,
    /// The rule failed; the default applied.
    pub error: Option<RuleFailure>,
    pub operations: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub decision: Decision,
    /// Line of the script that asked for it.
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFailure {
    pub message: String,
    pub line: Option<u32>,
    pub column: Option<u32>,
}

/// A notification for people, shown in the bell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    pub to: NotifyTarget,
    pub text: String,
    pub message: Option<MessageId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NotifyTarget {
    User { id: UserId },
    Everyone,
}
