//! All workspaces of one process.

use crate::clock::Clock;
use crate::error::AppError;
use crate::plugins::Plugins;
use crate::registry::{self, Registry};
use crate::vault::Vault;
use crate::workspace::{Workspace, WorkspaceError};
use deskbell_domain::id::WorkspaceSlug;
use deskbell_domain::user::Settings;
use deskbell_store::{Health, Store};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// What makes a folder a workspace.
const STORE: &str = "store.redb";

/// A cheap handle to everything that is open.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Open>,
}

struct Open {
    config: DeskConfig,
    plugins: Plugins,
    registry: Registry,
    clock: Clock,
    workspaces: RwLock<BTreeMap<WorkspaceSlug, Workspace>>,
    /// Those that did not open, and why.
    closed: RwLock<BTreeMap<WorkspaceSlug, String>>,
    /// Held while a workspace is opened, so that nobody opens it twice.
    opening: Mutex<()>,
}

#[derive(Debug, Clone)]
pub struct DeskConfig {
    /// Holds `workspaces/<slug>/`.
    pub data: PathBuf,
    /// For each workspace.
    pub store: deskbell_store::Config,
    /// Opens the secrets of every workspace; made when it is missing.
    pub key: PathBuf,
    /// Whether messages are sent and files fetched. A command that changes a
    /// setting must not begin with the day's work.
    pub works: bool,
    /// Whose plugins are installed beside those of the binary.
    pub plugins: registry::Config,
}

impl DeskConfig {
    /// Installed plugins are the whole host's.
    fn plugin_folder(&self) -> PathBuf {
        self.data.join("plugins")
    }

    /// Workspaces, open or not. Other folders that lie there are none of ours.
    pub fn on_disk(&self) -> Result<Vec<WorkspaceSlug>, DeskError> {
        let folder = self.data.join("workspaces");
        let fault = |source| DeskError::Data { folder: folder.clone(), source };
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(fault(error)),
        };
        let mut slugs = Vec::new();
        for entry in entries {
            let entry = entry.map_err(fault)?;
            if entry.path().join(STORE).exists() {
                slugs.extend(entry.file_name().to_str().and_then(|name| WorkspaceSlug::new(name).ok()));
            }
        }
        slugs.sort();
        Ok(slugs)
    }

    pub fn folder(&self, slug: &WorkspaceSlug) -> PathBuf {
        self.data.join("workspaces").join(slug.as_str())
    }
}

#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error("there is no workspace {slug}; `deskbell workspace add {slug}` makes one")]
    NoWorkspace { slug: WorkspaceSlug },
    #[error("workspace {slug} is not open: {reason}")]
    Closed { slug: WorkspaceSlug, reason: String },
    #[error("workspace {slug} exists already")]
    Exists { slug: WorkspaceSlug },
    #[error("data folder {folder}: {source}")]
    Data { folder: PathBuf, source: io::Error },
    #[error("workspace {slug}: {source}")]
    Workspace { slug: WorkspaceSlug, source: WorkspaceError },
}

/// Whether the process can do its work, and what is in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    pub ready: bool,
    pub reasons: Vec<String>,
}

impl Desk {
    pub fn new(config: DeskConfig, plugins: Plugins, clock: Clock) -> Self {
        let (folder, trust) = (config.plugin_folder(), config.plugins.clone());
        let registry = Registry::new(folder, trust, plugins.clone(), clock.clone());
        Self {
            inner: Arc::new(Open {
                config,
                plugins,
                registry,
                clock,
                workspaces: RwLock::default(),
                closed: RwLock::default(),
                opening: Mutex::default(),
            }),
        }
    }

    /// Opens every workspace of the data folder that is not open. One that
    /// does not open must not keep the others from their customers: it is told
    /// of, and may be tried again.
    pub async fn open_all(&self) -> Result<(), DeskError> {
        let there = self.on_disk()?;
        self.inner.closed.write().unwrap_or_else(PoisonError::into_inner).retain(|slug, _| there.contains(slug));
        for slug in there {
            let outcome = self.open(slug.clone()).await;
            let mut closed = self.inner.closed.write().unwrap_or_else(PoisonError::into_inner);
            let known = closed.remove(&slug);
            if let Err(error) = outcome {
                let reason = error.to_string();
                if known.as_ref() != Some(&reason) {
                    tracing::error!(workspace = %slug, %error, "a workspace does not open; it is tried again");
                }
                closed.insert(slug, reason);
            }
        }
        Ok(())
    }

