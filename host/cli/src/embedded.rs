//! The plugins that the binary carries. They have the same manifest, limits
//! and grants as any other: there is no privileged path.

use anyhow::Context;
use bytes::Bytes;
use deskbell_app::Plugins;
use deskbell_plugins::{CompilerCommand, Runtime, RuntimeConfig};
use std::path::Path;
use std::sync::Arc;

static COMPONENTS: &[&[u8]] = include!(concat!(env!("OUT_DIR"), "/plugins.rs"));

pub fn components() -> impl Iterator<Item = Bytes> {
    COMPONENTS.iter().map(|bytes| Bytes::from_static(bytes))
}

/// The component of that id.
pub fn find(id: &str) -> Option<Bytes> {
    components().find(|component| deskbell_plugins::inspect(component).is_ok_and(|i| i.manifest.id == id))
}

/// The engine, with compiled code kept below `data`.
pub fn runtime(data: &Path) -> anyhow::Result<Arc<Runtime>> {
    trusting(data, Vec::new())
}

/// The same, where outgoing connections trust these certificates (DER) too.
pub fn trusting(data: &Path, roots: Vec<Vec<u8>>) -> anyhow::Result<Arc<Runtime>> {
    let exe = std::env::current_exe().context("find this program's own file")?;
    let compiler = CompilerCommand::Child { program: exe, args: vec![crate::COMPILE.into()] };
    let config = RuntimeConfig::new(data.join("compiled"), compiler);
    Ok(Runtime::new(RuntimeConfig { extra_roots: roots, ..config })?)
}

/// Loads every plugin of the binary.
pub async fn load(runtime: Arc<Runtime>) -> anyhow::Result<Plugins> {
    let plugins = Plugins::new(runtime);
    let loads = components().map(|component| plugins.load(component));
    for loaded in futures_util::future::join_all(loads).await {
        let plugin = loaded.context("load a plugin of this binary")?;
        tracing::info!(plugin = %plugin.manifest().id, version = %plugin.manifest().version, "plugin loaded");
    }
    Ok(plugins)
}
