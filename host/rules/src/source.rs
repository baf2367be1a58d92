//! A pack as its author wrote it.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Longest file that is read at all; the compiler's own limit is shorter.
const READ_AT_MOST: u64 = 4 * 1024 * 1024;

#[derive(Debug, Clone, PartialEq)]
pub struct PackSource {
    pub name: String,
    /// Path in the pack and text: `pack.toml`, `*.rhai`, `*_test.rhai`.
    pub files: Vec<(String, String)>,
    /// What this workspace set differently from `pack.toml`.
    pub settings: BTreeMap<String, Value>,
}

/// A folder that cannot be read as a pack.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("read {}: {error}", path.display())]
    Read { path: PathBuf, error: io::Error },
    #[error("{} is not UTF-8 text; save it as UTF-8", path.display())]
    NotUtf8 { path: PathBuf },
    #[error("{} has {size} bytes; a pack's file has at most {READ_AT_MOST}", path.display())]
    TooLarge { path: PathBuf, size: u64 },
    #[error("{} has no name that a pack could take", path.display())]
    NoName { path: PathBuf },
}

impl PackSource {
    pub fn new(name: impl Into<String>, files: Vec<(String, String)>) -> Self {
        Self { name: name.into(), files, settings: BTreeMap::new() }
    }

    /// Reads `pack.toml` and the scripts of one folder; other files are left alone.
    pub fn from_dir(dir: &Path) -> Result<Self, SourceError> {
        let name = dir
            .file_name()
            .and_then(|name| name.to_str())
            .ok_or_else(|| SourceError::NoName { path: dir.to_owned() })?;
        let failed = |error| SourceError::Read { path: dir.to_owned(), error };
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(dir).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if is_source(&path) {
                paths.push(path);
            }
        }
        paths.sort();
        let files = paths.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
        Ok(Self::new(name, files))
    }
}

fn is_source(path: &Path) -> bool {
    let script = path.extension().is_some_and(|extension| extension == "rhai");
    path.is_file() && (script || path.file_name().is_some_and(|name| name == "pack.toml"))
}

fn read(path: &Path) -> Result<(String, String), SourceError> {
    let failed = |error| SourceError::Read { path: path.to_owned(), error };
    let size = fs::metadata(path).map_err(failed)?.len();
    if size > READ_AT_MOST {
        return Err(SourceError::TooLarge { path: path.to_owned(), size });
    }
    let name =
        path.file_name().and_then(|name| name.to_str()).ok_or_else(|| SourceError::NoName { path: path.to_owned() })?;
    let text = String::from_utf8(fs::read(path).map_err(failed)?)
        .map_err(|_| SourceError::NotUtf8 { path: path.to_owned() })?;
    Ok((name.to_owned(), text))
}
