//! Errors, told as what Deskbell should do about them.

use crate::{CallError, Problem, RateLimit, RateScope, RetryHint};
use std::fmt;

/// The contract's bound of `problem.code`.
const MAX_CODE: usize = 64;
/// The contract's bound of `problem.detail`.
const MAX_DETAIL: usize = 1024;

impl Problem {
    /// A cause. `code` is the provider's own ("131047") or a short stable word;
    /// `detail` is one sentence for the operator, without secrets and without
    /// message text. Both are cut to their bounds (64 and 1,024 bytes), because
    /// details often quote an outside service.
    ///
    /// ```
    /// let problem = deskbell_sdk::Problem::new("131047", "more than 24 hours have passed");
    /// assert_eq!(problem.code, "131047");
    /// ```
    pub fn new(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: cut(code.into(), MAX_CODE), detail: cut(detail.into(), MAX_DETAIL) }
    }
}

fn cut(mut text: String, max: usize) -> String {
    if text.len() > max {
        text.truncate(text.floor_char_boundary(max));
    }
    text
}

impl CallError {
    /// Transient, and the request certainly had no effect: the host repeats the
    /// call with its own back-off. See [`CallError::after`].
    ///
    /// ```
    /// use deskbell_sdk::CallError;
    /// let error = CallError::retry("503", "the service is down").after(30_000);
    /// assert!(error.is_transient());
    /// ```
    pub fn retry(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Retry(RetryHint { problem: Problem::new(code, detail), after_ms: None, uncertain: false })
    }

    /// Transient, but the request may have taken effect although no answer was
    /// seen. A `send` is then never repeated by the host; a person decides.
    pub fn uncertain(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Retry(RetryHint { problem: Problem::new(code, detail), after_ms: None, uncertain: true })
    }

    /// The provider asked this account to pause for `after_ms`.
    pub fn rate_limited(code: impl Into<String>, detail: impl Into<String>, after_ms: u32) -> Self {
        Self::RateLimited(RateLimit { problem: Problem::new(code, detail), after_ms, scope: RateScope::Account })
    }

    /// The provider asked for a pause towards this recipient only.
    pub fn rate_limited_recipient(code: impl Into<String>, detail: impl Into<String>, after_ms: u32) -> Self {
        Self::RateLimited(RateLimit { problem: Problem::new(code, detail), after_ms, scope: RateScope::Recipient })
    }

    /// Credentials, permissions or settings are bad. The host pauses this
    /// account and tells the operator.
    pub fn auth(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Auth(Problem::new(code, detail))
    }

    /// Permanent for this request. From `handle` it answers 400 (401 with the
    /// code "signature") and nothing is kept.
    pub fn rejected(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Rejected(Problem::new(code, detail))
    }

    /// The channel cannot do this at all.
    pub fn unsupported(what: impl Into<String>) -> Self {
        Self::Unsupported(Problem::new("unsupported", what))
    }

    /// The earliest useful time for another attempt. Changes `retry` and
    /// `rate-limited`; the others are not repeated and stay as they are.
    #[must_use]
    pub fn after(mut self, ms: u32) -> Self {
        match &mut self {
            Self::Retry(hint) => hint.after_ms = Some(ms),
            Self::RateLimited(limit) => limit.after_ms = ms,
            Self::Auth(_) | Self::Rejected(_) | Self::Unsupported(_) => {}
        }
        self
    }

    /// For requests that may be repeated without harm (reading, or writing with
    /// an idempotency key): nothing about them is uncertain.
    ///
    /// ```
    /// use deskbell_sdk::CallError;
    /// assert_eq!(CallError::uncertain("a", "b").repeatable(), CallError::retry("a", "b"));
    /// ```
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        if let Self::Retry(hint) = &mut self {
            hint.uncertain = false;
        }
        self
    }

    /// The cause inside.
    pub fn problem(&self) -> &Problem {
        match self {
            Self::Retry(RetryHint { problem, .. }) | Self::RateLimited(RateLimit { problem, .. }) => problem,
            Self::Auth(problem) | Self::Rejected(problem) | Self::Unsupported(problem) => problem,
        }
    }

    /// True when the same call can succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Retry(_) | Self::RateLimited(_))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.detail, self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_details_are_cut_at_a_character() {
        let problem = Problem::new("x".repeat(80), "ã".repeat(600));
        assert_eq!(problem.code.len(), 64);
        assert_eq!(problem.detail.len(), 1024);
        assert_eq!(Problem::new("c", "a".to_owned() + &"ã".repeat(600)).detail.len(), 1023);
    }

    #[test]
    fn a_delay_changes_only_what_is_repeated() {
        assert_eq!(CallError::rejected("a", "b").after(5), CallError::rejected("a", "b"));
        let CallError::Retry(hint) = CallError::uncertain("a", "b").after(5) else { panic!("still a retry") };
        assert_eq!((hint.after_ms, hint.uncertain), (Some(5), true));
    }
}
