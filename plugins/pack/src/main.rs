//! The packing step of `build.sh`: a core module and `plugin.toml` in, one
//! plugin out. `deskbell plugin build` does the same by the same library;
//! this program exists because the binary carries these plugins, so they are
//! built before it.

use anyhow::{Context, Result, bail};
use deskbell_pack::{Plugin, Source, pack};
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: deskbell-packer PLUGIN_FOLDER MODULE_OR_COMPONENT.wasm OUT.wasm\n       deskbell-packer --inspect PLUGIN.wasm";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("deskbell-packer: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<String> {
    match args {
        [flag, file] if flag == "--inspect" => {
            let bytes = std::fs::read(file).with_context(|| format!("read {file}"))?;
            Ok(Plugin::read(&bytes)?.to_string())
        }
        [folder, wasm, out] => {
            let source = Source::of_folder(Path::new(folder))?;
            let packed = pack(&source, Path::new(wasm), Path::new(out))?;
            Ok(format!("{} {} {} bytes", source.id, source.version, packed.bytes))
        }
        _ => bail!(USAGE),
    }
}
