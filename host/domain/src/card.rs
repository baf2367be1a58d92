//! Business records that conversations are filed under.

use crate::id::{CardId, ContactId};
use crate::media::MediaState;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    pub id: CardId,
    /// "repair-order", "quote", "opportunity", …
    pub module: String,
    /// The integration that owns the record and its key there; none for cards
    /// made here.
    pub origin: Option<CardOrigin>,
    /// As people say it: "1042".
    pub number: String,
    pub title: String,
    pub status: String,
    pub status_label: String,
    pub open: bool,
    pub contact: ContactId,
    pub total: Option<Money>,
    #[serde(with = "crate::time::optional_millis")]
    pub due: Option<Timestamp>,
    pub link: Option<String>,
    pub documents: Vec<Document>,
    pub fields: BTreeMap<String, String>,
    /// How it came to its status; none while it has its first.
    #[serde(default)]
    pub status_change: Option<StatusChange>,
    /// Version of the business system's record that was last applied.
    pub version: u64,
    #[serde(with = "crate::time::millis")]
    pub created: Timestamp,
    #[serde(with = "crate::time::millis")]
    pub updated: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// None: it was first seen here after the change.
    pub before: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardOrigin {
    pub channel: crate::id::ChannelId,
    pub external_id: String,
}

/// An amount in the currency's smallest unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub kind: String,
    pub filename: String,
    pub media: MediaState,
}
