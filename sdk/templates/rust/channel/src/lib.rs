//! __title__: a channel for Deskbell.
//!
//! Reading order: the connector as Deskbell calls it; what the service tells
//! us (`incoming`); what we tell the service (`outgoing`). Only this file asks
//! the host for something, so the other two are tested with plain `cargo test`.

mod incoming;
mod outgoing;

use deskbell_sdk::channel::{AccountInfo, Channel, Descriptor, Feature, OutboundMessage, Outcome, Receipt};
use deskbell_sdk::{CallCtx, CallError, WebhookReply, WebhookRequest, config};

struct Connector;

impl Channel for Connector {
    fn describe() -> Descriptor {
        Descriptor {
            channel_kind: "__name__".to_owned(),
            features: Feature::FIRST_CONTACT | Feature::DELIVERED,
            reply_window_h: None,
            max_text: 4096,
            pace_per_10s: 100,
        }
    }

    fn check_account(_ctx: CallCtx) -> Result<AccountInfo, CallError> {
        outgoing::account(&outgoing::account_request(&base_url()?).send()?)
    }

    /// The host has checked the signature already, as plugin.toml says.
    fn handle(_ctx: CallCtx, request: WebhookRequest) -> Result<Outcome, CallError> {
        Ok(Outcome { reply: WebhookReply::ok(), events: incoming::events(&request)? })
    }

    fn send(_ctx: CallCtx, message: OutboundMessage) -> Result<Receipt, CallError> {
        outgoing::receipt(&outgoing::message_request(&base_url()?, &message)?.send()?)
    }
}

fn base_url() -> Result<String, CallError> {
    Ok(config::require::<String>("base_url")?.trim_end_matches('/').to_owned())
}

deskbell_sdk::export_channel!(Connector);
