//! The feed: one row for each commit that somebody may follow.

use crate::error::TxError;
use crate::overlay::Overlay;
use crate::range::{Range, Scan};
use crate::read::rows::{Flow, Rows};
use crate::read::{Read, Snapshot};
use crate::record::Record;
use crate::tx::Tx;
use deskbell_domain::feed::FeedEntry;
use deskbell_domain::id::FeedSeq;

/// What a follower is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedSlice {
    Entries(Vec<FeedEntry>),
    /// The follower missed rows that are gone: it must read everything again.
    TooOld,
}

/// Rows are trimmed this many at a time, so that most commits do not look.
const TRIM_CHUNK: u64 = 256;

/// Ends a batch: its changes become one row. `None` when nothing visible changed.
pub(crate) fn append(snapshot: &Snapshot, overlay: &mut Overlay, keep: u64) -> Result<Option<FeedSeq>, TxError> {
    let changes = overlay.take_changes();
    if changes.is_empty() {
        return Ok(None);
    }
    let mut tx = Tx { snapshot, overlay };
    let seq: FeedSeq = tx.next_id()?;
    tx.put(&FeedEntry { seq, changes })?;
    if seq.0 > keep && seq.0.is_multiple_of(TRIM_CHUNK) {
        trim(&mut tx, FeedSeq(seq.0 - keep))?;
    }
    overlay.keep();
    Ok(Some(seq))
}

/// Removes rows up to `last`. Twice the usual chunk, so that a smaller
/// `feed_keep` is reached in time and never in one long commit.
fn trim(tx: &mut Tx<'_>, last: FeedSeq) -> Result<(), TxError> {
    let mut old = Vec::new();
    let range = Scan::<FeedEntry>::all().through(&last).limit(2 * TRIM_CHUNK as usize);
    tx.walk(FeedEntry::TABLE, &range.rows, &mut |key, _| {
        old.push(key.to_vec());
        Ok(Flow::On)
    })?;
    for key in old {
        tx.overlay.set(FeedEntry::TABLE, key, None);
    }
    Ok(())
}

pub(crate) fn last(rows: &impl Read) -> Result<FeedSeq, TxError> {
    let newest = rows.scan::<FeedEntry>(Range::all().reverse().limit(1))?;
    Ok(newest.first().map_or(FeedSeq(0), |entry| entry.seq))
}

/// A follower may be ahead of us after a restore; it starts anew as well.
pub(crate) fn since(rows: &impl Read, after: FeedSeq, limit: usize) -> Result<FeedSlice, TxError> {
    let newest = last(rows)?;
    if after == newest {
        return Ok(FeedSlice::Entries(Vec::new()));
    }
    let next = FeedSeq(after.0.saturating_add(1));
    let entries = rows.scan::<FeedEntry>(Range::all().from(&next).limit(limit.max(1)))?;
    match entries.first() {
        Some(first) if first.seq == next => Ok(FeedSlice::Entries(entries)),
        _ => Ok(FeedSlice::TooOld),
    }
}
