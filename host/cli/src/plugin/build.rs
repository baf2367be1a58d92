//! `deskbell plugin build`: from an author's folder to one file that can be
//! signed and installed.

mod missing;
mod rust;
mod script;

use super::{findings, read};
use crate::args::PluginBuild;
use crate::keep::say;
use anyhow::{Context, bail};
use deskbell_pack::{Language, Source, pack};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

pub fn run(args: &PluginBuild) -> anyhow::Result<ExitCode> {
    let built = build(&args.folder, args.out.as_deref())?;
    findings(&read(&built)?)
}

/// Builds the folder and says what was written where.
pub fn build(folder: &Path, out: Option<&Path>) -> anyhow::Result<PathBuf> {
    let folder = folder.canonicalize().with_context(|| format!("open {}", folder.display()))?;
    let source = Source::of_folder(&folder)?;
    let out = out.map_or_else(|| output(&folder), Path::to_owned);
    let scratch = tempfile::tempdir().context("make a folder for what is compiled")?;
    let compiled = compile(&folder, scratch.path())?;
    let packed = pack(&source, &compiled, &out)?;
    say(&format!("{} {}: {}, {} bytes", source.id, source.version, out.display(), packed.bytes));
    Ok(out)
}

/// `dist/NAME.wasm`, where `plugin test` looks for it.
fn output(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.join("dist").join(format!("{name}.wasm"))
}

/// What the compiler of the folder's language writes.
fn compile(folder: &Path, scratch: &Path) -> anyhow::Result<PathBuf> {
    match Language::of_folder(folder) {
        Some(Language::Rust) => rust::compile(folder),
        Some(language) => script::compile(language, folder, scratch),
        None => bail!(
            "{} has no Cargo.toml, package.json or pyproject.toml, so its language is unknown; `deskbell plugin new` makes a folder that builds",
            folder.display()
        ),
    }
}

/// What a program prints is the author's to read as it comes.
fn must_succeed(command: &mut Command) -> anyhow::Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("start {program}"))?;
    match status.success() {
        true => Ok(()),
        false => bail!("{program} could not build the plugin; its own lines above say why"),
    }
}
