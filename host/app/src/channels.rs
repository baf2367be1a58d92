//! Connecting accounts, pausing and resuming them.

use crate::accounts::Connected;
use crate::auth::random_token;
use crate::error::AppError;
use crate::inbox;
use crate::intake::account::BY_A_PERSON;
use crate::view::{ChannelHealth, ChannelSettings, ChannelView, SecretSlot, Side, TemplateView};
use crate::workspace::Workspace;
use deskbell_domain::channel::{Capabilities, Channel, ChannelState, PrivateHost, Routing};
use deskbell_domain::id::ChannelId;
use deskbell_domain::secret::Secret;
use deskbell_domain::template::{Canned, Template, TemplateHeader, TemplateState};
use deskbell_plugins::{AccountKey, BreakerState, CallInfo, Plugin, check_private_hosts};
use deskbell_store::{ChannelSecret, Range, Read, Tx};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An account to be connected.
#[derive(Debug, Clone)]
pub struct NewChannel {
    pub id: ChannelId,
    pub name: String,
    pub plugin: String,
    pub config: serde_json::Value,
    /// Newest value first.
    pub secrets: BTreeMap<String, Vec<Secret>>,
    pub routing: Routing,
    pub private_hosts: Vec<PrivateHost>,
    pub pace_per_10s: Option<u32>,
}

impl Workspace {
    /// Checks the settings against the plugin's schema and stores the channel.
    pub async fn connect(&self, new: NewChannel) -> Result<ChannelView, AppError> {
        let plugin = self.inner.plugins.find(&new.plugin).ok_or(AppError::NotFound { what: "plugin" })?;
        let config = checked_config(&plugin, &new.config)?;
        checked_secrets(&plugin, &new.secrets)?;
        checked_hosts(&new.private_hosts)?;
        let capabilities = plugin.describe().await.map_err(|failure| {
            AppError::conflict("plugin-failed", format!("the plugin cannot describe itself: {failure}"))
        })?;
        let channel = Channel {
            id: new.id.clone(),
            name: new.name.clone(),
            plugin: new.plugin.clone(),
            config,
            hook_token: random_token(),
            state: ChannelState::Active,
            capabilities,
            routing: new.routing.clone(),
            pace_per_10s: new.pace_per_10s,
            private_hosts: new.private_hosts.clone(),
            created: self.inner.clock.now(),
        };
        let secrets = self.sealed(&channel.id, &new.secrets);
        let job = move |tx: &mut Tx<'_>| store_channel(tx, &channel, &secrets);
        let id = self.inner.store.write(job).await?;
        self.inner.reload_accounts()?;
        self.channel(&id)
    }

