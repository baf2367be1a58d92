//! A delivery report: which of our messages, and what became of it.
//!
//! Of a long message Kannel asks for the report of the first part only.

use super::{filled, moment, notice};
use deskbell_sdk::channel::{Consequence, Delivery, Event, EventBody, Status};
use deskbell_sdk::fingerprint;
use deskbell_sdk::{Problem, WebhookRequest};

/// Kannel's `%d`.
const DELIVERED: u32 = 1;
const FAILED: u32 = 2;
const QUEUED: u32 = 4;
const ACCEPTED: u32 = 8;
const REJECTED: u32 = 16;

pub(super) fn translate(request: &WebhookRequest) -> Option<Event> {
    let at_ms = moment::of(request);
    let Some(message) = filled(request, "message").filter(|id| id.len() <= 120) else {
        let detail = "Kannel sent a delivery report that names no message; is its address written by hand?";
        return Some(notice("n:report-without-message".to_owned(), at_ms, "report", detail));
    };
    let value = request.query_value("status").unwrap_or_default().trim();
    match value.parse::<u32>().ok().and_then(delivery) {
        Some(delivery) => Some(event(request, message, delivery, at_ms)),
        None => {
            let detail = "Kannel sent a delivery report with a value that this connector does not know";
            Some(notice(format!("n:report:{}", fingerprint(&[value])), at_ms, "report", detail))
        }
    }
}

/// One bit, as Kannel documents it. Should it ever send more, what is final counts.
fn delivery(value: u32) -> Option<Delivery> {
    let has = |bit: u32| value & bit != 0;
    if has(DELIVERED) {
        Some(Delivery::Delivered)
    } else if has(FAILED | REJECTED) {
        Some(Delivery::Failed)
    } else if has(QUEUED | ACCEPTED) {
        Some(Delivery::Sent)
    } else {
        None
    }
}

fn event(request: &WebhookRequest, message: &str, delivery: Delivery, at_ms: u64) -> Event {
    let word = match delivery {
        Delivery::Delivered => "delivered",
        Delivery::Failed => "failed",
        _ => "sent",
    };
    let failure =
        (delivery == Delivery::Failed).then(|| Failure::read(request.query_value("reply").unwrap_or_default()));
    let status = Status {
        remote_id: message.to_owned(),
        message_id: Some(message.to_owned()),
        delivery,
        consequence: failure.as_ref().map_or(Consequence::None, |failure| failure.consequence),
        problem: failure.map(|failure| failure.problem),
        recipient: None,
        price_category: None,
    };
    Event { dedupe_key: format!("s:{message}:{word}"), at_ms, body: EventBody::Status(status) }
}

/// Why it failed, from `%A`. That quotes the beginning of the message, so only
/// words of a known form are taken out of it.
struct Failure {
    problem: Problem,
    consequence: Consequence,
}

impl Failure {
    fn read(reply: &str) -> Self {
        match (refusal(reply), receipt(reply)) {
            (Some(status), _) => Self::refused(status),
            (None, Some((state, error))) => Self::reported(&state, error.as_deref()),
            (None, None) => Self::new("failed", "the network could not deliver the message", Consequence::None),
        }
    }

    fn new(code: &str, detail: &str, consequence: Consequence) -> Self {
        Self { problem: Problem::new(code, detail), consequence }
    }

    /// The SMSC's answer to `submit_sm` (SMPP 3.4, 5.1.3).
    fn refused(status: u32) -> Self {
        let (detail, consequence) = match status {
            0x0a => ("the network does not accept the sender", Consequence::Account),
            0x0b => ("the network does not know the number", Consequence::Unreachable),
            0x14 | 0x58 => ("the network is busy", Consequence::Transient),
            _ => ("the network refuses the message", Consequence::None),
        };
        Self::new(&format!("0x{status:08x}"), detail, consequence)
    }

    /// The `stat` of a receipt (SMPP 3.4, appendix B). "UNDELIV" may be a phone
    /// that was off for long, so nobody is called unreachable for it.
    fn reported(state: &str, error: Option<&str>) -> Self {
        let detail = match state {
            "EXPIRED" => "the phone could not be reached until the message expired",
            "DELETED" => "the network deleted the message",
            "REJECTD" => "the network rejected the message",
            "UNDELIV" => "the network could not deliver the message",
            _ => "the network does not know what became of the message",
        };
        let detail = match error {
            Some(error) => format!("{detail} (err {error})"),
            None => detail.to_owned(),
        };
        Self::new(state, &detail, Consequence::None)
    }
}

/// 0x0b of "NACK/0x0000000b/Invalid Destination Address".
fn refusal(reply: &str) -> Option<u32> {
    let digits = reply.strip_prefix("NACK/0x")?.split('/').next()?;
    u32::from_str_radix(digits, 16).ok()
}

/// "UNDELIV" and "027" of "id:… stat:UNDELIV err:027 text:…". What follows
/// `text:` is the customer's.
fn receipt(reply: &str) -> Option<(String, Option<String>)> {
    let told = reply.split(" text:").next().unwrap_or_default();
    let field = |name: &str, most: usize| {
        let value = told.split(' ').find_map(|word| word.strip_prefix(name))?;
        let fits = (1..=most).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric());
        fits.then(|| value.to_ascii_uppercase())
    };
    let state = field("stat:", 10).filter(|state| state.bytes().all(|b| b.is_ascii_uppercase()))?;
    Some((state, field("err:", 8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_of_kannel() {
        let check = |value: u32, expected: Option<Delivery>| assert_eq!(delivery(value), expected, "{value}");
        check(1, Some(Delivery::Delivered));
        check(2, Some(Delivery::Failed));
        check(4, Some(Delivery::Sent));
        check(8, Some(Delivery::Sent));
        check(16, Some(Delivery::Failed));
        check(9, Some(Delivery::Delivered));
        check(0, None);
        check(32, None);
    }

    #[test]
    fn reasons_say_what_to_do_and_quote_nobody() {
        let check = |reply: &str, code: &str, consequence: Consequence| {
            let failure = Failure::read(reply);
            assert_eq!((failure.problem.code.as_str(), failure.consequence), (code, consequence), "{reply}");
            assert!(!failure.problem.detail.contains("secret"), "{}", failure.problem);
        };
        check("NACK/0x0000000b/Invalid Destination Address", "0x0000000b", Consequence::Unreachable);
        check("NACK/0x0000000a/Invalid Source Address", "0x0000000a", Consequence::Account);
        check("NACK/0x00000058/Throttling error", "0x00000058", Consequence::Transient);
        check("NACK/0x00000045/submit_sm failed", "0x00000045", Consequence::None);
        check("NACK/secret words", "failed", Consequence::None);
        check("id:1 sub:001 stat:EXPIRED err:000 text:secret", "EXPIRED", Consequence::None);
        check("id:1 stat:UNDELIV err:027 text:secret", "UNDELIV", Consequence::None);
        check("id:1 text:secret stat:DELIVRD", "failed", Consequence::None);
        check("stat:secret-words", "failed", Consequence::None);
        check("", "failed", Consequence::None);
    }
}
