//! What Meta sends: one request may carry a thousand updates of many kinds,
//! nested in batches of batches. Every item becomes an outcome of its own.

mod content;
mod conversation;
mod envelope;
mod handshake;
mod identity;
mod management;
mod message;
mod status;
mod stub;
mod template;

use crate::bounds;
use deskbell_sdk::Problem;
use deskbell_sdk::channel::{AccountEvent, Event, EventBody};
use deskbell_sdk::fingerprint;
pub(crate) use handshake::handshake;

/// The account that the webhook address belongs to.
pub(crate) struct Scope<'a> {
    pub(crate) phone_number_id: &'a str,
    pub(crate) waba_id: &'a str,
    pub(crate) received_ms: u64,
}

/// What became of one request. Each item is counted in exactly one place.
#[derive(Default)]
pub(crate) struct Translation {
    pub(crate) events: Vec<Event>,
    /// Items of other numbers: one app may serve several, and Meta sends every
    /// number's updates to the app's address. Their own channel gets them too.
    pub(crate) foreign: usize,
    /// Items that say nothing to anyone, e.g. statuses of the kind "deleted".
    pub(crate) ignored: usize,
    /// The body is not JSON at all: nothing can be kept of it.
    pub(crate) malformed: bool,
}

/// Translates a verified body. What cannot be read in it becomes a stub or a
/// notice; only a body that is not JSON is `malformed`.
pub(crate) fn translate(scope: &Scope<'_>, body: &[u8]) -> Translation {
    let body = String::from_utf8_lossy(body);
    let mut out = Translation::default();
    envelope::walk(&body, scope, &mut out);
    limit(scope, &body, &mut out);
    out
}

impl Translation {
    fn push(&mut self, dedupe_key: String, at_ms: u64, body: EventBody) {
        self.events.push(Event { dedupe_key, at_ms, body });
    }

    fn notice(&mut self, dedupe_key: String, at_ms: u64, code: &str, detail: impl AsRef<str>) {
        let problem = problem(code, detail.as_ref());
        self.push(dedupe_key, at_ms, EventBody::Account(AccountEvent::Notice(problem)));
    }
}

fn problem(code: &str, detail: &str) -> Problem {
    Problem { code: bounds::clip(code, bounds::CODE), detail: bounds::clip(detail, bounds::DETAIL) }
}

/// A key for a fact without an id: the same content is the same fact.
fn content_key(prefix: &str, parts: &[&str]) -> String {
    format!("{prefix}:{}", fingerprint(parts))
}

/// `id` as it fits into a key.
fn key_id(id: &str) -> String {
    if id.len() <= bounds::KEY_ID { id.to_owned() } else { format!("#{}", fingerprint(&[id])) }
}

/// Meta batches at most a thousand updates; the contract allows two thousand
/// events. Should that ever be exceeded, progress reports go before messages do.
fn limit(scope: &Scope<'_>, body: &str, out: &mut Translation) {
    if out.events.len() <= bounds::EVENTS {
        return;
    }
    out.events.sort_by_key(|event| matches!(event.body, EventBody::Status(_)));
    let left_out = out.events.len() - (bounds::EVENTS - 1);
    out.events.truncate(bounds::EVENTS - 1);
    let key = content_key("n:overflow", &[body]);
    let detail = format!("one webhook carried more than 2,000 items; {left_out} were left out, status reports first");
    out.notice(key, scope.received_ms, "too-many-items", detail);
}

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
