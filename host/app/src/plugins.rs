//! The plugins of this process, by id.

use arc_swap::ArcSwap;
use bytes::Bytes;
use deskbell_plugins::{LoadError, Plugin, Runtime};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cheap handle. A newer version of a plugin replaces the older one at once;
/// calls under way finish on what they hold.
#[derive(Clone)]
pub struct Plugins {
    runtime: Arc<Runtime>,
    loaded: Arc<ArcSwap<BTreeMap<String, Arc<Plugin>>>>,
}

impl Plugins {
    pub fn new(runtime: Arc<Runtime>) -> Self {
        Self { runtime, loaded: Arc::default() }
    }

    pub async fn load(&self, component: Bytes) -> Result<Arc<Plugin>, LoadError> {
        let plugin = self.runtime.load(component).await?;
        self.put(Arc::clone(&plugin));
        Ok(plugin)
    }

    /// Takes the place of the version before; calls under way end on that.
    pub(crate) fn put(&self, plugin: Arc<Plugin>) {
        let id = plugin.manifest().id.clone();
        self.loaded.rcu(|before| {
            let mut after = BTreeMap::clone(before);
            after.insert(id.clone(), Arc::clone(&plugin));
            after
        });
    }

    pub(crate) fn remove(&self, id: &str) {
        self.loaded.rcu(|before| {
            let mut after = BTreeMap::clone(before);
            after.remove(id);
            after
        });
    }

    pub fn find(&self, id: &str) -> Option<Arc<Plugin>> {
        self.loaded.load().get(id).cloned()
    }

    pub fn all(&self) -> Vec<Arc<Plugin>> {
        self.loaded.load().values().cloned().collect()
    }

    pub fn runtime(&self) -> &Arc<Runtime> {
        &self.runtime
    }
}
