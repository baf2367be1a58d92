//! The connector as Deskbell calls it: host functions here, everything else in
//! parts that know none.

use crate::api::Api;
use crate::desk::Host;
use crate::gateway::{self, Gateway, Key, Link};
use crate::jid::Jid;
use crate::settings::Settings;
use crate::told::{Scope, Translation};
use crate::{json, memory, pairing, send};
use deskbell_sdk::channel::{
    AccountInfo, Channel, Contacts, Descriptor, Feature, Finding, History, HistoryPage, OutboundMessage, Outcome,
    Pairing, PairingMethod, PairingState, PairingTerms, Receipt, Signal,
};
use deskbell_sdk::secrets::{self, HmacAlg};
use deskbell_sdk::{Address, AddressKind, BlobRef, CallCtx, CallError, RemoteMedia, WebhookReply, WebhookRequest, log};

pub(crate) struct Linked;

impl Channel for Linked {
    fn describe() -> Descriptor {
        Descriptor {
            channel_kind: "whatsapp".to_owned(),
            features: Feature::FIRST_CONTACT
                | Feature::MEDIA
                | Feature::LOCATION
                | Feature::REACTIONS
                | Feature::QUOTES
                | Feature::DELIVERED
                | Feature::READ
                | Feature::MARK_READ
                | Feature::TYPING_OUT
                | Feature::EDITS_IN
                | Feature::DELETES_IN,
            reply_window_h: None,
            max_text: 4_096,
            // The slowest that can be said; `pace` keeps the minutes between people.
            pace_per_10s: 1,
        }
    }

    fn check_account(ctx: CallCtx) -> Result<AccountInfo, CallError> {
        with_api(&ctx, |api| working(api.gateway.link(api)?))
    }

    fn send(ctx: CallCtx, message: OutboundMessage) -> Result<Receipt, CallError> {
        with_api(&ctx, |api| send::send(api, &message))
    }

    fn send_signal(ctx: CallCtx, signal: Signal) -> Result<(), CallError> {
        with_api(&ctx, |api| send::signal(api, &signal))
    }

    fn fetch_media(ctx: CallCtx, media: RemoteMedia) -> Result<BlobRef, CallError> {
        with_api(&ctx, |api| api.gateway.fetch(api, &media))
    }

    fn handle(_ctx: CallCtx, request: WebhookRequest) -> Result<Outcome, CallError> {
        let settings = Settings::load()?;
        let gateway = gateway::of(settings.kind);
        if !gateway.proves(&request, &WebhookKey)? {
            return Err(CallError::rejected("signature", "the request does not prove the webhook key"));
        }
        let body = json::parse(&request.body);
        let body = body.ok_or_else(|| CallError::rejected("bad-json", "the body is not JSON"))?;
        let mut out = Translation::default();
        gateway.translate(&scope(&settings, request.received_ms), &body, &mut out);
        kept(&out);
        Ok(Outcome { reply: WebhookReply::ok(), events: out.events })
    }
}

impl Pairing for Linked {
    fn describe() -> PairingTerms {
        pairing::terms()
    }

    fn start(ctx: CallCtx, method: PairingMethod) -> Result<PairingState, CallError> {
        with_api(&ctx, |api| pairing::start(api, &method))
    }

    fn status(ctx: CallCtx) -> Result<PairingState, CallError> {
        with_api(&ctx, pairing::status)
    }

    fn log_out(ctx: CallCtx) -> Result<(), CallError> {
        with_api(&ctx, pairing::log_out)
    }
}

impl History for Linked {
    fn since(ctx: CallCtx, since_ms: u64, next: Option<Vec<u8>>) -> Result<HistoryPage, CallError> {
        with_api(&ctx, |api| {
            let scope = scope(api.settings, api.desk.now_ms());
            let mut out = Translation::default();
            let next = api.gateway.history(api, &scope, since_ms, next.as_deref(), &mut out)?;
            out.events.sort_by_key(|event| event.at_ms);
            kept(&out);
            Ok(HistoryPage { events: out.events, next })
        })
    }
}

