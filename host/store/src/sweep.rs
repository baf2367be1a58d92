//! Removes what has expired, a bounded part at a time.

use crate::error::{StoreFault, TxError, WriteError};
use crate::range::RowRange;
use crate::read::Read;
use crate::read::rows::{Flow, Rows};
use crate::record::Record;
use crate::records::{Notice, OnceKey, Parked, ParkedChange, PluginKv, Seen, Tombstone};
use crate::store::Store;
use crate::tables::TableName;
use crate::tx::Tx;
use crate::value;
use deskbell_domain::journal::{JournalEntry, JournalState};
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_domain::user::Session;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SweepLimits {
    /// How long a handled event is remembered; longer than any provider repeats one.
    pub seen_age: SignedDuration,
    /// How long a status or a change waits for its message.
    pub parked_age: SignedDuration,
    /// How long a request that was dealt with is kept, with the explanation of
    /// what became of it.
    pub journal_age: SignedDuration,
    /// How long it is remembered that a business event has sent its message,
    /// and that something was said.
    pub once_age: SignedDuration,
    /// How long a deletion in a business system is remembered; longer than
    /// anything older can be on its way.
    pub tombstone_age: SignedDuration,
    /// Rows that one call looks at in each table.
    pub examine: usize,
    /// Rows that one job removes at most.
    pub remove: usize,
}

impl Default for SweepLimits {
    fn default() -> Self {
        Self {
            seen_age: SignedDuration::from_hours(30 * 24),
            parked_age: SignedDuration::from_hours(7 * 24),
            journal_age: SignedDuration::from_hours(90 * 24),
            once_age: SignedDuration::from_hours(400 * 24),
            tombstone_age: SignedDuration::from_hours(90 * 24),
            examine: 5_000,
            remove: 500,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SweepReport {
    pub seen: usize,
    pub parked: usize,
    pub sessions: usize,
    pub plugin_kv: usize,
    pub journal: usize,
    pub once: usize,
    pub tombstones: usize,
    pub notices: usize,
    /// Every table was seen to its end; the next call begins anew.
    pub finished: bool,
}

/// Where the next call goes on in each table. Lost at a restart, which only
/// means that it begins at the top.
#[derive(Debug, Default)]
pub(crate) struct Positions(Mutex<BTreeMap<TableName, Vec<u8>>>);

impl Positions {
    fn of(&self, table: TableName) -> Option<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&table).cloned()
    }

    fn set(&self, table: TableName, position: Option<Vec<u8>>) {
        let mut positions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match position {
            Some(key) => positions.insert(table, key),
            None => positions.remove(&table),
        };
    }
}

enum Fate {
    Stays,
    Goes,
    /// Nor does any that comes after it in the table.
    StaysWithTheRest,
}

impl Fate {
    fn goes_if(expired: bool) -> Self {
        if expired { Self::Goes } else { Self::Stays }
    }
}

trait Expiring: Record<Key: Send + Sync + 'static> + 'static {
    fn fate(&self, now: Timestamp, limits: &SweepLimits) -> Fate;
}

impl Expiring for Seen {
    fn fate(&self, now: Timestamp, limits: &SweepLimits) -> Fate {
        Fate::goes_if(now.duration_since(self.at) > limits.seen_age)
    }
}

impl Expiring for Parked {
    fn fate(&self, now: Timestamp, limits: &SweepLimits) -> Fate {
        Fate::goes_if(now.duration_since(self.at) > limits.parked_age)
    }
}

impl Expiring for ParkedChange {
    fn fate(&self, now: Timestamp, limits: &SweepLimits) -> Fate {
        Fate::goes_if(now.duration_since(self.at) > limits.parked_age)
    }
}

impl Expiring for Session {
    fn fate(&self, now: Timestamp, _limits: &SweepLimits) -> Fate {
        Fate::goes_if(self.expires <= now)
    }
}

impl Expiring for PluginKv {
    fn fate(&self, now: Timestamp, _limits: &SweepLimits) -> Fate {
        Fate::goes_if(self.expires.is_some_and(|expires| expires <= now))
    }
}

impl Expiring for JournalEntry {
    /// Its keys grow with time. What waits for a translation stays, however old.
    fn fate(&self, now: Timestamp, limits: &SweepLimits) -> Fate {
        if now.duration_since(self.at) <= limits.journal_age {
            return Fate::StaysWithTheRest;
        }
        Fate::goes_if(!matches!(self.state, JournalState::Pending { .. }))
    }
}

impl Expiring for OnceKey {
    fn fate(&self, now: Timestamp, limits: &SweepLimits) -> Fate {
        Fate::goes_if(now.duration_since(self.at) > limits.once_age)
    }
}

impl Expiring for Notice {
    fn fate(&self, now: Timestamp, limits: &SweepLimits) -> Fate {
        Fate::goes_if(now.duration_since(self.at) > limits.once_age)
    }
}

impl Expiring for Tombstone {
    fn fate(&self, now: Timestamp, limits: &SweepLimits) -> Fate {
        Fate::goes_if(now.duration_since(self.at) > limits.tombstone_age)
    }
}

/// Expired keys, and where to go on unless the end was reached.
type Found<R> = (Vec<<R as Record>::Key>, Option<Vec<u8>>);

impl Store {
    /// Looks at the next part of each table and removes what has expired, as an
    /// ordinary job. Safe to call at any time and any number of times.
    pub async fn sweep(&self, now: Timestamp, limits: SweepLimits) -> Result<SweepReport, WriteError<TxError>> {
        let (seen, a) = self.sweep_table::<Seen>(now, limits).await?;
        let (parked, b) = self.sweep_table::<Parked>(now, limits).await?;
        let (sessions, c) = self.sweep_table::<Session>(now, limits).await?;
        let (plugin_kv, d) = self.sweep_table::<PluginKv>(now, limits).await?;
        let (journal, e) = self.sweep_table::<JournalEntry>(now, limits).await?;
        let (once, f) = self.sweep_table::<OnceKey>(now, limits).await?;
        let (tombstones, g) = self.sweep_table::<Tombstone>(now, limits).await?;
        let (changes, h) = self.sweep_table::<ParkedChange>(now, limits).await?;
        let (notices, i) = self.sweep_table::<Notice>(now, limits).await?;
        let finished = a && b && c && d && e && f && g && h && i;
        let parked = parked + changes;
        Ok(SweepReport { seen, parked, sessions, plugin_kv, journal, once, tombstones, notices, finished })
    }

