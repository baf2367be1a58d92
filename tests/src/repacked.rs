//! Plugins of ours under another name: the same code with another manifest, as
//! a stranger could ship it.

use anyhow::{Context, bail, ensure};
use deskbell_plugins::manifest::SECTION;
use std::path::Path;

const HEADER: usize = 8;
const CUSTOM: u8 = 0;

/// A component as `make plugins` built it.
pub fn built(name: &str) -> anyhow::Result<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../plugins/dist/{name}.wasm"));
    std::fs::read(&path).with_context(|| format!("read {}; run `make plugins`", path.display()))
}

/// The component with what `edit` makes of its manifest.
pub fn repacked(component: &[u8], edit: impl FnOnce(&str) -> String) -> anyhow::Result<Vec<u8>> {
    let (mut out, mut at) = (component[..HEADER].to_vec(), HEADER);
    let mut edit = Some(edit);
    while at < component.len() {
        let (size, body) = leb(component, at + 1)?;
        let end = body + size;
        match manifest(component[at], &component[body..end])? {
            Some(text) => {
                let edit = edit.take().context("two manifests")?;
                section(&mut out, edit(text).as_bytes());
            }
            None => out.extend(&component[at..end]),
        }
        at = end;
    }
    ensure!(edit.is_none(), "the component has no manifest");
    Ok(out)
}

fn manifest(id: u8, body: &[u8]) -> anyhow::Result<Option<&str>> {
    let (length, name) = leb(body, 0)?;
    match id == CUSTOM && body.get(name..name + length) == Some(SECTION.as_bytes()) {
        true => Ok(Some(std::str::from_utf8(&body[name + length..])?)),
        false => Ok(None),
    }
}

fn section(out: &mut Vec<u8>, data: &[u8]) {
    let mut body = Vec::new();
    write_leb(&mut body, SECTION.len());
    body.extend(SECTION.as_bytes());
    body.extend(data);
    out.push(CUSTOM);
    write_leb(out, body.len());
    out.extend(body);
}

/// The number there, and where it ends.
fn leb(bytes: &[u8], mut at: usize) -> anyhow::Result<(usize, usize)> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let Some(byte) = bytes.get(at) else { bail!("the file breaks off") };
        value |= usize::from(byte & 0x7f) << shift;
        at += 1;
        if byte & 0x80 == 0 {
            return Ok((value, at));
        }
        shift += 7;
    }
}

fn write_leb(out: &mut Vec<u8>, mut n: usize) {
    while n >= 0x80 {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}
