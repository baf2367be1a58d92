//! Requests to the hosts that the manifest's `[[http]]` names.
//!
//! Redirects are not followed: the plugin sees the 3xx. A call of the plugin
//! may make 20 requests; request and response bodies are at most 8 MiB each,
//! larger files travel as blobs. Secrets are named, never seen: the host fills
//! them into headers when the request leaves.

mod request;
mod response;

pub use crate::bindings::imports::deskbell::host::http::{Error as HttpError, FormPart, Method, PartContent};
pub use request::{Body, Header, Request, delete, get, patch, post, put};
pub use response::Response;

use crate::CallError;

/// What an error means for the host: requests that were certainly not sent are
/// repeated, those that may have taken effect are `uncertain`, missing
/// permissions need the operator.
impl From<HttpError> for CallError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Denied(line) => Self::auth("http-denied", format!("the host is not granted: {line}")),
            HttpError::Dns => Self::retry("http-dns", "the service's name has no public address"),
            HttpError::Connect => Self::retry("http-connect", "the service did not accept a connection"),
            HttpError::Tls => Self::retry("http-tls", "no secure connection to the service"),
            HttpError::Timeout => Self::uncertain("http-timeout", "the service did not answer in time"),
            HttpError::Protocol(what) => Self::uncertain("http-protocol", what),
            HttpError::TooLarge => Self::rejected("http-too-large", "the request or its answer is over the limit"),
            HttpError::BudgetExhausted => Self::retry("http-budget", "too many requests in one call"),
            HttpError::Invalid(what) => Self::rejected("http-invalid", format!("nothing was sent: {what}")),
            HttpError::Unavailable => Self::retry("http-file", "a file of the request cannot be read now"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_requests_that_may_have_left_are_uncertain() {
        let uncertain = |error: HttpError| matches!(error.into(), CallError::Retry(hint) if hint.uncertain);
        assert!(uncertain(HttpError::Timeout));
        assert!(uncertain(HttpError::Protocol("broken".to_owned())));
        for certain in [
            HttpError::Dns,
            HttpError::Connect,
            HttpError::Tls,
            HttpError::BudgetExhausted,
            HttpError::Invalid("a header".to_owned()),
            HttpError::Unavailable,
        ] {
            assert!(!uncertain(certain));
        }
        assert!(matches!(CallError::from(HttpError::Unavailable), CallError::Retry(_)));
        assert!(matches!(CallError::from(HttpError::Invalid(String::new())), CallError::Rejected(_)));
    }
}
