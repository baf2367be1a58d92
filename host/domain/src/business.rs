//! What business systems report.

use crate::address::Address;
use crate::card::Money;
use crate::media::{BlobRef, RemoteMedia};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BusinessEvent {
    pub dedupe_key: String,
    /// Grows with each change of the same record.
    pub version: u64,
    #[serde(with = "crate::time::millis")]
    pub at: Timestamp,
    pub body: BusinessBody,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum BusinessBody {
    CustomerChanged(Customer),
    CustomerDeleted { external_id: String },
    CardChanged { card: BusinessCard, change: CardChange },
    CardDeleted { module: String, external_id: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardChange {
    Created,
    StatusChanged,
    Updated,
}

impl CardChange {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::StatusChanged => "status-changed",
            Self::Updated => "updated",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    pub external_id: String,
    pub name: String,
    pub addresses: Vec<Address>,
    pub language: Option<String>,
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BusinessCard {
    pub module: String,
    pub external_id: String,
    pub number: String,
    pub title: String,
    pub status: String,
    pub status_label: String,
    pub open: bool,
    /// The customer's key in the business system.
    pub customer: String,
    pub total: Option<Money>,
    #[serde(with = "crate::time::optional_millis")]
    pub due: Option<Timestamp>,
    pub link: Option<String>,
    pub documents: Vec<BusinessDocument>,
    pub fields: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessDocument {
    pub kind: String,
    pub filename: String,
    pub source: DocumentSource,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum DocumentSource {
    Blob { blob: BlobRef },
    Remote { remote: RemoteMedia },
}

/// What an integration says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessDescriptor {
    pub system: String,
    pub modules: Vec<ModuleInfo>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleInfo {
    pub id: String,
    pub name: String,
    /// Word and label, in their usual order.
    pub statuses: Vec<(String, String)>,
    pub fields: Vec<String>,
}
