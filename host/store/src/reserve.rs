//! A little disk space kept aside.
//!
//! redb stops working when a write fails and must be opened again, which writes.
//! On a full disk that would take reading away as well. So a small file waits
//! beside the store: it is given up when the disk is full, and the store takes
//! writes again when there is room to put it back.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(crate) struct Reserve {
    path: PathBuf,
}

/// Enough for what redb writes to recover a file of many gigabytes.
const BYTES: usize = 1 << 20;

impl Reserve {
    pub fn beside(store: &Path) -> Self {
        Self { path: store.with_extension("reserve") }
    }

    /// Makes sure that the space is set aside.
    pub fn take(&self) -> io::Result<()> {
        if fs::metadata(&self.path).is_ok_and(|file| file.len() == BYTES as u64) {
            return Ok(());
        }
        let written = self.write();
        if written.is_err() {
            self.give();
        }
        written
    }

    /// Bytes that no file system can compress away.
    fn write(&self) -> io::Result<()> {
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let bytes: Vec<u8> = (0..BYTES)
            .map(|_| {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                seed as u8
            })
            .collect();
        let mut file = File::create(&self.path)?;
        file.write_all(&bytes)?;
        file.sync_all()
    }

    /// Frees the space. Nothing more can be done when that fails.
    pub fn give(&self) {
        if let Err(error) = fs::remove_file(&self.path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "could not free the store's reserve");
        }
    }
}