    /// Why workspaces did not open.
    pub fn closed(&self) -> Vec<String> {
        self.inner.closed.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Workspace folders, open or not.
    pub fn on_disk(&self) -> Result<Vec<WorkspaceSlug>, DeskError> {
        self.inner.config.on_disk()
    }

    fn folder(&self, slug: &WorkspaceSlug) -> PathBuf {
        self.inner.config.folder(slug)
    }

    /// Makes a new workspace and opens it.
    pub async fn create(&self, slug: WorkspaceSlug, settings: Settings) -> Result<Workspace, DeskError> {
        let folder = self.folder(&slug);
        if folder.exists() {
            return Err(DeskError::Exists { slug });
        }
        // Made beside and renamed, so that a workspace is whole or not there.
        let unfinished = folder.with_file_name(format!(".{slug}.new"));
        let data = |source| DeskError::Data { folder: folder.clone(), source };
        if unfinished.exists() {
            std::fs::remove_dir_all(&unfinished).map_err(data)?;
        }
        std::fs::create_dir_all(&unfinished).map_err(data)?;
        let fault = |source: WorkspaceError| DeskError::Workspace { slug: slug.clone(), source };
        let store = Store::open(&unfinished, self.inner.config.store).map_err(|e| fault(e.into()))?;
        store
            .write(move |tx| Ok::<_, AppError>(tx.put(&settings)?))
            .await
            .map_err(|e| fault(AppError::from(e).into()))?;
        store.close().await;
        std::fs::rename(&unfinished, &folder).map_err(data)?;
        self.open(slug).await
    }

    /// Opens one workspace; the same handle when it is open already.
    pub async fn open(&self, slug: WorkspaceSlug) -> Result<Workspace, DeskError> {
        let _alone = self.inner.opening.lock().await;
        if let Ok(workspace) = self.workspace(&slug) {
            return Ok(workspace);
        }
        let folder = self.folder(&slug);
        if !folder.is_dir() {
            return Err(DeskError::NoWorkspace { slug });
        }
        let config = self.inner.config.store;
        let fault = |source| DeskError::Workspace { slug: slug.clone(), source };
        let vault = Arc::new(Vault::open(&self.inner.config.key).map_err(|error| fault(error.into()))?);
        let (plugins, clock) = (self.inner.plugins.clone(), self.inner.clock.clone());
        let workspace = Workspace::open(slug.clone(), &folder, config, plugins, clock, vault).await.map_err(fault)?;
        workspace.catch_up(self).await;
        if self.inner.config.works {
            workspace.start().await.map_err(|error| fault(error.into()))?;
        }
        let mut open = self.inner.workspaces.write().unwrap_or_else(PoisonError::into_inner);
        open.insert(slug, workspace.clone());
        Ok(workspace)
    }

    /// An open workspace.
    pub fn workspace(&self, slug: &WorkspaceSlug) -> Result<Workspace, DeskError> {
        let open = self.inner.workspaces.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(workspace) = open.get(slug) {
            return Ok(workspace.clone());
        }
        let closed = self.inner.closed.read().unwrap_or_else(PoisonError::into_inner);
        Err(match closed.get(slug) {
            Some(reason) => DeskError::Closed { slug: slug.clone(), reason: reason.clone() },
            None => DeskError::NoWorkspace { slug: slug.clone() },
        })
    }

    pub fn workspaces(&self) -> Vec<WorkspaceSlug> {
        self.inner.workspaces.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    pub fn plugins(&self) -> &Plugins {
        &self.inner.plugins
    }

    pub fn registry(&self) -> &Registry {
        &self.inner.registry
    }

    /// Whether the plugins of the whole host are managed from this workspace.
    pub fn manages_plugins(&self, slug: &WorkspaceSlug) -> bool {
        let named = &self.registry().config().managed_from;
        match named.is_empty() {
            false => named.contains(slug),
            true => self.on_disk().is_ok_and(|all| all == [slug.clone()]),
        }
    }

    pub(crate) fn open_workspaces(&self) -> Vec<Workspace> {
        self.inner.workspaces.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Ready while a workspace can work: a shop whose store is broken must not
    /// take the others out of service. The reasons tell of each that cannot.
    pub fn ready(&self) -> Readiness {
        let closed = self.closed();
        let open = self.inner.workspaces.read().unwrap_or_else(PoisonError::into_inner);
        let refusing: Vec<String> = open
            .iter()
            .filter_map(|(slug, workspace)| match workspace.store().health() {
                Health::Ok => None,
                Health::Refusing { reason } => Some(format!("workspace {slug} takes no messages: {reason}")),
            })
            .collect();
        let nobody_works = refusing.len() == open.len();
        let reasons: Vec<String> = closed.into_iter().chain(refusing).collect();
        Readiness { ready: reasons.is_empty() || !nobody_works, reasons }
    }

    /// Stops the background work of every workspace and closes the stores.
    pub async fn close(&self) {
        let open = std::mem::take(&mut *self.inner.workspaces.write().unwrap_or_else(PoisonError::into_inner));
        for workspace in open.values() {
            workspace.close().await;
        }
    }
}