    /// New settings for a connected account, checked like the first ones.
    pub async fn configure_channel(
        &self,
        id: &ChannelId,
        config: serde_json::Value,
        private_hosts: Vec<PrivateHost>,
    ) -> Result<ChannelView, AppError> {
        let connected = self.inner.accounts.by_id(id).ok_or(AppError::NotFound { what: "channel" })?;
        let plugin = connected.plugin().ok_or(AppError::NotFound { what: "plugin" })?;
        let config = checked_config(&plugin, &config)?;
        checked_hosts(&private_hosts)?;
        let wanted = id.clone();
        let job = move |tx: &mut Tx<'_>| {
            let mut channel = inbox::load_channel(tx, &wanted)?;
            channel.config.clone_from(&config);
            channel.private_hosts.clone_from(&private_hosts);
            Ok::<_, AppError>(tx.put(&channel)?)
        };
        self.inner.store.write(job).await?;
        self.inner.reload_accounts()?;
        self.channel(id)
    }

    /// New settings; what the operator allowed beside stays unless it is named.
    pub async fn change_settings(
        &self,
        id: &ChannelId,
        config: serde_json::Value,
        private_hosts: Option<Vec<PrivateHost>>,
    ) -> Result<ChannelView, AppError> {
        let connected = self.inner.accounts.by_id(id).ok_or(AppError::NotFound { what: "channel" })?;
        let hosts = private_hosts.unwrap_or_else(|| connected.channel.private_hosts.clone());
        self.configure_channel(id, config, hosts).await
    }

    /// What a channel is set to, and which secrets have a value.
    pub fn channel_settings(&self, id: &ChannelId) -> Result<ChannelSettings, AppError> {
        let connected = self.inner.accounts.by_id(id).ok_or(AppError::NotFound { what: "channel" })?;
        let plugin = connected.plugin();
        let manifest = plugin.as_ref().map(|plugin| plugin.manifest());
        let set = |name: &String| connected.account.secrets.get(name).is_some_and(|values| !values.is_empty());
        let secrets = manifest.map_or(&[][..], |manifest| &manifest.secrets).iter().map(|rule| SecretSlot {
            name: rule.name.clone(),
            label: rule.label.clone(),
            why: rule.why.clone(),
            set: set(&rule.name),
        });
        Ok(ChannelSettings {
            plugin: connected.channel.plugin.clone(),
            settings: connected.account.config.clone(),
            schema: manifest.and_then(|manifest| manifest.config_schema.clone()),
            secrets: secrets.collect(),
            private_hosts: connected.channel.private_hosts.clone(),
        })
    }

    /// New values for the secrets that are named; the others stay. The old
    /// value may stand behind the new one while the provider changes over.
    pub async fn set_secrets(&self, id: &ChannelId, secrets: BTreeMap<String, Vec<Secret>>) -> Result<(), AppError> {
        let connected = self.inner.accounts.by_id(id).ok_or(AppError::NotFound { what: "channel" })?;
        let plugin = connected.plugin().ok_or(AppError::NotFound { what: "plugin" })?;
        checked_secrets(&plugin, &secrets)?;
        let (channel, rows) = (id.clone(), self.sealed(id, &secrets));
        let job = move |tx: &mut Tx<'_>| {
            inbox::load_channel(tx, &channel)?;
            rows.iter().try_for_each(|row| tx.put(row)).map_err(AppError::from)
        };
        self.inner.store.write(job).await?;
        self.inner.reload_accounts()
    }

    fn sealed(&self, channel: &ChannelId, secrets: &BTreeMap<String, Vec<Secret>>) -> Vec<ChannelSecret> {
        secrets.iter().map(|(name, values)| self.inner.vault.row(channel, name, values)).collect()
    }

    pub fn channels(&self) -> Vec<ChannelView> {
        self.inner.accounts.all().iter().map(|connected| self.channel_view(connected)).collect()
    }

    pub fn channel(&self, id: &ChannelId) -> Result<ChannelView, AppError> {
        let connected = self.inner.accounts.by_id(id).ok_or(AppError::NotFound { what: "channel" })?;
        Ok(self.channel_view(&connected))
    }

    fn channel_view(&self, connected: &Connected) -> ChannelView {
        let channel = &connected.channel;
        let plugin = connected.plugin();
        ChannelView {
            id: channel.id.clone(),
            name: channel.name.clone(),
            plugin: channel.plugin.clone(),
            plugin_version: plugin.as_ref().map(|p| p.manifest().version.to_string()),
            kind: channel.kind().to_owned(),
            side: match channel.capabilities {
                Capabilities::Messaging(_) => Side::Messaging,
                Capabilities::Business(_) => Side::Business,
            },
            state: channel.state.clone(),
            features: channel.messaging().map(|m| m.features.clone()).unwrap_or_default(),
            reply_window_h: channel.messaging().and_then(|m| m.reply_window_h),
            hook_path: format!("/hooks/{}/{}", self.slug(), channel.hook_token),
            health: plugin.map_or(ChannelHealth::Missing, |plugin| self.plugin_health(&plugin, &channel.id)),
        }
    }

    fn plugin_health(&self, plugin: &Plugin, channel: &ChannelId) -> ChannelHealth {
        let health = plugin.health();
        let here = |account: &AccountKey| account.workspace == *self.slug() && account.channel == *channel;
        let state = health.breakers.iter().find(|(account, _)| here(account)).map(|(_, state)| *state);
        let last = health.faults.iter().find(|fault| here(&fault.account));
        let detail = last.map_or_else(|| "the plugin's calls fail".to_owned(), |fault| fault.fault.to_string());
        match state {
            None | Some(BreakerState::Closed) => ChannelHealth::Good,
            Some(BreakerState::Open { .. } | BreakerState::HalfOpen) => ChannelHealth::Failing { detail },
            Some(BreakerState::Quarantined) => ChannelHealth::Quarantined { detail },
        }
    }

    /// Nothing leaves the channel until it is resumed; what comes in is kept.
    pub async fn pause_channel(&self, id: &ChannelId) -> Result<ChannelView, AppError> {
        let problem = deskbell_domain::problem::Problem::new(BY_A_PERSON, "paused by a person");
        self.set_state(id, ChannelState::Paused { problem }).await
    }

    /// Also lets a quarantined plugin try again, and what it could not
    /// translate.
    pub async fn resume_channel(&self, id: &ChannelId) -> Result<ChannelView, AppError> {
        if let Some(plugin) = self.inner.accounts.by_id(id).and_then(|c| c.plugin()) {
            plugin.resume(self.slug(), id);
        }
        let view = self.set_state(id, ChannelState::Active).await?;
        self.inner.revive(id).await?;
        self.inner.outbox_nudge.notify_one();
        Ok(view)
    }

    async fn set_state(&self, id: &ChannelId, state: ChannelState) -> Result<ChannelView, AppError> {
        let wanted = id.clone();
        let job = move |tx: &mut Tx<'_>| {
            let mut channel = inbox::load_channel(tx, &wanted)?;
            channel.state = state.clone();
            Ok::<_, AppError>(tx.put(&channel)?)
        };
        self.inner.store.write(job).await?;
        self.inner.reload_accounts()?;
        self.channel(id)
    }

    /// One request to the provider that proves the credentials.
    pub async fn check_channel(&self, id: &ChannelId) -> Result<String, AppError> {
        let connected = self.inner.accounts.by_id(id).ok_or(AppError::NotFound { what: "channel" })?;
        let plugin = connected.plugin().ok_or(AppError::NotFound { what: "plugin" })?;
        let call = CallInfo { call_id: uuid::Uuid::new_v4().to_string(), attempt: 1, deadline: None };
        let outcome = plugin.check_account(Arc::clone(&connected.account), call).await;
        outcome
            .result
            .map(|info| info.display)
            .map_err(|failure| AppError::conflict("account-check-failed", failure.to_string()))
    }

    pub fn templates(&self, channel: &ChannelId) -> Result<Vec<TemplateView>, AppError> {
        self.read(|s| {
            inbox::load_channel(s, channel)?;
            let all = s.scan::<Template>(Range::prefix(channel).limit(2000))?;
            Ok(all.into_iter().map(template_view).collect())
        })
    }

    pub async fn put_template(&self, template: Template) -> Result<(), AppError> {
        let job = move |tx: &mut Tx<'_>| {
            inbox::load_channel(tx, &template.channel)?;
            Ok::<_, AppError>(tx.put(&template)?)
        };
        Ok(self.inner.store.write(job).await?)
    }

    pub fn canned(&self) -> Result<Vec<Canned>, AppError> {
        self.read(|s| Ok(s.scan::<Canned>(Range::all().limit(1000))?))
    }

    pub async fn put_canned(&self, canned: Canned) -> Result<(), AppError> {
        if canned.shortcut.trim().is_empty() || canned.body.trim().is_empty() {
            return Err(AppError::invalid("shortcut", "a canned message needs a shortcut and a text"));
        }
        let job = move |tx: &mut Tx<'_>| Ok::<_, AppError>(tx.put(&canned)?);
        Ok(self.inner.store.write(job).await?)
    }
}

