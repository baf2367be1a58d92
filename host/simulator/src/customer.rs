//! A customer, their phone, and what was said.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Arc;

/// A customer to begin with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CustomerSeed {
    pub name: String,
    /// International, e.g. `+55 49 98859-0187`.
    pub number: String,
    /// Customers with a user name may hide their number.
    #[serde(default)]
    pub username: Option<String>,
    #[serde(default)]
    pub hides_number: bool,
}

impl CustomerSeed {
    pub fn new(name: &str, number: &str) -> Self {
        Self { name: name.into(), number: number.into(), username: None, hides_number: false }
    }
}

/// How far a message got. The order counts: a message never moves back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Accepted,
    Sent,
    Failed,
    Delivered,
    Read,
    Played,
}

impl Stage {
    /// Meta's word for it; an accepted message has none yet.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Stage::Accepted => "accepted",
            Stage::Sent => "sent",
            Stage::Failed => "failed",
            Stage::Delivered => "delivered",
            Stage::Read => "read",
            Stage::Played => "played",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Sent, Self::Failed, Self::Delivered, Self::Read, Self::Played].into_iter().find(|s| s.word() == word)
    }
}

/// One line of a chat, in either direction.
#[derive(Debug, Clone, Serialize)]
pub struct ChatMessage {
    /// The wamid.
    pub id: String,
    pub at: Timestamp,
    pub from_business: bool,
    /// `type` and the object of that name, as in the Graph API.
    pub content: Arc<Value>,
    /// A template filled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendered: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// For a customer's message: sent, delivered once the host took it, read.
    pub stage: Stage,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_reaction: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_reaction: Option<String>,
    pub edited: bool,
    pub deleted: bool,
    #[serde(skip)]
    pub(crate) track: Track,
}

/// What the statuses of a sent message must repeat.
#[derive(Debug, Clone, Default)]
pub(crate) struct Track {
    pub callback_data: Option<String>,
    pub category: &'static str,
    /// A reaction is told as sent and no more.
    pub sent_only: bool,
    pub silent: bool,
}

impl ChatMessage {
    pub(crate) fn new(id: String, from_business: bool, content: Arc<Value>) -> Self {
        Self {
            id,
            at: Timestamp::now(),
            from_business,
            content,
            rendered: None,
            reply_to: None,
            stage: if from_business { Stage::Accepted } else { Stage::Sent },
            error: None,
            customer_reaction: None,
            business_reaction: None,
            edited: false,
            deleted: false,
            track: Track::default(),
        }
    }
}

/// A customer and their phone.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Customer {
    pub wa_id: String,
    pub user_id: String,
    /// As it was given, for people to read.
    pub number: String,
    pub name: String,
    pub username: Option<String>,
    pub hides_number: bool,
    /// The phone is on and connected.
    pub online: bool,
    /// The customer blocked the business: nothing arrives, and nobody says so.
    pub blocked: bool,
    /// Opens the 24 hours.
    pub last_inbound: Option<Timestamp>,
    #[serde(skip)]
    pub messages: VecDeque<ChatMessage>,
    #[serde(skip)]
    pub activity: u64,
}

/// From the customer's last message.
const WINDOW: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

impl Customer {
    pub fn new(wa_id: String, number: &str, name: &str, online: bool) -> Self {
        Self {
            user_id: crate::number::user_id(&wa_id),
            wa_id,
            number: number.trim().to_string(),
            name: name.trim().to_string(),
            username: None,
            hides_number: false,
            online,
            blocked: false,
            last_inbound: None,
            messages: VecDeque::new(),
            activity: 0,
        }
    }

    /// Whether the business may write freely.
    pub fn window_open(&self, now: Timestamp) -> bool {
        self.last_inbound.is_some_and(|last| now.duration_since(last) < WINDOW)
    }

    pub fn message(&self, id: &str) -> Option<&ChatMessage> {
        self.messages.iter().rev().find(|m| m.id == id)
    }

    pub fn message_mut(&mut self, id: &str) -> Option<&mut ChatMessage> {
        self.messages.iter_mut().rev().find(|m| m.id == id)
    }

    /// Messages of the business that the customer has not seen.
    pub fn unread(&self) -> usize {
        self.messages.iter().filter(|m| m.from_business && m.stage == Stage::Delivered).count()
    }

    /// The list entry on the phone page.
    pub fn summary(&self) -> Value {
        let mut value = serde_json::to_value(self).expect("a customer is plain data");
        value["unread"] = self.unread().into();
        value["window_open"] = self.window_open(Timestamp::now()).into();
        if let Some(last) = self.messages.back() {
            value["last"] = serde_json::to_value(last).expect("a message is plain data");
        }
        value
    }
}
