//! The plugins' own small store, kept in the workspace's.

use crate::error::AppError;
use deskbell_domain::id::ChannelId;
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_plugins::{KvEntry, KvReader, KvUnavailable, KvWrite};
use deskbell_store::{PluginKv, Range, Read, ReadError, Store, Tx};

/// Reads for one plugin and account; it cannot name another.
pub(crate) struct StoreKv {
    store: Store,
    plugin: String,
    channel: ChannelId,
}

impl StoreKv {
    pub(crate) fn new(store: Store, plugin: String, channel: ChannelId) -> Self {
        Self { store, plugin, channel }
    }

    fn bucket(&self, bucket: &str) -> (String, ChannelId, String) {
        (self.plugin.clone(), self.channel.clone(), bucket.to_owned())
    }
}

fn live(row: &PluginKv, now: Timestamp) -> bool {
    row.expires.is_none_or(|expires| expires > now)
}

fn entry(row: PluginKv) -> KvEntry {
    KvEntry { value: row.value, version: row.version }
}

fn unavailable(error: ReadError) -> KvUnavailable {
    KvUnavailable { reason: error.to_string() }
}

impl KvReader for StoreKv {
    fn get(&self, bucket: &str, key: &str) -> Result<Option<KvEntry>, KvUnavailable> {
        let key = (self.plugin.clone(), self.channel.clone(), bucket.to_owned(), key.to_owned());
        let row = self.store.read(|s| Ok(s.get::<PluginKv>(&key)?)).map_err(unavailable)?;
        Ok(row.filter(|row| live(row, Timestamp::now())).map(entry))
    }

    fn scan(
        &self,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, KvEntry)>, KvUnavailable> {
        let lead = self.bucket(bucket);
        let mut range = Range::prefix_text(&lead, prefix).limit(limit.min(100));
        if let Some(after) = after {
            let (plugin, channel, bucket) = lead;
            range = range.after(&(plugin, channel, bucket, after.to_owned()));
        }
        let rows = self.store.read(|s| Ok(s.scan::<PluginKv>(range)?)).map_err(unavailable)?;
        let now = Timestamp::now();
        Ok(rows.into_iter().filter(|row| live(row, now)).map(|row| (row.key.clone(), entry(row))).collect())
    }

    fn usage(&self, bucket: &str) -> Result<u64, KvUnavailable> {
        let lead = self.bucket(bucket);
        let mut total = 0u64;
        let mut after: Option<(String, ChannelId, String, String)> = None;
        loop {
            let mut range = Range::prefix(&lead).limit(500);
            if let Some(last) = &after {
                range = range.after(last);
            }
            let rows = self.store.read(|s| Ok(s.scan::<PluginKv>(range)?)).map_err(unavailable)?;
            let Some(last) = rows.last() else { return Ok(total) };
            after = Some((last.plugin.clone(), last.channel.clone(), last.bucket.clone(), last.key.clone()));
            total += rows.iter().map(|row| (row.key.len() + row.value.len()) as u64).sum::<u64>();
        }
    }
}

/// Commits a call's buffered writes together with its result.
pub(crate) fn commit(
    tx: &mut Tx<'_>,
    plugin: &str,
    channel: &ChannelId,
    writes: &[KvWrite],
    now: Timestamp,
) -> Result<(), AppError> {
    for write in writes {
        let key = (plugin.to_owned(), channel.clone(), write.bucket.clone(), write.key.clone());
        let Some(value) = &write.value else {
            tx.remove::<PluginKv>(&key)?;
            continue;
        };
        let version = tx.get::<PluginKv>(&key)?.map_or(1, |row| row.version + 1);
        let expires = write.ttl.map(|ttl| now + SignedDuration::try_from(ttl).unwrap_or(SignedDuration::MAX));
        let (plugin, channel, bucket, key) = key;
        tx.put(&PluginKv { plugin, channel, bucket, key, value: value.clone(), version, expires })?;
    }
    Ok(())
}
