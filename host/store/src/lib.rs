//! The store remembers: one file a workspace, one writer, many readers.
//!
//! Reading order: [`tables`] says what is kept; [`record`], [`key`], [`value`]
//! and [`range`] how; [`read`] and [`tx`] what a caller does with it; `overlay`
//! and `writer` how many jobs become one commit; `file`, [`migrations`],
//! [`backup`], [`sweep`] and [`check`] keep the file.

pub mod key;
mod value;

pub mod range;
pub mod record;
pub mod records;
pub mod tables;

mod error;
mod merge;
mod overlay;
pub mod read;
pub mod tx;

mod feed;
mod metrics;
mod reserve;
mod shared;
mod writer;

mod file;
mod migrations;
mod store;

mod backup;
mod check;
mod sweep;

pub use backup::{BackupError, BackupReport, RestoreError};
pub use check::Finding;
pub use error::{DecodeError, ReadError, StoreFault, TxError, WriteError};
pub use feed::FeedSlice;
pub use file::OpenError;
pub use range::{Range, Scan};
pub use read::{Read, Snapshot};
pub use record::{Index, IndexTable, Indexes, Ordered, Record, Sequence, Unique};
pub use records::{
    Blob, ChannelSecret, Cursor, DedupeKey, HistoryMark, MessageRef, Notice, OnceKey, Parked, ParkedChange, ParkedSeq,
    PluginKv, RemoteId, RulePack, Seen, Tombstone,
};
pub use shared::{Health, Stats};
pub use store::{Config, Store};
pub use sweep::{SweepLimits, SweepReport};
pub use tables::{
    ByActivity, ByAddress, ByChannelContact, ByContact, ByHash, ByHookToken, ByLogin, ByOrigin, ByState, ByUser, Dead,
    Due, OpenByConversation, OpenByDue, Pending, TableName, decode_any,
};
pub use tx::Tx;