impl Contacts for Linked {
    fn check(ctx: CallCtx, addresses: Vec<Address>) -> Result<Vec<Finding>, CallError> {
        with_api(&ctx, |api| findings(api, &addresses))
    }
}

/// Numbers are asked for; nobody can be asked about the other kinds.
fn findings(api: &Api<'_>, addresses: &[Address]) -> Result<Vec<Finding>, CallError> {
    let digits = |address: &Address| match (address.kind, Jid::of_address(address)) {
        (AddressKind::Phone, Some(Jid::Phone(digits))) => Some(digits),
        _ => None,
    };
    let phones: Vec<String> = addresses.iter().filter_map(digits).collect();
    let mut found = match phones.is_empty() {
        true => Vec::new(),
        false => api.gateway.check(api, &phones)?,
    }
    .into_iter();
    let one = |address: &Address| digits(address).and_then(|_| found.next()).unwrap_or(Finding::Unknown);
    Ok(addresses.iter().map(one).collect())
}

/// Whether messages can leave; the next step where not.
fn working(link: Link) -> Result<AccountInfo, CallError> {
    match link {
        Link::Working(info) => Ok(info),
        Link::Starting => Err(CallError::retry("starting", "the session is starting")),
        Link::Failed(problem) | Link::Passkey(problem) => Err(CallError::Auth(problem)),
        Link::Absent | Link::Stopped | Link::Code => {
            Err(CallError::auth("not-linked", "the number is not linked; link it on the channel's page"))
        }
    }
}

fn with_api<T>(ctx: &CallCtx, run: impl FnOnce(&Api<'_>) -> Result<T, CallError>) -> Result<T, CallError> {
    let settings = Settings::load()?;
    let gateway: &dyn Gateway = gateway::of(settings.kind);
    run(&Api { desk: &Host, settings: &settings, gateway, attempt: ctx.attempt.max(1) })
}

fn scope(settings: &Settings, received_ms: u64) -> Scope<'_> {
    Scope {
        session: &settings.session,
        record_groups: settings.record_groups,
        record_shared: settings.record_shared,
        received_ms,
    }
}

/// A page of history brings more than one call may write; the newest count.
const MOST_KEPT: usize = 400;

fn kept(out: &Translation) {
    let older = out.known.len().saturating_sub(MOST_KEPT);
    for (id, known) in out.known.iter().skip(older) {
        memory::keep_known(&Host, id, known);
    }
    if out.foreign + out.ignored > 0 {
        let (foreign, ignored) = (out.foreign.to_string(), out.ignored.to_string());
        log::info("events left out", &[("of_other_sessions", &foreign), ("not_recorded", &ignored)]);
    }
}

struct WebhookKey;

impl Key for WebhookKey {
    fn signs(&self, data: &[u8], sha512: &[u8]) -> Result<bool, CallError> {
        Ok(secrets::verify_hmac("webhook_key", HmacAlg::Sha512, data, sha512)?)
    }

    fn is(&self, candidate: &str) -> Result<bool, CallError> {
        Ok(secrets::matches("webhook_key", candidate)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linked_device_promises_only_what_it_does() {
        let descriptor = <Linked as Channel>::describe();
        assert_eq!((descriptor.channel_kind.as_str(), descriptor.reply_window_h), ("whatsapp", None));
        for never in [Feature::TEMPLATES, Feature::INTERACTIVE, Feature::TYPING_IN, Feature::SEND_IDEMPOTENT] {
            assert!(!descriptor.features.contains(never), "{never:?}");
        }
    }

    #[test]
    fn s1_2_the_risk_is_said_plainly() {
        let risk = pairing::terms().risk.unwrap_or_default();
        for word in ["terms of service", "banned", "warranty", "afford to lose", "Cloud API"] {
            assert!(risk.contains(word), "{word}");
        }
        assert!(risk.len() <= 2_048, "{}", risk.len());
    }
}
