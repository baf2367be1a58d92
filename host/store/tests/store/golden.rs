//! What is stored stays readable: the bytes of every kind of record, and the
//! store files of every release.
//!
//! `INSTA_UPDATE=always UPDATE_GOLDEN=1 cargo test -p deskbell-store golden` writes
//! them anew. A changed byte needs a default or a migration with it.

use crate::{open, samples, write};
use deskbell_store::{Range, Read, Seen, TableName, decode_any};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name)
}

/// Tables, keys and values as they lie in the file.
fn stored(file: &Path) -> Vec<(TableName, Vec<u8>, Vec<u8>)> {
    let database = Database::open(file).unwrap();
    let transaction = database.begin_read().unwrap();
    let mut rows = Vec::new();
    for &name in TableName::ALL {
        let table = transaction.open_table(TableDefinition::<&[u8], &[u8]>::new(name.as_str())).unwrap();
        for row in ReadableTable::iter(&table).unwrap() {
            let (key, value) = row.unwrap();
            rows.push((name, key.value().to_vec(), value.value().to_vec()));
        }
    }
    rows
}

#[test]
fn stored_bytes_stay_as_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, samples::put_everything);
    drop(store);
    let rows = stored(&dir.path().join("store.redb"));
    let empty: Vec<_> = TableName::ALL.iter().filter(|table| !rows.iter().any(|row| row.0 == **table)).collect();
    assert!(empty.is_empty(), "no sample of {empty:?}");
    let mut text = String::new();
    for (table, key, value) in rows {
        writeln!(text, "{table}\n  {}\n  {}", key.escape_ascii(), value.escape_ascii()).unwrap();
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(golden(""));
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("values", text));
}

#[test]
fn s0_2_every_released_store_file_opens() {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        write(&store, samples::put_everything);
        let _ = std::fs::remove_file(golden("store-1.redb"));
        store.backup(&golden("store-1.redb")).unwrap();
    }
    let fresh = tempfile::tempdir().unwrap();
    let expected = open(fresh.path());
    write(&expected, samples::put_everything);
    let expected = expected.read(|s| Ok(samples::read_everything(s)?)).unwrap();

    let dir = tempfile::tempdir().unwrap();
    std::fs::copy(golden("store-1.redb"), dir.path().join("store.redb")).unwrap();
    let store = open(dir.path());
    assert_eq!(store.read(|s| Ok(samples::read_everything(s)?)).unwrap(), expected);
    assert_eq!(store.check(), Vec::new());
    write(&store, |tx| tx.put(&samples::message(2, 99, "still writable")));
}

/// Strangers' bytes in a file must never stop the program.
#[test]
fn any_bytes_can_be_asked_about() {
    use proptest::prelude::*;
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, samples::put_everything);
    drop(store);
    let mut rows = stored(&dir.path().join("store.redb"));
    // Index rows and bookkeeping are not records.
    rows.retain(|(table, _, value)| decode_any(table.as_str(), value).is_ok());
    let cuts = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5);
    let case = (prop::sample::select(rows), cuts, any::<bool>());
    let mut runner = proptest::test_runner::TestRunner::default();
    let outcome = runner.run(&case, |((table, _, mut bytes), cuts, shorten)| {
        for (index, byte) in cuts {
            let place = index.index(bytes.len());
            bytes[place] = byte;
            if shorten && place > 0 {
                bytes.truncate(place);
            }
        }
        let _ = decode_any(table.as_str(), &bytes);
        let mut nested = vec![1];
        nested.extend([0x91; 4000]);
        prop_assert!(decode_any(table.as_str(), &nested).is_err());
        Ok(())
    });
    outcome.unwrap();
    assert!(decode_any("no-such-table", &[]).is_err());
}

/// The smallest and the largest digest survive the encoding.
#[test]
fn dedupe_keys_come_back_whole() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for key in ["", "a", "wamid.1", "wamid.2", "wamid.3", "wamid.4"] {
        write(&store, move |tx| tx.put(&samples::seen(key, samples::at(0))));
    }
    let all = store.read(|s| Ok(s.scan::<Seen>(Range::prefix(&samples::channel()))?)).unwrap();
    assert_eq!(all.len(), 6);
}
