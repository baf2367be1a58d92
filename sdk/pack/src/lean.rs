//! Small files that still tell the operator where a plugin trapped: the names
//! of functions stay, debug information and an older manifest go.

use crate::component::MANIFEST_SECTION;
use crate::error::PackError;
use wasmparser::BinaryReader;

/// Magic, version and layer.
const HEADER: usize = 8;
const CUSTOM: u8 = 0;
/// In a component; a module's section of this number is its types.
const CORE_MODULE: u8 = 1;
const COMPONENT: u8 = 4;

/// The same binary without DWARF, in it and in everything nested in it.
pub(crate) fn lean(wasm: &[u8]) -> Result<Vec<u8>, PackError> {
    let header = wasm.get(..HEADER).ok_or_else(|| PackError::malformed("it ends within its header"))?;
    let mut out = header.to_vec();
    let mut rest = BinaryReader::new(&wasm[HEADER..], 0);
    while !rest.eof() {
        let (id, content) = section(&mut rest).map_err(PackError::malformed)?;
        match id {
            CUSTOM if goes(name(content).map_err(PackError::malformed)?) => {}
            CORE_MODULE | COMPONENT if is_component(header) => append(&mut out, id, &lean(content)?),
            _ => append(&mut out, id, content),
        }
    }
    Ok(out)
}

fn section<'a>(rest: &mut BinaryReader<'a>) -> wasmparser::Result<(u8, &'a [u8])> {
    let id = rest.read_u8()?;
    let length = rest.read_var_u32()? as usize;
    Ok((id, rest.read_bytes(length)?))
}

fn name(custom: &[u8]) -> wasmparser::Result<&str> {
    BinaryReader::new(custom, 0).read_string()
}

pub(crate) fn is_component(wasm: &[u8]) -> bool {
    wasmparser::Parser::is_component(wasm)
}

/// `.debug_*` is DWARF; a source map's address is of no use to anybody else.
fn goes(section: &str) -> bool {
    section.starts_with(".debug_") || section == "sourceMappingURL" || section == MANIFEST_SECTION
}

fn append(out: &mut Vec<u8>, id: u8, content: &[u8]) {
    use wasm_encoder::Encode;
    out.push(id);
    content.encode(out);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use wasm_encoder::{Component, CustomSection, Module, ModuleSection};

    fn module(sections: &[&str]) -> Module {
        let mut module = Module::new();
        for name in sections {
            module.section(&CustomSection { name: (*name).into(), data: vec![7; 300].into() });
        }
        module
    }

    /// X7: a backtrace shows names; what else the compiler knew stays at home.
    #[test]
    fn x7_names_stay_and_debug_information_goes() {
        let full = module(&["name", ".debug_info", ".debug_line", "producers"]).finish();
        assert_eq!(lean(&full).unwrap(), module(&["name", "producers"]).finish());
    }

    #[test]
    fn x7_nested_modules_are_lean_too() {
        let component = |module: &Module| {
            let mut component = Component::new();
            component.section(&ModuleSection(module));
            component.finish()
        };
        let full = component(&module(&["name", ".debug_str"]));
        assert_eq!(lean(&full).unwrap(), component(&module(&["name"])));
    }

    #[test]
    fn x7_a_file_that_breaks_off_is_refused() {
        let full = module(&["name"]).finish();
        for end in [3, 9, full.len() - 1] {
            assert!(lean(&full[..end]).is_err(), "{end}");
        }
    }
}
