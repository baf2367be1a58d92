//! What Kannel's answer to `sendsms` means. The texts are those of smsbox 1.4;
//! they decide before the status, which has moved between versions.

use deskbell_sdk::CallError;
use deskbell_sdk::http::Response;

/// `Ok` when Kannel has taken the message: "0: Accepted for delivery" or
/// "3: Queued for later delivery".
pub(crate) fn accepted(response: &Response, attempt: u32) -> Result<(), CallError> {
    let text = String::from_utf8_lossy(response.bytes());
    let text = text.trim();
    if response.is_success() && (text.starts_with("0:") || text.starts_with("3:")) {
        return Ok(());
    }
    Err(by_text(text, attempt).unwrap_or_else(|| by_status(response, text, attempt)))
}

fn by_text(text: &str, attempt: u32) -> Option<CallError> {
    let says = |words: &str| text.contains(words);
    let error = if says("Authorization failed") {
        let detail = "Kannel refuses the user or the password, or this machine may not use them (user-allow-ip)";
        CallError::auth("authorization", detail)
    } else if says("Sender missing") {
        CallError::auth("no-sender", "Kannel wants a sender: enter one here, or set default-sender in kannel.conf")
    } else if says("white- and/or black-list") {
        CallError::rejected("denied-number", "Kannel's lists of numbers do not allow this one")
    } else if says("Not routable") {
        CallError::rejected("not-routable", "no SMSC connection of Kannel takes this number")
    } else if says("Temporal failure") {
        // Kannel queues a long message as one: none of its parts has left.
        CallError::rate_limited("busy", "Kannel cannot take messages now: its queue is full", pause_ms(attempt))
    } else if says("Missing receiver") || says("Empty receiver") {
        CallError::rejected("no-receiver", "Kannel found no receiver in the request")
    } else {
        let (field, _) = text.split_once(" field misformed")?;
        return Some(refused_field(field));
    };
    Some(error)
}

/// "Validity field misformed, rejected": a setting that this Kannel does not take.
fn refused_field(field: &str) -> CallError {
    let known = field.len() <= 20 && field.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    CallError::rejected("field", format!("Kannel refuses the field {}", if known { field } else { "it names" }))
}

fn by_status(response: &Response, text: &str, attempt: u32) -> CallError {
    let status = response.status();
    let code = format!("http-{status}");
    match status {
        401 | 403 => CallError::auth(code, "the gateway does not let this desk in"),
        300..=399 | 404 | 405 => {
            CallError::auth(code, "sendsms_url does not lead to Kannel's sendsms interface; check the address")
        }
        429 => CallError::rate_limited(code, "the gateway asks for a pause", pause_ms(attempt))
            .after(response.retry_after_ms().unwrap_or(0).max(pause_ms(attempt))),
        // Something between us and Kannel may have passed the message on.
        408 | 500.. => CallError::uncertain(code, "the gateway has trouble of its own; the message may have left"),
        200..=299 => CallError::uncertain("bad-response", "the gateway took the request with an unknown answer"),
        _ if text.ends_with("rejected") => CallError::rejected(code, "Kannel rejects the message"),
        _ => CallError::rejected(code, "the gateway refuses the request without a reason"),
    }
}

/// 5, 10, 20 … seconds, at most five minutes.
fn pause_ms(attempt: u32) -> u32 {
    let doublings = attempt.saturating_sub(1).min(6);
    (5_000 << doublings).min(300_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kind of the outcome in a word, and its code.
    fn outcome(status: u16, body: &str) -> (&'static str, String) {
        match accepted(&Response::new(status, [], body), 1) {
            Ok(()) => ("ok", String::new()),
            Err(error) => (kind(&error), error.problem().code.clone()),
        }
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
    fn every_answer_of_smsbox_has_its_meaning() {
        let check = |status: u16, body: &str, expected: &str, code: &str| {
            assert_eq!(outcome(status, body), (expected, code.to_owned()), "{status} {body}");
        };
        check(202, "0: Accepted for delivery", "ok", "");
        check(202, "3: Queued for later delivery", "ok", "");
        check(403, "Authorization failed for sendsms", "auth", "authorization");
        check(401, "", "auth", "http-401");
        check(400, "Sender missing and no global set, rejected", "auth", "no-sender");
        let listed = "Number(s) has/have been denied by white- and/or black-lists.";
        check(400, listed, "rejected", "denied-number");
        check(403, "Not routable. Do not try again.", "rejected", "not-routable");
        check(503, "Temporal failure, try again later.", "rate-limited", "busy");
        check(400, "Missing receiver(s) number(s), rejected", "rejected", "no-receiver");
        check(400, "Validity field misformed, rejected", "rejected", "field");
        check(400, "Charset or body misformed, rejected", "rejected", "http-400");
        check(404, "Unknown request.", "auth", "http-404");
        check(302, "", "auth", "http-302");
        check(429, "", "rate-limited", "http-429");
        check(502, "<html>bad gateway</html>", "uncertain", "http-502");
        check(408, "", "uncertain", "http-408");
        check(200, "<html>welcome</html>", "uncertain", "bad-response");
        check(202, "", "uncertain", "bad-response");
        check(418, "", "rejected", "http-418");
    }

    #[test]
    fn x3_pauses_grow_and_end() {
        let pauses: Vec<u32> = [0, 1, 2, 3, 7, 99].map(pause_ms).to_vec();
        assert_eq!(pauses, [5_000, 5_000, 10_000, 20_000, 300_000, 300_000]);
        let asked = Response::new(429, [("retry-after", "60")], "");
        let Err(CallError::RateLimited(limit)) = accepted(&asked, 1) else { panic!("a pause") };
        assert_eq!(limit.after_ms, 60_000);
    }

    #[test]
    fn nothing_of_a_strange_answer_is_quoted() {
        let answer = Response::new(400, [], "+5549988590187 field misformed, rejected");
        let error = accepted(&answer, 1).expect_err("a refusal");
        assert!(!error.problem().detail.contains("5549"), "{error:?}");
    }
}
