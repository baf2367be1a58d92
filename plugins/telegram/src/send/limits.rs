//! Lengths that Telegram refuses, found before it has to. It counts UTF-16
//! units: most emoji are two.

use crate::errors::rejected;
use deskbell_sdk::CallError;

#[derive(Clone, Copy)]
pub(super) struct Limit {
    /// As the sentence begins: "the text".
    pub(super) what: &'static str,
    pub(super) max: usize,
    pub(super) code: &'static str,
}

pub(super) const TEXT: Limit = Limit { what: "the text", max: 4_096, code: "text-length" };
pub(super) const CAPTION: Limit = Limit { what: "the caption", max: 1_024, code: "caption-length" };

/// Something that must be there and must fit. A text that is too long is not
/// cut into several messages: half of them might arrive.
pub(super) fn check(limit: Limit, text: &str) -> Result<(), CallError> {
    if text.trim().is_empty() {
        return Err(rejected(limit.code, format!("{} is empty", limit.what)));
    }
    let length = text.encode_utf16().count();
    if length > limit.max {
        let detail = format!("{} has {length} characters as Telegram counts; it takes {}", limit.what, limit.max);
        return Err(rejected(limit.code, detail));
    }
    Ok(())
}
