//! What is tested, and with which cases.

use super::case::Case;
use super::mistake::Mistake;
use crate::embedded;
use crate::plugin::{find, read, readable};
use anyhow::{Context, bail};
use bytes::Bytes;
use deskbell_plugins::Manifest;
use std::path::{Path, PathBuf};

pub struct Subject {
    pub component: Bytes,
    /// For people.
    pub from: String,
    pub cases: PathBuf,
}

impl Subject {
    /// `plugin` is a folder, a component file, or an id of this binary.
    pub fn find(plugin: &str, cases: Option<&Path>) -> anyhow::Result<Self> {
        let path = Path::new(plugin);
        let (component, from, beside) = match path.is_dir() {
            true => {
                let (component, from) = built(path)?;
                (component, from, Some(path))
            }
            false => (find(plugin)?, plugin.to_owned(), path.parent()),
        };
        let cases = match (cases, beside) {
            (Some(folder), _) => folder.to_owned(),
            (None, Some(folder)) => folder.join("cases"),
            (None, None) => PathBuf::from("cases"),
        };
        if !cases.is_dir() {
            bail!("there is no folder {}; name the folder of case files with --cases DIR", cases.display());
        }
        Ok(Self { component, from, cases })
    }
}

/// The component that a folder, a file or an id of this binary names.
pub fn component(plugin: &str) -> anyhow::Result<Bytes> {
    match Path::new(plugin) {
        folder if folder.is_dir() => Ok(built(folder)?.0),
        _ => find(plugin),
    }
}

/// The component of a plugin's folder: as `plugin build` or `plugins/build.sh`
/// leaves it, else the one in this binary.
fn built(folder: &Path) -> anyhow::Result<(Bytes, String)> {
    let folder = folder.canonicalize().with_context(|| format!("open {}", folder.display()))?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let file = format!("{name}.wasm");
    let places = [folder.join("dist").join(&file), folder.join(&file), folder.join("../dist").join(&file)];
    if let Some(path) = places.iter().find(|path| path.is_file()) {
        return Ok((read(path)?, path.canonicalize()?.display().to_string()));
    }
    let manifest = folder.join("plugin.toml");
    let text = std::fs::read_to_string(&manifest).with_context(|| format!("read {}", manifest.display()))?;
    let id = Manifest::parse(&text).map_err(readable)?.id;
    let component = embedded::find(&id).with_context(|| {
        format!("find the component of {id}; build it with `deskbell plugin build {}`", folder.display())
    })?;
    Ok((component, "this binary".into()))
}

/// Every case file, by name. All mistakes are told at once.
pub fn read_all(folder: &Path, only: Option<&str>) -> anyhow::Result<Result<Vec<Case>, Vec<Mistake>>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json") {
            files.push(path);
        }
    }
    files.sort();
    let (mut cases, mut mistakes) = (Vec::new(), Vec::new());
    for file in files {
        match Case::read(&file) {
            Ok(case) => cases.push(case),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    let wanted = |case: &Case| only.is_none_or(|text| case.title.contains(text) || case.name().contains(text));
    cases.retain(wanted);
    if cases.is_empty() && mistakes.is_empty() {
        bail!("no case of {} matches", folder.display());
    }
    Ok(if mistakes.is_empty() { Ok(cases) } else { Err(mistakes) })
}
