//! The JSON's own shape; the domain's may change without it.

use deskbell_domain::channel::Accept;
use deskbell_domain::conversation::{ConversationStatus, Priority};
use deskbell_domain::time::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MessageFacts {
    pub now: Option<Timestamp>,
    pub time_zone: Option<String>,
    pub open: Option<bool>,
    pub channel: Channel,
    pub message: Message,
    pub contact: Option<Contact>,
    pub conversation: Option<Conversation>,
    pub cards: Vec<Card>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct EventFacts {
    pub now: Option<Timestamp>,
    pub time_zone: Option<String>,
    pub open: Option<bool>,
    pub event: Event,
    pub card: Card,
    pub contact: Contact,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Event {
    pub change: Option<String>,
    pub version: u64,
    pub previous_status: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Channel {
    pub id: Option<String>,
    pub name: Option<String>,
    pub kind: Option<String>,
    pub accept: Accept,
    pub excluded: Vec<String>,
    pub new_card_module: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Message {
    pub text: Option<String>,
    pub kind: Option<String>,
    pub group: bool,
    pub forwarded: bool,
    pub reply: bool,
    pub from: Option<String>,
    pub name: Option<String>,
    pub choice: Option<String>,
    pub referral: Option<String>,
    pub at: Option<Timestamp>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Contact {
    pub name: Option<String>,
    pub known: Option<bool>,
    pub phone: Option<String>,
    pub language: Option<String>,
    pub tags: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Conversation {
    pub card: Option<String>,
    pub last_sent_card: Option<String>,
    pub status: Option<ConversationStatus>,
    pub tags: Vec<String>,
    pub priority: Priority,
    pub unread: u32,
    pub assigned: bool,
    pub last_message_at: Option<Timestamp>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Card {
    pub number: Option<String>,
    pub module: Option<String>,
    pub title: Option<String>,
    pub status: Option<String>,
    pub status_label: Option<String>,
    pub open: Option<bool>,
    pub created: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    pub due: Option<Timestamp>,
    pub total: Option<Total>,
    pub link: Option<String>,
    pub documents: Vec<Document>,
    pub fields: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Total {
    pub minor: i64,
    pub currency: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub kind: String,
    pub filename: String,
    /// It could not be fetched.
    #[serde(default)]
    pub lost: bool,
}
