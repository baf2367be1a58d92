//! Makes a plugin of what the compiler wrote: the core module becomes a
//! component, and `plugin.toml` becomes its custom section `deskbell:manifest`,
//! so that one file is shipped and its permissions cannot be separated from it.
//!
//! This is a step of its own because it works with every compiler: linkers
//! differ in whether they can write components, and custom sections of a core
//! module do not reach the component around it.

mod component;
mod inspect;
mod manifest;

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str =
    "usage: deskbell-pack PLUGIN_FOLDER CORE_MODULE.wasm OUT.wasm\n       deskbell-pack --inspect PLUGIN.wasm";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("deskbell-pack: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<String> {
    match args {
        [flag, file] if flag == "--inspect" => Ok(inspect::Plugin::read(&read(Path::new(file))?)?.to_string()),
        [folder, core, out] => pack(Path::new(folder), Path::new(core), Path::new(out)),
        _ => bail!(USAGE),
    }
}

fn pack(folder: &Path, core: &Path, out: &Path) -> Result<String> {
    let manifest = manifest::Manifest::of_folder(folder)?;
    let bytes = component::build(&read(core)?, manifest.text())
        .with_context(|| format!("make a component of {}", core.display()))?;
    let plugin = inspect::Plugin::read(&bytes)?;
    plugin.check()?;
    replace(out, &bytes).with_context(|| format!("write {}", out.display()))?;
    Ok(format!("{} {} {} bytes", manifest.id, manifest.version, bytes.len()))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("read {}", path.display()))
}

/// Whoever reads `out` meanwhile sees the old file or the new one.
fn replace(out: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let fresh = out.with_extension("wasm.new");
    std::fs::write(&fresh, bytes)?;
    std::fs::rename(&fresh, out)
}
