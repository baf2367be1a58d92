//! Webhook requests and their replies.

use crate::{CallError, WebhookReply, WebhookRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;

impl WebhookRequest {
    /// The first header of this name (any case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The first query parameter of this name, decoded.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body read as JSON. Anything else is `rejected` with the code
    /// "bad-json"; the detail says where, never what the body contains.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let detail = format!("the body is not the expected JSON: line {}, column {}", error.line(), error.column());
            CallError::rejected("bad-json", detail)
        })
    }
}

impl WebhookReply {
    /// Status 200 without a body.
    pub fn ok() -> Self {
        Self { status: 200, headers: Vec::new(), body: Vec::new() }
    }

    /// Plain text, e.g. the answer to a handshake.
    ///
    /// ```
    /// let reply = deskbell_sdk::WebhookReply::text(200, "1158201444");
    /// assert_eq!(reply.body, b"1158201444");
    /// ```
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self::with_type(status, "text/plain; charset=utf-8", body.into().into_bytes())
    }

    /// A JSON body. Values that JSON cannot express (a map with keys that are
    /// no text) become the string "null"; plain structs always work.
    pub fn json(status: u16, body: &impl Serialize) -> Self {
        Self::with_type(status, "application/json", serde_json::to_vec(body).unwrap_or_else(|_| b"null".to_vec()))
    }

    /// Any body of at most 64 KiB with its content type.
    pub fn with_type(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self { status, headers: vec![("content-type".to_owned(), content_type.to_owned())], body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(body: &str) -> WebhookRequest {
        WebhookRequest {
            method: "POST".to_owned(),
            path: String::new(),
            query: vec![("hub.mode".to_owned(), "subscribe".to_owned())],
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.as_bytes().to_vec(),
            received_ms: 0,
        }
    }

    #[test]
    fn headers_are_found_in_any_case() {
        assert_eq!(request("").header("Content-Type"), Some("application/json"));
        assert_eq!(request("").query_value("hub.mode"), Some("subscribe"));
        assert_eq!(request("").header("x-none"), None);
    }

    #[test]
    fn bad_json_is_rejected_without_quoting_it() {
        let error = request("{\"phone\": +55}").json::<serde_json::Value>().expect_err("not JSON");
        assert_eq!(error.problem().code, "bad-json");
        assert!(!error.problem().detail.contains("55"), "{error}");
    }
}
