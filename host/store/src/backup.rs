//! A copy of the store while it works, and the way back.

use crate::error::{ReadError, StoreFault, TxError};
use crate::file::{self, OpenError};
use crate::migrations::{self, State};
use crate::range::RowRange;
use crate::read::rows::{Flow, Rows};
use crate::read::{Snapshot, raw};
use crate::store::Store;
use crate::tables::TableName;
use redb::{Database, ReadableDatabase};
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a backup holds; the checksum is over names, keys and values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    pub rows: u64,
    pub bytes: u64,
    pub sha256: String,
}

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("back up to `{}`: the file is there already; choose another name", .path.display())]
    Exists { path: PathBuf },
    #[error("back up to `{}`: {problem}", .path.display())]
    Write { path: PathBuf, problem: String },
    #[error("back up to `{}`: the copy differs from the store; check the disk and try again", .path.display())]
    Differs { path: PathBuf },
    #[error("back up: the store could not be read: {0}")]
    Read(#[from] TxError),
}

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("restore to `{}`: a running deskbell uses this store; stop it first", .path.display())]
    InUse { path: PathBuf },
    #[error("restore from `{}`: not a usable backup ({problem}); choose another one", .path.display())]
    Unusable { path: PathBuf, problem: String },
    #[error("restore to `{}`: {problem}", .path.display())]
    Io { path: PathBuf, problem: String },
}

/// Backups pass through; they need no large cache.
const CACHE_BYTES: usize = 8 << 20;

impl Store {
    /// Writes a compact, consistent copy to the new file `to` while readers and
    /// writers go on, and reads it again to compare. Blocks until it is done.
    pub fn backup(&self, to: &Path) -> Result<BackupReport, BackupError> {
        if to.exists() {
            return Err(BackupError::Exists { path: to.to_owned() });
        }
        let partial = with_ending(to, ".partial");
        let report = self.snapshot().map_err(TxError::from).map_err(BackupError::from);
        let report = report.and_then(|snapshot| write_copy(&snapshot, &partial, to));
        if report.is_err() {
            // Left behind it would only take room; the error is already known.
            let _ = fs::remove_file(&partial);
        }
        report
    }

    /// Puts a backup in the place of the workspace's store. The file that was
    /// there is kept beside it. Refused while a deskbell uses it. The store says
    /// that it was restored until [`crate::Tx::restore_noticed`].
    pub fn restore(backup: &Path, dir: &Path) -> Result<(), RestoreError> {
        let store = file::path_in(dir);
        let failed = |error: io::Error| RestoreError::Io { path: store.clone(), problem: error.to_string() };
        fs::create_dir_all(dir).map_err(failed)?;
        // Held until the end, so that nobody opens the old file meanwhile.
        let _old = match file::open_existing(&store, CACHE_BYTES) {
            Err(OpenError::Locked { path }) => return Err(RestoreError::InUse { path }),
            opened => opened.ok(),
        };
        let copy = with_ending(&store, ".restoring");
        let marked = check_copy(backup, &copy).and_then(|()| mark_restored(&copy));
        let replaced = marked.and_then(|()| replace(&store, &copy).map_err(failed));
        if replaced.is_err() {
            let _ = fs::remove_file(&copy);
        }
        replaced
    }
}

