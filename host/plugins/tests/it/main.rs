//! The sandbox against plugins that mean harm, and against the network.
//! Plugins are written in WebAssembly text, so that nothing but the host's own
//! limits keeps them in check.
#![allow(clippy::unwrap_used, clippy::panic)]

mod abi;
mod account;
mod capabilities;
mod checking;
mod guest;
mod hostile;
mod loading;
mod outbound;
mod server;
mod webhooks;

use deskbell_plugins::{Allocation, CompilerCommand, LoadError, Plugin, Runtime, RuntimeConfig};
use std::sync::Arc;

/// A runtime of its own, compiling in the child process like the product.
pub(crate) struct Bench {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) cache: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut RuntimeConfig)) -> Self {
        let cache = tempfile::tempdir().unwrap();
        let runtime = Runtime::new(config(cache.path(), change)).unwrap();
        Self { runtime, cache }
    }

    pub async fn load(&self, guest: guest::Guest) -> Arc<Plugin> {
        self.runtime.load(guest.build()).await.unwrap()
    }

    pub async fn refusal(&self, guest: guest::Guest) -> LoadError {
        self.runtime.load(guest.build()).await.unwrap_err()
    }
}

pub(crate) fn config(cache: &std::path::Path, change: impl FnOnce(&mut RuntimeConfig)) -> RuntimeConfig {
    let child = CompilerCommand::Child { program: env!("CARGO_BIN_EXE_deskbell-compile-child").into(), args: vec![] };
    let mut config = RuntimeConfig::new(cache, child);
    config.allocation = Allocation::Pooling { calls: 32 };
    change(&mut config);
    config
}
