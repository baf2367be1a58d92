//! An account with its stores in memory.

use async_trait::async_trait;
use bytes::Bytes;
use deskbell_domain::channel::PrivateHost;
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_domain::media::BlobRef;
use deskbell_domain::secret::Secret;
use deskbell_plugins::{Account, BlobError, BlobStore, ByteStream, CallInfo, KvEntry, KvReader, KvUnavailable};
use futures_util::{StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

pub fn account() -> Account {
    Account {
        workspace: WorkspaceSlug::new("shop").unwrap(),
        channel: ChannelId::new("front-desk").unwrap(),
        locale: "pt-BR".into(),
        config: serde_json::Map::new(),
        secrets: BTreeMap::new(),
        private_hosts: vec![],
        kv: Arc::new(Memory::default()),
        blobs: Arc::new(Files::default()),
        ambient: Default::default(),
    }
}

pub fn with_secret(name: &str, values: &[&str]) -> Account {
    let mut account = account();
    account.secrets.insert(name.into(), values.iter().map(|v| Secret::new(*v)).collect());
    account
}

pub fn private(host: &str, port: u16) -> PrivateHost {
    PrivateHost { host: host.into(), port: Some(port), http: true, address: None }
}

/// A piece of work of its own.
pub fn info() -> CallInfo {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let call_id = format!("call-{}", CALLS.fetch_add(1, Ordering::Relaxed));
    CallInfo { call_id, attempt: 1, deadline: None }
}

#[derive(Default)]
pub struct Memory(pub BTreeMap<(String, String), Vec<u8>>);

impl KvReader for Memory {
    fn get(&self, bucket: &str, key: &str) -> Result<Option<KvEntry>, KvUnavailable> {
        let value = self.0.get(&(bucket.into(), key.into()));
        Ok(value.map(|v| KvEntry { value: v.clone(), version: 1 }))
    }

    fn scan(
        &self,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, KvEntry)>, KvUnavailable> {
        let wanted = |b: &str, k: &str| b == bucket && k.starts_with(prefix) && after.is_none_or(|a| k > a);
        let all = self.0.iter().filter(|((b, k), _)| wanted(b, k));
        Ok(all.take(limit).map(|((_, k), v)| (k.clone(), KvEntry { value: v.clone(), version: 1 })).collect())
    }

    fn usage(&self, bucket: &str) -> Result<u64, KvUnavailable> {
        Ok(self.0.iter().filter(|((b, _), _)| b == bucket).map(|((_, k), v)| (k.len() + v.len()) as u64).sum())
    }
}

#[derive(Default)]
pub struct Files(pub Mutex<HashMap<String, Bytes>>);

impl Files {
    pub fn add(&self, bytes: impl Into<Bytes>, mime: &str) -> BlobRef {
        let bytes = bytes.into();
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let blob = BlobRef { sha256: sha256.clone(), size: bytes.len() as u64, mime: mime.into() };
        self.0.lock().unwrap().insert(sha256, bytes);
        blob
    }

    fn find(&self, blob: &BlobRef) -> Result<Bytes, BlobError> {
        self.0.lock().unwrap().get(&blob.sha256).cloned().ok_or(BlobError::Missing)
    }
}

/// A store whose disk has failed.
pub struct Broken;

fn failed<T>() -> Result<T, BlobError> {
    Err(BlobError::Store(std::io::Error::other("the disk has failed")))
}

#[async_trait]
impl BlobStore for Broken {
    async fn read(&self, _: &BlobRef, _: u64, _: u32) -> Result<Bytes, BlobError> {
        failed()
    }

    async fn open(&self, _: &BlobRef) -> Result<ByteStream, BlobError> {
        failed()
    }

    async fn put(&self, _: &str, _: ByteStream, _: u64) -> Result<BlobRef, BlobError> {
        failed()
    }
}

#[async_trait]
impl BlobStore for Files {
    async fn read(&self, blob: &BlobRef, offset: u64, len: u32) -> Result<Bytes, BlobError> {
        let bytes = self.find(blob)?;
        let start = (offset as usize).min(bytes.len());
        let end = (start + len as usize).min(bytes.len());
        Ok(bytes.slice(start..end))
    }

    async fn open(&self, blob: &BlobRef) -> Result<ByteStream, BlobError> {
        let bytes = self.find(blob)?;
        Ok(futures_util::stream::once(async move { Ok(bytes) }).boxed())
    }

    async fn put(&self, mime: &str, mut data: ByteStream, max: u64) -> Result<BlobRef, BlobError> {
        let mut all = Vec::new();
        while let Some(chunk) = data.try_next().await.map_err(BlobError::Source)? {
            all.extend_from_slice(&chunk);
            if all.len() as u64 > max {
                return Err(BlobError::TooLarge);
            }
        }
        Ok(self.add(all, mime))
    }
}
