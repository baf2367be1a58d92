//! Lists the built plugins so that the binary carries them. Without any it
//! still builds; `deskbell doctor` and `serve` say what is missing.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let dist = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../plugins/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    let mut components: Vec<PathBuf> =
        fs::read_dir(&dist).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    components.retain(|path| path.extension().is_some_and(|extension| extension == "wasm"));
    components.sort();
    if components.is_empty() {
        println!("cargo:warning=no plugins are built; run `make plugins` first to put them into the binary");
    }
    let list: String = components
        .iter()
        .map(|path| {
            println!("cargo:rerun-if-changed={}", path.display());
            let absolute = fs::canonicalize(path).expect("the folder was just listed");
            format!("include_bytes!({:?}),", absolute.display().to_string())
        })
        .collect();
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("plugins.rs");
    fs::write(out, format!("&[{list}]")).expect("the build folder is writable");
}
