//! What a use case answers when it cannot do what was asked.

use deskbell_store::{ReadError, TxError, WriteError};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppError {
    #[error("no such {what}")]
    NotFound { what: &'static str },
    /// The request itself is wrong: which field, and what to do about it.
    #[error("{field}: {problem}")]
    Invalid { field: String, problem: String },
    /// The request is fine, the state of things is not.
    #[error("{detail}")]
    Conflict { code: &'static str, detail: String },
    #[error("not allowed for this role")]
    Forbidden,
    #[error("sign in first")]
    Unauthorized,
    #[error("too many attempts; wait {retry_after_s} s")]
    TooMany { retry_after_s: u32 },
    #[error("{detail}")]
    Unavailable { detail: String },
    /// Ours; the details are in the log.
    #[error("something went wrong here; the log of the server says what")]
    Internal,
}

impl AppError {
    pub fn invalid(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), problem: problem.into() }
    }

    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict { code, detail: detail.into() }
    }
}

impl From<TxError> for AppError {
    fn from(error: TxError) -> Self {
        tracing::error!(%error, "store transaction failed");
        Self::Internal
    }
}

impl From<ReadError> for AppError {
    fn from(error: ReadError) -> Self {
        tracing::error!(%error, "reading the store failed");
        Self::Internal
    }
}

impl From<WriteError<AppError>> for AppError {
    fn from(error: WriteError<AppError>) -> Self {
        match error {
            WriteError::Job(error) => error,
            WriteError::Store(fault) => Self::Unavailable { detail: fault.to_string() },
        }
    }
}
