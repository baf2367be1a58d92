//! `check` finds what is wrong, and nothing else.

use crate::{open, samples, write};
use deskbell_store::TableName;
use redb::{Database, TableDefinition, WriteTransaction};
use std::path::Path;

/// Changes the file behind the store's back.
fn tamper(dir: &Path, change: impl FnOnce(&WriteTransaction)) {
    let database = Database::open(dir.join("store.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    change(&transaction);
    transaction.commit().unwrap();
}

fn table(name: &'static str) -> TableDefinition<'static, &'static [u8], &'static [u8]> {
    TableDefinition::new(name)
}

fn findings_after(change: impl FnOnce(&WriteTransaction)) -> Vec<(TableName, String)> {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, samples::put_everything);
    assert_eq!(store.check(), Vec::new());
    drop(store);
    tamper(dir.path(), change);
    open(dir.path()).check().into_iter().map(|finding| (finding.table, finding.problem)).collect()
}

#[test]
fn s0_2_a_value_that_does_not_decode_is_found() {
    let found = findings_after(|tx| {
        tx.open_table(table("canned")).unwrap().insert(b"hi\0\x01".as_slice(), b"\x01garbage".as_slice()).unwrap();
    });
    let [(TableName::Canned, problem)] = found.as_slice() else { panic!("{found:?}") };
    assert!(problem.contains("not readable"), "{problem}");
}

#[test]
fn s0_2_a_missing_index_row_is_found() {
    let found = findings_after(|tx| {
        tx.open_table(table("user.by-login")).unwrap().remove(b"bea\0\x01".as_slice()).unwrap();
    });
    assert_eq!(found, [(TableName::User, "its row of user.by-login is missing".into())]);
}

#[test]
fn s0_2_index_rows_that_lead_nowhere_are_found() {
    let found = findings_after(|tx| {
        tx.open_table(table("journal.dead")).unwrap().insert([1, 77].as_slice(), [].as_slice()).unwrap();
        tx.open_table(table("journal.dead")).unwrap().insert([1, 10].as_slice(), [].as_slice()).unwrap();
        tx.open_table(table("fetch.due")).unwrap().insert([0xff].as_slice(), [].as_slice()).unwrap();
    });
    let mut problems: Vec<_> = found.iter().map(|(table, problem)| format!("{table}: {problem}")).collect();
    problems.sort();
    assert_eq!(
        problems,
        [
            "fetch.due: its key is not readable",
            "journal.dead: its record does not ask for it",
            "journal.dead: its record is missing",
        ]
    );
}

#[test]
fn s0_2_a_record_under_a_foreign_key_is_found() {
    let found = findings_after(|tx| {
        let mut cards = tx.open_table(table("canned")).unwrap();
        use redb::ReadableTable;
        let value = cards.get(b"hi\0\x01".as_slice()).unwrap().unwrap().value().to_vec();
        cards.insert(b"ho\0\x01".as_slice(), value.as_slice()).unwrap();
    });
    assert_eq!(found, [(TableName::Canned, "it stands under the key of another record".into())]);
}
