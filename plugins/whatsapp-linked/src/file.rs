//! Files within JSON. Both gateways take a file as base64 in the request, or
//! from an address of the internet, which a customer's invoice must not have.

use crate::desk::Desk;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deskbell_sdk::{BlobRef, CallError};
use serde_json::Value;

/// In base64 a third more, within the 8 MiB of a request and the plugin's own
/// memory.
pub(crate) const MOST: u64 = 5 * 1024 * 1024;
/// What is read at once: within the host's 256 KiB, and whole groups of three,
/// so that the parts of the code can follow one another.
const CHUNK: u32 = 255 * 1024;

/// Where the code of a file goes: the last field of the body.
pub(crate) struct Slot<'a> {
    pub(crate) blob: &'a BlobRef,
    /// As JSON up to the opening quote: `"media":"`.
    pub(crate) before: String,
    /// From the closing quote: `"` or `"}`.
    pub(crate) after: &'static str,
}

pub(crate) fn check(blob: &BlobRef) -> Result<(), CallError> {
    let size = blob.size;
    match size {
        0 => Err(CallError::rejected("media-empty", "the file is empty")),
        _ if size > MOST => {
            let detail = format!("the file has {size} bytes; a linked device takes 5 MiB from here: send a link to it");
            Err(CallError::rejected("media-size", detail))
        }
        _ => Ok(()),
    }
}

/// `fields`, an object, with the file behind them. Written by hand, because a
/// JSON value of it would hold the code twice.
pub(crate) fn body(desk: &dyn Desk, fields: &Value, slot: &Slot<'_>) -> Result<Vec<u8>, CallError> {
    check(slot.blob)?;
    let fields = fields.to_string();
    let fields = fields.strip_suffix('}').unwrap_or("{");
    let code = usize::try_from(slot.blob.size.div_ceil(3) * 4).unwrap_or(0);
    let mut out = String::with_capacity(fields.len() + slot.before.len() + code + 16);
    out.push_str(fields);
    out.push_str(if fields.len() > 1 { "," } else { "" });
    out.push_str(&slot.before);
    let mut offset = 0;
    while offset < slot.blob.size {
        let part = desk.read(slot.blob, offset, CHUNK)?;
        if part.is_empty() {
            return Err(CallError::rejected("media-missing", "the file is shorter than it says"));
        }
        offset += part.len() as u64;
        STANDARD.encode_string(part, &mut out);
    }
    out.push_str(slot.after);
    out.push('}');
    Ok(out.into_bytes())
}

/// A file that a gateway answered within JSON. The desk takes small ones only
/// from a plugin's own hands.
pub(crate) fn store(desk: &dyn Desk, code: &str, mime: &str) -> Result<BlobRef, CallError> {
    let bytes = STANDARD.decode(code.trim());
    let bytes = bytes.map_err(|_| CallError::retry("media-code", "the gateway's answer is no file"))?;
    if bytes.is_empty() {
        return Err(CallError::retry("media-code", "the gateway answered with an empty file"));
    }
    if bytes.len() > deskbell_sdk::media::MAX_CHUNK {
        let detail = "the file is over 256 KiB, which only reaches the desk where the gateway stores files on S3 or \
                      MinIO; see it on the phone";
        return Err(CallError::rejected("media-too-large", detail));
    }
    desk.put(mime, &bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::script::Script;
    use serde_json::json;

    fn blob(size: u64) -> BlobRef {
        BlobRef { sha256: "ab".repeat(32), size, mime: "application/pdf".into() }
    }

    fn written(fields: &Value, bytes: Vec<u8>) -> Value {
        let blob = blob(bytes.len() as u64);
        let slot = Slot { blob: &blob, before: "\"file\":{\"data\":\"".into(), after: "\"}" };
        let script = Script::default().with_file(bytes);
        serde_json::from_slice(&body(&script, fields, &slot).unwrap()).unwrap()
    }

    #[test]
    fn a_file_of_several_parts_is_one_code() {
        let bytes: Vec<u8> = (0..600_000_u32).map(|n| (n % 251) as u8).collect();
        let told = written(&json!({ "chatId": "1@c.us", "caption": "}\"}" }), bytes.clone());
        assert_eq!(STANDARD.decode(told["file"]["data"].as_str().unwrap()).unwrap(), bytes);
        assert_eq!(told["caption"], "}\"}");
        assert_eq!(written(&json!({}), b"x".to_vec())["file"]["data"], "eA==");
        let quoted = written(&json!({ "quoted": { "key": { "id": "1" } } }), b"x".to_vec());
        assert_eq!((&quoted["quoted"]["key"]["id"], &quoted["file"]["data"]), (&json!("1"), &json!("eA==")));
    }

    #[test]
    fn x7_what_does_not_fit_is_refused_before_anything_is_read() {
        for size in [0, MOST + 1] {
            assert!(matches!(check(&blob(size)), Err(CallError::Rejected(_))), "{size}");
        }
        assert!(check(&blob(MOST)).is_ok());
        let large = STANDARD.encode(vec![1_u8; 256 * 1024 + 1]);
        let error = store(&Script::default(), &large, "image/jpeg").unwrap_err();
        assert!(error.problem().detail.contains("256 KiB"), "{error:?}");
        assert!(store(&Script::default(), "%", "image/jpeg").unwrap_err().is_transient());
    }
}
