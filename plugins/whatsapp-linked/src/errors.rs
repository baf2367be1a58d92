//! What a gateway's refusals mean: by HTTP status, and by the few words that
//! say more.

use crate::json::{at, items, text_at};
use deskbell_sdk::http::HttpError;
use deskbell_sdk::{CallError, scrub};
use serde_json::Value;

/// What the failed request would have done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effect {
    /// A message to a person: may have left although no answer was seen.
    Message,
    /// Safe to repeat.
    Harmless,
}

/// An answer that is no success, before it becomes what the host should do.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) retry_after_ms: Option<u32>,
    pub(crate) body: Value,
}

/// An hour: WhatsApp lifts its limits on new contacts by itself, later.
const NEW_CONTACTS_PAUSE_MS: u32 = 3_600_000;
const STARTING_PAUSE_MS: u32 = 15_000;

impl Refusal {
    pub(crate) fn into_call_error(self, effect: Effect) -> CallError {
        self.by_words().unwrap_or_else(|| self.by_status(effect))
    }

    fn by_words(&self) -> Option<CallError> {
        if let Some(state) = text_at(&self.body, "status").filter(|_| self.body.get("expected").is_some()) {
            return Some(not_working(state));
        }
        if self.nobody_there() {
            return Some(CallError::rejected("not-on-whatsapp", "this number is not on WhatsApp"));
        }
        let words = self.body.to_string();
        let says = |text: &str| words.contains(text);
        if says("error 463") || says("error 475") {
            let detail = "WhatsApp does not let this number write to new contacts now; it lifts that by itself";
            return Some(CallError::rate_limited_recipient("new-contacts", detail, NEW_CONTACTS_PAUSE_MS));
        }
        says("No LID for user")
            .then(|| CallError::rejected("not-on-whatsapp", "WhatsApp knows nobody under this address"))
    }

    /// Evolution API names the numbers that do not exist.
    fn nobody_there(&self) -> bool {
        let told = items(at(&self.body, &["response", "message"]));
        told.iter().any(|item| item.get("exists") == Some(&Value::Bool(false)))
    }

    fn by_status(&self, effect: Effect) -> CallError {
        let status = self.status;
        let code = format!("http-{status}");
        match status {
            401 | 403 => {
                CallError::auth("api-key", "the gateway refuses the API key; enter the one that it was started with")
            }
            404 => CallError::auth(
                "no-session",
                "the gateway has no such session; check the setting session, or link the number",
            ),
            300..=399 => CallError::auth(code, "the gateway answers with a redirect; check the setting base_url"),
            429 => {
                let pause = self.retry_after_ms.unwrap_or(60_000);
                CallError::rate_limited(code, "the gateway asks for a pause", pause)
            }
            408 | 500.. if effect == Effect::Message => {
                CallError::uncertain(code, self.in_words("the gateway failed; the message may have left"))
            }
            408 | 500.. => CallError::retry(code, self.in_words("the gateway failed")),
            _ => CallError::rejected(code, self.in_words("the gateway refuses the request")),
        }
    }

    /// Ours first; what the gateway said after it, without numbers and quotes.
    fn in_words(&self, ours: &str) -> String {
        let said = text_at(&self.body, "message").or_else(|| text_at(&self.body, "error"));
        match said.or_else(|| text_at(at(&self.body, &["response"]), "message")) {
            Some(said) => format!("{ours}: {}", scrub(said)),
            None => ours.to_owned(),
        }
    }
}

/// WAHA's 422: the session is not WORKING.
fn not_working(state: &str) -> CallError {
    match state {
        "STARTING" => CallError::retry("starting", "the session is starting").after(STARTING_PAUSE_MS),
        _ => CallError::auth("not-linked", "the number is not linked; link it on the channel's page"),
    }
}

/// Nothing was answered. Only a message to a person makes it a question for a
/// person whether it left.
pub(crate) fn not_answered(error: HttpError, effect: Effect) -> CallError {
    // The answer was too large; the request itself is far below every limit.
    let after_writing = matches!(error, HttpError::TooLarge) && effect == Effect::Message;
    match CallError::from(error) {
        CallError::Rejected(problem) if after_writing => CallError::uncertain(problem.code, problem.detail),
        error if effect == Effect::Harmless => error.repeatable(),
        error => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn outcome(status: u16, body: Value, effect: Effect) -> (&'static str, String) {
        let error = Refusal { status, retry_after_ms: None, body }.into_call_error(effect);
        (kind(&error), error.problem().code.clone())
    }

    fn kind(error: &CallError) -> &'static str {
        match error {
            CallError::Retry(hint) if hint.uncertain => "uncertain",
            CallError::Retry(_) => "retry",
            CallError::RateLimited(_) => "rate-limited",
            CallError::Auth(_) => "auth",
            CallError::Rejected(_) => "rejected",
            CallError::Unsupported(_) => "unsupported",
        }
    }

    #[test]
    fn every_answer_says_what_to_do() {
        let check = |status: u16, body: Value, expected: &str, code: &str| {
            assert_eq!(outcome(status, body.clone(), Effect::Message), (expected, code.to_owned()), "{status} {body}");
        };
        check(401, json!({}), "auth", "api-key");
        check(403, json!({}), "auth", "api-key");
        check(404, json!({}), "auth", "no-session");
        check(302, Value::Null, "auth", "http-302");
        check(429, Value::Null, "rate-limited", "http-429");
        check(500, Value::Null, "uncertain", "http-500");
        check(408, Value::Null, "uncertain", "http-408");
        check(400, json!({ "message": "chatId must be a string" }), "rejected", "http-400");
        let waiting = |state: &str| json!({ "status": state, "expected": ["WORKING"] });
        check(422, waiting("SCAN_QR_CODE"), "auth", "not-linked");
        check(422, waiting("STARTING"), "retry", "starting");
        check(422, json!({}), "rejected", "http-422");
        let nobody = json!({ "response": { "message": [{ "exists": false, "number": "5549" }] } });
        check(400, nobody, "rejected", "not-on-whatsapp");
        check(500, json!({ "message": "server returned error 463" }), "rate-limited", "new-contacts");
        assert_eq!(outcome(503, Value::Null, Effect::Harmless).0, "retry");
    }

    #[test]
    fn no_number_and_no_text_of_a_customer_is_quoted() {
        let body = json!({ "message": "cannot send \"Your car is ready\" to 5549988590187@c.us" });
        let error = Refusal { status: 400, retry_after_ms: None, body }.into_call_error(Effect::Message);
        let detail = &error.problem().detail;
        assert!(!detail.contains("5549") && !detail.contains("car"), "{detail}");
    }

    #[test]
    fn only_what_may_have_left_is_uncertain() {
        let check = |error: HttpError, effect: Effect, expected: &str| {
            assert_eq!(kind(&not_answered(error.clone(), effect)), expected, "{error:?} {effect:?}");
        };
        check(HttpError::Timeout, Effect::Message, "uncertain");
        check(HttpError::Timeout, Effect::Harmless, "retry");
        check(HttpError::TooLarge, Effect::Message, "uncertain");
        check(HttpError::TooLarge, Effect::Harmless, "rejected");
        check(HttpError::Connect, Effect::Message, "retry");
        check(HttpError::Denied(String::new()), Effect::Harmless, "auth");
    }
}
