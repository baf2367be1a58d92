//! What a change of a plugin means for the workspaces that use it.

use crate::desk::Desk;
use crate::error::AppError;
use crate::tasks;
use crate::workspace::Workspace;
use deskbell_domain::channel::{Channel, ChannelState};
use deskbell_domain::id::ChannelId;
use deskbell_domain::problem::Problem;
use deskbell_plugins::{Manifest, Plugin};
use deskbell_store::{Range, Read, Tx};

impl Desk {
    pub(super) fn check_unused(&self, id: &str) -> Result<(), AppError> {
        let mut users = Vec::new();
        for workspace in self.open_workspaces() {
            users.extend(workspace.channels_of(id).iter().map(|channel| format!("{channel} of {}", workspace.slug())));
        }
        if !users.is_empty() {
            let detail = format!("channels use it: {}; remove it with force to pause them", users.join(", "));
            return Err(AppError::conflict("in-use", detail));
        }
        match self.closed().first() {
            None => Ok(()),
            Some(closed) => {
                let detail = format!(
                    "whether channels use it cannot be told: {closed}; open that workspace, or remove with force"
                );
                Err(AppError::conflict("in-use", detail))
            }
        }
    }

    pub(super) async fn pause_channels_of(&self, id: &str) -> Vec<(String, String)> {
        let mut paused = Vec::new();
        for workspace in self.open_workspaces() {
            match workspace.pause_channels_of(id).await {
                Ok(channels) => paused.extend(channels.iter().map(|c| (workspace.slug().to_string(), c.to_string()))),
                Err(error) => {
                    tracing::error!(%error, workspace = %workspace.slug(), "channels of a removed plugin could not be paused")
                }
            }
        }
        paused
    }

    /// Tells every workspace that uses the plugin.
    pub(super) async fn tell_users_of(&self, id: &str, text: &str) {
        for workspace in self.open_workspaces() {
            if !workspace.channels_of(id).is_empty() {
                workspace.tell(text).await;
            }
        }
    }

    /// Channels whose settings another version does not take, for its plan.
    pub fn misfits(&self, manifest: &Manifest) -> Vec<String> {
        self.open_workspaces().iter().flat_map(|workspace| workspace.misfits(manifest)).collect()
    }
}

impl Workspace {
    /// What happened to plugins while this workspace was closed.
    pub(crate) async fn catch_up(&self, desk: &Desk) {
        for plugin in desk.plugins().all() {
            self.adopt(&plugin).await;
        }
        for (id, trouble) in desk.registry().troubles().iter() {
            if !self.channels_of(id).is_empty() {
                self.tell(&format!("Plugin {id}: {trouble}")).await;
            }
        }
    }

    /// Channels can do what their plugin says now.
    pub(super) async fn adopt(&self, plugin: &Plugin) {
        let (id, capabilities) = (plugin.manifest().id.clone(), plugin.capabilities().clone());
        let stale = |c: &&std::sync::Arc<crate::accounts::Connected>| {
            c.channel.plugin == id && c.channel.capabilities != capabilities
        };
        if !self.inner.accounts.all().iter().any(|connected| stale(&connected)) {
            return;
        }
        let (wanted, now_able) = (id.clone(), capabilities.clone());
        let job = move |tx: &mut Tx<'_>| {
            for mut channel in of_plugin(tx, &wanted)? {
                channel.capabilities = now_able.clone();
                tx.put(&channel)?;
            }
            Ok::<_, AppError>(())
        };
        let stored = self.inner.store.write(job).await.map_err(AppError::from);
        if let Err(error) = stored.and_then(|()| self.inner.reload_accounts()) {
            tracing::error!(%error, plugin = %id, workspace = %self.slug(), "channels do not know their plugin's new version yet");
        }
    }

    pub(super) fn channels_of(&self, plugin: &str) -> Vec<ChannelId> {
        let all = self.inner.accounts.all();
        all.iter().filter(|c| c.channel.plugin == plugin).map(|c| c.channel.id.clone()).collect()
    }

    async fn pause_channels_of(&self, plugin: &str) -> Result<Vec<ChannelId>, AppError> {
        let wanted = plugin.to_owned();
        let job = move |tx: &mut Tx<'_>| {
            let problem = Problem::new(
                "plugin-removed",
                format!("the plugin {wanted} was removed; install it again, then resume"),
            );
            let mut paused = Vec::new();
            for mut channel in of_plugin(tx, &wanted)? {
                paused.push(channel.id.clone());
                if channel.state == ChannelState::Active {
                    channel.state = ChannelState::Paused { problem: problem.clone() };
                    tx.put(&channel)?;
                }
            }
            Ok::<_, AppError>(paused)
        };
        let paused = self.inner.store.write(job).await?;
        self.inner.reload_accounts()?;
        Ok(paused)
    }

    async fn tell(&self, text: &str) {
        let (text, now) = (text.to_owned(), self.inner.clock.now());
        let told = self.inner.store.write(move |tx: &mut Tx<'_>| tasks::notice(tx, &text, None, now)).await;
        if let Err(error) = told.map_err(AppError::from) {
            tracing::error!(%error, workspace = %self.slug(), "a notice could not be written");
        }
    }

    fn misfits(&self, manifest: &Manifest) -> Vec<String> {
        let all = self.inner.accounts.all();
        let own = all.iter().filter(|connected| connected.channel.plugin == manifest.id);
        let misfit = |channel: &Channel| {
            let settings = serde_json::from_str(&channel.config).ok()?;
            let problem = manifest.validate_config(&settings).err()?;
            Some(format!("the settings of {} of {} do not fit this version: {problem}", channel.id, self.slug()))
        };
        own.filter_map(|connected| misfit(&connected.channel)).collect()
    }
}

fn of_plugin(tx: &Tx<'_>, plugin: &str) -> Result<Vec<Channel>, AppError> {
    let all = tx.scan::<Channel>(Range::all().limit(1000))?;
    Ok(all.into_iter().filter(|channel| channel.plugin == plugin).collect())
}
