//! Makes a plugin of what a compiler wrote: a core module becomes a component,
//! and `plugin.toml` becomes its custom section `deskbell:manifest`, so that
//! one file is shipped and its permissions cannot be separated from it.
//!
//! This is a step of its own because it works with every compiler: linkers
//! differ in whether they can write components, and custom sections of a core
//! module do not reach the component around it. What JavaScript and Python
//! build is a component already and only gets its manifest.

mod component;
mod error;
mod inspect;
mod lean;
mod source;

pub use component::{MANIFEST_SECTION, build};
pub use error::PackError;
pub use inspect::Plugin;
pub use source::{Language, Source};

use std::path::Path;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed {
    pub bytes: usize,
}

/// Writes the plugin of a folder to `out`, from a core module or a component.
pub fn pack(source: &Source, wasm: &Path, out: &Path) -> Result<Packed, PackError> {
    let compiled = std::fs::read(wasm).map_err(|e| PackError::read(wasm, e))?;
    let bytes = build(&compiled, source.manifest())?;
    Plugin::read(&bytes)?.check()?;
    replace(out, &bytes).map_err(|source| PackError::Write { path: out.to_owned(), source })?;
    Ok(Packed { bytes: bytes.len() })
}

/// Whoever reads `out` meanwhile sees the old file or the new one.
fn replace(out: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = out.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let fresh = out.with_extension("wasm.new");
    std::fs::write(&fresh, bytes)?;
    std::fs::rename(&fresh, out)
}
