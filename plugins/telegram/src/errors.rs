//! What Telegram's refusals mean: by the number first, then by what the
//! description says, because many causes share one number.

use crate::bounds::{DETAIL, clip};
use crate::json::{int_at, text_at};
use deskbell_sdk::{CallError, Problem, RetryHint};
use serde_json::Value;

/// What the failed request would have done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effect {
    /// A message to a person: may have left although no answer was seen.
    Message,
    /// Safe to repeat.
    Harmless,
}

/// An answer other than "ok", before it becomes what the host should do.
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) retry_after_ms: Option<u32>,
    /// `{ok, error_code, description, parameters}`, or null when it was no JSON.
    pub(crate) body: Value,
    pub(crate) effect: Effect,
    pub(crate) attempt: u32,
}

impl Refusal {
    /// The API's number; of an answer without one, the status.
    pub(crate) fn number(&self) -> u16 {
        int_at(&self.body, "error_code").and_then(|code| u16::try_from(code).ok()).unwrap_or(self.status)
    }

    pub(crate) fn says(&self, words: &str) -> bool {
        self.description().to_lowercase().contains(words)
    }

    fn description(&self) -> &str {
        text_at(&self.body, "description").unwrap_or_default()
    }

    /// Where the group is now, when Telegram made a supergroup of it.
    pub(crate) fn moved_to(&self) -> Option<i64> {
        int_at(self.body.get("parameters")?, "migrate_to_chat_id")
    }

    pub(crate) fn into_call_error(self) -> CallError {
        match self.number() {
            429 => self.pause(),
            408 | 500.. => self.retry(),
            200..=299 => self.unreadable(),
            401 => self.auth("token", "Telegram refused the bot token; enter the one that @BotFather shows"),
            404 if self.says("method not found") => CallError::unsupported("this Bot API server is too old for that"),
            404 => self.auth("token", "Telegram knows no such bot; check the bot token and the Bot API address"),
            409 => self.conflict(),
            _ => CallError::Rejected(self.refusal()),
        }
    }

    /// Telegram says how long. It does not say whether the chat or the whole
    /// bot was too fast, so the whole bot waits.
    fn pause(&self) -> CallError {
        let told =
            self.body.get("parameters").and_then(|p| int_at(p, "retry_after")).and_then(|s| u32::try_from(s).ok());
        let own_s = 5_u32.saturating_mul(2_u32.saturating_pow(self.attempt.saturating_sub(1).min(6)));
        let after_ms = told.map(|s| s.saturating_mul(1000)).or(self.retry_after_ms).unwrap_or(own_s * 1000);
        CallError::rate_limited("429", self.detail("Telegram asks for a pause"), after_ms)
    }

    fn retry(&self) -> CallError {
        let problem = Problem::new(self.number().to_string(), self.detail("Telegram has trouble of its own"));
        let uncertain = self.effect == Effect::Message;
        CallError::Retry(RetryHint { problem, after_ms: self.retry_after_ms, uncertain })
    }

    /// "Fine" without an answer that can be read: a message may have left.
    fn unreadable(&self) -> CallError {
        let detail = "the answer is not one of Telegram's; check the Bot API address";
        match self.effect {
            Effect::Message => CallError::uncertain("bad-answer", detail),
            Effect::Harmless => CallError::retry("bad-answer", detail),
        }
    }

    fn auth(&self, code: &str, says: &str) -> CallError {
        CallError::auth(code, self.detail(says))
    }

    /// Two ways of receiving at once. A webhook stays until someone removes
    /// it; another program that asks may be an old one that is just ending.
    fn conflict(&self) -> CallError {
        if self.says("webhook") {
            let says =
                "the bot has a webhook, so it cannot be asked; remove that with deleteWebhook, or receive by webhook";
            return self.auth("webhook-active", says);
        }
        let says = "another program asks for the same bot's updates; stop it";
        CallError::retry("409", self.detail(says)).after(10_000)
    }

    fn refusal(&self) -> Problem {
        let number = self.number();
        match KNOWN.iter().find(|row| row.number == number && self.says(row.words)) {
            Some(row) => Problem::new(row.code, self.detail(row.means)),
            None => Problem::new(number.to_string(), self.detail(unknown(number))),
        }
    }

    /// Our words, then Telegram's. Theirs may quote a text or a number.
    fn detail(&self, means: &str) -> String {
        let said = self.description();
        if said.is_empty() {
            return format!("{means} (HTTP {})", self.status);
        }
        clip(&format!("{means}: {}", deskbell_sdk::scrub(&clip(said, 500))), DETAIL)
    }
}

fn unknown(number: u16) -> &'static str {
    match number {
        300..=399 => "the API answered with a redirect; check the Bot API address",
        _ => "Telegram refused the request",
    }
}

struct Known {
    number: u16,
    /// In lower case, part of Telegram's description.
    words: &'static str,
    code: &'static str,
    means: &'static str,
}

const fn row(number: u16, words: &'static str, code: &'static str, means: &'static str) -> Known {
    Known { number, words, code, means }
}

/// Refusals that mean something of their own. Those of 403 say that this
/// person or group cannot be reached any more.
#[rustfmt::skip]
static KNOWN: &[Known] = &[
    row(403, "blocked by the user", "blocked", "the customer has blocked the bot"),
    row(403, "user is deactivated", "blocked", "the customer has deleted their Telegram account"),
    row(403, "initiate conversation", "not-started", "a bot cannot write first; the customer must write to it or press Start"),
    row(403, "was kicked", "kicked", "the bot was removed from the group"),
    row(403, "not a member", "kicked", "the bot is not in the group"),
    row(403, "send messages to bots", "is-bot", "a bot cannot write to a bot"),
    row(403, "", "forbidden", "the bot may not write there"),
    row(400, "chat not found", "chat-not-found", "Telegram knows no such chat for this bot; the customer must write to it first"),
    row(400, "peer_id_invalid", "chat-not-found", "Telegram knows no such chat for this bot; the customer must write to it first"),
    row(400, "chat_write_forbidden", "forbidden", "the bot may not write in that group"),
    row(400, "not enough rights", "forbidden", "the bot lacks a right in that group"),
    row(400, "voice_messages_forbidden", "voice-forbidden", "the customer takes no voice or video messages; send a file"),
    row(400, "message is too long", "text-length", "the text is too long"),
    row(400, "caption is too long", "caption-length", "the caption is too long"),
    row(400, "text is empty", "text-length", "the text is empty"),
    row(400, "must be non-empty", "text-length", "the text is empty"),
    row(400, "can't parse entities", "entities", "Telegram misread the text as mark-up"),
    row(400, "message to be replied not found", "quote-gone", "the quoted message is gone"),
    row(400, "message to react not found", "message-gone", "the message to react to is gone"),
    row(400, "reaction_invalid", "reaction", "this emoji is no reaction on Telegram"),
    row(400, "button_data_invalid", "button-id", "a button's id is not accepted"),
    row(400, "photo_invalid_dimensions", "image-size", "the image's sides are too long or too unequal; send it as a document"),
    row(400, "image_process_failed", "media-type", "Telegram cannot read the image; send it as a document"),
    row(400, "too big", "media-size", "the file is too large"),
    row(400, "file must be non-empty", "media-empty", "the file is empty"),
    row(413, "", "media-size", "the file is too large"),
];

pub(crate) fn rejected(code: &str, detail: impl Into<String>) -> CallError {
    CallError::rejected(code, detail)
}

#[cfg(test)]
mod tests;
