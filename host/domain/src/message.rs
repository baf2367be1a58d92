//! One message in a conversation.

use crate::delivery::{Consequence, Delivery};
use crate::id::{CardId, ConversationId, JournalSeq, MessageId, OutboxId, UserId};
use crate::media::{MediaKind, MediaState};
use crate::outbound::{Interactive, Location, TemplateMessage};
use crate::outbox::{Lane, OutboxRow};
use crate::problem::Problem;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    pub conversation: ConversationId,
    /// When it was said: the provider's clock for customers, ours for us.
    #[serde(with = "crate::time::millis")]
    pub at: Timestamp,
    #[serde(with = "crate::time::millis")]
    pub recorded: Timestamp,
    pub author: Author,
    pub content: Content,
    /// The record it is filed under.
    pub card: Option<CardId>,
    /// The provider's id, for inbound messages and echoes; ours have it in
    /// their attempts.
    pub remote_id: Option<String>,
    pub reply_to: Option<ReplyTo>,
    #[serde(default)]
    pub forwarded: bool,
    #[serde(default)]
    pub reactions: Vec<Reaction>,
    /// Earlier contents, oldest first; the customer edited the message.
    #[serde(default)]
    pub edits: Vec<Edit>,
    #[serde(default, with = "crate::time::optional_millis")]
    pub deleted: Option<Timestamp>,
    /// For what we send.
    pub outbound: Option<Outbound>,
    /// Where it came from; the journal keeps the raw request and the rules' explanation.
    pub source: Option<Source>,
    /// Where the customer came from, e.g. an advertisement.
    #[serde(default)]
    pub referral: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Author {
    Customer,
    User {
        id: UserId,
    },
    Rule {
        pack: String,
        rule: String,
    },
    /// The shop, by other means (its phone app).
    Shop,
    /// Through the API by an integration.
    Integration {
        name: String,
    },
}

impl Author {
    pub fn is_customer(&self) -> bool {
        matches!(self, Self::Customer)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Content {
    Text {
        body: String,
    },
    Media {
        media_kind: MediaKind,
        media: MediaState,
        caption: Option<String>,
        filename: Option<String>,
    },
    /// The customer tapped something.
    Choice {
        id: String,
        title: String,
    },
    /// Shown as a line, not worked with.
    Stub {
        stub: StubKind,
        provider_type: String,
        summary: String,
        raw: String,
    },
    /// Carries its text as the customer sees it.
    Template {
        template: TemplateMessage,
        preview: String,
        /// The card's document that goes into the header; its bytes may still
        /// be on their way, the outbox waits for them.
        document: Option<DocumentRef>,
    },
    Interactive {
        interactive: Interactive,
    },
    Location {
        location: Location,
    },
    /// Seen by colleagues alone.
    Note {
        body: String,
    },
}

/// Names a document of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRef {
    pub card: CardId,
    pub filename: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StubKind {
    Location,
    Contact,
    Poll,
    Order,
    Form,
    Call,
    Edit,
    Unknown,
}

impl StubKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Location => "location",
            Self::Contact => "contact",
            Self::Poll => "poll",
            Self::Order => "order",
            Self::Form => "form",
            Self::Call => "call",
            Self::Edit => "edit",
            Self::Unknown => "unknown",
        }
    }
}

