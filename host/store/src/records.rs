//! Records that only the host's own bookkeeping needs.

use deskbell_domain::id::{ChannelId, ConversationId, MessageId, TaskId};
use deskbell_domain::inbound::{ChannelEvent, StatusEvent};
use deskbell_domain::media::BlobRef;
use deskbell_domain::secret::Secret;
use deskbell_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sha2::{Digest, Sha256};

/// Finds the message behind a provider's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteId {
    pub channel: ChannelId,
    pub remote_id: String,
    pub message: MessageRef,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRef {
    pub conversation: ConversationId,
    pub message: MessageId,
    /// The attempt's number, for what we sent.
    pub attempt: Option<u32>,
}

/// An event that was already handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub channel: ChannelId,
    pub key: DedupeKey,
    #[serde(with = "deskbell_domain::time::millis")]
    pub at: Timestamp,
}

/// The first half of the SHA-256 of a plugin's dedupe key: short rows, and no
/// twin in any number of messages that a shop can receive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DedupeKey(u128);

impl DedupeKey {
    pub fn of(dedupe_key: &str) -> Self {
        let digest = Sha256::digest(dedupe_key.as_bytes());
        let half = digest.first_chunk::<16>().expect("a SHA-256 has 32 bytes");
        Self(u128::from_be_bytes(*half))
    }
}

impl crate::key::Key for DedupeKey {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_be_bytes());
    }

    fn skip(input: &mut &[u8]) -> Option<()> {
        *input = input.get(16..)?;
        Some(())
    }
}

/// A status that came before the message it speaks of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parked {
    pub channel: ChannelId,
    pub remote_id: String,
    pub seq: ParkedSeq,
    /// Our id of the attempt, where the provider echoed it.
    pub attempt_id: Option<String>,
    pub event: StatusEvent,
    #[serde(with = "deskbell_domain::time::millis")]
    pub at: Timestamp,
}

/// An edit, a deletion or a reaction that came before the message itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParkedChange {
    pub channel: ChannelId,
    pub remote_id: String,
    pub seq: ParkedSeq,
    pub event: ChannelEvent,
    #[serde(with = "deskbell_domain::time::millis")]
    pub at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParkedSeq(pub u64);

impl From<u64> for ParkedSeq {
    fn from(value: u64) -> Self {
        Self(value)
    }
}

impl crate::key::Key for ParkedSeq {
    fn encode(&self, out: &mut Vec<u8>) {
        self.0.encode(out);
    }

    fn skip(input: &mut &[u8]) -> Option<()> {
        u64::skip(input)
    }
}

/// One secret of a channel. Several values while the provider rotates it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelSecret {
    pub channel: ChannelId,
    pub name: String,
    /// As releases before sealing wrote them; sealed when the store is opened.
    #[serde(default)]
    pub values: Vec<Secret>,
    /// Newest first; only the app has the key.
    #[serde(default)]
    pub sealed: Vec<ByteBuf>,
}

/// A row that a plugin keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginKv {
    pub plugin: String,
    pub channel: ChannelId,
    pub bucket: String,
    pub key: String,
    #[serde(with = "serde_bytes")]
    pub value: Vec<u8>,
    pub version: u64,
    #[serde(with = "deskbell_domain::time::optional_millis")]
    pub expires: Option<Timestamp>,
}

/// How far a channel was polled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub channel: ChannelId,
    #[serde(with = "serde_bytes")]
    pub cursor: Vec<u8>,
}

/// Up to when a channel's history was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryMark {
    pub channel: ChannelId,
    #[serde(with = "deskbell_domain::time::millis")]
    pub until: Timestamp,
}

/// Something that may happen once only: document, event and version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnceKey {
    pub key: String,
    /// What it led to, for whoever asks again.
    pub message: Option<MessageRef>,
    #[serde(with = "deskbell_domain::time::millis")]
    pub at: Timestamp,
}

/// A record of a business system that was deleted there: what is older and
/// comes late must not bring it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    pub channel: ChannelId,
    /// Empty for a customer.
    pub module: String,
    pub external_id: String,
    pub version: u64,
    #[serde(with = "deskbell_domain::time::millis")]
    pub at: Timestamp,
}

/// Finds the notice that says something, however many tasks are open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Of what it says, about whom and to whom.
    pub key: DedupeKey,
    pub task: TaskId,
    #[serde(with = "deskbell_domain::time::millis")]
    pub at: Timestamp,
}

/// A file that the workspace keeps in its media folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    pub r#ref: BlobRef,
    #[serde(with = "deskbell_domain::time::millis")]
    pub at: Timestamp,
}

/// A published rule pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePack {
    pub name: String,
    /// Path in the pack, and text.
    pub files: Vec<(String, String)>,
    pub enabled: bool,
    pub order: u32,
    pub version: u64,
    #[serde(with = "deskbell_domain::time::millis")]
    pub published_at: Timestamp,
}
