//! Changing what is installed, in a running host. The lock is written before a
//! version is swapped in, so whatever cuts a change off, the next start
//! finishes it; calls under way end on the version they began with.

use super::ledger::{Entry, Ledger, Release, StepError};
use super::plan::{About, Plan};
use super::{Registry, blocking, unavailable};
use crate::desk::Desk;
use crate::error::AppError;
use bytes::Bytes;
use deskbell_domain::channel::Capabilities;
use deskbell_plugins::{Permission, Plugin};
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;

/// What somebody said to a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// Nothing yet: what asks for no more than before is taken, the rest waits.
    NotAsked,
    /// Yes to all that is asked.
    All,
    /// Yes to these alone.
    Only(BTreeSet<Permission>),
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installed {
    /// New here, at work now.
    Installed,
    /// It took the place of another version.
    Upgraded,
    /// It asks for more: it waits for an approval, the other works on.
    Staged,
    /// It is at work already.
    Unchanged,
}

/// What removing left behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removed {
    /// Workspace and channel.
    pub paused: Vec<(String, String)>,
    /// The plugin of the binary is at work again.
    pub back_to_binary: bool,
}

impl From<StepError> for AppError {
    fn from(error: StepError) -> Self {
        let code = match error {
            StepError::NotInstalled { .. } => "not-installed",
            StepError::NothingBefore { .. } => "nothing-before",
            StepError::NothingStaged { .. } => "nothing-staged",
        };
        Self::conflict(code, error.to_string())
    }
}

impl Desk {
    /// Installs a file that was planned, or approves one that is staged.
    pub async fn install_plugin(&self, digest: String, approval: Approval) -> Result<(String, Installed), AppError> {
        let desk = self.clone();
        unbroken(async move { desk.install(&digest, &approval).await }).await
    }

    /// Turns a staged version down.
    pub async fn discard_plugin(&self, id: String) -> Result<(), AppError> {
        let desk = self.clone();
        let work = async move {
            let turn = desk.registry().turn().await?;
            let mut ledger = turn.ledger();
            ledger.discard(&id)?;
            turn.commit(ledger).await
        };
        unbroken(work).await
    }

    /// Grants these permissions and no others; the plugin has to live with it.
    pub async fn grant_plugin(&self, id: String, granted: BTreeSet<Permission>) -> Result<(), AppError> {
        let desk = self.clone();
        unbroken(async move { desk.grant(&id, granted).await }).await
    }

    /// Back to the version before.
    pub async fn roll_back_plugin(&self, id: String) -> Result<(), AppError> {
        let desk = self.clone();
        let work = async move {
            let turn = desk.registry().turn().await?;
            desk.roll_back(&turn, &id, "taken back by hand").await.map(drop)
        };
        unbroken(work).await
    }

    /// What the plugin kept of its channels stays, for when it comes again.
    /// `force`: its channels are paused; else they stand in the way.
    pub async fn remove_plugin(&self, id: String, force: bool) -> Result<Removed, AppError> {
        let desk = self.clone();
        unbroken(async move { desk.remove(&id, force).await }).await
    }

    async fn install(&self, digest: &str, approval: &Approval) -> Result<(String, Installed), AppError> {
        let turn = self.registry().turn().await?;
        let (component, plan) = turn.planned(digest).await?;
        let about = accepted(plan)?;
        let id = about.manifest.id.clone();
        if about.same {
            return Ok((id, Installed::Unchanged));
        }
        let granted = granted(&about, approval, self.plugins().find(&id).as_deref())?;
        let trial = granted.clone().unwrap_or_else(|| about.manifest.permissions());
        let plugin = turn.inner.load(component.clone(), trial).await.map_err(refused)?;
        self.check_successor(&plugin)?;
        let release = turn.release(&about, digest, component.len(), granted.clone().unwrap_or_default());
        turn.keep(&id, &release, component).await?;
        let mut ledger = turn.ledger();
        if granted.is_none() {
            ledger.stage(&id, release.clone());
            turn.commit(ledger).await?;
            turn.inner.remember_staged(&id, &release).await;
            tracing::info!(plugin = %id, version = %release.version, "a version that asks for more waits for approval");
            return Ok((id, Installed::Staged));
        }
        ledger.install(&id, release);
        turn.commit(ledger).await?;
        self.put_to_work(&plugin).await;
        if about.signer.is_none() {
            tracing::warn!(plugin = %id, "AN UNSIGNED PLUGIN WAS INSTALLED, because this host runs with --dev");
        }
        Ok((id, if about.installed.is_some() { Installed::Upgraded } else { Installed::Installed }))
    }

