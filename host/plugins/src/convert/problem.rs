//! Errors of plugins.

use super::{Converted, Reader, wit};
use deskbell_domain::problem::{CallError, Problem, RateScope};
use wit::types::errors as w;

pub(super) fn problem(field: &str, p: w::Problem) -> Converted<Problem> {
    let mut r = Reader::plain();
    Ok(Problem {
        code: r.text(&format!("{field}.code"), p.code, 1..=64)?,
        detail: r.text(&format!("{field}.detail"), p.detail, super::LINE)?,
    })
}

pub(crate) fn call_error(error: w::CallError) -> Converted<CallError> {
    let read = |p| problem("call-error.problem", p);
    Ok(match error {
        w::CallError::Retry(w::RetryHint { problem, after_ms, uncertain }) => {
            CallError::Retry { problem: read(problem)?, after_ms, uncertain }
        }
        w::CallError::RateLimited(w::RateLimit { problem, after_ms, scope }) => {
            let scope = match scope {
                w::RateScope::Recipient => RateScope::Recipient,
                w::RateScope::Account => RateScope::Account,
            };
            CallError::RateLimited { problem: read(problem)?, after_ms, scope }
        }
        w::CallError::Auth(problem) => CallError::Auth { problem: read(problem)? },
        w::CallError::Rejected(problem) => CallError::Rejected { problem: read(problem)? },
        w::CallError::Unsupported(problem) => CallError::Unsupported { problem: read(problem)? },
    })
}