    /// How many went, and whether the table's end was reached.
    async fn sweep_table<R: Expiring>(
        &self,
        now: Timestamp,
        limits: SweepLimits,
    ) -> Result<(usize, bool), WriteError<TxError>> {
        let store = self.clone();
        let look = tokio::task::spawn_blocking(move || store.expired::<R>(now, &limits));
        let (keys, position) = look.await.map_err(|_| StoreFault::Panicked)?.map_err(WriteError::Job)?;
        let finished = position.is_none();
        let mut removed = 0;
        if !keys.is_empty() {
            removed = self.write(move |tx| remove::<R>(tx, &keys, now, &limits)).await?;
        }
        self.shared().swept.set(R::TABLE, position);
        Ok((removed, finished))
    }

    /// Looked for in a snapshot, so that the writer is not kept busy with reading.
    fn expired<R: Expiring>(&self, now: Timestamp, limits: &SweepLimits) -> Result<Found<R>, TxError> {
        let after = self.shared().swept.of(R::TABLE);
        let range = RowRange { after, limit: limits.examine.max(1), ..RowRange::default() };
        let (mut examined, mut last, mut keys, mut ended) = (0, None, Vec::new(), false);
        self.snapshot()?.walk(R::TABLE, &range, &mut |key, bytes| {
            examined += 1;
            last = Some(key.to_vec());
            let record = value::decode::<R>(bytes)?;
            match record.fate(now, limits) {
                Fate::Goes => keys.push(record.key()),
                Fate::Stays => {}
                Fate::StaysWithTheRest => {
                    ended = true;
                    return Ok(Flow::Stop);
                }
            }
            Ok(if keys.len() < limits.remove.max(1) { Flow::On } else { Flow::Stop })
        })?;
        let more = !ended && (examined == range.limit || keys.len() == limits.remove.max(1));
        Ok((keys, last.filter(|_| more)))
    }
}

/// Looks again: a row may have been written anew meanwhile.
fn remove<R: Expiring>(
    tx: &mut Tx<'_>,
    keys: &[R::Key],
    now: Timestamp,
    limits: &SweepLimits,
) -> Result<usize, TxError> {
    let mut removed = 0;
    for key in keys {
        if tx.get::<R>(key)?.is_some_and(|record| matches!(record.fate(now, limits), Fate::Goes)) {
            tx.remove::<R>(key)?;
            removed += 1;
        }
    }
    Ok(removed)
}
