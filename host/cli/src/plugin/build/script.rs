//! JavaScript and Python: the SDK of the language has a build of its own, which
//! puts the interpreter beside the author's code and writes a component.

use super::missing::{Missing, asked};
use super::must_succeed;
use anyhow::Context;
use deskbell_pack::Language;
use std::path::{Path, PathBuf};
use std::process::Command;

pub fn compile(language: Language, folder: &Path, scratch: &Path) -> anyhow::Result<PathBuf> {
    let out = scratch.join("component.wasm");
    let mut build = match language {
        Language::Python => python(folder)?,
        _ => javascript(folder)?,
    };
    must_succeed(build.current_dir(folder).arg(folder).arg(&out))?;
    Ok(out)
}

fn javascript(folder: &Path) -> anyhow::Result<Command> {
    asked(
        Command::new("node").arg("--version"),
        "apt-get install nodejs npm   (or https://nodejs.org, version 20 or newer)",
    )?;
    let sdk = sdk(folder, "js")?;
    let own = sdk.starts_with(folder);
    if own && !folder.join("node_modules").is_dir() {
        let command = format!("npm install   (in {})", folder.display());
        return Err(Missing::new("what package.json names", command).into());
    }
    let mut node = Command::new("node");
    node.arg(sdk.join("build.mjs"));
    Ok(node)
}

fn python(folder: &Path) -> anyhow::Result<Command> {
    let own = folder.join(".venv/bin/python");
    let program = if own.is_file() { own } else { PathBuf::from("python3") };
    asked(Command::new(&program).arg("--version"), "apt-get install python3 python3-venv   (version 3.11 or newer)")?;
    let mut python = Command::new(program);
    python.args(["-m", "deskbell_sdk.build"]).env("PYTHONPATH", search_path(&sdk(folder, "python")?)?);
    Ok(python)
}

/// The SDK before what the author has set.
fn search_path(sdk: &Path) -> anyhow::Result<std::ffi::OsString> {
    let given = std::env::var_os("PYTHONPATH").unwrap_or_default();
    let paths =
        std::iter::once(sdk.to_owned()).chain(std::env::split_paths(&given).filter(|p| !p.as_os_str().is_empty()));
    std::env::join_paths(paths).context("put the SDK on PYTHONPATH")
}

/// The copy in the plugin's folder, else the one of a repository around it.
fn sdk(folder: &Path, language: &str) -> anyhow::Result<PathBuf> {
    let own = folder.join("deskbell/sdk").join(language);
    let around = folder.ancestors().skip(1).map(|above| above.join("sdk").join(language));
    let found = std::iter::once(own).chain(around).find(|sdk| sdk.is_dir());
    found.with_context(|| {
        format!("find the SDK at {}/deskbell/sdk/{language}; `deskbell plugin new` puts it there", folder.display())
    })
}
