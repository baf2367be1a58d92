//! Configuration: file, environment, flags; all mistakes at once.

use anyhow::bail;
use deskbell_app::DeskConfig;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::{Dict, Value};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// `deskbell.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Holds `workspaces/` and the compiled plugins.
    pub data: PathBuf,
    /// The key of the stored secrets; `secrets.key` in the data folder when left
    /// out. Better kept where the backups of the data folder do not reach.
    pub key_file: Option<PathBuf>,
    pub http: deskbell_http::Config,
    pub plugins: deskbell_app::registry::Config,
    pub store: StoreConfig,
    pub log: LogConfig,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreConfig {
    /// Page cache of each workspace.
    pub cache_mb: usize,
    /// Writes that may wait.
    pub queue: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// As in `info,deskbell_app=debug`.
    pub filter: String,
    /// `text` or `json`.
    pub format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            key_file: None,
            http: deskbell_http::Config::default(),
            plugins: deskbell_app::registry::Config::default(),
            store: StoreConfig::default(),
            log: LogConfig::default(),
        }
    }
}

impl Config {
    /// `works`: see [`DeskConfig::works`].
    pub fn desk(&self, works: bool) -> DeskConfig {
        let key = self.key_file.clone().unwrap_or_else(|| self.data.join("secrets.key"));
        DeskConfig { data: self.data.clone(), key, store: self.store.store(), works, plugins: self.plugins.clone() }
    }
}

impl Default for StoreConfig {
    fn default() -> Self {
        let store = deskbell_store::Config::default();
        Self { cache_mb: store.cache_bytes >> 20, queue: store.queue }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { filter: "info".into(), format: LogFormat::Text }
    }
}

impl StoreConfig {
    pub fn store(&self) -> deskbell_store::Config {
        deskbell_store::Config {
            cache_bytes: self.cache_mb << 20,
            queue: self.queue,
            ..deskbell_store::Config::default()
        }
    }
}

const USUAL_FILE: &str = "deskbell.toml";

/// Reads the file, the environment (`DESKBELL_HTTP__LISTEN`) and checks all of
/// it. `flags` come last.
pub fn load(file: Option<&Path>, flags: impl FnOnce(&mut Config)) -> anyhow::Result<Config> {
    let mut sources = Figment::from(Serialized::defaults(Config::default()));
    if let Some(file) = file {
        if !file.is_file() {
            bail!("there is no configuration file {}", file.display());
        }
        sources = sources.merge(Toml::file_exact(file));
    } else if Path::new(USUAL_FILE).is_file() {
        sources = sources.merge(Toml::file_exact(USUAL_FILE));
    }
    let environment = Env::prefixed("DESKBELL_").ignore(&["config", "build_dir"]).split("__");
    let (mut config, mut mistakes) = read(sources.merge(environment))?;
    flags(&mut config);
    mistakes.extend(problems(&config));
    if !mistakes.is_empty() {
        bail!("the configuration has mistakes:\n{}", list(mistakes));
    }
    Ok(config)
}

/// Each value is tried by itself, so that one mistake does not hide the next.
/// The configuration is made of those that can be read.
fn read(sources: Figment) -> anyhow::Result<(Config, Vec<String>)> {
    let all = match sources.extract::<Dict>() {
        Ok(all) => all,
        Err(errors) => bail!("the configuration cannot be read:\n{}", list(errors.into_iter().map(|e| e.to_string()))),
    };
    let (mut config, mut mistakes) = (Figment::from(Serialized::defaults(Config::default())), Vec::new());
    for (path, value) in leaves("", all) {
        let more = config.clone().merge(Serialized::default(&path, value));
        match more.extract::<Config>() {
            Ok(_) => config = more,
            Err(error) => mistakes.push(format!("{path}: {}{}", error.kind, found_in(&sources, &path))),
        }
    }
    Ok((config.extract()?, mistakes))
}

/// Values that are not tables themselves, with their dotted names.
fn leaves(above: &str, table: Dict) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (key, value) in table {
        let path = if above.is_empty() { key } else { format!("{above}.{key}") };
        match value {
            Value::Dict(_, inner) => found.extend(leaves(&path, inner)),
            value => found.push((path, value)),
        }
    }
    found
}

fn found_in(sources: &Figment, path: &str) -> String {
    let place = sources.find_metadata(path).map(|metadata| match &metadata.source {
        Some(source) => source.to_string(),
        None => metadata.name.to_string(),
    });
    place.map(|place| format!(" (in {place})")).unwrap_or_default()
}

fn problems(config: &Config) -> Vec<String> {
    let mut problems: Vec<String> = config.http.validate().iter().map(ToString::to_string).collect();
    problems.extend(config.plugins.problems());
    if config.store.cache_mb == 0 || config.store.cache_mb > 1 << 20 {
        problems.push("store.cache_mb: use 1 to 1048576".into());
    }
    if config.store.queue == 0 {
        problems.push("store.queue: must be at least 1".into());
    }
    if let Err(error) = tracing_subscriber::EnvFilter::try_new(&config.log.filter) {
        problems.push(format!("log.filter: {error}; use a level such as \"info\""));
    }
    problems
}

fn list(problems: impl IntoIterator<Item = String>) -> String {
    problems.into_iter().map(|problem| format!("  - {problem}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn check(text: &str) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deskbell.toml");
        std::fs::write(&file, text).unwrap();
        load(Some(&file), |_| {}).map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(check("").unwrap(), Config::default());
    }

    #[test]
    fn all_mistakes_are_listed() {
        let error = check("[store]\ncache_mb = 0\nqueue = 0\n[log]\nfilter = \"inf=o=x\"\n").unwrap_err();
        for key in ["store.cache_mb", "store.queue", "log.filter"] {
            assert!(error.contains(key), "{error}");
        }
    }

    #[test]
    fn mistakes_of_every_kind_are_listed_together() {
        let text = "dta = \"x\"\n[store]\ncach_mb = 1\nqueue = \"many\"\ncache_mb = 0\n[log]\nformat = \"xml\"\n";
        let error = check(text).unwrap_err();
        for part in
            ["dta: unknown field", "store.cach_mb: unknown", "store.queue:", "store.cache_mb: use", "log.format:"]
        {
            assert!(error.contains(part), "{part} in {error}");
        }
        assert!(error.contains("deskbell.toml"), "{error}");
    }
}
