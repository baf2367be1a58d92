use crate::bindings::imports::deskbell::host::http as host;
use crate::{BlobRef, CallError};
use serde::de::DeserializeOwned;

/// A complete response. Native tests build one with [`Response::new`].
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: host::ResponseBody,
}

impl Response {
    /// A response for tests of code that reads one. Header names in lower case.
    ///
    /// ```
    /// let response = deskbell_sdk::http::Response::new(429, [("retry-after", "30")], "slow down");
    /// assert_eq!(response.retry_after_ms(), Some(30_000));
    /// ```
    pub fn new<'a>(
        status: u16,
        headers: impl IntoIterator<Item = (&'a str, &'a str)>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { status, headers, body: host::ResponseBody::Bytes(body.into()) }
    }

    pub(crate) fn from_host(response: host::Response) -> Self {
        Self { status: response.status, headers: response.headers, body: response.body }
    }

    /// The status code.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// True for 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first header of this name (any case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body; empty when it was stored as a blob.
    pub fn bytes(&self) -> &[u8] {
        match &self.body {
            host::ResponseBody::Bytes(bytes) => bytes,
            host::ResponseBody::Blob(_) => &[],
        }
    }

    /// The stored file, when [`super::Request::store_response`] was asked and
    /// the status is 2xx.
    pub fn blob(&self) -> Option<&BlobRef> {
        match &self.body {
            host::ResponseBody::Blob(blob) => Some(blob),
            host::ResponseBody::Bytes(_) => None,
        }
    }

    /// The body read as JSON. Anything else means that the service, or
    /// something between, answered strangely: `uncertain`, because the request
    /// itself was delivered.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, CallError> {
        serde_json::from_slice(self.bytes()).map_err(|error| {
            let detail = format!("status {} with a body that is not the expected JSON: {error}", self.status);
            CallError::uncertain("bad-response", detail)
        })
    }

    /// `Retry-After` in milliseconds, when it is given in seconds.
    pub fn retry_after_ms(&self) -> Option<u32> {
        let seconds: u32 = self.header("retry-after")?.trim().parse().ok()?;
        Some(seconds.saturating_mul(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_answer_is_uncertain() {
        let response = Response::new(200, [], "<html>");
        let error = response.json::<serde_json::Value>().expect_err("not JSON");
        assert!(matches!(error, CallError::Retry(hint) if hint.uncertain));
    }

    #[test]
    fn a_date_in_retry_after_is_left_to_the_host() {
        assert_eq!(Response::new(503, [("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT")], "").retry_after_ms(), None);
        assert_eq!(Response::new(503, [("retry-after", "99999999")], "").retry_after_ms(), Some(u32::MAX));
    }
}
