//! The store as its callers see it: a real file, a real writer thread.
#![allow(clippy::unwrap_used)]

mod backup;
mod batch;
mod crash;
mod damage;
mod disk_full;
mod doctor;
mod feed;
mod golden;
mod model;
mod queries;
mod samples;
mod sweep;

use deskbell_store::{Config, Store, Tx, TxError, WriteError};
use std::path::Path;

fn open(dir: &Path) -> Store {
    Store::open(dir, Config::default()).unwrap()
}

/// Runs one job that must succeed.
fn write<T: Send + 'static>(store: &Store, job: impl Fn(&mut Tx<'_>) -> Result<T, TxError> + Send + 'static) -> T {
    store.write_blocking(job).unwrap()
}

type Outcome<T> = Result<T, WriteError<TxError>>;

/// Waits for something another thread does; fails the test when it never comes.
fn wait_until(what: &str, mut happened: impl FnMut() -> bool) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !happened() {
        assert!(std::time::Instant::now() < deadline, "{what} did not happen");
        std::thread::yield_now();
    }
}
