//! A disk that is really full: a small tmpfs.

use crate::{Outcome, samples, wait_until};
use deskbell_domain::id::JournalSeq;
use deskbell_domain::journal::{JournalEntry, JournalState};
use deskbell_store::{Config, Health, Read, Store, StoreFault, WriteError};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file system of 8 MiB, until it is dropped.
struct SmallDisk {
    _dir: tempfile::TempDir,
    mount: PathBuf,
}

impl SmallDisk {
    /// `None`, with the reason on standard error, where mounting is not allowed.
    fn mount() -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mount = dir.path().join("disk");
        std::fs::create_dir(&mount).unwrap();
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", "size=8m", "deskbell-test"]).arg(&mount).output();
        match done {
            Ok(done) if done.status.success() => Some(Self { _dir: dir, mount }),
            Ok(done) => skip(&String::from_utf8_lossy(&done.stderr)),
            Err(error) => skip(&error.to_string()),
        }
    }
}

#[allow(clippy::print_stderr)]
fn skip(reason: &str) -> Option<SmallDisk> {
    let reason = reason.trim();
    eprintln!("SKIPPED: a small tmpfs could not be mounted ({reason}); run as root");
    None
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let done = Command::new("umount").arg("--lazy").arg(&self.mount).status();
        assert!(done.is_ok_and(|status| status.success()), "umount {}", self.mount.display());
    }
}

fn put(store: &Store, seq: u64) -> Outcome<()> {
    store.write_blocking(move |tx| tx.put(&samples::journal(seq, JournalState::Done, vec![seq as u8; 50_000])))
}

fn assert_kept(store: &Store, acknowledged: &[u64]) {
    for &seq in acknowledged {
        let found = store.read(|s| Ok(s.get::<JournalEntry>(&JournalSeq(seq))?)).unwrap();
        assert_eq!(found.unwrap().request.body, vec![seq as u8; 50_000], "entry {seq}");
    }
}

/// Writes until the disk is full; gives the first number that was refused.
fn fill(store: &Store, acknowledged: &mut Vec<u64>, mut seq: u64) -> u64 {
    loop {
        match put(store, seq) {
            Ok(()) => acknowledged.push(seq),
            Err(error) => {
                assert_eq!(error, WriteError::Store(StoreFault::DiskFull));
                return seq;
            }
        }
        seq += 1;
    }
}

fn ballast(disk: &Path) -> PathBuf {
    let path = disk.join("ballast");
    std::fs::write(&path, vec![7u8; 3 << 20]).unwrap();
    path
}

#[test]
fn x7_a_full_disk_loses_nothing_and_heals() {
    let Some(disk) = SmallDisk::mount() else { return };
    let ballast = ballast(&disk.mount);
    let dir = disk.mount.join("workspace");
    let store = Store::open(&dir, Config::default()).unwrap();
    let mut acknowledged = Vec::new();
    let refused = fill(&store, &mut acknowledged, 1);
    assert!(refused > 10, "there was some room: {refused}");

    // Reading goes on, writing says why it does not.
    assert!(matches!(store.health(), Health::Refusing { reason } if reason.contains("disk is full")));
    assert_kept(&store, &acknowledged);
    for _ in 0..3 {
        assert_eq!(put(&store, refused), Err(WriteError::Store(StoreFault::DiskFull)));
    }
    assert_eq!(store.check(), Vec::new());

    // Room comes back; nobody has to write for the store to notice.
    std::fs::remove_file(&ballast).unwrap();
    wait_until("the store heals", || store.health() == Health::Ok);
    let mut again = refused;
    again = fill(&store, &mut acknowledged, again);
    assert!(again > refused, "writing went on");
    assert_kept(&store, &acknowledged);

    // A restart with a full disk still reads.
    drop(store);
    let store = Store::open(&dir, Config::default()).unwrap();
    assert_kept(&store, &acknowledged);
    assert_eq!(store.check(), Vec::new());
    drop(store);
}
