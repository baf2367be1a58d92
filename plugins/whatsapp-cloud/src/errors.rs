//! What Graph's errors mean: branch on the code alone, then on the HTTP status.

mod table;

use crate::bounds;
use crate::json::{text_at, word_at};
use deskbell_sdk::channel::Consequence;
use deskbell_sdk::{CallError, Problem, RateLimit, RateScope, RetryHint};
use serde_json::Value;
use table::{Verdict, known};

/// What the failed request would have done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effect {
    /// A message to a person: may have left although no answer was seen.
    Message,
    /// Safe to repeat.
    Harmless,
}

/// One refusal, before it becomes what the host should do.
pub(crate) struct Refusal<'a> {
    pub(crate) status: u16,
    pub(crate) retry_after_ms: Option<u32>,
    pub(crate) body: &'a Value,
    pub(crate) effect: Effect,
    pub(crate) attempt: u32,
}

impl Refusal<'_> {
    pub(crate) fn into_call_error(self) -> CallError {
        let error = self.body.get("error").unwrap_or(&Value::Null);
        let code = code(error);
        match code.and_then(known) {
            Some(known) => self.verdict(known.verdict, in_our_words(known.consequence, problem(error))),
            None => self.by_status(code, error),
        }
    }

    fn verdict(&self, verdict: Verdict, problem: Problem) -> CallError {
        match verdict {
            Verdict::Auth => CallError::Auth(problem),
            Verdict::Rejected => CallError::Rejected(problem),
            Verdict::Unsupported => CallError::Unsupported(problem),
            Verdict::Transient => self.retry(problem),
            Verdict::AccountPause { first_s, most_s } => {
                self.pause(problem, backoff_ms(2, self.attempt.saturating_sub(1), first_s, most_s), RateScope::Account)
            }
            Verdict::RecipientPause => self.pause(problem, backoff_ms(4, self.attempt, 1, 3_600), RateScope::Recipient),
        }
    }

    /// For codes that nobody documented.
    fn by_status(&self, code: Option<i64>, error: &Value) -> CallError {
        let problem = match code {
            Some(_) => problem(error),
            None => Problem { code: format!("http-{}", self.status), detail: status_detail(self.status) },
        };
        let transient = error.get("is_transient").and_then(Value::as_bool).unwrap_or(false);
        match self.status {
            429 => self.pause(problem, backoff_ms(2, self.attempt.saturating_sub(1), 5, 300), RateScope::Account),
            401 | 403 => CallError::Auth(problem),
            408 | 500.. => self.retry(problem),
            _ if transient => self.retry(problem),
            _ => CallError::Rejected(problem),
        }
    }

    fn retry(&self, problem: Problem) -> CallError {
        let may_have_left = matches!(self.status, 408 | 500..);
        let uncertain = may_have_left && self.effect == Effect::Message;
        CallError::Retry(RetryHint { problem, after_ms: self.retry_after_ms, uncertain })
    }

    fn pause(&self, problem: Problem, own_ms: u32, scope: RateScope) -> CallError {
        let after_ms = own_ms.max(self.retry_after_ms.unwrap_or(0));
        CallError::RateLimited(RateLimit { problem, after_ms, scope })
    }
}

/// Codes that the host understands whoever the provider is.
fn in_our_words(consequence: Consequence, problem: Problem) -> Problem {
    match consequence {
        Consequence::WindowClosed => Problem { code: "window-closed".into(), ..problem },
        _ => problem,
    }
}

fn status_detail(status: u16) -> String {
    match status {
        300..=399 => format!("the API answered with a redirect ({status}); check the setting base_url"),
        500.. => format!("WhatsApp has trouble of its own (HTTP {status})"),
        _ => format!("the API refused the request without a reason (HTTP {status})"),
    }
}

/// `first · factor^steps` seconds, at most `most`.
fn backoff_ms(factor: u32, steps: u32, first_s: u32, most_s: u32) -> u32 {
    let seconds = first_s.saturating_mul(factor.saturating_pow(steps.min(16))).min(most_s);
    seconds.saturating_mul(1000)
}

fn code(error: &Value) -> Option<i64> {
    match error.get("code")? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// One entry of Graph's `error` or of a webhook's `errors[]`, for a person.
/// Meta's own details may quote numbers or texts of customers: they are
/// scrubbed, and the first words are ours.
pub(crate) fn problem(error: &Value) -> Problem {
    let code = code(error);
    let said = error
        .get("error_data")
        .and_then(|data| text_at(data, "details"))
        .or_else(|| text_at(error, "message"))
        .or_else(|| text_at(error, "title"));
    let says = match (code, code.and_then(known)) {
        (_, Some(known)) => known.says,
        (Some(_), None) => "WhatsApp reported a problem that this connector does not know",
        (None, None) => "WhatsApp reported a problem without a code",
    };
    let mut detail = says.to_owned();
    if let Some(said) = said {
        detail.push_str(": ");
        detail.push_str(&bounds::clip(&deskbell_sdk::scrub(said), 500));
    }
    if let Some(trace) = word_at(error, "fbtrace_id") {
        detail.push_str(&format!(" [fbtrace_id {}]", bounds::clip(&trace, 80)));
    }
    let code = code.map_or_else(|| "no-code".to_owned(), |code| code.to_string());
    Problem { code, detail: bounds::clip(&detail, bounds::DETAIL) }
}

/// What a failure that is reported later means for the next message.
pub(crate) fn consequence(error: &Value) -> Consequence {
    code(error).and_then(known).map_or(Consequence::None, |known| known.consequence)
}

/// Whether the account as a whole can no longer work.
pub(crate) fn stops_account(error: &Value) -> bool {
    code(error).and_then(known).is_some_and(|known| known.verdict == Verdict::Auth)
}

pub(crate) fn rejected(code: &str, detail: impl Into<String>) -> CallError {
    CallError::Rejected(Problem { code: bounds::clip(code, bounds::CODE), detail: detail.into() })
}

#[cfg(test)]
mod tests;
