//! Files that are not what they should be are refused with words that help.

use crate::{open, samples, write};
use deskbell_store::{Config, OpenError, Store};
use redb::{Database, TableDefinition};
use std::path::Path;

fn refused(dir: &Path) -> OpenError {
    let error = Store::open(dir, Config::default()).unwrap_err();
    assert!(error.to_string().contains("store.redb"), "names the file: {error}");
    error
}

fn good_file() -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, samples::put_everything);
    for conversation in 1..200 {
        write(&store, move |tx| tx.put(&samples::message(conversation, 1, &"x".repeat(3000))));
    }
    drop(store);
    std::fs::read(dir.path().join("store.redb")).unwrap()
}

#[test]
fn s0_2_garbage_is_refused() {
    for garbage in [b"garbage".to_vec(), vec![0; 5000], vec![0xA5; 1 << 20]] {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("store.redb"), garbage).unwrap();
        let error = refused(dir.path());
        assert!(error.to_string().contains("deskbell restore"), "{error}");
    }
}

#[test]
fn s0_2_truncated_files_are_refused() {
    let good = good_file();
    for length in [1, 100, 4096, 5000, good.len() / 4, good.len() / 2, good.len() - 4096, good.len() - 1] {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("store.redb"), &good[..length]).unwrap();
        let error = refused(dir.path());
        assert!(matches!(error, OpenError::Damaged { .. }), "{length}: {error}");
        assert!(error.to_string().contains("deskbell restore"), "{error}");
    }
}

#[test]
fn s0_2_an_emptied_store_does_not_begin_anew() {
    let dir = tempfile::tempdir().unwrap();
    write(&open(dir.path()), samples::put_everything);
    std::fs::write(dir.path().join("store.redb"), b"").unwrap();
    assert!(matches!(refused(dir.path()), OpenError::Damaged { .. }));
}

/// Whatever single bytes are wrong: an error, or a store that can still be
/// asked; never a panic that leaves `open` or `check`.
#[test]
fn s0_2_flipped_bytes_never_end_the_program() {
    let good = good_file();
    let step = (good.len() / 60).max(1) | 1;
    let mut noticed = 0;
    for place in (0..good.len()).step_by(step) {
        let dir = tempfile::tempdir().unwrap();
        let mut bytes = good.clone();
        for byte in bytes.iter_mut().skip(place).take(64) {
            *byte ^= 0xff;
        }
        std::fs::write(dir.path().join("store.redb"), bytes).unwrap();
        match Store::open(dir.path(), Config::default()) {
            Ok(store) => noticed += usize::from(!store.check().is_empty()),
            Err(_) => noticed += 1,
        }
    }
    assert!(noticed > 0, "some of it must have hit something");
}

#[test]
fn s0_2_another_programs_file_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let database = Database::create(dir.path().join("store.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction.open_table(TableDefinition::<u64, u64>::new("numbers")).unwrap().insert(1, 2).unwrap();
    transaction.commit().unwrap();
    drop(database);
    assert!(matches!(refused(dir.path()), OpenError::Foreign { .. }));
}

#[test]
fn s0_2_a_store_in_use_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let error = refused(dir.path());
    assert!(matches!(error, OpenError::Locked { .. }), "{error}");
    drop(store);
    open(dir.path());
}

#[test]
fn s0_2_a_newer_store_is_refused_with_both_numbers() {
    let dir = tempfile::tempdir().unwrap();
    write(&open(dir.path()), samples::put_everything);
    let database = Database::open(dir.path().join("store.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    let meta = TableDefinition::<&[u8], &[u8]>::new("meta");
    let newer = 41u64.to_be_bytes();
    transaction.open_table(meta).unwrap().insert(b"schema".as_slice(), newer.as_slice()).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let error = refused(dir.path());
    assert!(matches!(error, OpenError::Newer { found: 41, known: 1, .. }), "{error}");
    assert!(error.to_string().contains("install the newer deskbell"), "{error}");
}
