//! `plugin.toml`, carried inside the component: who a plugin is and what it
//! asks for.

mod check;
mod config;
mod error;
mod webhook;

pub use config::{ConfigError, ConfigProblem};
pub use error::ManifestError;
pub use webhook::{Encoding, Verify, WebhookRule};

use crate::grants::Permission;
use crate::limits::{Export, Profile};
use config::ConfigSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The custom section of the component that holds the manifest.
pub const SECTION: &str = "deskbell:manifest";
/// The version of the WIT contract that this host speaks.
pub const HOST_API: &str = "0.1.0";

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Manifest {
    /// Version of this format: 1.
    pub manifest: u32,
    /// Reverse DNS, never changes.
    pub id: String,
    pub name: String,
    pub version: semver::Version,
    pub kind: Kind,
    pub host_api: semver::VersionReq,
    pub license: String,
    #[serde(default)]
    pub author: Option<Author>,
    #[serde(default)]
    pub runtime: RuntimeNeeds,
    #[serde(default)]
    pub limits: Lowered,
    #[serde(default)]
    pub http: Vec<HttpRule>,
    #[serde(default, rename = "secret")]
    pub secrets: Vec<SecretRule>,
    #[serde(default)]
    pub kv: Vec<KvRule>,
    #[serde(default, rename = "webhook")]
    pub webhooks: Vec<WebhookRule>,
    #[serde(default)]
    pub media: Option<MediaRule>,
    /// JSON Schema of the account's settings.
    #[serde(default, rename = "config")]
    pub config_schema: Option<serde_json::Value>,
    #[serde(skip)]
    schema: ConfigSchema,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Channel,
    ErpModule,
}

impl Kind {
    /// As the manifest writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::ErpModule => "erp-module",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Author {
    pub name: String,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub support: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RuntimeNeeds {
    #[serde(default)]
    pub profile: Profile,
    #[serde(default)]
    pub wasi: Wasi,
}

/// There is one answer. The field exists so that a manifest says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wasi {
    #[default]
    None,
}

/// Limits below the profile's own, by export.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Lowered {
    #[serde(default)]
    pub wall_ms: BTreeMap<String, u64>,
}

/// Requests to one host.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HttpRule {
    /// "api.example.com", "api.example.com:8443", "{config.region}.example.com",
    /// or "{config.base_url}" alone for the host and port of a setting that is
    /// a whole URL.
    pub host: String,
    pub methods: Vec<String>,
    pub why: String,
    /// Largest response that is kept as a file.
    #[serde(default = "default_blob_mb")]
    pub max_blob_mb: u64,
}

fn default_blob_mb() -> u64 {
    100
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SecretRule {
    pub name: String,
    /// For the operator's form.
    pub label: String,
    pub why: String,
    #[serde(rename = "use")]
    pub uses: Vec<SecretUse>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretUse {
    /// The host puts it into a request header; the plugin never sees it.
    Header,
    /// The host signs or verifies with it.
    Hmac,
    /// The host compares it with what came in.
    Compare,
    /// The plugin sees it.
    Reveal,
}

impl SecretUse {
    pub const ALL: [Self; 4] = [Self::Header, Self::Hmac, Self::Compare, Self::Reveal];

    pub fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Hmac => "hmac",
            Self::Compare => "compare",
            Self::Reveal => "reveal",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KvRule {
    pub bucket: String,
    #[serde(default = "default_quota_mb")]
    pub quota_mb: u64,
    pub why: String,
}

fn default_quota_mb() -> u64 {
    16
}

/// Files of the workspace, without going through `http`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MediaRule {
    #[serde(default)]
    pub read: bool,
    #[serde(default)]
    pub write: bool,
    pub why: String,
}

impl Manifest {
    /// Reads and checks the text; the error shows the line and how to mend it.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        let mut manifest: Self = toml::from_str(text).map_err(|e| ManifestError::syntax(text, &e))?;
        check::check(text, &manifest)?;
        manifest.schema = ConfigSchema::new(manifest.config_schema.as_ref()).map_err(|problem| {
            ManifestError::at(text, "[config]", problem, "make it a JSON Schema of type \"object\"")
        })?;
        Ok(manifest)
    }

    /// Everything the manifest asks for.
    pub fn permissions(&self) -> BTreeSet<Permission> {
        let http = self.http.iter().map(|r| Permission::Http { host: r.host.clone() });
        let secrets = self
            .secrets
            .iter()
            .flat_map(|r| r.uses.iter().map(|&usage| Permission::Secret { name: r.name.clone(), usage }));
        let kv = self.kv.iter().map(|r| Permission::Kv { bucket: r.bucket.clone() });
        let media = self.media.iter().flat_map(|r| {
            [r.read.then_some(Permission::MediaRead), r.write.then_some(Permission::MediaWrite)].into_iter().flatten()
        });
        http.chain(secrets).chain(kv).chain(media).collect()
    }

    /// The settings with defaults applied, or everything that is wrong with them.
    pub fn validate_config(
        &self,
        config: &serde_json::Value,
    ) -> Result<serde_json::Map<String, serde_json::Value>, ConfigError> {
        self.schema.validate(config)
    }

    pub(crate) fn config_default(&self, key: &str) -> Option<&serde_json::Value> {
        self.schema.default_of(key)
    }

    /// Longest time of a call: the export's own, or what the manifest lowers it to.
    pub fn wall(&self, export: Export) -> Duration {
        let own = export.wall();
        self.limits.wall_ms.get(export.name()).map_or(own, |ms| own.min(Duration::from_millis(*ms)))
    }

    pub(crate) fn kv_rule(&self, bucket: &str) -> Option<&KvRule> {
        self.kv.iter().find(|r| r.bucket == bucket)
    }
}

#[cfg(test)]
mod tests;
