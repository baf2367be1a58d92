//! Documents of a card: by link, or inside the request.

use crate::fields::Fields;
use crate::refusal::Refusal;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deskbell_sdk::RemoteMedia;
use deskbell_sdk::media::MAX_CHUNK;

/// The contract's bound.
const MAX_DOCUMENTS: usize = 20;

/// A document as the request gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    pub kind: String,
    pub filename: String,
    pub content: Content,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Link(RemoteMedia),
    Inline { mime: String, bytes: Vec<u8> },
}

/// The address below which documents may be fetched, from the settings.
pub struct LinkBase(Option<String>);

impl LinkBase {
    /// `base_url` as the operator entered it. It always ends with a slash, or
    /// "https://erp.example" would also admit "https://erp.example.evil.example".
    pub fn new(base_url: Option<String>) -> Self {
        Self(base_url.map(|base| format!("{}/", base.trim_end_matches('/'))).filter(|base| base.len() > 1))
    }

    fn admits(&self, url: &str) -> Result<(), &'static str> {
        match &self.0 {
            None => Err("is a link, but the integration has no address of the business system in its settings"),
            Some(base) if url.starts_with(base.as_str()) => Ok(()),
            Some(_) => Err("is not below the address of the business system in the integration's settings"),
        }
    }
}

pub fn read_all(data: &mut Fields, links: &LinkBase) -> Result<Vec<Given>, Refusal> {
    let items = data.list("documents", MAX_DOCUMENTS)?;
    items.into_iter().map(|(place, value)| read(Fields::new(place, value)?, links)).collect()
}

fn read(mut fields: Fields, links: &LinkBase) -> Result<Given, Refusal> {
    let Some(kind) = fields.word("kind")? else { return fields.refuse("kind", "is missing") };
    let filename = fields.required_text("filename", 255)?;
    if filename.contains(['/', '\\', '\0']) {
        return fields.refuse("filename", "must be a file's name without folders");
    }
    let content = match (fields.has("url"), fields.has("base64")) {
        (true, false) => link(&mut fields, &filename, links)?,
        (false, true) => inline(&mut fields, &filename)?,
        (false, false) => return fields.refuse("url", "is missing: give url or base64"),
        (true, true) => return fields.refuse("base64", "is one too many: give url or base64"),
    };
    fields.done()?;
    Ok(Given { kind, filename, content })
}

fn link(fields: &mut Fields, filename: &str, links: &LinkBase) -> Result<Content, Refusal> {
    let url = fields.address("url")?.unwrap_or_default();
    if let Err(error) = links.admits(&url) {
        return fields.refuse("url", error);
    }
    let remote = RemoteMedia {
        reference: url,
        mime: mime(fields, filename)?,
        size: fields.number("size")?,
        sha256: sha256(fields)?,
        filename: Some(filename.to_owned()),
    };
    Ok(Content::Link(remote))
}

fn inline(fields: &mut Fields, filename: &str) -> Result<Content, Refusal> {
    let Some(mime) = mime(fields, filename)? else {
        return fields.refuse("mime", "is missing: the file's name does not tell");
    };
    let too_large = "is larger than 256 KiB: give a url instead";
    let Ok(text) = fields.text("base64", MAX_CHUNK.div_ceil(3) * 4) else {
        return fields.refuse("base64", format!("must be text, and at most 256 KiB of file; it {too_large}"));
    };
    let Ok(bytes) = STANDARD.decode(text.unwrap_or_default()) else {
        return fields.refuse("base64", "is not base64 (the alphabet with + and /, padded, without line breaks)");
    };
    if bytes.len() > MAX_CHUNK {
        return fields.refuse("base64", too_large);
    }
    if !looks_like(&mime, &bytes) {
        return fields.refuse("base64", "is not a PDF after decoding");
    }
    Ok(Content::Inline { mime, bytes })
}

/// A PDF says so in its first bytes; nothing is known about other types.
pub fn looks_like(mime: &str, bytes: &[u8]) -> bool {
    mime != "application/pdf" || bytes.starts_with(b"%PDF-")
}

