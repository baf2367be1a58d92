//! All workspaces of one process.

use crate::clock::Clock;
use crate::error::AppError;
use crate::plugins::Plugins;
use crate::workspace::{Workspace, WorkspaceError};
use deskbell_domain::id::WorkspaceSlug;
use deskbell_domain::user::Settings;
use deskbell_store::{Health, Store};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// A cheap handle to everything that is open.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Open>,
}

struct Open {
    config: DeskConfig,
    plugins: Plugins,
    clock: Clock,
    workspaces: RwLock<BTreeMap<WorkspaceSlug, Workspace>>,
    /// Held while a workspace is opened, so that nobody opens it twice.
    opening: Mutex<()>,
}

#[derive(Debug, Clone)]
pub struct DeskConfig {
    /// Holds `workspaces/<slug>/`.
    pub data: PathBuf,
    /// For each workspace.
    pub store: deskbell_store::Config,
}

impl DeskConfig {
    /// Workspace folders, open or not.
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
            let name = entry.map_err(fault)?.file_name();
            slugs.extend(name.to_str().and_then(|name| WorkspaceSlug::new(name).ok()));
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
        Self {
            inner: Arc::new(Open { config, plugins, clock, workspaces: RwLock::default(), opening: Mutex::default() }),
        }
    }

    /// Opens every workspace of the data folder.
    pub async fn open_all(&self) -> Result<(), DeskError> {
        for slug in self.on_disk()? {
            self.open(slug).await?;
        }
        Ok(())
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
        std::fs::create_dir_all(&folder).map_err(|source| DeskError::Data { folder: folder.clone(), source })?;
        let fault = |source: WorkspaceError| DeskError::Workspace { slug: slug.clone(), source };
        let store = Store::open(&folder, self.inner.config.store).map_err(|e| fault(e.into()))?;
        store
            .write(move |tx| Ok::<_, AppError>(tx.put(&settings)?))
            .await
            .map_err(|e| fault(AppError::from(e).into()))?;
        store.close().await;
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
        let workspace =
            Workspace::open(slug.clone(), &folder, config, self.inner.plugins.clone(), self.inner.clock.clone())
                .await
                .map_err(|source| DeskError::Workspace { slug: slug.clone(), source })?;
        let mut open = self.inner.workspaces.write().unwrap_or_else(PoisonError::into_inner);
        open.insert(slug, workspace.clone());
        Ok(workspace)
    }

    /// An open workspace.
    pub fn workspace(&self, slug: &WorkspaceSlug) -> Result<Workspace, DeskError> {
        let open = self.inner.workspaces.read().unwrap_or_else(PoisonError::into_inner);
        open.get(slug).cloned().ok_or_else(|| DeskError::NoWorkspace { slug: slug.clone() })
    }

    pub fn workspaces(&self) -> Vec<WorkspaceSlug> {
        self.inner.workspaces.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    pub fn plugins(&self) -> &Plugins {
        &self.inner.plugins
    }

    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Ready when every store takes writes.
    pub fn ready(&self) -> Readiness {
        let open = self.inner.workspaces.read().unwrap_or_else(PoisonError::into_inner);
        let reasons: Vec<String> = open
            .iter()
            .filter_map(|(slug, workspace)| match workspace.store().health() {
                Health::Ok => None,
                Health::Refusing { reason } => Some(format!("workspace {slug} takes no messages: {reason}")),
            })
            .collect();
        Readiness { ready: reasons.is_empty(), reasons }
    }

    /// Stops the background work of every workspace and closes the stores.
    pub async fn close(&self) {
        let open = std::mem::take(&mut *self.inner.workspaces.write().unwrap_or_else(PoisonError::into_inner));
        for workspace in open.values() {
            workspace.close().await;
        }
    }
}