impl Content {
    /// The word rules and pages use for it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Media { media_kind, .. } => match media_kind {
                MediaKind::Image => "image",
                MediaKind::Video => "video",
                MediaKind::Audio => "audio",
                MediaKind::Voice => "voice",
                MediaKind::Document => "document",
                MediaKind::Sticker => "sticker",
            },
            Self::Choice { .. } => "choice",
            Self::Stub { stub, .. } => stub.as_str(),
            Self::Template { .. } => "template",
            Self::Interactive { .. } => "interactive",
            Self::Location { .. } => "location",
            Self::Note { .. } => "note",
        }
    }

    /// What was written, where something was.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text { body } | Self::Note { body } => Some(body),
            Self::Media { caption, .. } => caption.as_deref(),
            Self::Choice { title, .. } => Some(title),
            Self::Stub { summary, .. } => Some(summary),
            Self::Template { preview, .. } => Some(preview),
            Self::Interactive { interactive } => Some(&interactive.body),
            Self::Location { location } => location.name.as_deref(),
        }
    }

    /// One line for lists, at most 120 characters.
    pub fn preview(&self) -> String {
        let text = self.text().unwrap_or("");
        let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut short: String = line.chars().take(120).collect();
        if line.chars().count() > 120 {
            short.pop();
            short.push('…');
        }
        short
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyTo {
    pub remote_id: String,
    /// None: a message that we do not have.
    pub message: Option<MessageId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    pub by_customer: bool,
    pub emoji: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    #[serde(with = "crate::time::millis")]
    pub at: Timestamp,
    /// None: the provider told that it was edited, not what it said before.
    pub before: Option<Box<Content>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub journal: JournalSeq,
    pub item: u32,
}

/// Attempts that a message remembers; an outage of a day has a hundred.
const KEPT_ATTEMPTS: usize = 20;

/// The sending side of a message: its attempts, and what waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbound {
    /// The row that still works on it; none when it is settled.
    pub outbox: Option<OutboxId>,
    /// What the row is waiting for, or how it ended without being sent.
    pub stage: Stage,
    /// The newest; older ones that sent nothing are forgotten after a while.
    pub attempts: Vec<Attempt>,
    /// The row's lane and end, for an attempt that the provider asks for when
    /// the row is gone.
    #[serde(default)]
    pub lane: Option<Lane>,
    #[serde(default, with = "crate::time::optional_millis")]
    pub expires: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "kebab-case")]
pub enum Stage {
    Queued,
    /// Waits for a person, with the reason.
    Held {
        problem: Problem,
    },
    Sending,
    /// Handed over; whether the provider took it is not known.
    Uncertain,
    /// The provider accepted it; the attempt's delivery says the rest.
    Accepted,
    /// Given up.
    Failed {
        problem: Problem,
    },
    Discarded,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    #[serde(with = "crate::time::millis")]
    pub started: Timestamp,
    pub remote_id: Option<String>,
    pub delivery: Option<Delivery>,
    pub problem: Option<Problem>,
    #[serde(default)]
    pub consequence: Option<Consequence>,
    #[serde(default)]
    pub price_category: Option<String>,
}

/// What an agent sees beside a message of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageStatus {
    Queued,
    Held,
    Sending,
    Uncertain,
    Sent,
    Failed,
    Delivered,
    Read,
    Played,
    Discarded,
}

impl Outbound {
    pub fn queued(row: &OutboxRow) -> Self {
        Self {
            outbox: Some(row.id),
            stage: Stage::Queued,
            attempts: Vec::new(),
            lane: Some(row.lane),
            expires: row.expires,
        }
    }

    /// Adds a finished attempt. What sent nothing leaves room for newer ones.
    pub fn add_attempt(&mut self, attempt: Attempt) {
        self.attempts.push(attempt);
        self.attempts.sort_by_key(|a| a.number);
        if self.attempts.len() > KEPT_ATTEMPTS
            && let Some(oldest) = self.attempts.iter().position(|a| a.remote_id.is_none())
        {
            self.attempts.remove(oldest);
        }
    }

    /// Attempts made so far.
    pub fn attempts_made(&self) -> u32 {
        self.attempts.last().map_or(0, |a| a.number)
    }

    /// The status of the latest attempt. What a provider says of a message is
    /// stronger than what we think of the row.
    pub fn status(&self) -> MessageStatus {
        let delivery = self.attempts.last().and_then(|a| a.delivery);
        match (delivery, &self.stage) {
            (Some(Delivery::Played), _) => MessageStatus::Played,
            (Some(Delivery::Read), _) => MessageStatus::Read,
            (Some(Delivery::Delivered), _) => MessageStatus::Delivered,
            (_, Stage::Queued) => MessageStatus::Queued,
            (_, Stage::Held { .. }) => MessageStatus::Held,
            (_, Stage::Discarded) => MessageStatus::Discarded,
            (Some(Delivery::Failed), _) | (_, Stage::Failed { .. }) => MessageStatus::Failed,
            (Some(Delivery::Sent), _) | (_, Stage::Accepted) => MessageStatus::Sent,
            (_, Stage::Sending) => MessageStatus::Sending,
            (_, Stage::Uncertain) => MessageStatus::Uncertain,
        }
    }

    /// Why it stands where it stands.
    pub fn problem(&self) -> Option<&Problem> {
        match &self.stage {
            Stage::Held { problem } | Stage::Failed { problem } => Some(problem),
            _ => self.attempts.last().and_then(|a| a.problem.as_ref()),
        }
    }
}
