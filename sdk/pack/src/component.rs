//! From what was compiled to a component with its manifest.

use crate::error::PackError;
use crate::lean::{is_component, lean};
use std::borrow::Cow;
use wasm_encoder::{ComponentSection, CustomSection};
use wit_component::ComponentEncoder;

/// Where the host looks for the manifest: a custom section of the component
/// itself, so that it is found without reading any code.
pub const MANIFEST_SECTION: &str = "deskbell:manifest";

/// A plugin, from a core module or a component.
pub fn build(compiled: &[u8], manifest: &str) -> Result<Vec<u8>, PackError> {
    if !wasmparser::Parser::is_core_wasm(compiled) && !is_component(compiled) {
        return Err(PackError::malformed("it does not begin as WebAssembly does"));
    }
    let lean = lean(compiled)?;
    let mut component = if is_component(&lean) { lean } else { encode(&lean)? };
    append_manifest(&mut component, manifest);
    Ok(component)
}

fn encode(core: &[u8]) -> Result<Vec<u8>, PackError> {
    let reason = |error| PackError::Component(format!("{error:#}"));
    ComponentEncoder::default().validate(true).module(core).and_then(|encoder| encoder.encode()).map_err(reason)
}

fn append_manifest(component: &mut Vec<u8>, manifest: &str) {
    CustomSection { name: Cow::Borrowed(MANIFEST_SECTION), data: Cow::Borrowed(manifest.as_bytes()) }
        .append_to_component(component);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::inspect::Plugin;

    #[test]
    fn the_manifest_can_be_read_back() {
        let component = wasm_encoder::Component::new().finish();
        let packed = build(&component, "id = \"com.acme.sms\"").unwrap();
        assert_eq!(Plugin::read(&packed).unwrap().manifest.as_deref(), Some("id = \"com.acme.sms\""));
    }

    /// Building twice must not leave two manifests: the host refuses those.
    #[test]
    fn x7_a_newer_manifest_takes_the_place_of_the_older() {
        let component = wasm_encoder::Component::new().finish();
        let again = build(&build(&component, "old").unwrap(), "new").unwrap();
        assert_eq!(again, build(&component, "new").unwrap());
    }

    #[test]
    fn something_else_is_refused() {
        assert!(build(b"#!/bin/sh", "").unwrap_err().to_string().contains("no WebAssembly"));
        assert!(Plugin::read(b"#!/bin/sh").is_err());
        let module = wasm_encoder::Module::new().finish();
        assert!(matches!(Plugin::read(&module), Err(PackError::CoreModule)));
        let idle = Plugin::read(&build(&module, "").unwrap()).unwrap();
        assert!(matches!(idle.check(), Err(PackError::NoExport)));
    }
}
