//! Why a plugin cannot be packed, and what its author does about it.

use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error("read {}: {source}", .path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("write {}: {source}", .path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{}: {reason}", .path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("{} says version {theirs}, plugin.toml says {ours}: make them equal", .path.display())]
    Versions { path: PathBuf, theirs: String, ours: String },
    #[error("what was compiled is no WebAssembly: {0}")]
    Malformed(String),
    #[error("a core module, not a component")]
    CoreModule,
    /// The module lacks the types that the SDK leaves in it.
    #[error("the module cannot become a component; was it built with the Deskbell SDK? {0}")]
    Component(String),
    #[error("nothing is exported: name the plugin in export_channel! or export_erp_module!")]
    NoExport,
    #[error(
        "the plugin imports `{0}`, which the host does not offer: build Rust for wasm32-unknown-unknown, JavaScript and Python with the SDK's own build"
    )]
    Stranger(String),
}

impl PackError {
    pub(crate) fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }

    pub(crate) fn malformed(error: impl std::fmt::Display) -> Self {
        Self::Malformed(error.to_string())
    }
}
