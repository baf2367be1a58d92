//! What a finished plugin imports, exports and says of itself.

use crate::component::MANIFEST_SECTION;
use crate::error::PackError;
use std::fmt;
use wasmparser::{Encoding, KnownCustom, Parser, Payload};

#[derive(Debug, Default)]
pub struct Plugin {
    pub bytes: usize,
    pub manifest: Option<String>,
    pub imports: Vec<String>,
    pub exports: Vec<String>,
    pub core_modules: usize,
    /// Function names, for backtraces. Only the plugin's own module has any.
    pub names: bool,
}

impl Plugin {
    pub fn read(wasm: &[u8]) -> Result<Self, PackError> {
        let mut plugin = Self { bytes: wasm.len(), ..Self::default() };
        let mut depth = 0_usize;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.map_err(PackError::malformed)? {
                Payload::Version { encoding, .. } => {
                    if depth == 0 && encoding == Encoding::Module {
                        return Err(PackError::CoreModule);
                    }
                    plugin.core_modules += usize::from(encoding == Encoding::Module);
                    depth += 1;
                }
                Payload::End(_) => depth -= 1,
                part => plugin.note(part, depth == 1)?,
            }
        }
        Ok(plugin)
    }

    fn note(&mut self, part: Payload<'_>, top: bool) -> Result<(), PackError> {
        match part {
            Payload::ComponentImportSection(imports) if top => {
                for import in imports {
                    self.imports.push(import.map_err(PackError::malformed)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(exports) if top => {
                for export in exports {
                    self.exports.push(export.map_err(PackError::malformed)?.name.name.to_owned());
                }
            }
            Payload::CustomSection(section) if top && section.name() == MANIFEST_SECTION => {
                self.manifest = Some(std::str::from_utf8(section.data()).map_err(PackError::malformed)?.to_owned());
            }
            Payload::CustomSection(section) => self.names |= matches!(section.as_known(), KnownCustom::Name(_)),
            _ => {}
        }
        Ok(())
    }

    /// Something is exported to Deskbell; types may be shared, functions come
    /// from Deskbell's host or nowhere.
    pub fn check(&self) -> Result<(), PackError> {
        if !self.exports.iter().any(|export| export.starts_with("deskbell:")) {
            return Err(PackError::NoExport);
        }
        match self.imports.iter().find(|import| !import.starts_with("deskbell:")) {
            Some(stranger) => Err(PackError::Stranger(stranger.clone())),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Plugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} bytes, {} core modules, function names: {}", self.bytes, self.core_modules, yes(self.names))?;
        for import in &self.imports {
            writeln!(f, "import {import}")?;
        }
        for export in &self.exports {
            writeln!(f, "export {export}")?;
        }
        match &self.manifest {
            Some(manifest) => write!(f, "\n{}", manifest.trim_end()),
            None => write!(f, "no manifest"),
        }
    }
}

fn yes(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}
