//! Copies of a store at work, and the way back.

use crate::{open, samples, wait_until, write};
use deskbell_domain::conversation::Conversation;
use deskbell_domain::id::MessageId;
use deskbell_domain::message::Message;
use deskbell_store::{BackupError, Range, Read, RestoreError, Store, StoreFault, WriteError};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// Writes until it is told to stop; every commit keeps message and conversation
/// in step, which a torn copy would show.
struct Busy {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<u64>,
}

impl Busy {
    fn with(store: &Store) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (store, stopped) = (store.clone(), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            let mut written = 0;
            while !stopped.load(Ordering::Relaxed) {
                let outcome = store.write_blocking(|tx| {
                    let id: MessageId = tx.next_id()?;
                    tx.put(&samples::message(1, id.0, &"x".repeat(500)))?;
                    tx.put(&Conversation {
                        unread: id.0 as u32,
                        ..samples::conversation(1, 1, samples::at(id.0 as i64))
                    })
                });
                match outcome {
                    Ok(()) => written += 1,
                    Err(WriteError::Store(StoreFault::Closed)) => break,
                    Err(error) => panic!("{error}"),
                }
            }
            written
        });
        Self { stop, thread }
    }

    fn stop(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

fn in_step(store: &Store) -> u64 {
    let (count, unread) = store
        .read(|s| {
            let messages = s.scan::<Message>(Range::all().limit(1_000_000))?;
            let conversations = s.scan::<Conversation>(Range::all())?;
            Ok((messages.len() as u64, conversations.first().map_or(0, |c| u64::from(c.unread))))
        })
        .unwrap();
    assert_eq!(count, unread, "messages and conversation are of one moment");
    assert_eq!(store.check(), Vec::new());
    count
}

fn after(store: &Store, commits: u64) {
    let goal = store.feed().borrow().0 + commits;
    wait_until("the writer goes on", || store.feed().borrow().0 >= goal);
}

#[test]
fn s6_1_a_backup_under_load_is_of_one_moment_and_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let (live, copy) = (dir.path().join("live"), dir.path().join("copy.redb"));
    let store = open(&live);
    let busy = Busy::with(&store);
    after(&store, 50);
    let report = store.backup(&copy).unwrap();
    after(&store, 50);
    assert!(report.rows > 100);
    assert_eq!(report.bytes, std::fs::metadata(&copy).unwrap().len());
    assert!(matches!(store.backup(&copy), Err(BackupError::Exists { .. })));

    // Not while somebody writes to it.
    assert!(matches!(Store::restore(&copy, &live), Err(RestoreError::InUse { .. })));
    let written = busy.stop();
    assert_eq!(in_step(&store), written);
    drop(store);

    Store::restore(&copy, &live).unwrap();
    let restored = open(&live);
    let kept = in_step(&restored);
    assert!((50..written).contains(&kept), "{kept} of {written}");
    write(&restored, |tx| tx.put(&samples::contact(1, &[])));
    drop(restored);

    // The replaced file is still there.
    let replaced = tempfile::tempdir().unwrap();
    std::fs::rename(live.join("store.redb.before-restore-1"), replaced.path().join("store.redb")).unwrap();
    assert_eq!(in_step(&open(replaced.path())), written);
    // And nothing half-done lies about.
    let mut files: Vec<_> = std::fs::read_dir(&live).unwrap().map(|f| f.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["store.redb", "store.reserve"]);
}

#[test]
fn s6_1_a_restore_to_an_empty_place_needs_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let (copy, fresh) = (dir.path().join("copy.redb"), dir.path().join("new/workspace"));
    let store = open(&dir.path().join("live"));
    write(&store, samples::put_everything);
    let all = store.read(|s| Ok(samples::read_everything(s)?)).unwrap();
    store.backup(&copy).unwrap();
    Store::restore(&copy, &fresh).unwrap();
    assert_eq!(open(&fresh).read(|s| Ok(samples::read_everything(s)?)).unwrap(), all);
}

#[test]
fn s6_1_a_bad_backup_replaces_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (live, copy) = (dir.path().join("live"), dir.path().join("copy.redb"));
    let store = open(&live);
    write(&store, samples::put_everything);
    store.backup(&copy).unwrap();
    drop(store);
    let check = |bytes: &[u8]| {
        let bad = dir.path().join("bad.redb");
        std::fs::write(&bad, bytes).unwrap();
        let refused = Store::restore(&bad, &live).unwrap_err();
        assert!(matches!(refused, RestoreError::Unusable { .. }), "{refused}");
        assert!(refused.to_string().contains("bad.redb"), "{refused}");
        assert!(
            open(&live)
                .read(|s| Ok(s.get::<Conversation>(&deskbell_domain::id::ConversationId(2))?))
                .unwrap()
                .is_some()
        );
    };
    let good = std::fs::read(&copy).unwrap();
    check(b"");
    check(b"not a store");
    check(&good[..good.len() / 2]);
    check(&flipped(&good));
    let missing = Store::restore(Path::new("/nowhere/copy.redb"), &live).unwrap_err();
    assert!(matches!(missing, RestoreError::Unusable { .. }), "{missing}");
}

/// One byte changed in the text of a message.
fn flipped(file: &[u8]) -> Vec<u8> {
    let mut bytes = file.to_vec();
    let text = b"Is it ready?";
    let place = bytes.windows(text.len()).position(|window| window == text).unwrap();
    bytes[place] ^= 1;
    bytes
}
