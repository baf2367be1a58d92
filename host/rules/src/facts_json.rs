//! Facts written by hand, as JSON: for `deskbell rules run` and for a pack's tests.
//!
//! Everything may be left out; what is left out has the default in brackets.
//!
//! ```json
//! {
//!   "now": "2026-01-15T12:00:00Z", "time_zone": "UTC", "open": true,
//!   "channel": { "id": "front-desk", "name": "Front desk", "kind": "whatsapp",
//!                "accept": "everything", "excluded": [], "new_card_module": null },
//!   "message": { "text": "Hello", "kind": "text", "group": false, "forwarded": false, "reply": false,
//!                "from": "+40721123456", "name": "Ana", "choice": null, "referral": null, "at": "…(now)" },
//!   "contact": { "name": "Ana Pop", "known": true, "phone": "…(message.from)", "language": null, "tags": [] },
//!   "conversation": { "card": "1042", "last_sent_card": null, "status": "attentive", "tags": [],
//!                     "priority": "normal", "unread": 0, "assigned": false, "last_message_at": null },
//!   "cards": [ { "number": "1042", "module": "repair-order", "title": "", "status": "open",
//!                "status_label": "…(status)", "open": true, "created": "…(a day ago)", "updated": "…(created)",
//!                "due": null, "total": { "minor": 12500, "currency": "EUR" }, "link": null,
//!                "documents": [ { "kind": "quote", "filename": "quote.pdf" } ], "fields": {} } ]
//! }
//! ```
//!
//! Without `contact` the sender is unknown; without `conversation` it is a
//! first message. A business event has `event`, `card` and `contact` instead of
//! `channel`, `message`, `conversation` and `cards`:
//!
//! ```json
//! { "event": { "change": "status-changed", "previous_status": "in-work", "version": 1 },
//!   "card": { "number": "1042", "status": "ready" }, "contact": { "name": "Ana Pop" } }
//! ```

mod build;
mod shape;

use deskbell_domain::rule::{InboundFacts, TriggerFacts};
use serde_json::Value;
use std::sync::Arc;

/// Facts of one message or one business event.
#[derive(Debug, Clone)]
pub enum FactsInput {
    Message(Arc<InboundFacts>),
    Event(Arc<TriggerFacts>),
}

#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    #[error("the facts are not what is expected: {0}")]
    Shape(#[from] serde_json::Error),
    #[error("the facts name card {number:?}, but it is not among the cards")]
    NoSuchCard { number: String },
    #[error("{value:?} is not a time zone; use a name like \"Europe/Bucharest\"")]
    TimeZone { value: String },
    #[error("{value:?} cannot be a channel's id; use a-z, 0-9 and \"-\"")]
    ChannelId { value: String },
    #[error("{value:?} is not a kind of message")]
    MessageKind { value: String },
    #[error("more than {at_most} cards")]
    TooManyCards { at_most: usize },
}

impl FactsInput {
    pub fn parse(json: &str) -> Result<Self, FactsError> {
        Self::from_value(serde_json::from_str(json)?)
    }

    pub fn from_value(value: Value) -> Result<Self, FactsError> {
        if value.get("event").is_some() {
            build::event(serde_json::from_value(value)?).map(|facts| Self::Event(Arc::new(facts)))
        } else {
            build::message(serde_json::from_value(value)?).map(|facts| Self::Message(Arc::new(facts)))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_documented_example_is_read() {
        let documentation = include_str!("facts_json.rs");
        let examples: Vec<String> = documentation
            .split("//! ```json")
            .skip(1)
            .map(|rest| rest.split("//! ```").next().unwrap().lines().map(|l| l.trim_start_matches("//!")).collect())
            .collect();
        let filled = examples[0]
            .replace("…(now)", "2026-01-15T12:00:00Z")
            .replace("…(message.from)", "+40721123456")
            .replace("…(status)", "open")
            .replace("…(a day ago)", "2026-01-14T12:00:00Z")
            .replace("…(created)", "2026-01-14T12:00:00Z");
        let FactsInput::Message(facts) = FactsInput::parse(&filled).unwrap() else { panic!("a message") };
        assert_eq!(facts.cards[0].number, "1042");
        assert_eq!(facts.conversation.as_ref().unwrap().card, Some(facts.cards[0].id));
        assert!(facts.contact.as_ref().unwrap().is_customer());
        let FactsInput::Event(event) = FactsInput::parse(&examples[1]).unwrap() else { panic!("an event") };
        assert_eq!(event.previous_status.as_deref(), Some("in-work"));
    }

    #[test]
    fn mistakes_are_named() {
        let check = |json: &str, want: &str| {
            let error = FactsInput::parse(json).unwrap_err().to_string();
            assert!(error.contains(want), "{error}");
        };
        check(r#"{"mesage":{}}"#, "unknown field `mesage`, expected one of");
        check(r#"{"message":{"kind":"smoke"}}"#, "\"smoke\" is not a kind of message");
        check(r#"{"contact":{},"conversation":{"card":"7"}}"#, "card \"7\"");
        check(r#"{"time_zone":"Mars/North"}"#, "Mars/North");
        check(r#"{"channel":{"id":"A B"}}"#, "cannot be a channel's id");
        check("{", "EOF");
    }
}