    async fn grant(&self, id: &str, granted: BTreeSet<Permission>) -> Result<(), AppError> {
        let turn = self.registry().turn().await?;
        let mut ledger = turn.ledger();
        let current = ledger.entry(id).and_then(|entry| entry.current.clone());
        let current = current.ok_or_else(|| self.not_installed(id))?;
        if let Some(running) = self.plugins().find(id) {
            check_asked(&running.manifest().permissions(), &granted)?;
        }
        let release = Release { granted: granted.clone(), ..current };
        let plugin = turn.inner.bring_up(id, &release).await.map_err(refused)?;
        ledger.grant(id, granted)?;
        turn.commit(ledger).await?;
        self.put_to_work(&plugin).await;
        Ok(())
    }

    /// Gives the name of what works now.
    pub(super) async fn roll_back(&self, turn: &Turn<'_>, id: &str, why: &str) -> Result<String, AppError> {
        let (built_in, now) = (turn.inner.built_in(id), turn.inner.clock.now());
        let mut ledger = turn.ledger();
        if ledger.entry(id).is_none() {
            return Err(self.not_installed(id));
        }
        ledger.roll_back(id, built_in.is_some(), why, now)?;
        let back = ledger.entry(id).and_then(|entry| entry.current.clone());
        let plugin = match (&back, built_in) {
            (Some(release), _) => turn.inner.bring_up(id, release).await.map_err(refused)?,
            (None, Some(plugin)) => plugin,
            (None, None) => return Err(StepError::NothingBefore { id: id.to_owned() }.into()),
        };
        turn.commit(ledger).await?;
        self.put_to_work(&plugin).await;
        let version = plugin.manifest().version.to_string();
        tracing::warn!(plugin = id, %version, why, "a plugin was rolled back");
        Ok(version)
    }

    async fn remove(&self, id: &str, force: bool) -> Result<Removed, AppError> {
        let turn = self.registry().turn().await?;
        let built_in = turn.inner.built_in(id);
        let mut ledger = turn.ledger();
        if ledger.entry(id).is_none() {
            return Err(self.not_installed(id));
        }
        ledger.remove(id)?;
        if let Some(plugin) = built_in {
            turn.commit(ledger).await?;
            self.put_to_work(&plugin).await;
            return Ok(Removed { back_to_binary: true, ..Removed::default() });
        }
        if !force {
            self.check_unused(id)?;
        }
        turn.commit(ledger).await?;
        turn.inner.plugins.remove(id);
        turn.inner.set_trouble(id, None);
        let paused = self.pause_channels_of(id).await;
        tracing::info!(plugin = id, channels = paused.len(), "a plugin was removed");
        Ok(Removed { paused, back_to_binary: false })
    }

    fn not_installed(&self, id: &str) -> AppError {
        match self.registry().inner.built_in(id) {
            Some(_) => AppError::conflict(
                "built-in",
                format!("{id} is part of this binary; no other version of it is installed"),
            ),
            None => AppError::NotFound { what: "plugin" },
        }
    }

    /// The version takes over at once; what is known of it follows.
    async fn put_to_work(&self, plugin: &Arc<Plugin>) {
        let inner = &self.registry().inner;
        inner.plugins.put(Arc::clone(plugin));
        let id = &plugin.manifest().id;
        inner.set_trouble(id, None);
        if let Some(staged) = inner.entry(id).and_then(|entry| entry.staged) {
            inner.remember_staged(id, &staged).await;
        }
        for workspace in self.open_workspaces() {
            workspace.adopt(plugin).await;
        }
    }

    /// Addresses belong to a kind of channel: another one would orphan them.
    fn check_successor(&self, plugin: &Plugin) -> Result<(), AppError> {
        let Some(before) = self.plugins().find(&plugin.manifest().id) else { return Ok(()) };
        let kind = |plugin: &Plugin| match plugin.capabilities() {
            Capabilities::Messaging(messaging) => messaging.channel_kind.clone(),
            Capabilities::Business(business) => business.system.clone(),
        };
        let (old, new) = (kind(&before), kind(plugin));
        if old == new {
            return Ok(());
        }
        let detail = format!(
            "the version at work calls its channels {old:?}, this one {new:?}; contacts would be lost: give it an id of its own"
        );
        Err(AppError::conflict("other-kind", detail))
    }
}

/// What a caller that goes away must not leave half done.
async fn unbroken<T: Send + 'static>(
    work: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> Result<T, AppError> {
    tokio::spawn(work).await.map_err(|_| AppError::Internal)?
}

