//! As much of `plugin.toml` as packing needs; the host checks all of it.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::Path;

#[derive(Debug, Deserialize)]
pub struct Manifest {
    pub id: String,
    pub version: String,
    #[serde(skip)]
    text: String,
}

#[derive(Deserialize)]
struct Crate {
    package: Package,
}

#[derive(Deserialize)]
struct Package {
    version: toml::Value,
}

impl Manifest {
    pub fn of_folder(folder: &Path) -> Result<Self> {
        let path = folder.join("plugin.toml");
        let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        let manifest = Self::parse(text).with_context(|| format!("in {}", path.display()))?;
        manifest.agrees_with_crate(folder)?;
        Ok(manifest)
    }

    fn parse(text: String) -> Result<Self> {
        let manifest: Self = toml::from_str(&text)?;
        Ok(Self { text, ..manifest })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Two versions of one thing would drift apart unseen. A version taken from
    /// the workspace is left alone.
    fn agrees_with_crate(&self, folder: &Path) -> Result<()> {
        let path = folder.join("Cargo.toml");
        let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        let manifest: Crate = toml::from_str(&text).with_context(|| format!("in {}", path.display()))?;
        if let Some(version) = manifest.package.version.as_str() {
            ensure!(
                version == self.version,
                "{} says version {version}, plugin.toml says {}: make them equal",
                path.display(),
                self.version
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_manifest_without_a_version_is_named() {
        let error = Manifest::parse("id = \"com.acme.sms\"".to_owned()).unwrap_err();
        assert!(error.to_string().contains("missing field `version`"), "{error}");
        let manifest = Manifest::parse("id = \"com.acme.sms\"\nversion = \"1.2.0\"\n[x]".to_owned()).unwrap();
        assert_eq!((manifest.id.as_str(), manifest.version.as_str()), ("com.acme.sms", "1.2.0"));
        assert!(manifest.text().ends_with("[x]"));
    }
}
