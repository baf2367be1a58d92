//! `deskbell doctor`: does every value decode, does every index row lead to its
//! record, does every record have its index rows.

use crate::error::TxError;
use crate::range::RowRange;
use crate::read::Snapshot;
use crate::read::rows::{Flow, Rows};
use crate::record::IndexTable;
use crate::store::Store;
use crate::tables::{KINDS, Kind, TableName};
use sha2::{Digest, Sha256};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub table: TableName,
    /// Tells rows apart without showing their key, which may be personal data.
    pub row: Option<String>,
    pub problem: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.row {
            Some(row) => write!(f, "{} row {row}: {}", self.table, self.problem),
            None => write!(f, "{}: {}", self.table, self.problem),
        }
    }
}

/// More would not tell more, and must not fill the memory.
const MOST: usize = 1000;

impl Store {
    /// Reads everything once, at one moment, in bounded memory. At most 1000
    /// findings; none is good.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Findings(Vec::new());
        match self.snapshot() {
            Ok(snapshot) => KINDS.iter().for_each(|kind| findings.kind(&snapshot, kind)),
            Err(fault) => findings.add(TableName::Meta, None, fault.to_string()),
        }
        findings.0
    }
}

struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, table: TableName, key: Option<&[u8]>, problem: impl Into<String>) {
        let row = key.map(|key| hex::encode(&Sha256::digest(key)[..4]));
        if self.0.len() < MOST {
            self.0.push(Finding { table, row, problem: problem.into() });
        }
    }

    /// A damaged page can make redb panic; the other tables are still worth a look.
    fn kind(&mut self, snapshot: &Snapshot, kind: &Kind) {
        self.guarded(kind.table, |findings| findings.records(snapshot, kind));
        for index in kind.indexes {
            self.guarded(index.table, |findings| findings.index(snapshot, kind, index));
        }
    }

    fn guarded(&mut self, table: TableName, look: impl FnOnce(&mut Self) -> Result<(), TxError>) {
        match catch_unwind(AssertUnwindSafe(|| look(self))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.add(table, None, error.to_string()),
            Err(_) => self.add(table, None, "its pages are damaged; bring a backup back with `deskbell restore`"),
        }
    }

    fn records(&mut self, snapshot: &Snapshot, kind: &Kind) -> Result<(), TxError> {
        snapshot.walk(kind.table, &RowRange::everything(), &mut |key, bytes| {
            match (kind.read)(bytes) {
                Err(error) => self.add(kind.table, Some(key), error.to_string()),
                Ok((own, _)) if own != key => {
                    self.add(kind.table, Some(key), "it stands under the key of another record")
                }
                Ok((_, rows)) => {
                    for row in rows {
                        let stored = snapshot.value(row.table, &row.key, |value| value == row.value)?;
                        if stored != Some(true) {
                            self.add(kind.table, Some(key), format!("its row of {} is missing", row.table));
                        }
                    }
                }
            }
            Ok(Flow::On)
        })
    }

    fn index(&mut self, snapshot: &Snapshot, kind: &Kind, index: &IndexTable) -> Result<(), TxError> {
        snapshot.walk(index.table, &RowRange::everything(), &mut |key, value| {
            let record = (index.record_key)(key, value);
            let leads_back = |bytes: &[u8]| {
                let rows = (kind.read)(bytes).map(|(_, rows)| rows).unwrap_or_default();
                rows.iter().any(|row| row.table == index.table && row.key == key && row.value == value)
            };
            match record.map(|record| snapshot.value(kind.table, record, leads_back)).transpose()? {
                Some(Some(true)) => {}
                Some(Some(false)) => self.add(index.table, Some(key), "its record does not ask for it"),
                Some(None) => self.add(index.table, Some(key), "its record is missing"),
                None => self.add(index.table, Some(key), "its key is not readable"),
            }
            Ok(Flow::On)
        })
    }
}