fn accepted(plan: Plan) -> Result<About, AppError> {
    match (plan.objections.first(), plan.about) {
        (None, Some(about)) => Ok(about),
        (Some(first), _) => {
            let all: Vec<String> = plan.objections.iter().map(|o| format!("{}; {}", o.reason, o.next)).collect();
            Err(AppError::conflict(first.code, all.join("\n")))
        }
        (None, None) => Err(AppError::Internal),
    }
}

/// None: it has to wait.
fn granted(
    about: &About,
    approval: &Approval,
    running: Option<&Plugin>,
) -> Result<Option<BTreeSet<Permission>>, AppError> {
    let asked = about.manifest.permissions();
    match approval {
        Approval::All => Ok(Some(asked)),
        Approval::Only(granted) => {
            check_asked(&asked, granted)?;
            Ok(Some(granted.clone()))
        }
        Approval::NotAsked => match (running, &about.held) {
            (None, _) => Err(AppError::conflict("approval-needed", "nobody has agreed to what this plugin asks for")),
            (Some(_), Some(held)) => {
                let detail = format!("this version was taken back: {}; approve it to have it again", held.why);
                Err(AppError::conflict("held", detail))
            }
            (Some(_), None) if about.asks_more => Ok(None),
            (Some(running), None) => Ok(Some(asked.intersection(&running.grants().0).cloned().collect())),
        },
    }
}

fn check_asked(asked: &BTreeSet<Permission>, granted: &BTreeSet<Permission>) -> Result<(), AppError> {
    match granted.difference(asked).next() {
        Some(more) => Err(AppError::invalid("granted", format!("the plugin does not ask for {more}"))),
        None => Ok(()),
    }
}

fn refused(reason: String) -> AppError {
    AppError::conflict("refused", reason)
}

/// The right to change something: one at a time in this process, and no other
/// process.
pub(super) struct Turn<'a> {
    pub inner: &'a Arc<super::Inner>,
    _held: tokio::sync::MutexGuard<'a, Option<std::fs::File>>,
}

impl Registry {
    pub(super) async fn turn(&self) -> Result<Turn<'_>, AppError> {
        let held = self.inner.turn.lock().await;
        match held.is_some() {
            true => Ok(Turn { inner: &self.inner, _held: held }),
            false => Err(AppError::conflict("not-managing", "this process does not manage the plugins")),
        }
    }
}

impl Turn<'_> {
    pub fn ledger(&self) -> Ledger {
        Ledger::clone(&self.inner.ledger.load())
    }

    /// A file that was planned, or is staged, looked at once more.
    async fn planned(&self, digest: &str) -> Result<(Bytes, Plan), AppError> {
        let (inner, wanted, ledger) = (Arc::clone(self.inner), digest.to_owned(), self.ledger());
        blocking(move || {
            let staged = ledger.0.iter().find_map(|(id, entry)| staged(entry, &wanted).map(|release| (id, release)));
            let component = match staged {
                Some((id, release)) => {
                    inner.folder.read(id, release).map_err(|e| refused(format!("it cannot be installed: {e}")))?
                }
                None => inner
                    .folder
                    .upload(&wanted)
                    .map_err(|e| unavailable(&e))?
                    .ok_or(AppError::NotFound { what: "planned file" })?,
            };
            let plan = inner.look(wanted, &component);
            Ok((component, plan))
        })
        .await
    }

    fn release(&self, about: &About, digest: &str, size: usize, granted: BTreeSet<Permission>) -> Release {
        Release {
            version: about.manifest.version.clone(),
            digest: digest.to_owned(),
            size: size as u64,
            since: self.inner.clock.now(),
            granted,
            signer: about.signer.clone(),
        }
    }

    /// On disk before the ledger names it.
    async fn keep(&self, id: &str, release: &Release, component: Bytes) -> Result<(), AppError> {
        let (inner, id, release) = (Arc::clone(self.inner), id.to_owned(), release.clone());
        blocking(move || inner.folder.keep(&id, &release, &component).map_err(|error| unavailable(&error))).await
    }

    pub async fn commit(&self, ledger: Ledger) -> Result<(), AppError> {
        self.inner.commit(ledger).await?;
        let inner = Arc::clone(self.inner);
        blocking(move || {
            inner.tidy();
            inner
                .ledger
                .load()
                .0
                .values()
                .flat_map(Entry::releases)
                .for_each(|r| inner.folder.forget_upload(&r.digest));
            Ok(())
        })
        .await
    }
}

fn staged<'a>(entry: &'a Entry, digest: &str) -> Option<&'a Release> {
    entry.staged.as_ref().filter(|staged| staged.digest == digest)
}
