//! The plugins' own small store, kept in the workspace's.

use crate::error::AppError;
use deskbell_domain::id::ChannelId;
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_plugins::{KvEntry, KvReader, KvUnavailable, KvWrite};
use deskbell_store::{PluginKv, Range, Read, ReadError, Store, Tx, TxError};

/// Rows that are read in one go.
const PAGE: usize = 100;

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

/// Rows that expired and are not swept yet take no place in a page: a plugin
/// that reads until nothing comes must not stop before the end.
fn live_rows(
    store: &impl Read,
    (plugin, channel, bucket): &(String, ChannelId, String),
    prefix: &str,
    after: Option<&str>,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<PluginKv>, TxError> {
    let lead = (plugin.clone(), channel.clone(), bucket.clone());
    let (mut found, mut last) = (Vec::new(), after.map(str::to_owned));
    while found.len() < limit {
        let mut range = Range::prefix_text(&lead, prefix).limit(PAGE);
        if let Some(last) = last {
            range = range.after(&(plugin.clone(), channel.clone(), bucket.clone(), last));
        }
        let rows = store.scan::<PluginKv>(range)?;
        let whole = rows.len() == PAGE;
        last = rows.last().map(|row| row.key.clone());
        found.extend(rows.into_iter().filter(|row| live(row, now)));
        if !whole {
            break;
        }
    }
    found.truncate(limit);
    Ok(found)
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
        let (lead, now) = (self.bucket(bucket), Timestamp::now());
        let rows = self.store.read(|s| Ok(live_rows(s, &lead, prefix, after, limit, now)?)).map_err(unavailable)?;
        Ok(rows.into_iter().map(|row| (row.key.clone(), entry(row))).collect())
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

#[cfg(test)]
mod tests {
    use super::*;
    use deskbell_store::Config;

    /// X7: "scan, handle, delete, scan again" sees every key, however many have
    /// expired before them.
    #[test]
    fn x7_expired_keys_take_no_place_in_a_page() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), Config::default()).expect("a store");
        let channel = ChannelId::new("a").expect("a name");
        let id = channel.clone();
        let job = move |tx: &mut Tx<'_>| {
            for n in 0..500 {
                tx.put(&PluginKv {
                    plugin: "p".into(),
                    channel: id.clone(),
                    bucket: "b".into(),
                    key: format!("k{n:03}"),
                    value: vec![1],
                    version: 1,
                    expires: (n < 250).then_some(Timestamp::UNIX_EPOCH),
                })?;
            }
            Ok::<_, TxError>(())
        };
        store.write_blocking(job).expect("the store works");
        let kv = StoreKv::new(store, "p".into(), channel);
        let keys = |after, limit| {
            let found = kv.scan("b", "k", after, limit).expect("the store works");
            found.into_iter().map(|(key, _)| key).collect::<Vec<_>>()
        };
        assert_eq!(keys(None, 2), ["k250", "k251"]);
        let (first, more) = (keys(None, 100), keys(None, 150));
        assert_eq!((first.len(), more.len()), (100, 150), "more than a page where deletes hide some");
        assert_eq!(keys(Some("k349"), 100).first().map(String::as_str), Some("k350"));
        assert_eq!(keys(Some("k498"), 100), ["k499"]);
        assert_eq!(keys(Some("k499"), 100), Vec::<String>::new());
    }
}
