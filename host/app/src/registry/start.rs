//! What the lock says, brought to work at the start: every file is compared
//! with its digest and its signer, and what is spoiled is told, never silently
//! left out.

use super::ledger::{Entry, Release};
use super::{Inner, Registry, RegistryError, blocking};
use crate::error::AppError;
use deskbell_plugins::{Plugin, TrustError};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Registry {
    /// Loads the installed plugins over those of the binary, which are loaded.
    /// `manages`: this process is the one that may change what is installed.
    pub async fn open(&self, manages: bool) -> Result<(), RegistryError> {
        let inner = &self.inner;
        let folder = || inner.folder.path().to_owned();
        if manages {
            let guard = inner.folder.guard().map_err(|source| RegistryError::Folder { folder: folder(), source })?;
            *inner.turn.lock().await = Some(guard.ok_or_else(|| RegistryError::Busy { folder: folder() })?);
        }
        let of_binary = inner.plugins.all().into_iter().map(|plugin| (plugin.manifest().id.clone(), plugin));
        inner.built_in.store(Arc::new(of_binary.collect()));
        inner.ledger.store(Arc::new(inner.folder.ledger()?));
        if manages {
            inner.tidy();
        }
        let ledger = inner.ledger.load_full();
        let starts = ledger.0.iter().map(|(id, entry)| inner.start(id, entry));
        futures_util::future::join_all(starts).await;
        Ok(())
    }
}

impl Inner {
    async fn start(self: &Arc<Self>, id: &str, entry: &Entry) {
        if let Some(current) = &entry.current
            && !self.newer_in_binary(id, current)
        {
            self.start_current(id, entry, current).await;
        }
        if let Some(staged) = &entry.staged {
            self.remember_staged(id, staged).await;
        }
    }

    async fn start_current(self: &Arc<Self>, id: &str, entry: &Entry, current: &Release) {
        let trouble = match self.bring_up(id, current).await {
            Ok(plugin) => return self.plugins.put(plugin),
            Err(reason) => format!("version {} is not at work: {reason}", current.version),
        };
        let instead = self.start_previous(id, entry).await;
        let trouble = format!("{trouble}; {instead}");
        tracing::error!(plugin = id, %trouble, "an installed plugin is not at work");
        self.set_trouble(id, Some(trouble));
    }

    fn newer_in_binary(&self, id: &str, current: &Release) -> bool {
        let of_binary = self.built_in(id).filter(|plugin| plugin.manifest().version >= current.version);
        let Some(plugin) = of_binary else { return false };
        let (own, installed) = (&plugin.manifest().version, &current.version);
        let trouble =
            format!("version {installed} gives way to {own}, which this binary carries; remove the installed one");
        tracing::warn!(plugin = id, %trouble, "a plugin of the binary is newer");
        self.set_trouble(id, Some(trouble));
        true
    }

    /// The version before takes over; says what is at work in the end.
    async fn start_previous(self: &Arc<Self>, id: &str, entry: &Entry) -> String {
        if let Some(previous) = &entry.previous {
            match self.bring_up(id, previous).await {
                Ok(plugin) => {
                    self.plugins.put(plugin);
                    return format!("version {} works in its place; install it again", previous.version);
                }
                Err(reason) => {
                    tracing::error!(plugin = id, version = %previous.version, %reason, "nor is the version before")
                }
            }
        }
        match self.built_in(id) {
            Some(plugin) => format!("version {} of this binary works in its place", plugin.manifest().version),
            None => "its channels wait; install it again".into(),
        }
    }

    /// A release as it was installed, ready for calls.
    pub(super) async fn bring_up(self: &Arc<Self>, id: &str, release: &Release) -> Result<Arc<Plugin>, String> {
        let (inner, wanted, of) = (Arc::clone(self), release.clone(), id.to_owned());
        let read = tokio::task::spawn_blocking(move || {
            let component = inner.folder.read(&of, &wanted).map_err(|error| error.to_string())?;
            inner.still_trusted(&of, &component).map(|()| component)
        });
        let component = read.await.map_err(|_| "its file could not be read".to_owned())??;
        let plugin = self.load(component, release.granted.clone()).await?;
        match plugin.manifest().id == id {
            true => Ok(plugin),
            false => Err(format!("its file is that of {}", plugin.manifest().id)),
        }
    }

    /// A key that was taken out of the configuration vouches no longer.
    fn still_trusted(&self, id: &str, component: &[u8]) -> Result<(), String> {
        match self.config.trust().signer(component, id) {
            Ok(_) => Ok(()),
            Err(TrustError::Unsigned | TrustError::UnknownKey { .. }) if self.config.dev => {
                tracing::warn!(plugin = id, "AN UNSIGNED PLUGIN IS AT WORK, because this host runs with --dev");
                Ok(())
            }
            Err(error) => Err(error.to_string()),
        }
    }

    /// What a staged version asks for is told without reading it each time.
    pub(super) async fn remember_staged(self: &Arc<Self>, id: &str, staged: &Release) {
        let (inner, wanted, of) = (Arc::clone(self), staged.clone(), id.to_owned());
        let plan = blocking(move || {
            let component = inner.folder.read(&of, &wanted);
            let component = component.map_err(|error| AppError::Unavailable { detail: error.to_string() })?;
            Ok(inner.look(wanted.digest.clone(), &component))
        });
        match plan.await {
            Ok(plan) => {
                let (digest, plan) = (plan.digest.clone(), Arc::new(plan));
                self.staged.rcu(|before| {
                    let mut after = BTreeMap::clone(before);
                    after.insert(digest.clone(), Arc::clone(&plan));
                    after
                });
            }
            Err(error) => tracing::error!(plugin = id, %error, "a version that waits for approval cannot be read"),
        }
    }
}
