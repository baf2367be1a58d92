//! Where inputs begin: what the repository holds for good anyway, so that it is
//! never out of date, and in `fuzz/corpus` what once was a fault.

use crate::target::Target;
use anyhow::{Context, bail};
use deskbell_store::TableName;
use std::fs;
use std::path::{Path, PathBuf};

/// The seeds of a target; `root` is the repository.
pub fn of(target: Target, root: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut seeds = match target {
        Target::StoredValue => golden_values(&root.join("host/store/golden/values.snap"))?,
        Target::RuleSource => files(&root.join("rules"), ".rhai")?,
        Target::Webhook => files(&root.join("plugins/whatsapp-cloud/tests/corpus"), ".json")?,
        Target::Manifest => files(&root.join("plugins"), "plugin.toml")?,
    };
    if seeds.is_empty() {
        bail!("no seeds for {target} under {}; run it in the repository", root.display());
    }
    seeds.extend(files(&root.join("fuzz/corpus").join(target.name()), "")?);
    Ok(seeds)
}

/// The contents of files whose names end so, in the order of their names.
fn files(folder: &Path, end: &str) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    list(folder, end, &mut found)?;
    found.sort();
    found.iter().map(|file| fs::read(file).with_context(|| format!("read {}", file.display()))).collect()
}

fn list(folder: &Path, end: &str, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "target" {
                list(&path, end, found)?;
            }
        } else if name.ends_with(end) && !name.ends_with(".events.json") {
            found.push(path);
        }
    }
    Ok(())
}

/// The store's golden file has three lines a row: table, key, value.
fn golden_values(snapshot: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let text = fs::read_to_string(snapshot).with_context(|| format!("read {}", snapshot.display()))?;
    let rows: Vec<&str> = text.rsplit("---\n").next().unwrap_or_default().lines().collect();
    let seeds = rows.chunks_exact(3).filter_map(|row| {
        let table = TableName::ALL.iter().position(|table| table.as_str() == row[0])?;
        let value = unescaped(row[2].trim_start())?;
        Some([vec![u8::try_from(table).ok()?], value].concat())
    });
    Ok(seeds.collect())
}

/// The reverse of `escape_ascii`; none for anything else.
fn unescaped(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next()? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'x' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            plain => plain,
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back_from_its_escape() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(unescaped(&all.escape_ascii().to_string()), Some(all));
        assert_eq!(unescaped("\\xzz"), None);
    }
}
