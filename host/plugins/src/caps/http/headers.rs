//! Headers in both directions.

use crate::limits::{HTTP_HEADER_BYTES, HTTP_HEADERS};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// The host's own: framing, addressing and what concerns one connection.
const OWN: [&str; 13] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeaderProblem {
    TooLarge,
    Malformed,
}

/// Collects request headers within the limits.
#[derive(Default)]
pub(super) struct RequestHeaders {
    pub map: HeaderMap,
    count: usize,
    bytes: usize,
}

impl RequestHeaders {
    /// Adds a header; the host's own are left out silently.
    pub fn add(&mut self, name: &str, value: &str, sensitive: bool) -> Result<(), HeaderProblem> {
        self.count += 1;
        self.bytes += name.len() + value.len();
        if self.count > HTTP_HEADERS || self.bytes > HTTP_HEADER_BYTES {
            return Err(HeaderProblem::TooLarge);
        }
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| HeaderProblem::Malformed)?;
        if OWN.contains(&name.as_str()) {
            return Ok(());
        }
        let mut value = HeaderValue::from_str(value).map_err(|_| HeaderProblem::Malformed)?;
        value.set_sensitive(sensitive);
        self.map.append(name, value);
        Ok(())
    }
}

/// Whether a header can carry this value.
pub(super) fn writable(value: &str) -> bool {
    HeaderValue::from_str(value).is_ok()
}

/// Response headers as the plugin sees them.
pub(super) fn for_guest(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut bytes = 0;
    headers
        .iter()
        .filter(|(name, _)| !OWN.contains(&name.as_str()) || name.as_str() == "content-length")
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .take(HTTP_HEADERS)
        .take_while(|(name, value)| {
            bytes += name.len() + value.len();
            bytes <= HTTP_HEADER_BYTES
        })
        .collect()
}
