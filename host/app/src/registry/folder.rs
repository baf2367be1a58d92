//! The folder of installed components: `<id>/<version>+<digest>.wasm`, and
//! beside them what was uploaded and is being decided about.

use super::ledger::{Ledger, Release};
use super::lockfile::{self, LockFileError};
use bytes::Bytes;
use rustix::fs::{FlockOperation, flock};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const LEDGER: &str = "plugins.lock";
const GUARD: &str = ".lock";
const UPLOADS: &str = ".uploads";
/// Files that wait for a decision; older ones give way.
const MOST_UPLOADS: usize = 8;

/// A file of the lock is not what was installed.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    #[error("its file {} cannot be read: {source}", .file.display())]
    Read { file: PathBuf, source: io::Error },
    #[error("its file {} was changed after it was installed", .file.display())]
    Changed { file: PathBuf },
}

pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The one process that may change things here; none when another is it.
    pub fn guard(&self) -> io::Result<Option<File>> {
        self.make(&self.root)?;
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(self.root.join(GUARD))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(file)),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub fn ledger(&self) -> Result<Ledger, LockFileError> {
        lockfile::read(&self.root.join(LEDGER))
    }

    pub fn write_ledger(&self, ledger: &Ledger) -> io::Result<()> {
        replace(&self.root.join(LEDGER), lockfile::text(ledger).as_bytes())
    }

    fn file(&self, id: &str, release: &Release) -> PathBuf {
        self.root.join(id).join(format!("{}+{}.wasm", release.version, release.digest.get(..12).unwrap_or_default()))
    }

    pub fn keep(&self, id: &str, release: &Release, component: &[u8]) -> io::Result<()> {
        self.make(&self.root.join(id))?;
        replace(&self.file(id, release), component)
    }

    /// The component, exactly as it was installed.
    pub fn read(&self, id: &str, release: &Release) -> Result<Bytes, FileError> {
        let file = self.file(id, release);
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(source) => return Err(FileError::Read { file, source }),
        };
        match digest(&bytes) == release.digest {
            true => Ok(bytes.into()),
            false => Err(FileError::Changed { file }),
        }
    }

    /// Removes what no entry of the ledger names.
    pub fn sweep(&self, ledger: &Ledger) -> io::Result<()> {
        let named = |(id, entry): (&String, &super::ledger::Entry)| {
            entry.releases().map(|release| self.file(id, release)).collect::<Vec<_>>()
        };
        let kept: BTreeSet<PathBuf> = ledger.0.iter().flat_map(named).collect();
        let scratch = children(&self.root)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "tmp"));
        for file in scratch {
            fs::remove_file(file)?;
        }
        for folder in children(&self.root)?.into_iter().filter(|path| path.is_dir() && !hidden(path)) {
            for file in children(&folder)?.into_iter().filter(|file| !kept.contains(file)) {
                fs::remove_file(file)?;
            }
            // Only an empty one goes.
            let _ = fs::remove_dir(folder);
        }
        Ok(())
    }

    /// Keeps an upload until somebody decides; gives its digest.
    pub fn put_upload(&self, component: &[u8]) -> io::Result<String> {
        let folder = self.root.join(UPLOADS);
        self.make(&folder)?;
        let digest = digest(component);
        replace(&folder.join(&digest), component)?;
        let mut uploads = children(&folder)?;
        uploads.sort_by_key(|file| fs::metadata(file).and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH));
        let surplus = uploads.len().saturating_sub(MOST_UPLOADS);
        uploads.iter().take(surplus).try_for_each(fs::remove_file)?;
        Ok(digest)
    }

    pub fn upload(&self, digest: &str) -> io::Result<Option<Bytes>> {
        if !is_digest(digest) {
            return Ok(None);
        }
        match fs::read(self.root.join(UPLOADS).join(digest)) {
            Ok(bytes) => Ok((self::digest(&bytes) == digest).then(|| bytes.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub fn forget_upload(&self, digest: &str) {
        // One that stays gives way to newer ones.
        let _ = fs::remove_file(self.root.join(UPLOADS).join(digest));
    }

    fn make(&self, folder: &Path) -> io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
    }
}

pub(super) fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

pub(super) fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn children(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
}

/// Whoever reads meanwhile, and whoever starts after a power cut, finds the old
/// file or the new one.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = file.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let scratch = folder.join(format!(".{:032x}.tmp", rand::random::<u128>()));
    let mut fresh = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&scratch)?;
    let written = fresh.write_all(bytes).and_then(|()| fresh.sync_all()).and_then(|()| fs::rename(&scratch, file));
    if written.is_err() {
        let _ = fs::remove_file(&scratch);
    }
    written.and_then(|()| File::open(folder)?.sync_all())
}