fn mime(fields: &mut Fields, filename: &str) -> Result<Option<String>, Refusal> {
    match fields.text("mime", 255)? {
        Some(mime) if mime.split_once('/').is_some_and(|(a, b)| is_token(a) && is_token(b)) => {
            Ok(Some(mime.to_ascii_lowercase()))
        }
        Some(_) => fields.refuse("mime", "must be a media type like \"application/pdf\""),
        None => Ok(filename.to_ascii_lowercase().ends_with(".pdf").then(|| "application/pdf".to_owned())),
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
}

fn sha256(fields: &mut Fields) -> Result<Option<String>, Refusal> {
    let hash = fields.text("sha256", 64)?.map(|hash| hash.to_ascii_lowercase());
    match &hash {
        Some(hash) if hash.len() != 64 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) => {
            fields.refuse("sha256", "must be 64 hexadecimal digits")
        }
        _ => Ok(hash),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    fn read_one(base: Option<&str>, patch: Value) -> Result<Given, Refusal> {
        let mut value = json!({ "kind": "quote", "filename": "quote-1042.pdf" });
        value.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        read(Fields::new("documents[0]", value).unwrap(), &LinkBase::new(base.map(str::to_owned)))
    }

    fn check(patch: Value, field: &str, error: &str) {
        let refusal = read_one(Some("https://erp.example/files"), patch).unwrap_err();
        assert_eq!(refusal.field, format!("documents[0].{field}"));
        assert!(refusal.error.contains(error), "{refusal:?}");
    }

    #[test]
    fn a_link_is_kept_for_later() {
        let patch = json!({ "url": "https://erp.example/files/q/1042", "size": 1024, "sha256": "A".repeat(64) });
        let Content::Link(remote) = read_one(Some("https://erp.example/files/"), patch).unwrap().content else {
            panic!()
        };
        assert_eq!(remote.reference, "https://erp.example/files/q/1042");
        assert_eq!(remote.mime.as_deref(), Some("application/pdf"));
        assert_eq!((remote.size, remote.sha256), (Some(1024), Some("a".repeat(64))));
    }

    #[test]
    fn links_elsewhere_are_refused() {
        for url in [
            "https://erp.example/other/q.pdf",
            "https://erp.example/files@evil.example/q.pdf",
            "https://erp.example.evil.example/files/q.pdf",
            "http://erp.example/files/q.pdf",
        ] {
            check(json!({ "url": url }), "url", "is not below the address");
        }
        let refusal = read_one(None, json!({ "url": "https://erp.example/q.pdf" })).unwrap_err();
        assert!(refusal.error.contains("no address of the business system"), "{refusal:?}");
    }

    #[test]
    fn small_files_travel_inside() {
        let bytes = [b"%PDF-1.7\n".to_vec(), vec![0; MAX_CHUNK - 9]].concat();
        let given = read_one(None, json!({ "base64": STANDARD.encode(&bytes) })).unwrap();
        assert_eq!(given.content, Content::Inline { mime: "application/pdf".to_owned(), bytes: bytes.clone() });
        let over = [bytes, vec![0]].concat();
        check(json!({ "base64": STANDARD.encode(&over) }), "base64", "larger than 256 KiB: give a url instead");
        check(json!({ "base64": STANDARD.encode([over.clone(), over].concat()) }), "base64", "larger than 256 KiB");
    }

    #[test]
    fn mistakes_are_named() {
        check(json!({}), "url", "give url or base64");
        check(json!({ "url": "https://erp.example/files/q", "base64": "aGk=" }), "base64", "one too many");
        check(json!({ "base64": "not base64!" }), "base64", "is not base64");
        check(json!({ "base64": STANDARD.encode("<html>") }), "base64", "is not a PDF");
        check(json!({ "filename": "photo", "base64": "aGk=" }), "mime", "is missing");
        check(json!({ "filename": "../q.pdf", "base64": "aGk=" }), "filename", "without folders");
        check(json!({ "url": "https://erp.example/files/q", "mime": "pdf" }), "mime", "media type");
        check(json!({ "url": "https://erp.example/files/q", "sha256": "abc" }), "sha256", "64 hexadecimal");
        check(json!({ "kind": null, "base64": "aGk=" }), "kind", "is missing");
    }
}
