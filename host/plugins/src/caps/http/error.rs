//! What went wrong on the wire, in the words of the contract. Nothing of the
//! request (url, headers, secrets) gets into an error.

use super::client::{NotPublic, Unresolved};
use std::error::Error;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HttpError {
    /// Carries the manifest line to add.
    Denied(String),
    Dns,
    /// Nothing was sent.
    Connect,
    Tls,
    /// The request may have taken effect.
    Timeout,
    TooLarge,
    Protocol(String),
    BudgetExhausted,
    /// The request cannot be written; nothing was sent.
    Invalid(String),
    /// The host cannot read a file of the request now; nothing was sent.
    Unavailable,
}

impl From<reqwest::Error> for HttpError {
    fn from(error: reqwest::Error) -> Self {
        if chain(&error).any(|e| e.is::<NotPublic>() || e.is::<Unresolved>()) {
            return Self::Dns;
        }
        if error.is_connect() {
            return if chain(&error).any(is_tls) { Self::Tls } else { Self::Connect };
        }
        if error.is_builder() {
            return Self::Invalid("the request cannot be written".into());
        }
        if error.is_timeout() {
            return Self::Timeout;
        }
        Self::Protocol(word(&error).into())
    }
}

fn word(error: &reqwest::Error) -> &'static str {
    if error.is_body() || error.is_decode() {
        "the body broke off"
    } else {
        "the connection broke or the answer is not HTTP"
    }
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |e| {
        let error: &'a (dyn Error + 'static) = *e;
        match error.downcast_ref::<std::io::Error>() {
            // An i/o error shows the source of what it wraps, not what it wraps.
            Some(io) => io.get_ref().map(|inner| inner as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

fn is_tls(error: &(dyn Error + 'static)) -> bool {
    error.is::<rustls::Error>()
}
