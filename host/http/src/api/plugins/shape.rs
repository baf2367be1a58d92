//! A plugin on the wire.

use super::health::{PluginAccount, PluginFault};
use super::plan::{Author, PluginPermission, PluginPlan, Signer};
use crate::api::mirror::mirror;
use crate::api::time::Time;
use deskbell_app::manifest::Manifest;
use deskbell_app::registry::{Held, PluginView, Release, Running, StagedView};
use serde::Serialize;
use utoipa::ToSchema;

mirror! {
    PluginKind from deskbell_app::manifest::Kind { Channel, ErpModule }
}

mirror! {
    PluginOrigin from deskbell_app::registry::Origin {
        BuiltIn, Installed,
    }
}

/// One plugin of the host.
#[derive(Debug, Serialize, ToSchema)]
pub struct Plugin {
    pub id: String,
    /// The id, where nothing of it works.
    pub name: String,
    pub kind: Option<PluginKind>,
    /// What works now; null when nothing does.
    pub version: Option<String>,
    pub digest: Option<String>,
    pub origin: Option<PluginOrigin>,
    pub license: Option<String>,
    pub author: Option<Author>,
    /// Who signed the installed version; null for the binary's own and unsigned ones.
    pub signer: Option<Signer>,
    /// The installed version is signed by nobody that is trusted.
    pub unsigned: bool,
    /// Bytes of the installed file.
    pub size: Option<u64>,
    pub installed_at: Option<Time>,
    /// What a roll back returns to.
    pub previous: Option<String>,
    /// The binary carries a version of its own.
    pub in_binary: bool,
    pub staged: Option<StagedPlugin>,
    pub held: Option<HeldPlugin>,
    /// Why it does not work as it was installed.
    pub trouble: Option<String>,
    /// All that it asks for, the gravest first.
    pub permissions: Vec<PluginPermission>,
    /// How it fares, account by account.
    pub accounts: Vec<PluginAccount>,
    /// Calls that wait for a slot.
    pub waiting: u64,
}

/// A version that asks for more and waits for an approval.
#[derive(Debug, Serialize, ToSchema)]
pub struct StagedPlugin {
    pub version: String,
    /// To approve it by.
    pub digest: String,
    pub at: Time,
    /// Null when its file cannot be read any more.
    pub plan: Option<PluginPlan>,
}

/// A version that was taken back and does not come again by itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldPlugin {
    pub version: String,
    pub digest: String,
    pub at: Time,
    pub why: String,
}

impl HeldPlugin {
    pub(super) fn of(held: &Held) -> Self {
        Self {
            version: held.version.to_string(),
            digest: held.digest.clone(),
            at: held.since.into(),
            why: held.why.clone(),
        }
    }
}

impl Plugin {
    pub(super) fn of(view: &PluginView) -> Self {
        let running = view.running.as_ref();
        let manifest = running.map(|running| &running.manifest);
        let current = view.current.as_ref();
        Self {
            id: view.id.clone(),
            name: manifest.map_or_else(|| view.id.clone(), |manifest| manifest.name.clone()),
            kind: manifest.map(|manifest| manifest.kind.into()),
            version: manifest.map(|manifest| manifest.version.to_string()),
            digest: running.map(|running| running.digest.clone()),
            origin: running.map(|running| running.origin.into()),
            license: manifest.map(|manifest| manifest.license.clone()),
            author: manifest.and_then(|manifest| manifest.author.as_ref()).map(Author::of),
            signer: current.and_then(|release| release.signer.as_ref()).map(Signer::of),
            unsigned: current.is_some_and(|release| release.signer.is_none()),
            size: current.map(|release| release.size),
            installed_at: current.map(|release| release.since.into()),
            previous: previous(view),
            in_binary: view.in_binary,
            staged: view.staged.as_ref().map(staged),
            held: view.held.as_ref().map(HeldPlugin::of),
            trouble: view.trouble.clone(),
            permissions: running.map(permissions).unwrap_or_default(),
            accounts: running.map(accounts).unwrap_or_default(),
            waiting: running.map_or(0, |running| running.waiting as u64),
        }
    }
}

/// The binary's own where no other is kept; its version is not the lock's to tell.
fn previous(view: &PluginView) -> Option<String> {
    let version = |release: &Release| release.version.to_string();
    let binary = || (view.in_binary && view.current.is_some()).then(|| "of the binary".to_owned());
    view.previous.as_ref().map(version).or_else(binary)
}

fn staged(staged: &StagedView) -> StagedPlugin {
    StagedPlugin {
        version: staged.release.version.to_string(),
        digest: staged.release.digest.clone(),
        at: staged.release.since.into(),
        plan: staged.plan.as_deref().map(|plan| PluginPlan::of(plan, Vec::new())),
    }
}

fn permissions(running: &Running) -> Vec<PluginPermission> {
    let granted = |line: &deskbell_app::registry::ConsentLine| running.granted.contains(&line.permission);
    running.asks.iter().map(|line| PluginPermission::of(line, granted(line))).collect()
}

fn accounts(running: &Running) -> Vec<PluginAccount> {
    running.accounts.iter().map(|(key, health)| PluginAccount::of(key, health)).collect()
}

/// One plugin with all that its page and a channel's settings form need.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginDetails {
    pub plugin: Plugin,
    /// JSON Schema of a channel's settings; null when it has none.
    #[schema(value_type = Option<Object>)]
    pub settings: Option<serde_json::Value>,
    pub secrets: Vec<PluginSecret>,
    /// Newest first.
    pub faults: Vec<PluginFault>,
}

/// A secret that a channel of this plugin takes. Values are never shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginSecret {
    pub name: String,
    pub label: String,
    pub why: String,
    /// "header", "hmac", "compare", "reveal".
    pub uses: Vec<String>,
}

impl PluginDetails {
    pub(super) fn of(view: &PluginView) -> Self {
        let running = view.running.as_ref();
        Self {
            plugin: Plugin::of(view),
            settings: running.and_then(|running| running.manifest.config_schema.clone()),
            secrets: running.map(|running| secrets(&running.manifest)).unwrap_or_default(),
            faults: running.map(|r| r.faults.iter().map(PluginFault::of).collect()).unwrap_or_default(),
        }
    }
}

fn secrets(manifest: &Manifest) -> Vec<PluginSecret> {
    let secret = |rule: &deskbell_app::manifest::SecretRule| PluginSecret {
        name: rule.name.clone(),
        label: rule.label.clone(),
        why: rule.why.clone(),
        uses: rule.uses.iter().map(|usage| usage.name().to_owned()).collect(),
    };
    manifest.secrets.iter().map(secret).collect()
}
