//! Reading, the same from a snapshot and from inside a transaction.

use crate::error::{DecodeError, TxError};
use crate::key::encoded;
use crate::range::{Bounds, Range, RowRange, Scan};
use crate::record::{Ordered, Record, Unique, record_key};
use crate::tables::TableName;
use crate::value;
use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, TableDefinition};
use rows::{Flow, Rows, Visit};
use std::cell::OnceCell;

type Bytes = &'static [u8];

/// Every redb table holds bytes under bytes; `tables.rs` knows what they mean.
pub(crate) type Raw = TableDefinition<'static, Bytes, Bytes>;

pub(crate) const fn raw(table: TableName) -> Raw {
    TableDefinition::new(table.as_str())
}

/// Rows as bytes. Not for use outside: only the store reads bytes.
pub(crate) mod rows {
    use super::*;

    pub enum Flow {
        On,
        Stop,
    }

    pub type Visit<'a> = dyn FnMut(&[u8], &[u8]) -> Result<Flow, TxError> + 'a;

    pub trait Rows {
        /// What `read` makes of the value under `key`.
        fn value<T>(&self, table: TableName, key: &[u8], read: impl FnOnce(&[u8]) -> T) -> Result<Option<T>, TxError>;

        /// Shows the rows of `range` to `visit`, its limit at most.
        fn walk(&self, table: TableName, range: &RowRange, visit: &mut Visit<'_>) -> Result<(), TxError>;
    }
}

/// Typed reading. Both [`crate::Tx`] and [`Snapshot`] can.
pub trait Read: Rows {
    fn get<R: Record>(&self, key: &R::Key) -> Result<Option<R>, TxError> {
        record(self, &encoded(key))
    }

    /// Records in key order.
    fn scan<R: Record>(&self, range: Scan<R>) -> Result<Vec<R>, TxError> {
        let mut found = Vec::new();
        self.walk(R::TABLE, &range.rows, &mut |_, bytes| {
            found.push(value::decode(bytes)?);
            Ok(Flow::On)
        })?;
        Ok(found)
    }

    /// The record that a unique index names.
    fn find<R: Record, I: Unique<R>>(&self, key: &I::Key) -> Result<Option<R>, TxError> {
        let Some(key) = self.value(I::TABLE, &encoded(key), <[u8]>::to_vec)? else { return Ok(None) };
        record(self, &key)?.map(Some).ok_or(TxError::Dangling { index: I::TABLE })
    }

    /// Records in the order of an index.
    fn list<R: Record, I: Ordered<R>>(&self, range: Range<I::Key>) -> Result<Vec<R>, TxError> {
        let mut found = Vec::new();
        self.walk(I::TABLE, &range.rows, &mut |row, _| {
            let key = record_key::<I::Lead>(row);
            let record = key.map(|key| record(self, key)).transpose()?.flatten();
            found.push(record.ok_or(TxError::Dangling { index: I::TABLE })?);
            Ok(Flow::On)
        })?;
        Ok(found)
    }
}

impl<T: Rows + ?Sized> Read for T {}

fn record<R: Record>(rows: &(impl Rows + ?Sized), key: &[u8]) -> Result<Option<R>, TxError> {
    Ok(rows.value(R::TABLE, key, value::decode)?.transpose()?)
}

/// The store as it was when the reading began; writers go on meanwhile.
pub struct Snapshot {
    transaction: ReadTransaction,
    tables: [OnceCell<ReadOnlyTable<Bytes, Bytes>>; TableName::COUNT],
}

impl Snapshot {
    pub(crate) fn new(transaction: ReadTransaction) -> Self {
        Self { transaction, tables: [const { OnceCell::new() }; TableName::COUNT] }
    }

    /// Each table is opened once, when it is first read.
    pub(crate) fn table(&self, table: TableName) -> Result<&ReadOnlyTable<Bytes, Bytes>, TxError> {
        let cell = &self.tables[table as usize];
        if let Some(open) = cell.get() {
            return Ok(open);
        }
        let open = self.transaction.open_table(raw(table))?;
        Ok(cell.get_or_init(|| open))
    }

    pub(crate) fn rows(&self, table: TableName, bounds: Bounds<'_>) -> Result<redb::Range<'_, Bytes, Bytes>, TxError> {
        Ok(ReadableTable::range::<&[u8]>(self.table(table)?, bounds)?)
    }
}

impl Rows for Snapshot {
    fn value<T>(&self, table: TableName, key: &[u8], read: impl FnOnce(&[u8]) -> T) -> Result<Option<T>, TxError> {
        let found = ReadableTable::get(self.table(table)?, key)?;
        Ok(found.map(|guard| read(guard.value())))
    }

    fn walk(&self, table: TableName, range: &RowRange, visit: &mut Visit<'_>) -> Result<(), TxError> {
        let Some(bounds) = range.bounds() else { return Ok(()) };
        let mut rows = self.rows(table, bounds)?;
        for _ in 0..range.limit {
            let row = if range.reverse { rows.next_back() } else { rows.next() };
            let Some((key, value)) = row.transpose()? else { return Ok(()) };
            if let Flow::Stop = visit(key.value(), value.value())? {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Settings and sequences are plain numbers, not records.
pub(crate) fn number(bytes: &[u8], table: TableName) -> Result<u64, DecodeError> {
    let bytes = bytes.try_into().map_err(|_| DecodeError::Shape { table, problem: "it is not a number" })?;
    Ok(u64::from_be_bytes(bytes))
}
