//! Connected accounts in memory, so that a webhook costs no look-up on disk.

use crate::blobs::Blobs;
use crate::error::AppError;
use crate::kv::StoreKv;
use crate::plugins::Plugins;
use crate::vault::{MOST_SECRETS, Vault};
use arc_swap::ArcSwap;
use deskbell_domain::channel::{Channel, ChannelState};
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_domain::secret::Secret;
use deskbell_domain::user::Settings;
use deskbell_plugins::{Account, Plugin};
use deskbell_store::{ChannelSecret, Range, Read, Store};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// One channel with all that a call of its plugin needs.
pub(crate) struct Connected {
    pub channel: Arc<Channel>,
    pub account: Arc<Account>,
    plugins: Plugins,
}

impl Connected {
    /// The plugin as it is now: a newer version may have taken its place.
    pub(crate) fn plugin(&self) -> Option<Arc<Plugin>> {
        self.plugins.find(&self.channel.plugin)
    }

    pub(crate) fn pace_per_10s(&self) -> Option<u32> {
        let own = self.channel.messaging().map_or(1, |m| m.pace_per_10s);
        pace(own, self.channel.pace_per_10s)
    }
}

/// The operator's figure may slow the plugin's down, not speed it up; 0 takes
/// the brake off, for tests and simulators.
fn pace(own: u32, asked: Option<u32>) -> Option<u32> {
    match asked {
        Some(0) => None,
        Some(asked) => Some(own.min(asked)),
        None => Some(own),
    }
}

#[derive(Default)]
struct Table {
    by_token: HashMap<String, Arc<Connected>>,
    by_id: BTreeMap<ChannelId, Arc<Connected>>,
}

/// All channels of a workspace; replaced as a whole when one changes.
pub(crate) struct Accounts {
    table: ArcSwap<Table>,
}

/// What every account of a workspace shares.
pub(crate) struct Shared<'a> {
    pub workspace: &'a WorkspaceSlug,
    pub settings: &'a Settings,
    pub store: &'a Store,
    pub blobs: &'a Arc<Blobs>,
    pub plugins: &'a Plugins,
    pub vault: &'a Vault,
}

impl Accounts {
    pub(crate) fn new() -> Self {
        Self { table: ArcSwap::default() }
    }

    pub(crate) fn reload(&self, shared: &Shared<'_>) -> Result<(), AppError> {
        let (channels, secrets) = shared.store.read(|snapshot| {
            let channels = snapshot.scan::<Channel>(Range::all().limit(1000))?;
            let secrets = snapshot.scan::<ChannelSecret>(Range::all().limit(MOST_SECRETS))?;
            Ok((channels, secrets))
        })?;
        let mut table = Table::default();
        for channel in channels {
            let values = secrets.iter().filter(|s| s.channel == channel.id);
            let values = values.map(|row| (row.name.clone(), opened(shared.vault, row))).collect();
            let connected = Arc::new(connect(shared, channel, values));
            if connected.channel.state != ChannelState::Disabled {
                table.by_token.insert(connected.channel.hook_token.clone(), Arc::clone(&connected));
            }
            table.by_id.insert(connected.channel.id.clone(), connected);
        }
        self.table.store(Arc::new(table));
        Ok(())
    }

    pub(crate) fn by_token(&self, token: &str) -> Option<Arc<Connected>> {
        self.table.load().by_token.get(token).cloned()
    }

    pub(crate) fn by_id(&self, id: &ChannelId) -> Option<Arc<Connected>> {
        self.table.load().by_id.get(id).cloned()
    }

    pub(crate) fn messaging(&self) -> Vec<Arc<Connected>> {
        self.table.load().by_id.values().filter(|c| c.channel.messaging().is_some()).cloned().collect()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Connected>> {
        self.table.load().by_id.values().cloned().collect()
    }
}

/// All of them opened when the workspace was; one that no longer does is missing.
fn opened(vault: &Vault, row: &ChannelSecret) -> Vec<Secret> {
    vault.values(row).unwrap_or_else(|error| {
        tracing::error!(%error, "a secret is left out");
        Vec::new()
    })
}

fn connect(shared: &Shared<'_>, channel: Channel, secrets: BTreeMap<String, Vec<Secret>>) -> Connected {
    let config = serde_json::from_str(&channel.config).unwrap_or_else(|error| {
        // Checked when it was stored; a plugin without settings says what it misses.
        tracing::error!(%error, channel = %channel.id, "the channel's settings are not readable");
        serde_json::Map::new()
    });
    let account = Account {
        workspace: shared.workspace.clone(),
        channel: channel.id.clone(),
        locale: shared.settings.locale.clone(),
        config,
        secrets,
        private_hosts: channel.private_hosts.clone(),
        kv: Arc::new(StoreKv::new(shared.store.clone(), channel.plugin.clone(), channel.id.clone())),
        blobs: Arc::clone(shared.blobs) as Arc<dyn deskbell_plugins::BlobStore>,
        ambient: deskbell_plugins::Ambient::default(),
    };
    Connected { channel: Arc::new(channel), account: Arc::new(account), plugins: shared.plugins.clone() }
}

#[cfg(test)]
mod tests {
    use super::pace;

    /// X3: nobody sends faster than the channel can bear by mistake.
    #[test]
    fn x3_an_operator_may_slow_down_not_speed_up() {
        assert_eq!(pace(800, None), Some(800));
        assert_eq!(pace(800, Some(100)), Some(100));
        assert_eq!(pace(800, Some(1_000_000)), Some(800));
        assert_eq!(pace(800, Some(0)), None);
    }
}
