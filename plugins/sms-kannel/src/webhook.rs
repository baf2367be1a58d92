//! What Kannel asks us: one message or one delivery report in each request.

mod charset;
mod message;
mod moment;
mod report;

use deskbell_sdk::channel::{AccountEvent, Event, EventBody};
use deskbell_sdk::{Problem, WebhookRequest};

pub(crate) struct Scope<'a> {
    pub(crate) country_code: &'a str,
}

/// Translates a verified request; none where it says nothing.
pub(crate) fn translate(scope: &Scope<'_>, request: &WebhookRequest) -> Option<Event> {
    match request.path.trim_matches('/') {
        "report" => report::translate(request),
        _ => Some(message::translate(scope, request)),
    }
}

/// A value that is there and not blank. Kannel writes every field it is asked
/// for, empty where it knows nothing.
fn filled<'a>(request: &'a WebhookRequest, name: &str) -> Option<&'a str> {
    request.query_value(name).filter(|value| !value.trim().is_empty())
}

fn notice(dedupe_key: String, at_ms: u64, code: &str, detail: &str) -> Event {
    Event { dedupe_key, at_ms, body: EventBody::Account(AccountEvent::Notice(Problem::new(code, detail))) }
}

#[cfg(test)]
mod corpus;
