//! The connector as Deskbell calls it: settings in, the right part called.

use crate::graph::{Graph, Host};
use crate::settings::Settings;
use crate::webhook::{self, Scope};
use crate::{account, media, send, signal};
use deskbell_sdk::channel::{AccountInfo, Channel, Descriptor, Feature, OutboundMessage, Outcome, Receipt, Signal};
use deskbell_sdk::{BlobRef, CallCtx, CallError, RemoteMedia, WebhookReply, WebhookRequest};
use deskbell_sdk::{log, secrets};

pub(crate) struct WhatsApp;

impl Channel for WhatsApp {
    fn describe() -> Descriptor {
        Descriptor {
            channel_kind: "whatsapp".to_owned(),
            features: Feature::FIRST_CONTACT
                | Feature::TEMPLATES
                | Feature::MEDIA
                | Feature::INTERACTIVE
                | Feature::LOCATION
                | Feature::REACTIONS
                | Feature::QUOTES
                | Feature::DELIVERED
                | Feature::READ
                | Feature::MARK_READ
                | Feature::TYPING_OUT
                | Feature::EDITS_IN
                | Feature::DELETES_IN,
            reply_window_h: Some(24),
            max_text: 4_096,
            // Meta's usual 80 messages a second.
            pace_per_10s: 800,
        }
    }

    fn check_account(ctx: CallCtx) -> Result<AccountInfo, CallError> {
        with_graph(&ctx, account::check)
    }

    fn send(ctx: CallCtx, message: OutboundMessage) -> Result<Receipt, CallError> {
        with_graph(&ctx, |graph| send::send(graph, &message))
    }

    fn send_signal(ctx: CallCtx, signal: Signal) -> Result<(), CallError> {
        with_graph(&ctx, |graph| signal::send(graph, &signal))
    }

    fn fetch_media(ctx: CallCtx, media: RemoteMedia) -> Result<BlobRef, CallError> {
        with_graph(&ctx, |graph| media::fetch(graph, &media))
    }

    fn handle(_ctx: CallCtx, request: WebhookRequest) -> Result<Outcome, CallError> {
        match request.method.as_str() {
            "GET" => handshake(&request),
            "POST" => updates(&request),
            _ => Ok(Outcome { reply: WebhookReply::text(405, "GET or POST"), events: Vec::new() }),
        }
    }
}

fn settings() -> Result<Settings, CallError> {
    Settings::load(deskbell_sdk::config::get)
}

fn with_graph<T>(ctx: &CallCtx, run: impl FnOnce(&Graph<'_>) -> Result<T, CallError>) -> Result<T, CallError> {
    let settings = settings()?;
    run(&Graph { wire: &Host, settings: &settings, attempt: ctx.attempt.max(1) })
}

fn handshake(request: &WebhookRequest) -> Result<Outcome, CallError> {
    let mut refusal = None;
    let reply = webhook::handshake(request, |token| {
        secrets::matches("verify_token", token).unwrap_or_else(|error| {
            refusal = Some(error);
            false
        })
    });
    match refusal {
        Some(error) => Err(error.into()),
        None => Ok(Outcome { reply, events: Vec::new() }),
    }
}

/// The host has checked the signature before this runs.
fn updates(request: &WebhookRequest) -> Result<Outcome, CallError> {
    let settings = settings()?;
    let scope = Scope {
        phone_number_id: &settings.phone_number_id,
        waba_id: &settings.waba_id,
        received_ms: request.received_ms,
    };
    let translation = webhook::translate(&scope, &request.body);
    if translation.malformed {
        return Err(CallError::rejected("bad-json", "the body is not JSON"));
    }
    if translation.foreign + translation.ignored > 0 {
        let (foreign, ignored) = (translation.foreign.to_string(), translation.ignored.to_string());
        log::info("updates left out", &[("of_other_numbers", &foreign), ("without_meaning", &ignored)]);
    }
    Ok(Outcome { reply: WebhookReply::ok(), events: translation.events })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s0_5_the_window_is_a_day_and_texts_have_4096_characters() {
        let descriptor = WhatsApp::describe();
        assert_eq!(descriptor.channel_kind, "whatsapp");
        assert_eq!(descriptor.reply_window_h, Some(24));
        assert_eq!(descriptor.max_text, 4_096);
        assert_eq!(descriptor.pace_per_10s, 800);
        assert!(!descriptor.features.contains(Feature::TYPING_IN), "Meta never tells that a customer types");
        assert!(!descriptor.features.contains(Feature::SEND_IDEMPOTENT), "Meta does not de-duplicate sends");
    }
}
