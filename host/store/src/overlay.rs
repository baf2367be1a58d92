//! What a batch of jobs has written and redb does not know yet.
//!
//! Jobs of one batch write here and read here first. That makes a job that fails
//! cheap for its neighbours: its entries are taken back from a list of what was
//! there before, and nobody runs again. The other ways were weighed: a redb
//! savepoint costs a scan of the allocated pages and forbids the fast path of a
//! transaction that has none; rolling the whole batch back runs 63 good jobs
//! twice for one bad one, and a stranger decides how many are bad. It is also
//! the fast way: rows reach redb sorted, each table is opened once, and a row
//! that several jobs of a batch change is written once.

use crate::range::Bounds;
use crate::tables::TableName;
use deskbell_domain::feed::Change;
use std::collections::btree_map;
use std::collections::{BTreeMap, HashSet};

/// The value after the batch; `None` for a row that goes away.
pub(crate) type Entry = Option<Vec<u8>>;
type Rows = BTreeMap<Vec<u8>, Entry>;

pub(crate) struct Overlay {
    tables: [Rows; TableName::COUNT],
    /// What the running job replaced, in the order of writing.
    undo: Vec<(TableName, Vec<u8>, Option<Entry>)>,
    /// Of the jobs that succeeded.
    changes: Vec<Change>,
    known: HashSet<Change>,
    /// Of the running job.
    pending: Vec<Change>,
}

impl Overlay {
    pub fn new() -> Self {
        Self {
            tables: [const { BTreeMap::new() }; TableName::COUNT],
            undo: Vec::new(),
            changes: Vec::new(),
            known: HashSet::new(),
            pending: Vec::new(),
        }
    }

    /// `Some(None)`: the batch removed the row.
    pub fn get(&self, table: TableName, key: &[u8]) -> Option<Option<&[u8]>> {
        self.tables[table as usize].get(key).map(Option::as_deref)
    }

    pub fn range(&self, table: TableName, bounds: Bounds<'_>) -> btree_map::Range<'_, Vec<u8>, Entry> {
        self.tables[table as usize].range::<[u8], _>(bounds)
    }

    pub fn set(&mut self, table: TableName, key: Vec<u8>, value: Entry) {
        let before = self.tables[table as usize].insert(key.clone(), value);
        self.undo.push((table, key, before));
    }

    pub fn note(&mut self, change: Change) {
        self.pending.push(change);
    }

    /// The running job succeeded: what it wrote stays.
    pub fn keep(&mut self) {
        self.undo.clear();
        for change in self.pending.drain(..) {
            if self.known.insert(change.clone()) {
                self.changes.push(change);
            }
        }
    }

    /// The running job failed: as if it had not been there.
    pub fn take_back(&mut self) {
        self.pending.clear();
        for (table, key, before) in self.undo.drain(..).rev() {
            let rows = &mut self.tables[table as usize];
            match before {
                Some(entry) => rows.insert(key, entry),
                None => rows.remove(&key),
            };
        }
    }

    pub fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(BTreeMap::is_empty)
    }

    /// The tables that were written, with their rows in key order.
    pub fn written(&self) -> impl Iterator<Item = (TableName, &Rows)> {
        TableName::ALL.iter().map(|&table| (table, &self.tables[table as usize])).filter(|(_, rows)| !rows.is_empty())
    }
}
