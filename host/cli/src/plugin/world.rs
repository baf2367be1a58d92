//! What a called plugin finds: settings, secrets, an empty store, a folder.

use crate::args::{PluginCall, PluginFunction};
use anyhow::{Context, anyhow};
use deskbell_app::Blobs;
use deskbell_domain::channel::{Capabilities, PrivateHost};
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_domain::secret::Secret;
use deskbell_plugins::{Account, Ambient, BlobStore, KvEntry, KvReader, KvUnavailable, Plugin};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

pub struct World {
    pub account: Arc<Account>,
    pub blobs: Arc<Blobs>,
}

/// What a call begins with.
pub struct Setup {
    pub channel: ChannelId,
    /// None where there is no account to look at.
    pub settings: Option<Value>,
    pub secrets: BTreeMap<String, Vec<Secret>>,
    pub private_hosts: Vec<PrivateHost>,
    pub kv: Seed,
    pub ambient: Ambient,
}

/// The plugin's own store as it was before: bucket and key to value.
#[derive(Default)]
pub struct Seed(pub BTreeMap<(String, String), Vec<u8>>);

impl KvReader for Seed {
    fn get(&self, bucket: &str, key: &str) -> Result<Option<KvEntry>, KvUnavailable> {
        let found = self.0.get(&(bucket.to_owned(), key.to_owned()));
        Ok(found.map(|value| KvEntry { value: value.clone(), version: 1 }))
    }

    fn scan(
        &self,
        bucket: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, KvEntry)>, KvUnavailable> {
        let wanted = |(own, key): &(String, String)| {
            own == bucket && key.starts_with(prefix) && after.is_none_or(|after| key.as_str() > after)
        };
        let found = self.0.iter().filter(|(name, _)| wanted(name)).take(limit);
        Ok(found.map(|((_, key), value)| (key.clone(), KvEntry { value: value.clone(), version: 1 })).collect())
    }

    fn usage(&self, bucket: &str) -> Result<u64, KvUnavailable> {
        let own = self.0.iter().filter(|((name, _), _)| name == bucket);
        Ok(own.map(|((_, key), value)| (key.len() + value.len()) as u64).sum())
    }
}

impl Setup {
    /// As the files and flags of `plugin call` say.
    pub fn of(call: &PluginCall) -> anyhow::Result<Self> {
        let settings = match (&call.settings, call.function) {
            // Pure: it has no account to look at.
            (_, PluginFunction::Describe) => None,
            (Some(path), _) => Some(json(path)?),
            (None, _) => Some(Value::Object(Map::new())),
        };
        let secrets = match &call.secrets {
            Some(path) => secrets(&json(path)?).with_context(|| format!("read the secrets in {}", path.display()))?,
            None => BTreeMap::new(),
        };
        let private_hosts = call.map_host.iter().map(|mapping| private_host(mapping)).collect::<Result<_, _>>()?;
        let channel = ChannelId::new("local").expect("a constant that is a name");
        Ok(Self { channel, settings, secrets, private_hosts, kv: Seed::default(), ambient: Ambient::default() })
    }
}

impl World {
    pub fn new(plugin: &Plugin, setup: Setup, scratch: &Path) -> anyhow::Result<Self> {
        let config = match &setup.settings {
            None => Map::new(),
            Some(given) => plugin.manifest().validate_config(given).context("the settings do not fit the manifest")?,
        };
        let blobs = Arc::new(Blobs::open(&scratch.join("media")).context("make a folder for files")?);
        let account = Account {
            workspace: WorkspaceSlug::new("local").expect("a constant that is a name"),
            channel: setup.channel,
            locale: "en".into(),
            config,
            secrets: setup.secrets,
            private_hosts: setup.private_hosts,
            kv: Arc::new(setup.kv),
            blobs: Arc::clone(&blobs) as Arc<dyn BlobStore>,
            ambient: setup.ambient,
        };
        Ok(Self { account: Arc::new(account), blobs })
    }

    /// Where the plugin's addresses mean something.
    pub async fn realm(&self, plugin: &Plugin) -> anyhow::Result<String> {
        match plugin.describe().await.map_err(|failure| anyhow!("describe failed: {failure}"))? {
            Capabilities::Messaging(messaging) => Ok(messaging.channel_kind),
            Capabilities::Business(business) => Ok(business.system),
        }
    }
}

pub fn json(path: &Path) -> anyhow::Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}

pub fn secrets(value: &Value) -> anyhow::Result<BTreeMap<String, Vec<Secret>>> {
    let object = value.as_object().ok_or_else(|| anyhow!("expected a JSON object"))?;
    let text = |value: &Value| value.as_str().map(Secret::new).ok_or_else(|| anyhow!("a secret is a text"));
    object
        .iter()
        .map(|(name, value)| {
            let values = match value {
                Value::Array(values) => values.iter().map(text).collect::<Result<_, _>>()?,
                one => vec![text(one)?],
            };
            Ok((name.clone(), values))
        })
        .collect()
}

/// `NAME[:PORT]=ADDR[:PORT]`: requests to the name go to the address, in plain
/// http or https as the plugin asks. Without a port it is the name's, else 443.
fn private_host(mapping: &str) -> anyhow::Result<PrivateHost> {
    let (name, address) =
        mapping.split_once('=').ok_or_else(|| anyhow!("--map-host {mapping}: write NAME=ADDR:PORT"))?;
    let (host, port) = match name.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse().with_context(|| format!("--map-host {mapping}: bad port"))?)),
        None => (name, None),
    };
    let address = match address.parse::<SocketAddr>() {
        Ok(address) => address,
        Err(_) => {
            let ip: IpAddr =
                address.parse().with_context(|| format!("--map-host {mapping}: {address} is no ADDR or ADDR:PORT"))?;
            SocketAddr::new(ip, port.unwrap_or(443))
        }
    };
    Ok(PrivateHost { host: host.to_owned(), port, http: true, address: Some(address.to_string()) })
}
