//! Figures of this crate. Labels come from small, fixed sets.
//!
//! | name | labels | meaning |
//! |--|--|--|
//! | `deskbell_intake_items_total` | event, outcome | items of webhooks and polls |
//! | `deskbell_intake_pending_total` | – | verified requests kept for a later translation |
//! | `deskbell_outbox_attempts_total` | outcome | attempts to send |
//! | `deskbell_rules_failures_total` | – | rules that failed and were left out |
//! | `deskbell_intake_seconds` | part | time of one webhook: sandbox, store (waiting for the commit), rules (of one message) |

use crate::outbox::Sent;
use deskbell_domain::journal::{Item, ItemOutcome};
use deskbell_domain::problem::CallError;
use std::time::Duration;

pub(crate) fn items(items: &[Item]) {
    for item in items {
        let outcome = match &item.outcome {
            ItemOutcome::Recorded { .. } => "recorded",
            ItemOutcome::Applied => "applied",
            ItemOutcome::Duplicate => "duplicate",
            ItemOutcome::Ignored { .. } => "ignored",
            ItemOutcome::Parked => "parked",
        };
        metrics::counter!("deskbell_intake_items_total", "event" => item.event.clone(), "outcome" => outcome)
            .increment(1);
        let failures = item.explanation.iter().flat_map(|e| &e.runs).filter(|run| run.error.is_some()).count();
        if failures > 0 {
            metrics::counter!("deskbell_rules_failures_total").increment(failures as u64);
        }
    }
}

pub(crate) fn pending() {
    metrics::counter!("deskbell_intake_pending_total").increment(1);
}

pub(crate) fn intake(part: &'static str, took: Duration) {
    metrics::histogram!("deskbell_intake_seconds", "part" => part).record(took.as_secs_f64());
}

pub(crate) fn attempt(sent: &Sent) {
    let outcome = match sent {
        Sent::Accepted(_) => "accepted",
        Sent::Unknown(_) => "unknown",
        Sent::NotTried { .. } => "not-tried",
        Sent::Refused(CallError::Retry { .. }) => "retry",
        Sent::Refused(CallError::RateLimited { .. }) => "rate-limited",
        Sent::Refused(CallError::Auth { .. }) => "auth",
        Sent::Refused(CallError::Rejected { .. }) => "rejected",
        Sent::Refused(CallError::Unsupported { .. }) => "unsupported",
    };
    metrics::counter!("deskbell_outbox_attempts_total", "outcome" => outcome).increment(1);
}
