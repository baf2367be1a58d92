//! The connector as Deskbell calls it: settings in, the right part called.

use crate::api::{self, Api};
use crate::memory::{self, Memory};
use crate::poll;
use crate::settings::Settings;
use crate::token::Token;
use crate::updates::{self, Translation};
use crate::{account, media, send, signal};
use deskbell_sdk::channel::{
    AccountInfo, Channel, Descriptor, Feature, OutboundMessage, Outcome, Poller, Receipt, Signal, Step,
};
use deskbell_sdk::http::{HttpError, Response};
use deskbell_sdk::{BlobRef, CallCtx, CallError, RemoteMedia, WebhookReply, WebhookRequest};
use deskbell_sdk::{clock, config, log, secrets};
use serde_json::json;

pub(crate) struct Telegram;

impl Channel for Telegram {
    fn describe() -> Descriptor {
        Descriptor {
            channel_kind: "telegram".to_owned(),
            features: Feature::MEDIA
                | Feature::INTERACTIVE
                | Feature::LOCATION
                | Feature::REACTIONS
                | Feature::QUOTES
                | Feature::TYPING_OUT
                | Feature::EDITS_IN,
            reply_window_h: None,
            max_text: 4_096,
            // Telegram's advice is thirty a second for the whole bot.
            pace_per_10s: 250,
        }
    }

    fn check_account(ctx: CallCtx) -> Result<AccountInfo, CallError> {
        with_api(&ctx, account::check)
    }

    fn send(ctx: CallCtx, message: OutboundMessage) -> Result<Receipt, CallError> {
        with_api(&ctx, |api| send::send(api, &message))
    }

    fn send_signal(ctx: CallCtx, signal: Signal) -> Result<(), CallError> {
        with_api(&ctx, |api| signal::send(api, &signal))
    }

    fn fetch_media(ctx: CallCtx, media: RemoteMedia) -> Result<BlobRef, CallError> {
        with_api(&ctx, |api| media::fetch(api, &media))
    }

    fn handle(_ctx: CallCtx, request: WebhookRequest) -> Result<Outcome, CallError> {
        verify(&request)?;
        let text = String::from_utf8_lossy(&request.body);
        let mut out = Translation::default();
        updates::translate(&text, request.received_ms, &mut out)
            .ok_or_else(|| CallError::rejected("bad-json", "the body is not JSON"))?;
        out.moved.iter().for_each(|(old, new)| memory::Host.move_group(*old, *new));
        count(&out);
        Ok(Outcome { reply: reply(&out.taps), events: out.events })
    }
}

impl Poller for Telegram {
    fn poll(ctx: CallCtx, cursor: Option<Vec<u8>>) -> Result<Step, CallError> {
        with_api(&ctx, |api| Ok(poll::ask(api, clock::now_ms(), cursor)))
    }

    fn resume(ctx: CallCtx, cursor: Vec<u8>, answer: Result<Response, HttpError>) -> Result<Step, CallError> {
        with_api(&ctx, |api| poll::read(api, clock::now_ms(), &cursor, answer).map(Step::from))
    }
}

/// The token is read for this call and put into addresses alone.
fn with_api<T>(ctx: &CallCtx, run: impl FnOnce(&Api<'_>) -> Result<T, CallError>) -> Result<T, CallError> {
    let settings = Settings::load(config::get, config::get)?;
    let token = Token::read(&secrets::reveal("bot_token")?)?;
    let attempt = ctx.attempt.max(1);
    run(&Api { wire: &api::Host, memory: &memory::Host, settings: &settings, token: &token, attempt })
}

/// Telegram repeats the word that was given to it when the webhook was set.
fn verify(request: &WebhookRequest) -> Result<(), CallError> {
    let word = request.header("x-telegram-bot-api-secret-token").unwrap_or_default();
    if !word.is_empty() && secrets::matches("webhook_secret", word)? {
        return Ok(());
    }
    Err(CallError::rejected("signature", "the request does not carry the webhook secret"))
}

/// The answer to a webhook may be a call. That suits the acknowledgement of a
/// tap: it leaves after the tap is on disk, and nobody needs its result.
fn reply(taps: &[String]) -> WebhookReply {
    match taps.first() {
        Some(tap) => WebhookReply::json(200, &json!({ "method": "answerCallbackQuery", "callback_query_id": tap })),
        None => WebhookReply::ok(),
    }
}

fn count(out: &Translation) {
    if out.ignored > 0 {
        log::info("updates left out", &[("without_meaning", &out.ignored.to_string())]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bot_promises_only_what_telegram_does() {
        let descriptor = Telegram::describe();
        assert_eq!((descriptor.channel_kind.as_str(), descriptor.max_text), ("telegram", 4_096));
        assert_eq!(descriptor.reply_window_h, None);
        for never in [
            Feature::FIRST_CONTACT,
            Feature::TEMPLATES,
            Feature::DELIVERED,
            Feature::READ,
            Feature::MARK_READ,
            Feature::TYPING_IN,
            Feature::DELETES_IN,
            Feature::SEND_IDEMPOTENT,
        ] {
            assert!(!descriptor.features.contains(never), "{never:?}");
        }
    }

    #[test]
    fn a_tap_is_acknowledged_by_the_reply() {
        assert_eq!(reply(&[]), WebhookReply::ok());
        let body = reply(&["4382bfdwdsb323b2d9".to_owned()]).body;
        assert_eq!(body, br#"{"callback_query_id":"4382bfdwdsb323b2d9","method":"answerCallbackQuery"}"#);
    }
}
