//! Strangers choose these bytes, their type and their name. Only types that
//! cannot act in our origin are shown; everything else is saved.

use axum::http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

pub(super) struct Shown {
    pub content_type: &'static str,
    pub inline: bool,
    pub policy: &'static str,
}

const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'";
/// Browsers refuse to start their PDF viewer in a sandbox. The viewer is an
/// origin of its own, so the document does not act in ours either way.
const PDF: &str = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'";

/// Types that are shown in the page. No SVG and no HTML: both run scripts.
const INLINE: [&str; 22] = [
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/bmp",
    "audio/aac",
    "audio/amr",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "audio/opus",
    "audio/wav",
    "audio/webm",
    "audio/x-wav",
    "video/3gpp",
    "video/mp4",
    "video/mpeg",
    "video/ogg",
    "video/quicktime",
    "video/webm",
    "application/pdf",
];

pub(super) fn shown(mime: &str) -> Shown {
    let essence = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match INLINE.into_iter().find(|known| *known == essence) {
        Some(content_type @ "application/pdf") => Shown { content_type, inline: true, policy: PDF },
        Some(content_type) => Shown { content_type, inline: true, policy: SANDBOX },
        None => Shown { content_type: "application/octet-stream", inline: false, policy: SANDBOX },
    }
}

/// `filename*` of RFC 8187 keeps every script's letters.
const ATTRIBUTE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

pub(super) fn disposition(shown: &Shown, filename: Option<&str>) -> HeaderValue {
    let kind = if shown.inline { "inline" } else { "attachment" };
    let text = match filename.map(clean).filter(|name| !name.is_empty()) {
        Some(name) => format!("{kind}; filename*=UTF-8''{}", utf8_percent_encode(&name, ATTRIBUTE)),
        None => kind.to_owned(),
    };
    HeaderValue::try_from(text).expect("percent-encoded text is a header value")
}

/// A name without folders, controls or characters that turn the reading direction.
fn clean(name: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control() && !turns(*c)).take(120).collect();
    kept.trim_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_types_that_cannot_act_are_shown() {
        let check = |mime: &str, content_type: &str, inline: bool| {
            let shown = shown(mime);
            assert_eq!((shown.content_type, shown.inline), (content_type, inline), "{mime}");
        };
        check("image/jpeg", "image/jpeg", true);
        check("Audio/OGG; codecs=opus", "audio/ogg", true);
        for dangerous in ["image/svg+xml", "text/html", "application/xhtml+xml", "text/xml", "", "x\r\ny"] {
            check(dangerous, "application/octet-stream", false);
        }
    }

    #[test]
    fn names_cannot_leave_their_header_or_folder() {
        let check = |name: &str, expected: &str| {
            let value = disposition(&shown("text/plain"), Some(name));
            assert_eq!(value.to_str().unwrap(), expected);
        };
        check("invoice 7.pdf", "attachment; filename*=UTF-8''invoice%207.pdf");
        check("../../etc/passwd", "attachment; filename*=UTF-8''passwd");
        check("a\r\nSet-Cookie: x\"y", "attachment; filename*=UTF-8''aSet-Cookie%3A%20x%22y");
        check("\u{202e}fdp.exe", "attachment; filename*=UTF-8''fdp.exe");
        check("...", "attachment");
    }
}
