//! What the writer and the readers of one store have in common.

use crate::error::{StoreFault, TxError};
use crate::read::Snapshot;
use crate::sweep::Positions;
use crate::tables::TableName;
use deskbell_domain::id::FeedSeq;
use redb::{Database, ReadableDatabase, ReadableTableMetadata};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};
use tokio::sync::watch;

/// Whether the store takes writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    Ok,
    /// Reading works; writes are refused until the cause is gone.
    Refusing {
        reason: String,
    },
}

/// Figures for operators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// Rows of each table, in the order of `TableName::ALL`.
    pub rows: Vec<(TableName, u64)>,
    /// Size of the file.
    pub bytes: u64,
    /// Jobs in the last commit.
    pub last_batch: usize,
    /// Jobs that wait.
    pub queued: usize,
}

pub(crate) struct Shared {
    pub path: PathBuf,
    /// `None` while the file is reopened after a fault, and after the end.
    database: RwLock<Option<Database>>,
    health: RwLock<Health>,
    pub feed: watch::Sender<FeedSeq>,
    pub queued: AtomicUsize,
    pub last_batch: AtomicUsize,
    /// Set by `close`: the writer finishes what was accepted and ends.
    pub closing: AtomicBool,
    pub swept: Positions,
}

impl Shared {
    pub fn new(path: PathBuf, database: Database) -> Result<Self, TxError> {
        let snapshot = Snapshot::new(database.begin_read()?);
        let last = crate::feed::last(&snapshot)?;
        Ok(Self {
            path,
            database: RwLock::new(Some(database)),
            health: RwLock::new(Health::Ok),
            feed: watch::Sender::new(last),
            queued: AtomicUsize::new(0),
            last_batch: AtomicUsize::new(0),
            closing: AtomicBool::new(false),
            swept: Positions::default(),
        })
    }

    pub fn snapshot(&self) -> Result<Snapshot, StoreFault> {
        self.with_database(|database| Ok(Snapshot::new(database.begin_read()?)))
    }

    pub fn with_database<T>(&self, f: impl FnOnce(&Database) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        match database.as_ref() {
            Some(database) => f(database),
            None if self.closing.load(Ordering::Acquire) => Err(StoreFault::Closed),
            None => Err(StoreFault::Io("the file could not be opened again yet".into())),
        }
    }

    /// Puts another database in place and closes the one that was there.
    pub fn replace_database(&self, database: Option<Database>) {
        *self.database.write().unwrap_or_else(PoisonError::into_inner) = database;
    }

    pub fn health(&self) -> Health {
        self.health.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set_health(&self, health: Health) {
        *self.health.write().unwrap_or_else(PoisonError::into_inner) = health;
    }

    pub fn stats(&self) -> Result<Stats, TxError> {
        let snapshot = self.snapshot()?;
        let rows = TableName::ALL.iter().map(|&table| Ok((table, snapshot.table(table)?.len()?)));
        let rows = rows.collect::<Result<_, TxError>>()?;
        let bytes = std::fs::metadata(&self.path).map_err(|error| StoreFault::of_io(&error))?.len();
        let last_batch = self.last_batch.load(Ordering::Relaxed);
        Ok(Stats { rows, bytes, last_batch, queued: self.queued.load(Ordering::Relaxed) })
    }
}
