//! Opening the file, whatever state it is in.

use crate::error::StoreFault;
use crate::migrations::{self, LIST};
use redb::{Database, DatabaseError, StorageError};
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Why a workspace's store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("open store `{}`: another process uses it; stop that one first", .path.display())]
    Locked { path: PathBuf },
    #[error("open store `{}`: the file is damaged ({problem}); bring a backup back with `deskbell restore`", .path.display())]
    Damaged { path: PathBuf, problem: String },
    #[error("open store `{}`: this is not a store of deskbell; move the file away, or bring a backup back with `deskbell restore`", .path.display())]
    Foreign { path: PathBuf },
    #[error(
        "open store `{}`: a newer deskbell wrote it (schema {found}, this one knows up to {known}); install the newer deskbell, or bring an older backup back with `deskbell restore`",
        .path.display()
    )]
    Newer { path: PathBuf, found: u64, known: u64 },
    #[error("open store `{}`: migration to schema {to} failed and was undone ({problem}); install the deskbell that you had before and report this", .path.display())]
    Migration { path: PathBuf, to: u64, problem: String },
    #[error("open store `{}`: {fault}", .path.display())]
    Fault { path: PathBuf, fault: StoreFault },
}

impl OpenError {
    pub(crate) fn io(path: &Path, error: &io::Error) -> Self {
        Self::Fault { path: path.to_owned(), fault: StoreFault::of_io(error) }
    }
}

pub(crate) fn path_in(dir: &Path) -> PathBuf {
    dir.join("store.redb")
}

/// Opens or creates the store of a workspace and brings it up to date.
pub(crate) fn open(dir: &Path, cache_bytes: usize) -> Result<Database, OpenError> {
    let path = path_in(dir);
    fs::create_dir_all(dir).map_err(|error| OpenError::io(&path, &error))?;
    refuse_emptied(&path)?;
    careful(&path, || {
        let database = builder(cache_bytes).create(&path).map_err(|error| refused(&path, error))?;
        migrations::bring_up_to_date(database, &path, cache_bytes, LIST)
    })
}

pub(crate) fn open_existing(path: &Path, cache_bytes: usize) -> Result<Database, OpenError> {
    careful(path, || builder(cache_bytes).open(path).map_err(|error| refused(path, error)))
}

/// As `open_existing`, and every page's checksum is looked at.
pub(crate) fn open_checked(path: &Path, cache_bytes: usize) -> Result<Database, OpenError> {
    let mut builder = builder(cache_bytes);
    builder.set_check_integrity_on_open(true);
    careful(path, || builder.open(path).map_err(|error| refused(path, error)))
}

fn builder(cache_bytes: usize) -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(cache_bytes);
    builder
}

/// An empty file is how a new store begins, so redb would quietly start one.
/// Beside a reserve it is what is left of an old one.
fn refuse_emptied(path: &Path) -> Result<(), OpenError> {
    let emptied = fs::metadata(path).is_ok_and(|file| file.len() == 0);
    if emptied && path.with_extension("reserve").exists() {
        return Err(OpenError::Damaged { path: path.to_owned(), problem: "it is empty".into() });
    }
    Ok(())
}

/// redb trusts a file that was closed cleanly and may panic when somebody else
/// changed it.
fn careful<T>(path: &Path, open: impl FnOnce() -> Result<T, OpenError>) -> Result<T, OpenError> {
    catch_unwind(AssertUnwindSafe(open)).unwrap_or_else(|_| {
        Err(OpenError::Damaged { path: path.to_owned(), problem: "its pages do not fit together".into() })
    })
}

pub(crate) fn refused(path: &Path, error: DatabaseError) -> OpenError {
    let path = path.to_owned();
    match error {
        DatabaseError::DatabaseAlreadyOpen => OpenError::Locked { path },
        DatabaseError::Storage(StorageError::Io(error)) if !is_damage(&error) => {
            OpenError::Fault { path, fault: StoreFault::of_io(&error) }
        }
        error => OpenError::Damaged { path, problem: error.to_string() },
    }
}

/// What redb says of bytes that are not its own, or not there.
fn is_damage(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}
