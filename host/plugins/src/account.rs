//! What a plugin sees of one connected account, and how the host serves it.

use async_trait::async_trait;
use bytes::Bytes;
use deskbell_domain::channel::PrivateHost;
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_domain::media::BlobRef;
use deskbell_domain::secret::Secret;
use deskbell_domain::time::Timestamp;
use futures_util::stream::BoxStream;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// One connected account. Built by the application, shared behind an `Arc`.
#[derive(Clone)]
pub struct Account {
    pub workspace: WorkspaceSlug,
    pub channel: ChannelId,
    /// BCP 47 language of the workspace.
    pub locale: String,
    /// Settings; defaults of the manifest's schema apply to what is missing.
    pub config: serde_json::Map<String, serde_json::Value>,
    /// Live values of each secret, newest first.
    pub secrets: BTreeMap<String, Vec<Secret>>,
    /// Hosts that the operator granted although they are private or plain http.
    pub private_hosts: Vec<PrivateHost>,
    pub kv: Arc<dyn KvReader>,
    pub blobs: Arc<dyn BlobStore>,
    pub ambient: Ambient,
}

/// Time and chance as a plugin meets them. The default is the real ones; tests
/// script them, so that the same call always ends in the same way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ambient {
    /// The clock stands still at this moment.
    pub now: Option<Timestamp>,
    /// Random bytes follow from this number.
    pub seed: Option<u64>,
}

impl Account {
    pub(crate) fn key(&self) -> AccountKey {
        AccountKey { workspace: self.workspace.clone(), channel: self.channel.clone() }
    }
}

/// Names an account within the process.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountKey {
    pub workspace: WorkspaceSlug,
    pub channel: ChannelId,
}

/// A call's own facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallInfo {
    /// The same for every attempt of one piece of work.
    pub call_id: String,
    /// From 1.
    pub attempt: u32,
    /// Lowers the export's own limit.
    pub deadline: Option<Duration>,
}

/// The committed state of the plugin's own store for this account.
pub trait KvReader: Send + Sync {
    fn get(&self, bucket: &str, key: &str) -> Result<Option<KvEntry>, KvUnavailable>;
    /// Keys with the prefix, in byte order, after `after` (exclusive), at most `limit`.
    fn scan(
        &self,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, KvEntry)>, KvUnavailable>;
    /// Bytes of all keys and values in the bucket.
    fn usage(&self, bucket: &str) -> Result<u64, KvUnavailable>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KvEntry {
    pub value: Vec<u8>,
    /// Grows with each write of this key.
    pub version: u64,
}

#[derive(Debug, Clone, thiserror::Error)]
#[error("the plugin's store cannot answer: {reason}")]
pub struct KvUnavailable {
    pub reason: String,
}

/// A write to be committed together with the call's result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KvWrite {
    pub bucket: String,
    pub key: String,
    /// None removes the key.
    pub value: Option<Vec<u8>>,
    pub ttl: Option<Duration>,
}

/// The workspace's files.
#[async_trait]
pub trait BlobStore: Send + Sync {
    async fn read(&self, blob: &BlobRef, offset: u64, len: u32) -> Result<Bytes, BlobError>;
    async fn open(&self, blob: &BlobRef) -> Result<ByteStream, BlobError>;
    /// Stores a stream of at most `max` bytes.
    async fn put(&self, mime: &str, data: ByteStream, max: u64) -> Result<BlobRef, BlobError>;
}

pub type ByteStream = BoxStream<'static, std::io::Result<Bytes>>;

#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("no such file")]
    Missing,
    #[error("the file is too large")]
    TooLarge,
    /// The stream that was being stored broke.
    #[error("the source broke off: {0}")]
    Source(#[source] std::io::Error),
    /// The file store itself failed.
    #[error("the file store failed: {0}")]
    Store(#[source] std::io::Error),
}
