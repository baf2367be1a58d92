//! What a component file says of itself, read without compiling it.

use crate::limits::MANIFEST_BYTES;
use crate::manifest::{Manifest, ManifestError, SECTION};
use sha2::{Digest, Sha256};
use wasmparser::{CanonicalFunction, CanonicalOption, Encoding, Parser, Payload};

/// Larger than any profile allows.
const LARGEST: usize = 64 << 20;

#[derive(Debug, Clone)]
pub struct Inspection {
    pub manifest: Manifest,
    /// SHA-256 of the file, hexadecimal.
    pub digest: String,
    pub size: usize,
    pub imports: Vec<String>,
    pub exports: Vec<String>,
    /// Custom sections of the component itself and their sizes.
    pub sections: Vec<(String, usize)>,
    pub core_modules: usize,
    /// Function names are there, so that backtraces can be read.
    pub names: bool,
    /// All strings cross the border as UTF-8.
    pub utf8: bool,
}

#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum InspectError {
    #[error("a plugin may have {limit} bytes, this file has {size}")]
    TooLarge { size: usize, limit: usize },
    #[error("this is a precompiled file; install the .wasm component instead")]
    Precompiled,
    #[error(
        "this is a core module; make a component of it with `plugins/build.sh NAME` (docs/plugins, \"Build and test\")"
    )]
    CoreModule,
    #[error("this is not a WebAssembly component: {0}")]
    Malformed(String),
    #[error("the component has no section `{SECTION}`; `plugins/build.sh NAME` puts plugin.toml inside")]
    NoManifest,
    #[error(transparent)]
    #[diagnostic(transparent)]
    Manifest(#[from] ManifestError),
}

/// Reads manifest, imports and exports.
pub fn inspect(wasm: &[u8]) -> Result<Inspection, InspectError> {
    if wasm.len() > LARGEST {
        return Err(InspectError::TooLarge { size: wasm.len(), limit: LARGEST });
    }
    if wasmtime::Engine::detect_precompiled(wasm).is_some() {
        return Err(InspectError::Precompiled);
    }
    let mut walk = Walk::default();
    for payload in Parser::new(0).parse_all(wasm) {
        payload.map_err(malformed).and_then(|p| walk.visit(p))?;
    }
    let text = walk.manifest.ok_or(InspectError::NoManifest)?;
    Ok(Inspection {
        manifest: Manifest::parse(&text)?,
        digest: hex::encode(Sha256::digest(wasm)),
        size: wasm.len(),
        imports: walk.imports,
        exports: walk.exports,
        sections: walk.sections,
        core_modules: walk.core_modules,
        names: walk.names,
        utf8: walk.utf16 == 0,
    })
}

fn malformed(error: wasmparser::BinaryReaderError) -> InspectError {
    InspectError::Malformed(error.to_string())
}

#[derive(Default)]
struct Walk {
    /// 1 within the component itself.
    depth: usize,
    manifest: Option<String>,
    imports: Vec<String>,
    exports: Vec<String>,
    sections: Vec<(String, usize)>,
    core_modules: usize,
    names: bool,
    utf16: usize,
}

impl Walk {
    fn visit(&mut self, payload: Payload<'_>) -> Result<(), InspectError> {
        match payload {
            Payload::Version { encoding, .. } => {
                self.depth += 1;
                match (encoding, self.depth) {
                    (Encoding::Module, 1) => return Err(InspectError::CoreModule),
                    (Encoding::Module, _) => self.core_modules += 1,
                    (Encoding::Component, _) => {}
                }
            }
            Payload::End(_) => self.depth = self.depth.saturating_sub(1),
            Payload::CustomSection(section) => self.custom(section.name(), section.data())?,
            Payload::ComponentImportSection(section) if self.depth == 1 => {
                for import in section {
                    self.imports.push(import.map_err(malformed)?.name.full_name().into_owned());
                }
            }
            Payload::ComponentExportSection(section) if self.depth == 1 => {
                for export in section {
                    self.exports.push(export.map_err(malformed)?.name.full_name().into_owned());
                }
            }
            Payload::ComponentCanonicalSection(section) => {
                for function in section {
                    self.canonical(&function.map_err(malformed)?);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn custom(&mut self, name: &str, data: &[u8]) -> Result<(), InspectError> {
        if self.depth > 1 {
            self.names |= name == "name";
            return Ok(());
        }
        self.sections.push((name.to_owned(), data.len()));
        if name != SECTION {
            return Ok(());
        }
        if self.manifest.is_some() || data.len() > MANIFEST_BYTES {
            return Err(InspectError::Malformed(format!("section `{SECTION}` is there twice or over 256 KiB")));
        }
        let text = std::str::from_utf8(data)
            .map_err(|_| InspectError::Malformed(format!("section `{SECTION}` is not UTF-8")))?;
        self.manifest = Some(text.to_owned());
        Ok(())
    }

    fn canonical(&mut self, function: &CanonicalFunction) {
        let options = match function {
            CanonicalFunction::Lift { options, .. } | CanonicalFunction::Lower { options, .. } => options,
            _ => return,
        };
        let other = |o: &CanonicalOption| matches!(o, CanonicalOption::UTF16 | CanonicalOption::CompactUTF16);
        self.utf16 += options.iter().filter(|o| other(o)).count();
    }
}