impl Store {
    /// Whether this is a backup that was put back and not yet dealt with.
    pub fn restored(&self) -> Result<bool, ReadError> {
        Ok(self.snapshot()?.value(TableName::Meta, migrations::RESTORED_KEY, |_| ()).map(|found| found.is_some())?)
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

fn write_copy(snapshot: &Snapshot, partial: &Path, to: &Path) -> Result<BackupReport, BackupError> {
    let failed = |problem: String| BackupError::Write { path: to.to_owned(), problem };
    let written = (|| {
        // Of a backup that was interrupted.
        fs::remove_file(partial)
            .or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
        let mut database = Database::builder().set_cache_size(CACHE_BYTES).create(partial).map_err(to_io)?;
        let summary = copy_rows(snapshot, &database).map_err(to_io)?;
        database.compact().map_err(to_io)?;
        database.close().map_err(to_io)?;
        fs::File::open(partial)?.sync_all()?;
        Ok::<_, io::Error>(summary)
    })();
    let summary = written.map_err(|error| failed(error.to_string()))?;
    let read = read_again(partial).map_err(|fault| failed(fault.to_string()))?;
    if read != summary {
        return Err(BackupError::Differs { path: to.to_owned() });
    }
    let bytes = fs::metadata(partial).map_err(|error| failed(error.to_string()))?.len();
    migrations::rename(partial, to).map_err(|error| failed(error.to_string()))?;
    Ok(BackupReport { rows: summary.rows, bytes, sha256: summary.sha256 })
}

fn to_io(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::other(error)
}

#[derive(Debug, PartialEq, Eq)]
struct Summary {
    rows: u64,
    sha256: String,
}

/// Rows come in key order, which is also the cheapest order to write them in.
fn copy_rows(snapshot: &Snapshot, database: &Database) -> Result<Summary, TxError> {
    let transaction = database.begin_write()?;
    let summary = {
        let mut sum = Sum::default();
        for &name in TableName::ALL {
            let mut table = transaction.open_table(raw(name))?;
            sum.table(name);
            snapshot.walk(name, &RowRange::everything(), &mut |key, value| {
                sum.row(key, value);
                table.insert(key, value)?;
                Ok(Flow::On)
            })?;
        }
        sum.summary()
    };
    transaction.commit()?;
    Ok(summary)
}

fn read_again(path: &Path) -> Result<Summary, TxError> {
    let database = Database::builder().set_cache_size(CACHE_BYTES).open_read_only(path)?;
    let snapshot = Snapshot::new(database.begin_read()?);
    let mut sum = Sum::default();
    for &name in TableName::ALL {
        sum.table(name);
        snapshot.walk(name, &RowRange::everything(), &mut |key, value| {
            sum.row(key, value);
            Ok(Flow::On)
        })?;
    }
    Ok(sum.summary())
}

#[derive(Default)]
struct Sum {
    rows: u64,
    sha256: Sha256,
}

impl Sum {
    fn table(&mut self, name: TableName) {
        self.part(name.as_str().as_bytes());
    }

    fn row(&mut self, key: &[u8], value: &[u8]) {
        self.rows += 1;
        self.part(key);
        self.part(value);
    }

    /// With its length, so that no two contents give the same bytes.
    fn part(&mut self, bytes: &[u8]) {
        self.sha256.update((bytes.len() as u64).to_be_bytes());
        self.sha256.update(bytes);
    }

    fn summary(self) -> Summary {
        Summary { rows: self.rows, sha256: hex::encode(self.sha256.finalize()) }
    }
}

/// Copies the backup and looks at every page before anything is replaced.
fn check_copy(backup: &Path, copy: &Path) -> Result<(), RestoreError> {
    let unusable = |problem: String| RestoreError::Unusable { path: backup.to_owned(), problem };
    migrations::copy_file(backup, copy).map_err(|error| unusable(error.to_string()))?;
    let database = file::open_checked(copy, CACHE_BYTES).map_err(|error| unusable(problem_of(error)))?;
    match migrations::state(&database).map_err(|fault: StoreFault| unusable(fault.to_string()))? {
        State::Schema(found) if found <= migrations::latest(migrations::LIST) => Ok(()),
        State::Schema(found) => Err(unusable(format!("a newer deskbell wrote it, schema {found}"))),
        State::Empty | State::Foreign => Err(unusable("it is not a store of deskbell".into())),
    }
}

/// What happened after the backup was made is not in it: whoever opens it next
/// must know.
fn mark_restored(copy: &Path) -> Result<(), RestoreError> {
    let failed = |problem: String| RestoreError::Io { path: copy.to_owned(), problem };
    let database = file::open_existing(copy, CACHE_BYTES).map_err(|error| failed(problem_of(error)))?;
    migrations::mark_restored(&database).map_err(|fault| failed(fault.to_string()))
}

fn problem_of(error: OpenError) -> String {
    match error {
        OpenError::Damaged { problem, .. } => problem,
        other => other.to_string(),
    }
}

fn replace(store: &Path, copy: &Path) -> io::Result<()> {
    if store.exists() {
        let kept =
            (1..).map(|number| with_ending(store, &format!(".before-restore-{number}"))).find(|path| !path.exists());
        migrations::rename(store, &kept.expect("numbers do not run out"))?;
    }
    migrations::rename(copy, store)
}
