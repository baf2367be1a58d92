//! The contract's size limits. The host ends a call whose result exceeds one,
//! so a stranger's oversized field must never get that far.

pub(crate) const TEXT: usize = 64 * 1024;
pub(crate) const CAPTION: usize = 4 * 1024;
pub(crate) const NAME: usize = 255;
pub(crate) const SUMMARY: usize = 1024;
pub(crate) const RAW: usize = 64 * 1024;
pub(crate) const REFERENCE: usize = 2 * 1024;
/// Longer ids are not ids.
pub(crate) const ID: usize = 512;
pub(crate) const EMOJI: usize = 64;
pub(crate) const EVENTS: usize = 2_000;

/// At most `max` bytes of `text`, cut between characters and marked when cut.
pub(crate) fn clip(text: &str, max: usize) -> String {
    const MARK: &str = "…";
    if text.len() <= max {
        return text.to_owned();
    }
    let mut end = max.saturating_sub(MARK.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut out = text[..end].to_owned();
    if max >= MARK.len() {
        out.push_str(MARK);
    }
    out
}

/// The provider's JSON for a stub. Beyond the limit its beginning is kept as a
/// string, so that the value stays JSON.
pub(crate) fn clip_json(raw: &str) -> String {
    if raw.len() <= RAW {
        return raw.to_owned();
    }
    // Escaping can double it.
    serde_json::json!({ "cut": true, "begins": clip(raw, RAW / 3) }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_between_characters() {
        assert_eq!(clip("abc", 3), "abc");
        assert_eq!(clip("ção que não cabe", 8), "ção…");
        assert_eq!(clip("😀😀", 7), "😀…");
        assert_eq!(clip("abcdef", 1), "");
    }

    #[test]
    fn cut_json_is_json_within_the_limit() {
        let raw = format!("{{\"a\":\"{}\"}}", "\\\"".repeat(RAW));
        let cut = clip_json(&raw);
        assert!(cut.len() <= RAW);
        assert!(serde_json::from_str::<serde_json::Value>(&cut).is_ok());
    }
}
