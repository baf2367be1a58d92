//! One shop: its store, its accounts, its rules, and the work that goes on in
//! the background.

use crate::accounts::{Accounts, Connected, Shared};
use crate::blobs::Blobs;
use crate::clock::Clock;
use crate::error::AppError;
use crate::intake::{Context, Effects};
use crate::login::LoginPacing;
use crate::outbox::{self, Dispatcher};
use crate::plugins::Plugins;
use crate::vault::{Vault, VaultError};
use crate::{catch_up, fetches, housekeeping, pending, polls, tasks};
use arc_swap::ArcSwap;
use deskbell_domain::id::{ConversationId, WorkspaceSlug};
use deskbell_domain::user::Settings;
use deskbell_rules::{PackSource, RuleSet};
use deskbell_store::{OpenError, Range, Read, RulePack, Store};
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Mutex, Notify, Semaphore, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A cheap handle to one open workspace.
#[derive(Clone)]
pub struct Workspace {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub slug: WorkspaceSlug,
    pub folder: PathBuf,
    pub store: Store,
    pub blobs: Arc<Blobs>,
    pub plugins: Plugins,
    pub vault: Arc<Vault>,
    pub accounts: Accounts,
    pub rules: ArcSwap<RuleSet>,
    pub settings: ArcSwap<Shop>,
    pub clock: Clock,
    pub logins: LoginPacing,
    pub outbox_nudge: Notify,
    pub fetch_nudge: Notify,
    pub pending_nudge: Notify,
    pub typing: broadcast::Sender<ConversationId>,
    /// Rules are published one pack at a time.
    pub publishing: Mutex<()>,
    /// One backup at a time.
    pub backup: Semaphore,
    pub tasks: TaskTracker,
    stop: CancellationToken,
}

/// The settings with what is derived from them.
pub(crate) struct Shop {
    pub settings: Arc<Settings>,
    pub zone: TimeZone,
}

impl Shop {
    fn new(settings: Settings) -> Self {
        let zone = TimeZone::get(&settings.time_zone).unwrap_or_else(|error| {
            tracing::warn!(%error, zone = %settings.time_zone, "unknown time zone, using UTC");
            TimeZone::UTC
        });
        Self { settings: Arc::new(settings), zone }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("media folder {folder}: {source}")]
    Media { folder: PathBuf, source: std::io::Error },
    #[error("workspace {slug} has no settings; was it created by `deskbell`?")]
    NoSettings { slug: WorkspaceSlug },
    #[error("the published rules do not compile: {0}")]
    Rules(String),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    App(#[from] AppError),
}

impl Workspace {
    /// Opens the folder.
    pub(crate) async fn open(
        slug: WorkspaceSlug,
        folder: &Path,
        store: deskbell_store::Config,
        plugins: Plugins,
        clock: Clock,
        vault: Arc<Vault>,
    ) -> Result<Self, WorkspaceError> {
        let store = Store::open(folder, store)?;
        vault.take_over(&store).await?;
        let media = folder.join("media");
        let blobs = Blobs::open(&media).map_err(|source| WorkspaceError::Media { folder: media, source })?;
        let settings = store.read(|s| Ok(s.get::<Settings>(&())?)).map_err(AppError::from)?;
        let settings = settings.ok_or_else(|| WorkspaceError::NoSettings { slug: slug.clone() })?;
        let inner = Arc::new(Inner {
            slug,
            folder: folder.to_owned(),
            blobs: Arc::new(blobs),
            plugins,
            vault,
            accounts: Accounts::new(),
            rules: ArcSwap::from_pointee(published(&store, &clock).await?),
            settings: ArcSwap::from_pointee(Shop::new(settings)),
            clock,
            logins: LoginPacing::default(),
            outbox_nudge: Notify::new(),
            fetch_nudge: Notify::new(),
            pending_nudge: Notify::new(),
            typing: broadcast::channel(256).0,
            publishing: Mutex::default(),
            backup: Semaphore::new(1),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            store,
        });
        inner.reload_accounts()?;
        Ok(Self { inner })
    }

    /// The work that goes on in the background, after what a crash cut off is settled.
    pub(crate) async fn start(&self) -> Result<(), AppError> {
        self.inner.recover().await?;
        self.inner.start();
        Ok(())
    }

    pub fn slug(&self) -> &WorkspaceSlug {
        &self.inner.slug
    }

    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.inner.settings.load().settings)
    }

    /// Finishes what was begun, then closes the store.
    pub(crate) async fn close(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
        self.inner.store.close().await;
    }
}

