//! What can go wrong, said so that the caller knows what to do.

use crate::tables::TableName;
use std::io;

/// The store could not do it; nothing was committed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    #[error("the disk is full; free some space and the store goes on by itself")]
    DiskFull,
    #[error("the store is closed")]
    Closed,
    #[error("too many writes are waiting; try again shortly")]
    Busy,
    #[error("a write job stopped with a panic; nothing of it was kept")]
    Panicked,
    #[error("the store could not read or write its file: {0}")]
    Io(String),
}

/// Why a transaction could not read or write a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TxError {
    #[error("another record has this key in {index}")]
    Unique { index: TableName },
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error("{table} could not be encoded: {reason}")]
    Encode { table: TableName, reason: String },
    #[error("a row of {index} points to no record; run `deskbell doctor`")]
    Dangling { index: TableName },
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// A stored value that is not what its table holds. Says no more: values are
/// personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("there is no table {0:?}")]
    NoTable(String),
    #[error("a value of {0} is empty")]
    Empty(TableName),
    #[error("a value of {table} has version {found}, this deskbell knows {known}")]
    Version { table: TableName, found: u8, known: u8 },
    #[error("a value of {table} is not readable: {problem}")]
    Shape { table: TableName, problem: &'static str },
}

/// Why a read did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Tx(#[from] TxError),
}

impl From<StoreFault> for ReadError {
    fn from(fault: StoreFault) -> Self {
        Self::Tx(TxError::Store(fault))
    }
}

/// Why a write was not committed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError<E> {
    /// The job itself refused; nothing of it was kept.
    #[error("{0}")]
    Job(E),
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl StoreFault {
    pub(crate) fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error.to_string()),
        }
    }
}

impl From<redb::Error> for StoreFault {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Io(io) => Self::of_io(&io),
            redb::Error::DatabaseClosed => Self::Closed,
            other => Self::Io(other.to_string()),
        }
    }
}

macro_rules! faults_of_redb {
    ($($error:ident),*) => {$(
        impl From<redb::$error> for StoreFault {
            fn from(error: redb::$error) -> Self {
                redb::Error::from(error).into()
            }
        }

        impl From<redb::$error> for TxError {
            fn from(error: redb::$error) -> Self {
                Self::Store(error.into())
            }
        }
    )*};
}

faults_of_redb!(StorageError, TableError, TransactionError, CommitError, DatabaseError);
