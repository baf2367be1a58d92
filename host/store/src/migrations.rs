//! From the schema of a file to the schema of this program.
//!
//! A schema number stands for the set of tables and the shape of their values.
//! Added optional fields and added tables need no number.

use crate::error::StoreFault;
use crate::file::{self, OpenError};
use crate::read::{number, raw};
use crate::tables::TableName;
use redb::{Database, ReadableDatabase, ReadableTable, TableError, WriteTransaction};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One step. `run` sees the file at schema `to - 1`.
pub(crate) struct Migration {
    pub to: u64,
    pub run: fn(&WriteTransaction) -> Result<(), StoreFault>,
}

/// Schema 1 is the first; it is what `create` makes.
pub(crate) const LIST: &[Migration] = &[];

const FIRST: u64 = 1;
const FORMAT_KEY: &[u8] = b"format";
const FORMAT: &[u8] = b"deskbell-store";
const SCHEMA_KEY: &[u8] = b"schema";
/// There while the file is a backup that nobody has opened since.
pub(crate) const RESTORED_KEY: &[u8] = b"restored";

pub(crate) fn latest(list: &[Migration]) -> u64 {
    list.last().map_or(FIRST, |last| last.to)
}

pub(crate) enum State {
    Empty,
    Foreign,
    Schema(u64),
}

/// Creates, migrates or refuses.
pub(crate) fn bring_up_to_date(
    database: Database,
    path: &Path,
    cache_bytes: usize,
    list: &[Migration],
) -> Result<Database, OpenError> {
    let fault = |fault| OpenError::Fault { path: path.to_owned(), fault };
    let known = latest(list);
    match state(&database).map_err(fault)? {
        State::Foreign => return Err(OpenError::Foreign { path: path.to_owned() }),
        State::Schema(found) if found > known => {
            return Err(OpenError::Newer { path: path.to_owned(), found, known });
        }
        State::Schema(found) if found < known => return migrate(database, path, cache_bytes, list, found),
        State::Schema(_) => {}
        State::Empty => write_schema(&database, known).map_err(fault)?,
    }
    create_tables(&database).map_err(fault)?;
    Ok(database)
}

pub(crate) fn state(database: &Database) -> Result<State, StoreFault> {
    let transaction = database.begin_read()?;
    if transaction.list_tables()?.next().is_none() {
        return Ok(State::Empty);
    }
    let meta = match transaction.open_table(raw(TableName::Meta)) {
        Ok(meta) => meta,
        Err(TableError::Storage(error)) => return Err(error.into()),
        Err(_) => return Ok(State::Foreign),
    };
    if ReadableTable::get(&meta, FORMAT_KEY)?.is_none_or(|format| format.value() != FORMAT) {
        return Ok(State::Foreign);
    }
    let schema = ReadableTable::get(&meta, SCHEMA_KEY)?;
    let schema = schema.and_then(|bytes| number(bytes.value(), TableName::Meta).ok());
    Ok(schema.map_or(State::Foreign, State::Schema))
}

fn write_schema(database: &Database, schema: u64) -> Result<(), StoreFault> {
    let transaction = database.begin_write()?;
    set_schema(&transaction, schema)?;
    Ok(transaction.commit()?)
}

fn set_schema(transaction: &WriteTransaction, schema: u64) -> Result<(), StoreFault> {
    let mut meta = transaction.open_table(raw(TableName::Meta))?;
    meta.insert(FORMAT_KEY, FORMAT)?;
    meta.insert(SCHEMA_KEY, schema.to_be_bytes().as_slice())?;
    Ok(())
}

pub(crate) fn mark_restored(database: &Database) -> Result<(), StoreFault> {
    let transaction = database.begin_write()?;
    transaction.open_table(raw(TableName::Meta))?.insert(RESTORED_KEY, [1].as_slice())?;
    Ok(transaction.commit()?)
}

/// Readers may rely on every table being there, also on those of a later release.
fn create_tables(database: &Database) -> Result<(), StoreFault> {
    let there = database.begin_read()?.list_tables()?.count();
    if there >= TableName::COUNT {
        return Ok(());
    }
    let transaction = database.begin_write()?;
    for &table in TableName::ALL {
        transaction.open_table(raw(table))?;
    }
    Ok(transaction.commit()?)
}

/// All steps in one transaction, after a copy of the file: a failure leaves the
/// file as it was.
fn migrate(
    database: Database,
    path: &Path,
    cache_bytes: usize,
    list: &[Migration],
    found: u64,
) -> Result<Database, OpenError> {
    // Closed, so that the copy is of a file at rest.
    drop(database);
    let copy = path.with_file_name(format!("store.redb.before-{}", latest(list)));
    copy_file(path, &copy).map_err(|error| OpenError::io(&copy, &error))?;
    let database = file::open_existing(path, cache_bytes)?;
    let failed = |to, fault: StoreFault| OpenError::Migration { path: path.to_owned(), to, problem: fault.to_string() };
    let transaction = database.begin_write().map_err(|error| failed(found + 1, error.into()))?;
    for step in list.iter().filter(|step| step.to > found) {
        (step.run)(&transaction).map_err(|fault| failed(step.to, fault))?;
        set_schema(&transaction, step.to).map_err(|fault| failed(step.to, fault))?;
    }
    transaction.commit().map_err(|error| failed(latest(list), error.into()))?;
    create_tables(&database).map_err(|fault| failed(latest(list), fault))?;
    tracing::info!(from = found, to = latest(list), "store migrated; the old file is kept beside it");
    Ok(database)
}

