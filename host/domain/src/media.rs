//! Files by reference.

use serde::{Deserialize, Serialize};

/// A file that the workspace keeps, named by its content.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BlobRef {
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
    pub size: u64,
    pub mime: String,
}

/// A file that still lies with the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteMedia {
    pub reference: String,
    pub mime: Option<String>,
    pub size: Option<u64>,
    pub sha256: Option<String>,
    pub filename: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MediaKind {
    Image,
    Video,
    Audio,
    Voice,
    Document,
    Sticker,
}

/// Where the bytes of a message's file are now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum MediaState {
    /// Known by reference; a fetch is under way or will be.
    Pending {
        remote: RemoteMedia,
    },
    Stored {
        blob: BlobRef,
    },
    /// Gone for good; the reason is shown in the thread.
    Lost {
        reason: String,
    },
}

/// A file to be fetched from a provider, retried until it is here or gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetch {
    pub id: crate::id::FetchId,
    pub channel: crate::id::ChannelId,
    pub remote: RemoteMedia,
    pub target: FetchTarget,
    pub attempt: u32,
    #[serde(with = "crate::time::millis")]
    pub not_before: crate::time::Timestamp,
    #[serde(with = "crate::time::millis")]
    pub created: crate::time::Timestamp,
}

/// What the file belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FetchTarget {
    Message {
        conversation: crate::id::ConversationId,
        message: crate::id::MessageId,
    },
    /// Position in the card's list of documents, by file name.
    CardDocument {
        card: crate::id::CardId,
        filename: String,
    },
}