fn checked_secrets(plugin: &Plugin, secrets: &BTreeMap<String, Vec<Secret>>) -> Result<(), AppError> {
    let asked: Vec<&str> = plugin.manifest().secrets.iter().map(|s| s.name.as_str()).collect();
    if let Some(unknown) = secrets.keys().find(|name| !asked.contains(&name.as_str())) {
        let problem = format!("the plugin knows no {unknown}; it takes {}", asked.join(", "));
        return Err(AppError::invalid("secrets", problem));
    }
    match secrets.iter().find(|(_, values)| values.iter().any(|value| value.reveal().is_empty())) {
        None => Ok(()),
        Some((name, _)) => Err(AppError::invalid(
            format!("secrets.{name}"),
            "is empty; leave it out, or enter the value that the service shows",
        )),
    }
}

fn checked_config(plugin: &Plugin, config: &serde_json::Value) -> Result<String, AppError> {
    let checked =
        plugin.manifest().validate_config(config).map_err(|error| AppError::invalid("config", error.to_string()))?;
    Ok(serde_json::Value::Object(checked).to_string())
}

fn checked_hosts(hosts: &[PrivateHost]) -> Result<(), AppError> {
    check_private_hosts(hosts).map_err(|problem| AppError::invalid("private_hosts", problem))
}

fn store_channel(tx: &mut Tx<'_>, channel: &Channel, secrets: &[ChannelSecret]) -> Result<ChannelId, AppError> {
    if tx.get::<Channel>(&channel.id)?.is_some() {
        return Err(AppError::conflict("channel-exists", format!("there is a channel {} already", channel.id)));
    }
    tx.put(channel)?;
    for secret in secrets {
        tx.put(secret)?;
    }
    Ok(channel.id.clone())
}

fn template_view(template: Template) -> TemplateView {
    TemplateView {
        usable: template.status == TemplateState::Approved,
        takes_document: template.header == TemplateHeader::Document,
        template,
    }
}