/// Written beside and renamed, so that a copy is whole or not there.
pub(crate) fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut partial = to.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    fs::copy(from, &partial)?;
    fs::File::open(&partial)?.sync_all()?;
    rename(&partial, to)
}

/// Renames, and makes that last through a power cut.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    match to.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        Some(dir) => fs::File::open(dir)?.sync_all(),
        None => fs::File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::{Config, Store};
    use crate::{Range, Read};
    use deskbell_domain::template::Canned;

    const CACHE: usize = 1 << 20;

    /// What a later release might have to do: titles in capitals.
    fn capitals(transaction: &WriteTransaction) -> Result<(), StoreFault> {
        let mut canned = transaction.open_table(raw(TableName::Canned))?;
        let rows: Vec<_> = ReadableTable::iter(&canned)?
            .map(|row| row.map(|(key, value)| (key.value().to_vec(), value.value().to_ascii_uppercase())))
            .collect::<Result<_, _>>()?;
        for (key, value) in rows {
            let value = String::from_utf8_lossy(&value[1..]).into_owned();
            assert!(value.contains("HELLO"));
            canned.insert(key.as_slice(), [&[1], value.as_bytes()].concat().as_slice())?;
        }
        Ok(())
    }

    fn add_table(transaction: &WriteTransaction) -> Result<(), StoreFault> {
        let made_up = redb::TableDefinition::<&[u8], &[u8]>::new("made-up");
        transaction.open_table(made_up)?.insert(b"a".as_slice(), b"b".as_slice())?;
        Ok(())
    }

    fn fails(transaction: &WriteTransaction) -> Result<(), StoreFault> {
        transaction.delete_table(raw(TableName::Canned))?;
        Err(StoreFault::Io("a value was not what it should be".into()))
    }

    fn old_store(dir: &Path) -> PathBuf {
        let store = Store::open(dir, Config::default()).unwrap();
        let canned = Canned { shortcut: "hi".into(), title: "hello".into(), body: "there".into() };
        store.write_blocking(move |tx| tx.put(&canned)).unwrap();
        file::path_in(dir)
    }

    fn migrate_with(path: &Path, list: &[Migration]) -> Result<Database, OpenError> {
        let database = file::open_existing(path, CACHE).unwrap();
        bring_up_to_date(database, path, CACHE, list)
    }

    fn schema(database: &Database) -> u64 {
        match state(database).unwrap() {
            State::Schema(found) => found,
            _ => panic!("a store of deskbell"),
        }
    }

    #[test]
    fn s0_2_an_old_store_is_copied_and_brought_up_to_date() {
        let dir = tempfile::tempdir().unwrap();
        let path = old_store(dir.path());
        let list = [Migration { to: 2, run: capitals }, Migration { to: 3, run: add_table }];
        let database = migrate_with(&path, &list).unwrap();
        assert_eq!(schema(&database), 3);
        let transaction = database.begin_read().unwrap();
        let canned = transaction.open_table(raw(TableName::Canned)).unwrap();
        let first = ReadableTable::first(&canned).unwrap().map(|(_, value)| value.value().to_vec());
        assert!(String::from_utf8_lossy(&first.unwrap()).contains("HELLO"));
        drop((canned, transaction, database));

        // Once is enough.
        assert_eq!(schema(&migrate_with(&path, &list).unwrap()), 3);
        // This program is older than that file.
        let newer = Store::open(dir.path(), Config::default()).unwrap_err();
        assert!(matches!(newer, OpenError::Newer { found: 3, known: 1, .. }), "{newer}");
        // The copy is the old store, whole.
        std::fs::rename(dir.path().join("store.redb.before-3"), &path).unwrap();
        let old = Store::open(dir.path(), Config::default()).unwrap();
        let titles = old.read(|s| Ok(s.scan::<Canned>(Range::all())?)).unwrap();
        assert_eq!(titles[0].title, "hello");
    }

    #[test]
    fn s0_2_a_migration_that_fails_leaves_the_store_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = old_store(dir.path());
        let list = [Migration { to: 2, run: add_table }, Migration { to: 3, run: fails }];
        let error = migrate_with(&path, &list).unwrap_err();
        assert!(matches!(error, OpenError::Migration { to: 3, .. }), "{error}");
        let store = Store::open(dir.path(), Config::default()).unwrap();
        assert_eq!(store.read(|s| Ok(s.scan::<Canned>(Range::all())?.len())).unwrap(), 1);
        assert_eq!(store.check(), Vec::new());
    }

    #[test]
    fn migrations_are_numbered_without_gaps() {
        let numbers: Vec<u64> = LIST.iter().map(|step| step.to).collect();
        assert_eq!(numbers, (FIRST + 1..=latest(LIST)).collect::<Vec<_>>());
    }
}
