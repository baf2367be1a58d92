//! `plugins.lock`: the ledger on disk. A file is whole or as it was before,
//! whenever the host is cut off.

use super::folder::is_digest;
use super::ledger::{Entry, Ledger};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

const FORMAT: u32 = 1;
const HEAD: &str =
    "# What is installed, pinned by digest. Written by Deskbell: use `deskbell plugin`, not an editor.\n\n";

#[derive(Debug, thiserror::Error)]
pub enum LockFileError {
    #[error("{}: {source}", .file.display())]
    File { file: PathBuf, source: io::Error },
    #[error("{}: {problem}; put the file back from a backup, or remove it and install the plugins again", .file.display())]
    Damaged { file: PathBuf, problem: String },
    #[error("{}: format {format} is of a newer Deskbell; start that one", .file.display())]
    Newer { file: PathBuf, format: u32 },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: u32,
    #[serde(default)]
    plugins: BTreeMap<String, Entry>,
}

/// Read first: a newer file may have fields that this release does not know.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

pub(super) fn read(file: &Path) -> Result<Ledger, LockFileError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ledger::default()),
        Err(source) => return Err(LockFileError::File { file: file.to_owned(), source }),
    };
    let damaged = |error: toml::de::Error| LockFileError::Damaged {
        file: file.to_owned(),
        problem: error.to_string().trim().replace('\n', " "),
    };
    let Format { format } = toml::from_str(&text).map_err(damaged)?;
    if format != FORMAT {
        return Err(LockFileError::Newer { file: file.to_owned(), format });
    }
    let written: Written = toml::from_str(&text).map_err(damaged)?;
    match written.plugins.iter().find_map(|(id, entry)| unfit(id, entry)) {
        Some(problem) => Err(LockFileError::Damaged { file: file.to_owned(), problem }),
        None => Ok(Ledger(written.plugins)),
    }
}

/// Ids and digests become names of files.
fn unfit(id: &str, entry: &Entry) -> Option<String> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    if !id.bytes().all(plain) || id.starts_with('.') || id.contains("..") {
        return Some(format!("{id:?} is no plugin id"));
    }
    let spoiled = entry.releases().find(|release| !is_digest(&release.digest))?;
    Some(format!("{id}: {:?} is no SHA-256", spoiled.digest))
}

pub(super) fn text(ledger: &Ledger) -> String {
    let written = Written { format: FORMAT, plugins: ledger.0.clone() };
    let body = toml::to_string(&written).expect("texts, numbers and tables are TOML");
    format!("{HEAD}{body}")
}
