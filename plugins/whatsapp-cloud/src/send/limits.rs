//! Lengths that WhatsApp refuses, found before it has to. All are in
//! characters.

use crate::errors::rejected;
use deskbell_sdk::CallError;

#[derive(Clone, Copy)]
pub(super) struct Limit {
    /// As the sentence begins: "the text".
    pub(super) what: &'static str,
    pub(super) max: usize,
    pub(super) code: &'static str,
}

/// Something that must be there and must fit.
pub(super) fn check(limit: Limit, text: &str) -> Result<(), CallError> {
    if text.trim().is_empty() {
        return Err(rejected(limit.code, format!("{} is empty", limit.what)));
    }
    let length = text.chars().count();
    if length > limit.max {
        let detail = format!("{} has {length} characters; WhatsApp takes {}", limit.what, limit.max);
        return Err(rejected(limit.code, detail));
    }
    Ok(())
}

/// Something that may be left out; a blank counts as left out.
pub(super) fn optional(limit: Limit, text: Option<&String>) -> Result<Option<&str>, CallError> {
    let given = text.map(String::as_str).filter(|text| !text.trim().is_empty());
    given.map(|text| check(limit, text).map(|()| text)).transpose()
}

/// No two of `values` are the same.
pub(super) fn unique<'a>(
    code: &'static str,
    what: &'static str,
    values: impl Iterator<Item = &'a str>,
) -> Result<(), CallError> {
    let mut seen: Vec<&str> = Vec::new();
    for value in values {
        if seen.contains(&value) {
            return Err(rejected(code, format!("two {what} are the same; WhatsApp wants them different")));
        }
        seen.push(value);
    }
    Ok(())
}
