//! The plugin's own store: reads see this call's writes, the writes wait for
//! the call's success.

use super::{Broken, Caps};
use crate::account::{Account, KvEntry, KvWrite};
use crate::grants::Permission;
use crate::limits::{KV_KEY, KV_OPERATIONS, KV_SCAN, KV_VALUE};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KvError {
    TooLarge,
    Quota,
    Denied(String),
    Unavailable,
}

/// What this call wrote: bucket and key → the pending state.
#[derive(Default)]
pub(crate) struct Overlay {
    pending: BTreeMap<(String, String), Pending>,
    /// Bytes of each bucket as they will be after the commit.
    sizes: BTreeMap<String, u64>,
    operations: u32,
}

#[derive(Clone)]
struct Pending {
    entry: Option<KvEntry>,
    ttl: Option<Duration>,
}

impl Overlay {
    pub fn operations(&self) -> u32 {
        self.operations
    }

    pub fn into_writes(self) -> Vec<KvWrite> {
        let write = |((bucket, key), pending): ((String, String), Pending)| KvWrite {
            bucket,
            key,
            value: pending.entry.map(|e| e.value),
            ttl: pending.ttl,
        };
        self.pending.into_iter().map(write).collect()
    }
}

type Answer<T> = Result<Result<T, KvError>, Broken>;

impl Caps {
    pub fn kv_get(&mut self, bucket: &str, key: &str) -> Answer<Option<KvEntry>> {
        let account = self.account("kv.get")?.clone();
        Ok(self.kv_admit(bucket, key).and_then(|()| self.kv_read(&account, bucket, key)))
    }

    pub fn kv_set(&mut self, bucket: &str, key: &str, value: Vec<u8>, ttl_s: Option<u32>) -> Answer<()> {
        let account = self.account("kv.set")?.clone();
        Ok(self.kv_admit(bucket, key).and_then(|()| {
            if value.len() > KV_VALUE {
                return Err(KvError::TooLarge);
            }
            self.kv_write(&account, bucket, key, Some(value), ttl_s.map(|s| Duration::from_secs(s.into())))
        }))
    }

    pub fn kv_delete(&mut self, bucket: &str, key: &str) -> Answer<()> {
        let account = self.account("kv.delete")?.clone();
        Ok(self.kv_admit(bucket, key).and_then(|()| self.kv_write(&account, bucket, key, None, None)))
    }

    pub fn kv_scan(
        &mut self,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Answer<Vec<(String, KvEntry)>> {
        let account = self.account("kv.scan")?.clone();
        let longest = if prefix.len() > after.map_or(0, str::len) { prefix } else { after.unwrap_or("") };
        Ok(self
            .kv_admit(bucket, longest)
            .and_then(|()| self.kv_list(&account, bucket, prefix, after, limit.min(KV_SCAN))))
    }

    /// Counts the operation and checks bucket and key.
    fn kv_admit(&mut self, bucket: &str, key: &str) -> Result<(), KvError> {
        self.kv.operations = self.kv.operations.saturating_add(1);
        if self.kv.operations > KV_OPERATIONS {
            return Err(KvError::Quota);
        }
        let permission = Permission::Kv { bucket: bucket.to_owned() };
        if !self.permit.grants.has(&permission) {
            let bucket = self.log.clean(bucket);
            let asked = self.permit.manifest.permissions().contains(&permission);
            return Err(KvError::Denied(match asked {
                true => format!("the operator did not grant bucket \"{bucket}\""),
                false => format!("add to plugin.toml: [[kv]] bucket = \"{bucket}\""),
            }));
        }
        if key.len() > KV_KEY { Err(KvError::TooLarge) } else { Ok(()) }
    }

    fn kv_read(&self, account: &Account, bucket: &str, key: &str) -> Result<Option<KvEntry>, KvError> {
        match self.kv.pending.get(&(bucket.to_owned(), key.to_owned())) {
            Some(pending) => Ok(pending.entry.clone()),
            None => account.kv.get(bucket, key).map_err(|_| KvError::Unavailable),
        }
    }

    fn kv_write(
        &mut self,
        account: &Arc<Account>,
        bucket: &str,
        key: &str,
        value: Option<Vec<u8>>,
        ttl: Option<Duration>,
    ) -> Result<(), KvError> {
        let before = self.kv_read(account, bucket, key)?;
        let size = match self.kv.sizes.get(bucket) {
            Some(size) => *size,
            None => account.kv.usage(bucket).map_err(|_| KvError::Unavailable)?,
        };
        let weight = |value: &[u8]| (key.len() + value.len()) as u64;
        let freed = before.as_ref().map_or(0, |e| weight(&e.value));
        let after = size.saturating_sub(freed) + value.as_deref().map_or(0, weight);
        let quota = self.permit.manifest.kv_rule(bucket).map_or(0, |rule| rule.quota_mb << 20);
        if value.is_some() && after > quota {
            return Err(KvError::Quota);
        }
        self.kv.sizes.insert(bucket.to_owned(), after);
        let version = before.map_or(0, |e| e.version) + 1;
        let entry = value.map(|value| KvEntry { value, version });
        self.kv.pending.insert((bucket.to_owned(), key.to_owned()), Pending { entry, ttl });
        Ok(())
    }

    fn kv_list(
        &self,
        account: &Account,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<(String, KvEntry)>, KvError> {
        let wanted = |key: &str| key.starts_with(prefix) && after.is_none_or(|a| key > a);
        let ours: Vec<_> = self.kv.pending.iter().filter(|((b, key), _)| b == bucket && wanted(key)).collect();
        // Each pending delete may hide one stored key, so ask for that many more.
        let stored =
            account.kv.scan(bucket, prefix, after, limit as usize + ours.len()).map_err(|_| KvError::Unavailable)?;
        let mut merged: BTreeMap<String, KvEntry> = stored.into_iter().collect();
        for ((_, key), pending) in ours {
            match &pending.entry {
                Some(entry) => merged.insert(key.clone(), entry.clone()),
                None => merged.remove(key),
            };
        }
        Ok(merged.into_iter().take(limit as usize).collect())
    }
}

#[cfg(test)]
mod tests;
