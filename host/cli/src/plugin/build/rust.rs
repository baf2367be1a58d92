//! Rust: cargo with the target that has no operating system.
//!
//! Where rustup has no such target, cargo's own variables name another
//! compiler, its linker and `CARGO_UNSTABLE_BUILD_STD`; they reach cargo as
//! they are.

use super::missing::{Missing, asked};
use anyhow::{Context, bail};
use serde_json::Value;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const TARGET: &str = "wasm32-unknown-unknown";
const RUSTUP: &str = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh";

pub fn compile(folder: &Path) -> anyhow::Result<PathBuf> {
    asked(cargo(folder).arg("--version"), RUSTUP)?;
    needs_target(folder)?;
    let metadata = metadata(folder)?;
    artifact(folder, rustflags(folder, &metadata)?)
}

fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(folder);
    cargo
}

fn rustc(folder: &Path) -> Command {
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.current_dir(folder);
    rustc
}

/// The target's standard library is installed, or cargo was told to build it.
fn needs_target(folder: &Path) -> anyhow::Result<()> {
    if env::var_os("CARGO_UNSTABLE_BUILD_STD").is_some_and(|value| !value.is_empty()) {
        return Ok(());
    }
    let library = asked(rustc(folder).args(["--print", "target-libdir", "--target", TARGET]), RUSTUP)?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    let rustup = asked(Command::new("rustup").arg("--version"), RUSTUP).is_ok();
    let command = match rustup {
        true => format!("rustup target add {TARGET}"),
        false => format!("{RUSTUP} && rustup target add {TARGET}"),
    };
    Err(Missing::new(format!("the standard library for {TARGET}"), command).into())
}

fn metadata(folder: &Path) -> anyhow::Result<Value> {
    let text = asked(cargo(folder).args(["metadata", "--format-version", "1", "--filter-platform", TARGET]), RUSTUP)?;
    serde_json::from_str(&text).context("read what `cargo metadata` printed")
}

/// The author's own flags, and no paths of this machine in a file that is
/// shipped. What lies in the author's workspace is named from there already.
fn rustflags(folder: &Path, metadata: &Value) -> anyhow::Result<OsString> {
    let mut flags: Vec<String> = own_flags();
    for (from, to) in foreign_folders(folder, metadata)? {
        flags.push(format!("--remap-path-prefix={}={to}", from.display()));
    }
    Ok(flags.join("\u{1f}").into())
}

fn own_flags() -> Vec<String> {
    let split = |name: &str, by: char| {
        let value = env::var(name).ok()?;
        Some(value.split(by).filter(|flag| !flag.is_empty()).map(str::to_owned).collect())
    };
    split("CARGO_ENCODED_RUSTFLAGS", '\u{1f}').or_else(|| split("RUSTFLAGS", ' ')).unwrap_or_default()
}

/// Folders outside the workspace that sources come from, and what they are
/// called instead.
fn foreign_folders(folder: &Path, metadata: &Value) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let root = Path::new(metadata["workspace_root"].as_str().unwrap_or_default());
    let mut folders = vec![
        (registry(), "registry".to_owned()),
        (PathBuf::from(asked(rustc(folder).args(["--print", "sysroot"]), RUSTUP)?.trim()), "rust".to_owned()),
    ];
    for package in metadata["packages"].as_array().into_iter().flatten().filter(|p| p["source"].is_null()) {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        if let Some(own) = Path::new(text("manifest_path")).parent().filter(|own| !own.starts_with(root)) {
            folders.push((own.to_owned(), text("name").to_owned()));
        }
    }
    Ok(folders)
}

/// Where cargo unpacks what it downloads.
fn registry() -> PathBuf {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    home.unwrap_or_default().join("registry/src")
}

/// Compiles, and finds what was written in cargo's own report.
fn artifact(folder: &Path, flags: OsString) -> anyhow::Result<PathBuf> {
    let output = cargo(folder)
        .args(["build", "--release", "--lib", "--target", TARGET, "--message-format", "json-render-diagnostics"])
        .env("CARGO_ENCODED_RUSTFLAGS", flags)
        .stderr(Stdio::inherit())
        .output()
        .context("start cargo")?;
    if !output.status.success() {
        bail!("cargo could not build the plugin; its own lines above say why");
    }
    let report = String::from_utf8_lossy(&output.stdout);
    let own = folder.join("Cargo.toml");
    module(&report, &own).with_context(|| {
        format!(
            "find the module that cargo built; write crate-type = [\"cdylib\", \"rlib\"] below [lib] in {}",
            own.display()
        )
    })
}

fn module(report: &str, own: &Path) -> Option<PathBuf> {
    let artifacts = report.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut of_ours = artifacts.filter(|a| a["manifest_path"].as_str().is_some_and(|path| Path::new(path) == own));
    of_ours.find_map(|artifact| {
        let names = artifact["filenames"].as_array()?;
        names.iter().filter_map(Value::as_str).find(|name| name.ends_with(".wasm")).map(PathBuf::from)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d2_the_module_is_taken_from_cargos_report() {
        let report = concat!(
            "{\"reason\":\"compiler-artifact\",\"manifest_path\":\"/p/sdk/Cargo.toml\",\"filenames\":[\"/t/libsdk.rlib\"]}\n",
            "not json\n",
            "{\"reason\":\"compiler-artifact\",\"manifest_path\":\"/p/Cargo.toml\",\"filenames\":[\"/t/acme.wasm\",\"/t/libacme.rlib\"]}\n",
        );
        assert_eq!(module(report, Path::new("/p/Cargo.toml")), Some("/t/acme.wasm".into()));
        assert_eq!(module(report, Path::new("/p/sdk/Cargo.toml")), None);
    }
}
