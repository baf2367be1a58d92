//! One job's view of the store, and the only way to write.

use crate::error::TxError;
use crate::key::encoded;
use crate::merge::Merge;
use crate::migrations;
use crate::overlay::Overlay;
use crate::range::RowRange;
use crate::read::rows::{Rows, Visit};
use crate::read::{Snapshot, number};
use crate::record::{IndexRow, Indexes, Record, Sequence, difference};
use crate::tables::TableName;
use crate::value;

/// A transaction. It sees what it wrote itself and what earlier jobs of the same
/// commit wrote.
pub struct Tx<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) overlay: &'a mut Overlay,
}

impl Tx<'_> {
    /// Writes a record with its index rows. Refused without a trace when another
    /// record holds one of its unique keys.
    pub fn put<R: Record>(&mut self, record: &R) -> Result<(), TxError> {
        let key = record.key();
        let row = encoded(&key);
        let bytes = value::encode(record)?;
        if !R::INDEXES.is_empty() {
            match self.value(R::TABLE, &row, |old| known_rows::<R>(old, &bytes))?.transpose()? {
                Some(Known::Same) => return Ok(()),
                Some(Known::Rows(old)) => self.index(&row, old, Indexes::of(record))?,
                None => self.index(&row, Vec::new(), Indexes::of(record))?,
            }
        }
        self.overlay.set(R::TABLE, row, Some(bytes));
        self.note::<R>(&key);
        Ok(())
    }

    /// Removes a record with its index rows; gives what was there.
    pub fn remove<R: Record>(&mut self, key: &R::Key) -> Result<Option<R>, TxError> {
        let row = encoded(key);
        let Some(old) = self.value(R::TABLE, &row, value::decode::<R>)?.transpose()? else { return Ok(None) };
        self.index(&row, Indexes::of(&old), Vec::new())?;
        self.overlay.set(R::TABLE, row, None);
        self.note::<R>(key);
        Ok(Some(old))
    }

    /// The next id of a sequence. Without gaps: a job that fails gives its ids back.
    pub fn next_id<I: Sequence>(&mut self) -> Result<I, TxError> {
        let name = I::NAME.as_bytes();
        let last = self.value(TableName::Sequence, name, |bytes| number(bytes, TableName::Sequence))?;
        let next = last.transpose()?.unwrap_or(0) + 1;
        self.overlay.set(TableName::Sequence, name.to_vec(), Some(next.to_be_bytes().to_vec()));
        Ok(I::from(next))
    }

    /// What a restored store asks for has been done.
    pub fn restore_noticed(&mut self) {
        self.overlay.set(TableName::Meta, migrations::RESTORED_KEY.to_vec(), None);
    }

    fn note<R: Record>(&mut self, key: &R::Key) {
        if let Some(change) = R::change(key) {
            self.overlay.note(change);
        }
    }

    /// Checks first and writes afterwards, so that a refusal leaves nothing.
    fn index(&mut self, record: &[u8], old: Vec<IndexRow>, new: Vec<IndexRow>) -> Result<(), TxError> {
        let (going, coming) = difference(old, new);
        for row in coming.iter().filter(|row| row.unique) {
            let holder = self.value(row.table, &row.key, |holder| holder == record)?;
            if holder == Some(false) {
                return Err(TxError::Unique { index: row.table });
            }
        }
        for row in going {
            self.overlay.set(row.table, row.key, None);
        }
        for row in coming {
            self.overlay.set(row.table, row.key, Some(row.value));
        }
        Ok(())
    }
}

enum Known {
    /// The record is stored exactly so: nothing to write, nothing to tell.
    Same,
    Rows(Vec<IndexRow>),
}

fn known_rows<R: Record>(old: &[u8], new: &[u8]) -> Result<Known, TxError> {
    if old == new {
        return Ok(Known::Same);
    }
    Ok(Known::Rows(Indexes::of(&value::decode::<R>(old)?)))
}

impl Rows for Tx<'_> {
    fn value<T>(&self, table: TableName, key: &[u8], read: impl FnOnce(&[u8]) -> T) -> Result<Option<T>, TxError> {
        match self.overlay.get(table, key) {
            Some(entry) => Ok(entry.map(read)),
            None => self.snapshot.value(table, key, read),
        }
    }

    fn walk(&self, table: TableName, range: &RowRange, visit: &mut Visit<'_>) -> Result<(), TxError> {
        let Some(bounds) = range.bounds() else { return Ok(()) };
        let written = self.overlay.range(table, bounds);
        if written.clone().next().is_none() {
            return self.snapshot.walk(table, range, visit);
        }
        Merge::new(self.snapshot.rows(table, bounds)?, written, range.reverse)?.walk(range, visit)
    }
}
