//! What a component file says of itself, read without compiling it.

use crate::limits::MANIFEST_BYTES;
use crate::manifest::{Manifest, ManifestError, SECTION};
use sha2::{Digest, Sha256};
use wasmparser::{CanonicalFunction, CanonicalOption, Encoding, Instance, MemoryType, Parser, Payload, TableType};

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

/// What one instance takes from the pool. A part that is instantiated several
/// times counts once, so these are the least.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    pub core_modules: usize,
    pub core_instances: usize,
    pub memories: usize,
    /// Bytes of all memories at the start.
    pub memory: u64,
    pub tables: usize,
    /// Of all tables at the start, and of the largest.
    pub elements: u64,
    pub largest_table: u64,
}

impl Needs {
    fn memory(&mut self, memory: &MemoryType) {
        self.memories += 1;
        self.memory = self.memory.saturating_add(memory.initial.saturating_mul(WASM_PAGE));
    }

    fn table(&mut self, table: &TableType) {
        self.tables += 1;
        self.elements = self.elements.saturating_add(table.initial);
        self.largest_table = self.largest_table.max(table.initial);
    }
}

const WASM_PAGE: u64 = 64 << 10;

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
    let anatomy = anatomy(wasm)?;
    Ok(Inspection {
        manifest: anatomy.manifest()?,
        digest: hex::encode(Sha256::digest(wasm)),
        size: wasm.len(),
        utf8: anatomy.utf8(),
        imports: anatomy.imports,
        exports: anatomy.exports,
        sections: anatomy.sections,
        core_modules: anatomy.needs.core_modules,
        names: anatomy.names,
    })
}

/// The parts of a component whose manifest may be wrong.
pub(crate) fn anatomy(wasm: &[u8]) -> Result<Anatomy, InspectError> {
    if wasm.len() > LARGEST {
        return Err(InspectError::TooLarge { size: wasm.len(), limit: LARGEST });
    }
    if wasmtime::Engine::detect_precompiled(wasm).is_some() {
        return Err(InspectError::Precompiled);
    }
    let mut anatomy = Anatomy::default();
    for payload in Parser::new(0).parse_all(wasm) {
        payload.map_err(malformed).and_then(|p| anatomy.visit(p))?;
    }
    Ok(anatomy)
}

fn malformed(error: wasmparser::BinaryReaderError) -> InspectError {
    InspectError::Malformed(error.to_string())
}

#[derive(Default)]
pub(crate) struct Anatomy {
    /// 1 within the component itself.
    depth: usize,
    manifest: Option<String>,
    pub imports: Vec<String>,
    pub exports: Vec<String>,
    sections: Vec<(String, usize)>,
    pub needs: Needs,
    pub names: bool,
    utf16: usize,
}

impl Anatomy {
    pub fn manifest(&self) -> Result<Manifest, InspectError> {
        let text = self.manifest.as_ref().ok_or(InspectError::NoManifest)?;
        Ok(Manifest::parse(text)?)
    }

    pub fn utf8(&self) -> bool {
        self.utf16 == 0
    }

    fn visit(&mut self, payload: Payload<'_>) -> Result<(), InspectError> {
        match payload {
            Payload::Version { encoding, .. } => {
                self.depth += 1;
                match (encoding, self.depth) {
                    (Encoding::Module, 1) => return Err(InspectError::CoreModule),
                    (Encoding::Module, _) => self.needs.core_modules += 1,
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
            Payload::MemorySection(section) => {
                for memory in section {
                    self.needs.memory(&memory.map_err(malformed)?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.needs.table(&table.map_err(malformed)?.ty);
                }
            }
            Payload::InstanceSection(section) => {
                for instance in section {
                    let made = matches!(instance.map_err(malformed)?, Instance::Instantiate { .. });
                    self.needs.core_instances += usize::from(made);
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
