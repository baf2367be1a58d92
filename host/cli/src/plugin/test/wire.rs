//! An outgoing request as it arrived.

use super::script::readable;
use bytes::Bytes;
use hyper::http::request::Parts;
use serde_json::{Map, Value, json};

pub struct Request {
    method: String,
    url: String,
    headers: Map<String, Value>,
    body: Bytes,
}

impl Request {
    pub fn new(scheme: &str, parts: &Parts, body: Bytes) -> Self {
        let mut headers = Map::new();
        for name in parts.headers.keys() {
            let all = parts.headers.get_all(name).iter().map(|v| String::from_utf8_lossy(v.as_bytes()));
            headers.insert(name.as_str().to_owned(), json!(all.collect::<Vec<_>>().join(", ")));
        }
        let host = headers.get("host").and_then(Value::as_str).unwrap_or_default();
        let url = format!("{scheme}://{host}{}", parts.uri);
        Self { method: parts.method.to_string(), url, headers, body }
    }

    /// As `expect.requests` compares it.
    pub fn shown(self) -> Value {
        let kind = self.headers.get("content-type").and_then(Value::as_str).unwrap_or_default();
        let boundary = kind.strip_prefix("multipart/form-data").and_then(|rest| rest.split_once("boundary="));
        let body = match boundary {
            Some((_, boundary)) => json!({ "parts": parts(&self.body, boundary.trim_matches('"')) }),
            None if self.body.is_empty() => Value::Null,
            None => readable(&self.body),
        };
        json!({ "method": self.method, "url": self.url, "headers": self.headers, "body": body })
    }
}

/// The parts of a form: name, filename, type and content.
fn parts(body: &[u8], boundary: &str) -> Vec<Value> {
    let fence = format!("--{boundary}").into_bytes();
    let starts: Vec<usize> =
        body.windows(fence.len()).enumerate().filter(|(_, w)| *w == fence).map(|(n, _)| n).collect();
    let between = starts.windows(2).map(|pair| &body[pair[0] + fence.len()..pair[1]]);
    between.filter_map(|raw| part(raw.strip_prefix(b"\r\n")?.strip_suffix(b"\r\n")?)).collect()
}

fn part(raw: &[u8]) -> Option<Value> {
    let end = raw.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let field = |name: &str| {
        let start = head.find(&format!("; {name}=\""))? + name.len() + 4;
        head[start..].split('"').next().map(str::to_owned)
    };
    let mime =
        head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-type:").map(|m| m.trim().to_owned()));
    Some(
        json!({ "name": field("name"), "filename": field("filename"), "mime": mime, "body": readable(&raw[end + 4..]) }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x7_a_form_is_read_part_by_part() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"q.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--x--\r\n";
        let expected = json!([
            { "name": "a", "filename": null, "mime": null, "body": "one" },
            { "name": "f", "filename": "q.pdf", "mime": "application/pdf", "body": "%PDF" },
        ]);
        assert_eq!(json!(parts(body, "x")), expected);
    }
}
