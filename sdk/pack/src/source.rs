//! A plugin's folder: which language it is written in, and as much of its
//! `plugin.toml` as packing needs; the host checks all of it.

use crate::error::PackError;
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Rust,
    JavaScript,
    Python,
}

impl Language {
    const ALL: [Self; 3] = [Self::Rust, Self::JavaScript, Self::Python];

    /// The file that every project of this language has.
    pub fn project_file(self) -> &'static str {
        match self {
            Self::Rust => "Cargo.toml",
            Self::JavaScript => "package.json",
            Self::Python => "pyproject.toml",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::JavaScript => "JavaScript",
            Self::Python => "Python",
        }
    }

    /// None in a folder that holds none of the project files.
    pub fn of_folder(folder: &Path) -> Option<Self> {
        Self::ALL.into_iter().find(|language| folder.join(language.project_file()).is_file())
    }

    /// The version that the project itself has. None where it is taken from
    /// somewhere else, such as a workspace.
    fn version(self, text: &str) -> Result<Option<String>, String> {
        let words = |value: Option<&toml::Value>| value.and_then(|v| v.as_str()).map(str::to_owned);
        let toml = |text: &str| text.parse::<toml::Table>().map_err(|e| e.to_string());
        Ok(match self {
            Self::Rust => words(toml(text)?.get("package").and_then(|p| p.get("version"))),
            Self::Python => words(toml(text)?.get("project").and_then(|p| p.get("version"))),
            Self::JavaScript => {
                let json: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
                json["version"].as_str().map(str::to_owned)
            }
        })
    }
}

/// A folder with a manifest.
#[derive(Debug)]
pub struct Source {
    pub id: String,
    pub version: String,
    manifest: String,
}

#[derive(Deserialize)]
struct Named {
    id: String,
    version: String,
}

impl Source {
    pub fn of_folder(folder: &Path) -> Result<Self, PackError> {
        let path = folder.join("plugin.toml");
        let text = std::fs::read_to_string(&path).map_err(|e| PackError::read(&path, e))?;
        let source = Self::parse(text).map_err(|reason| PackError::Unreadable { path, reason })?;
        source.agrees_with_project(folder)?;
        Ok(source)
    }

    fn parse(manifest: String) -> Result<Self, String> {
        let Named { id, version } = toml::from_str(&manifest).map_err(|e| e.to_string())?;
        Ok(Self { id, version, manifest })
    }

    /// The text of `plugin.toml`.
    pub fn manifest(&self) -> &str {
        &self.manifest
    }

    /// Two versions of one thing would drift apart unseen.
    fn agrees_with_project(&self, folder: &Path) -> Result<(), PackError> {
        let Some(language) = Language::of_folder(folder) else { return Ok(()) };
        let path = folder.join(language.project_file());
        match project_version(language, &path)? {
            Some(theirs) if theirs != self.version => {
                Err(PackError::Versions { path, theirs, ours: self.version.clone() })
            }
            _ => Ok(()),
        }
    }
}

fn project_version(language: Language, path: &PathBuf) -> Result<Option<String>, PackError> {
    let text = std::fs::read_to_string(path).map_err(|e| PackError::read(path, e))?;
    language.version(&text).map_err(|reason| PackError::Unreadable { path: path.clone(), reason })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_manifest_without_a_version_is_named() {
        let error = Source::parse("id = \"com.acme.sms\"".to_owned()).unwrap_err();
        assert!(error.contains("missing field `version`"), "{error}");
        let source = Source::parse("id = \"com.acme.sms\"\nversion = \"1.2.0\"\n[x]".to_owned()).unwrap();
        assert_eq!((source.id.as_str(), source.version.as_str()), ("com.acme.sms", "1.2.0"));
        assert!(source.manifest().ends_with("[x]"));
    }

    #[test]
    fn x7_every_language_is_known_by_its_file_and_held_to_its_version() {
        let check = |file: &str, text: &str, language: Language, agrees: bool| {
            let folder = std::env::temp_dir().join(format!("deskbell-source-{file}-{agrees}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("plugin.toml"), "id = \"com.acme.sms\"\nversion = \"1.2.0\"").unwrap();
            std::fs::write(folder.join(file), text).unwrap();
            assert_eq!(Language::of_folder(&folder), Some(language));
            let found = Source::of_folder(&folder);
            std::fs::remove_dir_all(&folder).unwrap();
            assert_eq!(found.is_ok(), agrees, "{file}: {found:?}");
        };
        check("Cargo.toml", "[package]\nversion = \"1.2.0\"", Language::Rust, true);
        check("Cargo.toml", "[package]\nversion.workspace = true", Language::Rust, true);
        check("Cargo.toml", "[package]\nversion = \"1.1.0\"", Language::Rust, false);
        check("package.json", "{\"version\":\"1.2.0\"}", Language::JavaScript, true);
        check("package.json", "{\"version\":\"1.1.0\"}", Language::JavaScript, false);
        check("pyproject.toml", "[project]\nversion = \"1.2.0\"", Language::Python, true);
        check("pyproject.toml", "[project]\nversion = \"1.1.0\"", Language::Python, false);
    }
}
