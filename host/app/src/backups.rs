//! Copies of a workspace's store, made while it works.

use crate::error::AppError;
use crate::workspace::Workspace;
use deskbell_store::BackupReport;
use jiff::Timestamp;
use std::io;
use std::path::{Path, PathBuf};

/// Older copies give way, so that a daily backup cannot fill the disk.
const KEPT: usize = 7;
/// Sorts by age; the host's clock is in UTC.
const NAME: &str = "store-%Y%m%dT%H%M%S%.3fZ.redb";

/// A verified copy of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub at: Timestamp,
    /// In the workspace's folder on the server.
    pub file: PathBuf,
    pub report: BackupReport,
}

impl Workspace {
    /// Copies the store into the workspace's `backups` folder and compares the
    /// copy with it. Nobody waits meanwhile.
    pub async fn backup(&self) -> Result<Backup, AppError> {
        let Ok(turn) = self.inner.backup.try_acquire() else {
            return Err(AppError::conflict("backup-runs", "a backup of this workspace is being made; wait for it"));
        };
        let (store, at) = (self.inner.store.clone(), self.inner.clock.now());
        let folder = self.inner.folder.join("backups");
        let file = folder.join(at.strftime(NAME).to_string());
        let target = file.clone();
        let work = tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(&folder).map_err(|error| unavailable(&error))?;
            let report = store.backup(&target).map_err(|error| unavailable(&error))?;
            forget_old(&folder).map_err(|error| unavailable(&error))?;
            Ok(report)
        });
        let report = work.await.map_err(|_| AppError::Internal)?;
        drop(turn);
        report.map(|report| Backup { at, file, report })
    }
}

fn unavailable(error: &impl ToString) -> AppError {
    AppError::Unavailable { detail: error.to_string() }
}

fn forget_old(folder: &Path) -> io::Result<()> {
    let mut copies: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .filter(|path| path.as_ref().is_ok_and(|path| is_copy(path)) || path.is_err())
        .collect::<io::Result<_>>()?;
    copies.sort_unstable();
    let old = copies.len().saturating_sub(KEPT);
    copies.into_iter().take(old).try_for_each(std::fs::remove_file)
}

fn is_copy(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("store-") && name.ends_with("Z.redb")
}
