//! What the store keeps: records, their indexes and the sequences of their ids.

use crate::key::{Key, encoded};
use crate::tables::TableName;
use deskbell_domain::feed::Change;
use serde::{Serialize, de::DeserializeOwned};

/// One row of a table.
pub trait Record: Serialize + DeserializeOwned {
    const TABLE: TableName;
    /// Grows when the stored shape changes in a way that serde defaults cannot
    /// bridge; a migration then rewrites the table.
    const VERSION: u8 = 1;
    /// Its indexes. A record with none is written without reading what was there
    /// before.
    const INDEXES: &'static [IndexTable] = &[];
    type Key: Key;

    fn key(&self) -> Self::Key;

    /// The index rows that lead to this record.
    fn indexes(&self, _out: &mut Indexes) {}

    /// What followers of the feed are told when it is written or removed.
    fn change(_key: &Self::Key) -> Option<Change> {
        None
    }
}

/// A second way to records `R`.
pub trait Index<R: Record> {
    const TABLE: TableName;
    type Key: Key;
}

/// At most one record for each key.
pub trait Unique<R: Record>: Index<R> {}

/// Records in the order of a key that ends with the record's own key.
pub trait Ordered<R: Record>: Index<R> {
    /// What stands before the record's own key.
    type Lead: Key;
}

/// An index with its types left out, for work over all of them.
#[derive(Debug, Clone, Copy)]
pub struct IndexTable {
    pub(crate) table: TableName,
    /// The record's key, from an index row's key and value.
    pub(crate) record_key: for<'a> fn(&'a [u8], &'a [u8]) -> Option<&'a [u8]>,
}

impl IndexTable {
    pub const fn unique<R: Record, I: Unique<R>>() -> Self {
        Self { table: I::TABLE, record_key: |_, value| Some(value) }
    }

    pub const fn ordered<R: Record, I: Ordered<R>>() -> Self {
        Self { table: I::TABLE, record_key: |key, _| record_key::<I::Lead>(key) }
    }
}

/// Ids that the store hands out: 1, 2, 3, …
pub trait Sequence: From<u64> {
    const NAME: &'static str;
}

/// Collects the index rows of one record.
#[derive(Debug, Default)]
pub struct Indexes {
    record_key: Vec<u8>,
    rows: Vec<IndexRow>,
}

/// Ordered first by table, so that lists of rows compare.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct IndexRow {
    pub table: TableName,
    pub key: Vec<u8>,
    /// The record's key for unique indexes; empty for ordered ones, whose own
    /// key ends with it.
    pub value: Vec<u8>,
    pub unique: bool,
}

impl Indexes {
    pub fn unique<R: Record, I: Unique<R>>(&mut self, key: &I::Key) {
        let row = IndexRow { table: I::TABLE, key: encoded(key), value: self.record_key.clone(), unique: true };
        self.rows.push(row);
    }

    pub fn ordered<R: Record, I: Ordered<R>>(&mut self, key: &I::Key) {
        let row = IndexRow { table: I::TABLE, key: encoded(key), value: Vec::new(), unique: false };
        debug_assert!(row.key.ends_with(&self.record_key), "the key of {} ends with the record's", I::TABLE);
        self.rows.push(row);
    }

    /// The rows of `record`, sorted, each once.
    pub(crate) fn of<R: Record>(record: &R) -> Vec<IndexRow> {
        let mut indexes = Self { record_key: encoded(&record.key()), rows: Vec::new() };
        record.indexes(&mut indexes);
        indexes.rows.sort_unstable();
        indexes.rows.dedup();
        indexes.rows
    }
}

/// Which index rows go and which come when a record changes. Rows that stay are
/// not touched.
pub(crate) fn difference(old: Vec<IndexRow>, new: Vec<IndexRow>) -> (Vec<IndexRow>, Vec<IndexRow>) {
    let coming = new.iter().filter(|row| old.binary_search(row).is_err()).cloned().collect();
    let going = old.into_iter().filter(|row| new.binary_search(row).is_err()).collect();
    (going, coming)
}

/// What stands at the end of an ordered index row.
pub(crate) fn record_key<Lead: Key>(row: &[u8]) -> Option<&[u8]> {
    let mut rest = row;
    Lead::skip(&mut rest)?;
    Some(rest)
}