/// The packs as they are published; none at all means the shipped ones. Packs
/// that this release no longer understands give way to the shipped ones too:
/// messages are filed by sound rules rather than not at all.
async fn published(store: &Store, clock: &Clock) -> Result<RuleSet, WorkspaceError> {
    let packs = store.read(|s| Ok(s.scan::<RulePack>(Range::all().limit(200))?)).map_err(AppError::from)?;
    if !packs.is_empty() {
        match compile(&sources(packs)) {
            Ok(rules) => return Ok(rules),
            Err(problems) => {
                tracing::error!(%problems, "the published rules do not compile; the shipped ones are used");
                let (title, now) = (format!("{NOT_YOUR_RULES}: {problems}"), clock.now());
                store.write(move |tx| tasks::notice(tx, &title, None, now)).await.map_err(AppError::from)?;
            }
        }
    }
    compile(&deskbell_rules::shipped()).map_err(WorkspaceError::Rules)
}

const NOT_YOUR_RULES: &str = "The shipped rules are at work, because your published rules have a mistake";

pub(crate) fn sources(mut packs: Vec<RulePack>) -> Vec<PackSource> {
    packs.retain(|pack| pack.enabled);
    packs.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
    packs.into_iter().map(|pack| PackSource::new(pack.name, pack.files)).collect()
}

fn compile(sources: &[PackSource]) -> Result<RuleSet, String> {
    RuleSet::compile(sources, deskbell_rules::Limits::default())
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

impl Inner {
    /// What one piece of work knows; the clock is asked here, once.
    pub(crate) fn context(&self, connected: &Connected) -> Context {
        let (shop, now) = (self.settings.load(), self.clock.now());
        Context {
            channel: Arc::clone(&connected.channel),
            rules: self.rules.load_full(),
            settings: Arc::clone(&shop.settings),
            zone: shop.zone.clone(),
            now,
            since: now,
            source: None,
        }
    }

    /// After a commit: wake whoever has something to do.
    pub(crate) fn after(&self, effects: Effects) {
        if effects.channels_changed
            && let Err(error) = self.reload_accounts()
        {
            tracing::error!(%error, "the channels could not be read again");
        }
        if effects.queued {
            self.outbox_nudge.notify_one();
        }
        if effects.fetches {
            self.fetch_nudge.notify_one();
        }
        for conversation in effects.typing {
            // Nobody listening is fine.
            let _ = self.typing.send(conversation);
        }
    }

    pub(crate) fn reload_accounts(&self) -> Result<(), AppError> {
        self.accounts.reload(&Shared {
            workspace: &self.slug,
            settings: &self.settings.load().settings,
            store: &self.store,
            blobs: &self.blobs,
            plugins: &self.plugins,
            vault: &self.vault,
        })
    }

    /// Rows that a crash cut off become uncertain before anything is sent.
    async fn recover(&self) -> Result<(), AppError> {
        if self.store.restored()? {
            self.distrust().await?;
        }
        loop {
            let now = self.clock.now();
            let found = self.store.write(move |tx| outbox::recover(tx, now, 500)).await?;
            if found == 0 {
                return Ok(());
            }
            tracing::warn!(rows = found, "messages were being sent when the host stopped");
        }
    }

    /// Before anything is sent from a store that came back from a backup.
    async fn distrust(&self) -> Result<(), AppError> {
        let (now, mut after) = (self.clock.now(), None);
        while let Some(last) = self.store.write(move |tx| outbox::distrust(tx, after, 500, now)).await? {
            after = Some(last);
        }
        tracing::warn!("this store came back from a backup; what was queued then waits for a person");
        let noticed = |tx: &mut deskbell_store::Tx<'_>| {
            tx.restore_noticed();
            Ok::<_, AppError>(())
        };
        Ok(self.store.write(noticed).await?)
    }

    fn start(self: &Arc<Self>) {
        let stop = || self.stop.clone();
        self.tasks.spawn(Dispatcher::new(Arc::clone(self), stop()).run());
        self.tasks.spawn(fetches::run(Arc::clone(self), stop()));
        self.tasks.spawn(pending::run(Arc::clone(self), stop()));
        self.tasks.spawn(polls::run(Arc::clone(self), stop()));
        self.tasks.spawn(catch_up::run(Arc::clone(self), stop()));
        self.tasks.spawn(housekeeping::run(Arc::clone(self), stop()));
    }
}
