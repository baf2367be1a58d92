//! A small durable store of the plugin's own, one namespace for each account
//! and bucket. Writes are seen by later reads of the same call and become
//! durable together with the call's result; when the call fails they vanish.
//!
//! Limits: keys 512 bytes, values 256 KiB, 500 operations in one call, and the
//! bucket's quota in the manifest's `[[kv]]`.

use crate::bindings::imports::deskbell::host::kv as host;
use crate::{CallError, inside_host};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use host::{Entry, Error as KvError};

/// One bucket of the manifest.
///
/// ```no_run
/// use deskbell_sdk::kv::Bucket;
/// # fn albums() -> Result<(), deskbell_sdk::CallError> {
/// let albums = Bucket::new("albums");
/// albums.set_for("album-17", b"3", 3600)?;
/// assert!(albums.get("album-17")?.is_some());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket<'a>(&'a str);

impl<'a> Bucket<'a> {
    /// Names a bucket; nothing is asked of the host yet.
    pub const fn new(name: &'a str) -> Self {
        Self(name)
    }

    /// The value and its version, which grows with each write of this key.
    pub fn get(&self, key: &str) -> Result<Option<Entry>, KvError> {
        inside_host("kv");
        host::get(self.0, key)
    }

    /// A value written by [`Bucket::set_json`]; `None` also when it no longer
    /// fits `T`, so that a new version of a plugin starts afresh.
    pub fn get_json<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, KvError> {
        Ok(self.get(key)?.and_then(|entry| serde_json::from_slice(&entry.value).ok()))
    }

    /// Writes a value that stays until it is deleted.
    pub fn set(&self, key: &str, value: &[u8]) -> Result<(), KvError> {
        inside_host("kv");
        host::set(self.0, key, value, None)
    }

    /// Writes a value that disappears by itself after `seconds`.
    pub fn set_for(&self, key: &str, value: &[u8], seconds: u32) -> Result<(), KvError> {
        inside_host("kv");
        host::set(self.0, key, value, Some(seconds))
    }

    /// Writes a value as JSON. One that JSON cannot express is `TooLarge`,
    /// which only maps with keys that are no text can reach.
    pub fn set_json(&self, key: &str, value: &impl Serialize) -> Result<(), KvError> {
        self.set(key, &serde_json::to_vec(value).map_err(|_| KvError::TooLarge)?)
    }

    /// Removes a key; a missing one is fine.
    pub fn delete(&self, key: &str) -> Result<(), KvError> {
        inside_host("kv");
        host::delete(self.0, key)
    }

    /// Keys with the prefix, in byte order, after `after` (exclusive), at most
    /// 100 at once.
    pub fn scan(&self, prefix: &str, after: Option<&str>, limit: u32) -> Result<Vec<(String, Entry)>, KvError> {
        inside_host("kv");
        host::scan(self.0, prefix, after, limit)
    }
}

impl From<KvError> for CallError {
    fn from(error: KvError) -> Self {
        match error {
            KvError::TooLarge => Self::rejected("kv-too-large", "a key is over 512 bytes or a value over 256 KiB"),
            KvError::Quota => Self::retry("kv-quota", "the plugin's store is full, or was asked too often in one call"),
            KvError::Denied(line) => Self::auth("kv-denied", format!("the bucket is not granted: {line}")),
            KvError::Unavailable => Self::retry("kv-unavailable", "the store cannot answer now"),
        }
    }
}
