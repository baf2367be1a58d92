//! From core module to component.

use anyhow::{Context, Result};
use std::borrow::Cow;
use wasm_encoder::{ComponentSection, CustomSection};
use wit_component::ComponentEncoder;

/// Where the host looks for the manifest: a custom section of the component
/// itself, so that it is found without reading any code.
pub const MANIFEST_SECTION: &str = "deskbell:manifest";

pub fn build(core: &[u8], manifest: &str) -> Result<Vec<u8>> {
    let mut component = ComponentEncoder::default()
        .validate(true)
        .module(core)
        .context("the module was not built with the Deskbell SDK")?
        .encode()?;
    append_manifest(&mut component, manifest);
    Ok(component)
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
        let mut component = wasm_encoder::Component::new().finish();
        append_manifest(&mut component, "id = \"com.acme.sms\"");
        assert_eq!(Plugin::read(&component).unwrap().manifest.as_deref(), Some("id = \"com.acme.sms\""));
    }

    #[test]
    fn something_else_is_refused() {
        assert!(build(b"#!/bin/sh", "").is_err());
        assert!(Plugin::read(b"#!/bin/sh").is_err());
        let module = wasm_encoder::Module::new().finish();
        assert!(Plugin::read(&module).unwrap_err().to_string().contains("a core module"));
        let idle = Plugin::read(&build(&module, "").unwrap()).unwrap();
        assert!(idle.check().unwrap_err().to_string().contains("nothing is exported"));
    }
}
