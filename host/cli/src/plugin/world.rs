//! What a called plugin finds: settings, secrets, an empty store, a folder.

use crate::args::{PluginCall, PluginFunction};
use anyhow::{Context, anyhow, bail};
use deskbell_app::Blobs;
use deskbell_domain::channel::{Capabilities, PrivateHost};
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_domain::secret::Secret;
use deskbell_plugins::{Account, BlobStore, KvEntry, KvReader, KvUnavailable, Plugin};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

pub struct World {
    pub account: Arc<Account>,
    pub blobs: Arc<Blobs>,
}

/// A call begins with nothing in the plugin's own store.
struct Nothing;

impl KvReader for Nothing {
    fn get(&self, _: &str, _: &str) -> Result<Option<KvEntry>, KvUnavailable> {
        Ok(None)
    }

    fn scan(&self, _: &str, _: &str, _: Option<&str>, _: usize) -> Result<Vec<(String, KvEntry)>, KvUnavailable> {
        Ok(Vec::new())
    }

    fn usage(&self, _: &str) -> Result<u64, KvUnavailable> {
        Ok(0)
    }
}

impl World {
    pub fn new(plugin: &Plugin, call: &PluginCall, scratch: &Path) -> anyhow::Result<Self> {
        let settings = match &call.settings {
            Some(path) => json(path)?,
            None => Value::Object(Map::new()),
        };
        let config = match call.function {
            // Pure: it has no account to look at.
            PluginFunction::Describe => Map::new(),
            _ => plugin.manifest().validate_config(&settings).context("the settings do not fit the manifest")?,
        };
        let secrets = match &call.secrets {
            Some(path) => secrets(&json(path)?).with_context(|| format!("read the secrets in {}", path.display()))?,
            None => BTreeMap::new(),
        };
        let blobs = Arc::new(Blobs::open(&scratch.join("media")).context("make a folder for files")?);
        let account = Account {
            workspace: WorkspaceSlug::new("local").expect("a constant that is a name"),
            channel: ChannelId::new("local").expect("a constant that is a name"),
            locale: "en".into(),
            config,
            secrets,
            private_hosts: call.map_host.iter().map(|mapping| private_host(mapping)).collect::<Result<_, _>>()?,
            kv: Arc::new(Nothing),
            blobs: Arc::clone(&blobs) as Arc<dyn BlobStore>,
        };
        Ok(Self { account: Arc::new(account), blobs })
    }

    /// Where the plugin's addresses mean something.
    pub async fn realm(&self, plugin: &Plugin) -> anyhow::Result<String> {
        match plugin.describe().await.map_err(|failure| anyhow!("describe failed: {failure}"))? {
            Capabilities::Messaging(messaging) => Ok(messaging.channel_kind),
            Capabilities::Business(_) => bail!("a business system sends no messages"),
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
