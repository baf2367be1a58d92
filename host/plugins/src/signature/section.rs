//! Where the signature stands in a file. Sections of the component itself are
//! walked by their lengths; what is nested inside of them is none of ours.

use super::{SECTION, SignatureError};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use wasmparser::BinaryReader;

/// Magic number, version and layer.
const HEADER: usize = 8;
const CUSTOM: u8 = 0;
const VERSION: u32 = 1;

/// A file, parted into what is signed and the signature: key id and bytes.
pub(super) struct Cut<'a> {
    pub content: &'a [u8],
    pub seal: Option<(String, Vec<u8>)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    key: String,
    signature: String,
}

pub(super) fn cut(wasm: &[u8]) -> Result<Cut<'_>, SignatureError> {
    let found = find(wasm)?;
    let Some(place) = found.first() else { return Ok(Cut { content: wasm, seal: None }) };
    if found.len() > 1 {
        return Err(SignatureError::Twice);
    }
    if place.section.end != wasm.len() {
        return Err(SignatureError::NotLast);
    }
    let seal = read(&wasm[place.data.clone()]).ok_or(SignatureError::Unreadable)?;
    // The section is not covered by the signature itself, so there is one way
    // only to write it: nothing can be hidden in it.
    if wasm[place.section.clone()] != bytes(&seal.0, &seal.1) {
        return Err(SignatureError::Unreadable);
    }
    Ok(Cut { content: &wasm[..place.section.start], seal: Some(seal) })
}

/// All but the signature, however that is written; nothing may stand behind it.
pub(super) fn content(wasm: &[u8]) -> Result<&[u8], SignatureError> {
    let found = find(wasm)?;
    let Some(place) = found.first() else { return Ok(wasm) };
    match (found.len(), place.section.end == wasm.len()) {
        (1, true) => Ok(&wasm[..place.section.start]),
        (1, false) => Err(SignatureError::NotLast),
        _ => Err(SignatureError::Twice),
    }
}

/// The whole section as it is appended.
pub(super) fn bytes(key: &str, signature: &[u8]) -> Vec<u8> {
    let written = Written { version: VERSION, key: key.to_owned(), signature: STANDARD.encode(signature) };
    let text = serde_json::to_string(&written).expect("texts and a number are JSON");
    let mut body = Vec::new();
    leb(&mut body, SECTION.len());
    body.extend(SECTION.as_bytes());
    body.extend(text.as_bytes());
    let mut section = vec![CUSTOM];
    leb(&mut section, body.len());
    section.extend(body);
    section
}

fn read(data: &[u8]) -> Option<(String, Vec<u8>)> {
    let written: Written = serde_json::from_slice(data).ok()?;
    let signature = STANDARD.decode(&written.signature).ok()?;
    (written.version == VERSION).then_some((written.key, signature))
}

struct Place {
    section: Range<usize>,
    data: Range<usize>,
}

/// Every section of that name, from its first byte to behind its last.
fn find(wasm: &[u8]) -> Result<Vec<Place>, SignatureError> {
    let mut found = Vec::new();
    let mut at = HEADER;
    if wasm.len() < HEADER {
        return Err(SignatureError::Malformed("the file is too short".into()));
    }
    while at < wasm.len() {
        let mut reader = BinaryReader::new(&wasm[at..], 0);
        let (id, size) = header(&mut reader).map_err(malformed)?;
        let body = wasm.len() - reader.bytes_remaining();
        let end = body.checked_add(size).filter(|end| *end <= wasm.len());
        let end = end.ok_or_else(|| SignatureError::Malformed("a section is longer than the file".into()))?;
        if id == CUSTOM {
            let mut reader = BinaryReader::new(&wasm[body..end], 0);
            if reader.read_string().map_err(malformed)? == SECTION {
                let data = end - reader.bytes_remaining();
                found.push(Place { section: at..end, data: data..end });
            }
        }
        at = end;
    }
    Ok(found)
}

fn header(reader: &mut BinaryReader<'_>) -> wasmparser::Result<(u8, usize)> {
    Ok((reader.read_u8()?, reader.read_var_u32()? as usize))
}

fn malformed(error: wasmparser::BinaryReaderError) -> SignatureError {
    SignatureError::Malformed(error.message().to_owned())
}

fn leb(out: &mut Vec<u8>, mut n: usize) {
    while n >= 0x80 {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}
