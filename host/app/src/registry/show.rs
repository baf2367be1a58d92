//! Plugins as people see them: what is installed and how it fares.

use super::consent::{self, ConsentLine};
use super::ledger::{Entry, Held, Release};
use super::plan::Plan;
use super::{Inner, Registry};
use crate::error::AppError;
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_plugins::{AccountHealth, AccountKey, AccountLog, Manifest, Permission, Plugin, RecordedFault};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Whose accounts may be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accounts {
    /// For who manages the plugins of the host.
    All,
    Of(WorkspaceSlug),
}

impl Accounts {
    fn shows(&self, key: &AccountKey) -> bool {
        match self {
            Self::All => true,
            Self::Of(slug) => key.workspace == *slug,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Part of the binary.
    BuiltIn,
    Installed,
}

/// A version that waits for approval.
#[derive(Debug, Clone)]
pub struct StagedView {
    pub release: Release,
    /// None when its file cannot be read any more.
    pub plan: Option<Arc<Plan>>,
}

/// One plugin: what works, what it may do, and how it fares.
#[derive(Debug, Clone)]
pub struct PluginView {
    pub id: String,
    /// What works now; none when nothing does.
    pub running: Option<Running>,
    /// As installed; none for the binary's own.
    pub current: Option<Release>,
    pub previous: Option<Release>,
    pub staged: Option<StagedView>,
    pub held: Option<Held>,
    /// Why it does not work as it was installed.
    pub trouble: Option<String>,
    /// The binary carries one of this id.
    pub in_binary: bool,
}

#[derive(Debug, Clone)]
pub struct Running {
    pub manifest: Manifest,
    pub digest: String,
    pub origin: Origin,
    pub granted: BTreeSet<Permission>,
    pub asks: Vec<ConsentLine>,
    pub accounts: Vec<(AccountKey, AccountHealth)>,
    /// Newest first.
    pub faults: Vec<RecordedFault>,
    /// Calls that wait for a slot.
    pub waiting: usize,
}

impl Registry {
    pub fn all(&self, accounts: &Accounts) -> Vec<PluginView> {
        self.inner.ids().iter().map(|id| self.inner.show(id, accounts)).collect()
    }

    pub fn one(&self, id: &str, accounts: &Accounts) -> Result<PluginView, AppError> {
        match self.inner.ids().contains(id) {
            true => Ok(self.inner.show(id, accounts)),
            false => Err(AppError::NotFound { what: "plugin" }),
        }
    }

    /// The last lines of each account, those of one channel when it is named.
    pub fn logs(
        &self,
        id: &str,
        accounts: &Accounts,
        channel: Option<&ChannelId>,
    ) -> Result<Vec<(AccountKey, AccountLog)>, AppError> {
        let plugin = self.inner.plugins.find(id).ok_or(AppError::NotFound { what: "plugin" })?;
        let wanted = |key: &AccountKey| accounts.shows(key) && channel.is_none_or(|channel| key.channel == *channel);
        let keys = plugin.health().accounts.into_iter().map(|(key, _)| key).filter(wanted);
        Ok(keys.map(|key| (key.clone(), plugin.log(&key.workspace, &key.channel))).collect())
    }
}

impl Inner {
    fn ids(&self) -> BTreeSet<String> {
        let installed = self.ledger.load();
        let loaded = self.plugins.all();
        installed.0.keys().cloned().chain(loaded.iter().map(|plugin| plugin.manifest().id.clone())).collect()
    }

    fn show(&self, id: &str, accounts: &Accounts) -> PluginView {
        let Entry { current, previous, staged, held } = self.entry(id).unwrap_or_default();
        let plans = self.staged.load();
        let built_in = self.built_in(id);
        let plugin = self.plugins.find(id);
        let origin = match (&plugin, &built_in) {
            (Some(running), Some(own)) if Arc::ptr_eq(running, own) => Origin::BuiltIn,
            _ => Origin::Installed,
        };
        PluginView {
            id: id.to_owned(),
            running: plugin.map(|plugin| running(&plugin, origin, accounts)),
            staged: staged.map(|release| StagedView { plan: plans.get(&release.digest).cloned(), release }),
            trouble: self.troubles.load().get(id).cloned(),
            in_binary: built_in.is_some(),
            current,
            previous,
            held,
        }
    }
}

fn running(plugin: &Plugin, origin: Origin, accounts: &Accounts) -> Running {
    let health = plugin.health();
    let manifest = plugin.manifest().clone();
    let before = consent::Before { manifest: &manifest, granted: &plugin.grants().0 };
    Running {
        asks: consent::lines(&manifest, Some(&before)),
        digest: plugin.digest().to_owned(),
        origin,
        granted: plugin.grants().0.clone(),
        accounts: health.accounts.into_iter().filter(|(key, _)| accounts.shows(key)).collect(),
        faults: health.faults.into_iter().filter(|fault| accounts.shows(&fault.account)).collect(),
        waiting: health.waiting,
        manifest,
    }
}
