use super::{FormPart, HttpError, Method, PartContent, Response};
use crate::bindings::imports::deskbell::host::http as host;
use crate::{BlobRef, inside_host};
use serde::Serialize;

pub use host::{Body, HeaderValue as Header};

/// A request under construction. It is plain data until [`Request::send`], so
/// native tests can look at what would be sent.
///
/// ```
/// use deskbell_sdk::http;
/// let request = http::post("https://api.acme.example/messages")
///     .secret_header("authorization", "Bearer ", "access_token")
///     .json(&serde_json::json!({"to": "…"}))
///     .timeout_ms(10_000);
/// assert_eq!(request.url(), "https://api.acme.example/messages");
/// assert_eq!(request.body_bytes(), Some(&b"{\"to\":\"\xe2\x80\xa6\"}"[..]));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Request(host::Request);

/// A GET request.
pub fn get(url: impl Into<String>) -> Request {
    Request::new(Method::Get, url)
}

/// A POST request.
pub fn post(url: impl Into<String>) -> Request {
    Request::new(Method::Post, url)
}

/// A PUT request.
pub fn put(url: impl Into<String>) -> Request {
    Request::new(Method::Put, url)
}

/// A PATCH request.
pub fn patch(url: impl Into<String>) -> Request {
    Request::new(Method::Patch, url)
}

/// A DELETE request.
pub fn delete(url: impl Into<String>) -> Request {
    Request::new(Method::Delete, url)
}

impl Request {
    /// A request without headers and body. https, unless the operator granted
    /// this host plain http by name.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self(host::Request {
            method,
            url: url.into(),
            headers: Vec::new(),
            body: Body::None,
            timeout_ms: None,
            store_response_as_blob: false,
        })
    }

    /// Adds a header. `host` and hop-by-hop headers are the host's own.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.headers.push((name.to_owned(), Header::Plain(value.into())));
        self
    }

    /// Adds a header that reads `before` + the newest value of the named
    /// secret. The manifest must ask for use "header".
    #[must_use]
    pub fn secret_header(mut self, name: &str, before: &str, secret: &str) -> Self {
        let value = host::SecretValue { name: secret.to_owned(), before: before.to_owned() };
        self.0.headers.push((name.to_owned(), Header::Secret(value)));
        self
    }

    /// A JSON body with its content type. A value that JSON cannot express (a
    /// map with keys that are no text) becomes `null`.
    #[must_use]
    pub fn json(self, value: &impl Serialize) -> Self {
        let bytes = serde_json::to_vec(value).unwrap_or_else(|_| b"null".to_vec());
        self.header("content-type", "application/json").bytes(bytes)
    }

    /// A body of at most 8 MiB.
    #[must_use]
    pub fn bytes(mut self, body: Vec<u8>) -> Self {
        self.0.body = Body::Bytes(body);
        self
    }

    /// A stored file as the body; its bytes never enter the plugin.
    #[must_use]
    pub fn blob(mut self, blob: BlobRef) -> Self {
        self.0.body = Body::Blob(blob);
        self
    }

    /// Adds a text field of a `multipart/form-data` body.
    #[must_use]
    pub fn form_field(self, name: &str, value: impl Into<String>) -> Self {
        let content = PartContent::Bytes(value.into().into_bytes());
        self.form_part(FormPart { name: name.to_owned(), filename: None, mime: None, content })
    }

    /// Adds a stored file to a `multipart/form-data` body.
    #[must_use]
    pub fn form_file(self, name: &str, filename: &str, blob: BlobRef) -> Self {
        let mime = Some(blob.mime.clone());
        let content = PartContent::Blob(blob);
        self.form_part(FormPart { name: name.to_owned(), filename: Some(filename.to_owned()), mime, content })
    }

    /// Adds any part; at most 32. The host writes boundary and content type.
    #[must_use]
    pub fn form_part(mut self, part: FormPart) -> Self {
        match &mut self.0.body {
            Body::Multipart(parts) => parts.push(part),
            other => *other = Body::Multipart(vec![part]),
        }
        self
    }

    /// Wait at most this long; clipped to what is left of the call's own time.
    #[must_use]
    pub fn timeout_ms(mut self, ms: u32) -> Self {
        self.0.timeout_ms = Some(ms);
        self
    }

    /// Keep a 2xx response body as a blob (up to the manifest's `max-blob-mb`)
    /// instead of returning its bytes. Any other status returns bytes.
    #[must_use]
    pub fn store_response(mut self) -> Self {
        self.0.store_response_as_blob = true;
        self
    }

    /// Sends the request and waits for the whole response. Any status is a
    /// response, also 4xx and 5xx.
    pub fn send(&self) -> Result<Response, HttpError> {
        inside_host("http");
        host::send(&self.0).map(Response::from_host)
    }

    /// The longest wait in milliseconds, where one was set.
    pub fn timeout(&self) -> Option<u32> {
        self.0.timeout_ms
    }

    pub(crate) fn into_host(self) -> host::Request {
        self.0
    }

    /// The method.
    pub fn method(&self) -> Method {
        self.0.method
    }

    /// The address.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Names and values in order; secrets stay names.
    pub fn headers(&self) -> &[(String, Header)] {
        &self.0.headers
    }

    /// The body as it would be sent.
    pub fn body(&self) -> &Body {
        &self.0.body
    }

    /// The body when it is bytes.
    pub fn body_bytes(&self) -> Option<&[u8]> {
        match &self.0.body {
            Body::Bytes(bytes) => Some(bytes),
            Body::None | Body::Blob(_) | Body::Multipart(_) => None,
        }
    }
}
