//! Whose plugins are taken, and from where they are managed.

use deskbell_domain::id::WorkspaceSlug;
use deskbell_plugins::{Trust, TrustedKey};
use serde::{Deserialize, Serialize};

/// `[plugins]` of the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Keys whose signatures are believed, each for ids that begin so.
    pub trust: Vec<TrustedKey>,
    /// Takes plugins that nobody signed. For writing plugins, never for customers.
    pub dev: bool,
    /// Workspaces whose administrators manage the plugins of the whole host. A
    /// host with one workspace needs none named.
    pub managed_from: Vec<WorkspaceSlug>,
}

impl Config {
    pub fn trust(&self) -> Trust {
        Trust(self.trust.clone())
    }

    /// Every mistake at once.
    pub fn problems(&self) -> Vec<String> {
        self.trust().problems().into_iter().map(|problem| format!("plugins.trust: {problem}")).collect()
    }
}
