//! A cause that a person reads.

use serde::{Deserialize, Serialize};

/// A provider's or Deskbell's reason: a stable code and one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{detail} ({code})")]
pub struct Problem {
    pub code: String,
    pub detail: String,
}

impl Problem {
    pub fn new(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into() }
    }
}

/// A plugin's answer that something did not work, told as what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum CallError {
    #[error("try again: {problem}")]
    Retry { problem: Problem, after_ms: Option<u32>, uncertain: bool },
    #[error("the provider asks for a pause: {problem}")]
    RateLimited { problem: Problem, after_ms: u32, scope: RateScope },
    #[error("credentials refused: {problem}")]
    Auth { problem: Problem },
    #[error("refused: {problem}")]
    Rejected { problem: Problem },
    #[error("not possible on this channel: {problem}")]
    Unsupported { problem: Problem },
}

impl CallError {
    pub fn problem(&self) -> &Problem {
        match self {
            Self::Retry { problem, .. }
            | Self::RateLimited { problem, .. }
            | Self::Auth { problem }
            | Self::Rejected { problem }
            | Self::Unsupported { problem } => problem,
        }
    }

    pub fn problem_mut(&mut self) -> &mut Problem {
        match self {
            Self::Retry { problem, .. }
            | Self::RateLimited { problem, .. }
            | Self::Auth { problem }
            | Self::Rejected { problem }
            | Self::Unsupported { problem } => problem,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RateScope {
    Recipient,
    Account,
}
