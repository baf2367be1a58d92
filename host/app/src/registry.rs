//! The installed plugins of this process: taken in after somebody agreed,
//! pinned by digest, replaced while calls go on, taken back when they fail.
//!
//! Reading order: `ledger` (what is installed and how that changes), `folder`
//! and `lockfile` (the same on disk), `plan` and `consent` (what an operator
//! is told), `change` (carrying it out), `start` (the next time), `probation`
//! (taking back what fails).

mod change;
mod config;
mod consent;
mod folder;
mod ledger;
mod lockfile;
mod plan;
mod probation;
mod show;
mod start;
mod workspaces;

pub use change::{Approval, Installed, Removed};
pub use config::Config;
pub use consent::{ConsentLine, Group, Risk};
pub use ledger::{Held, Release};
pub use lockfile::LockFileError;
pub use plan::{About, Plan};
pub use show::{Accounts, Origin, PluginView, Running, StagedView};

use crate::clock::Clock;
use crate::error::AppError;
use crate::plugins::Plugins;
use arc_swap::ArcSwap;
use bytes::Bytes;
use deskbell_plugins::{GrantPolicy, Grants, Permission, Plugin};
use folder::Folder;
use ledger::{Entry, Ledger};
use plan::Present;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Mutex;

/// The largest file of any profile, with room for its signature.
pub const MAX_PLUGIN: u64 = 48 << 20;

#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    #[error(transparent)]
    Ledger(#[from] LockFileError),
    #[error("the folder of plugins {}: {source}", .folder.display())]
    Folder { folder: PathBuf, source: std::io::Error },
    #[error("another Deskbell manages the plugins in {}; ask it, or stop it first", .folder.display())]
    Busy { folder: PathBuf },
}

/// A cheap handle.
#[derive(Clone)]
pub struct Registry {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    folder: Folder,
    plugins: Plugins,
    clock: Clock,
    /// As committed to disk.
    ledger: ArcSwap<Ledger>,
    /// Those of the binary: what an installed one may take the place of.
    built_in: ArcSwap<BTreeMap<String, Arc<Plugin>>>,
    /// Plugins that are not at work as the ledger says, and why.
    troubles: ArcSwap<BTreeMap<String, String>>,
    /// What staged versions ask for, by digest.
    staged: ArcSwap<BTreeMap<String, Arc<Plan>>>,
    /// Whoever changes something holds it, over all of the change. The file is
    /// what keeps other processes out; none until this process is the one.
    turn: Mutex<Option<File>>,
}

impl Registry {
    pub(crate) fn new(folder: PathBuf, config: Config, plugins: Plugins, clock: Clock) -> Self {
        let inner = Inner {
            config,
            folder: Folder::new(folder),
            plugins,
            clock,
            ledger: ArcSwap::default(),
            built_in: ArcSwap::default(),
            troubles: ArcSwap::default(),
            staged: ArcSwap::default(),
            turn: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// Why plugins are not at work as they were installed, by id.
    pub fn troubles(&self) -> Arc<BTreeMap<String, String>> {
        self.inner.troubles.load_full()
    }

    /// Looks at a file. It is kept for a while, so that it can be installed by
    /// its digest.
    pub async fn plan(&self, component: Bytes) -> Result<Plan, AppError> {
        let inner = Arc::clone(&self.inner);
        blocking(move || {
            let digest = inner.folder.put_upload(&component).map_err(|error| unavailable(&error))?;
            let plan = inner.look(digest, &component);
            if !plan.objections.is_empty() {
                inner.folder.forget_upload(&plan.digest);
            }
            Ok(plan)
        })
        .await
    }
}

impl Inner {
    fn look(&self, digest: String, component: &[u8]) -> Plan {
        plan::plan(&self.config, digest, component, |id| self.present(id))
    }

    fn present(&self, id: &str) -> Present {
        Present { running: self.plugins.find(id), built_in: self.built_in(id), entry: self.entry(id) }
    }

    fn entry(&self, id: &str) -> Option<Entry> {
        self.ledger.load().entry(id).cloned()
    }

    fn built_in(&self, id: &str) -> Option<Arc<Plugin>> {
        self.built_in.load().get(id).cloned()
    }

    async fn load(&self, component: Bytes, granted: BTreeSet<Permission>) -> Result<Arc<Plugin>, String> {
        let policy = GrantPolicy::Only(Grants(granted));
        self.plugins.runtime().load_granted(component, &policy).await.map_err(|error| error.to_string())
    }

    /// Writes the new ledger; from then on it is what counts.
    async fn commit(self: &Arc<Self>, ledger: Ledger) -> Result<(), AppError> {
        let inner = Arc::clone(self);
        blocking(move || {
            inner.folder.write_ledger(&ledger).map_err(|error| unavailable(&error))?;
            inner.ledger.store(Arc::new(ledger));
            Ok(())
        })
        .await
    }

    fn set_trouble(&self, id: &str, trouble: Option<String>) {
        self.troubles.rcu(|before| {
            let mut after = BTreeMap::clone(before);
            match &trouble {
                Some(text) => after.insert(id.to_owned(), text.clone()),
                None => after.remove(id),
            };
            after
        });
    }

    /// What nothing names any more goes; that it stays does no harm.
    fn tidy(&self) {
        if let Err(error) = self.folder.sweep(&self.ledger.load()) {
            tracing::warn!(%error, "old files of plugins could not be removed");
        }
    }
}

/// Files and hashes, away from the threads that serve.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| AppError::Internal)?
}

fn unavailable(error: &std::io::Error) -> AppError {
    AppError::Unavailable { detail: format!("the plugin could not be kept: {error}") }
}
