//! What connectors say of themselves and of single calls.

use super::{Converted, ID, Reader, SHORT, Scope, bad, inbound, wit};
use crate::bindings::exports::deskbell::channel::{connector as wc, history as wh, poller as wp};
use crate::limits::CURSOR;
use crate::outcome::{AccountInfo, HistoryPage, Page};
use deskbell_domain::channel::{Feature, MessagingCapabilities};
use deskbell_domain::journal::Events;
use deskbell_domain::outbound::Receipt;

pub(crate) fn descriptor(d: wc::Descriptor) -> Converted<MessagingCapabilities> {
    let mut r = Reader::plain();
    Ok(MessagingCapabilities {
        channel_kind: r.text("descriptor.channel-kind", d.channel_kind, 1..=63)?,
        features: FEATURES.iter().filter(|(flag, _)| d.features.contains(*flag)).map(|(_, f)| *f).collect(),
        reply_window_h: d.reply_window_h,
        max_text: d.max_text,
        pace_per_10s: d.pace_per_10s,
    })
}

const FEATURES: [(wc::Feature, Feature); 15] = [
    (wc::Feature::FIRST_CONTACT, Feature::FirstContact),
    (wc::Feature::TEMPLATES, Feature::Templates),
    (wc::Feature::MEDIA, Feature::Media),
    (wc::Feature::INTERACTIVE, Feature::Interactive),
    (wc::Feature::LOCATION, Feature::Location),
    (wc::Feature::REACTIONS, Feature::Reactions),
    (wc::Feature::QUOTES, Feature::Quotes),
    (wc::Feature::DELIVERED, Feature::Delivered),
    (wc::Feature::READ, Feature::Read),
    (wc::Feature::MARK_READ, Feature::MarkRead),
    (wc::Feature::TYPING_OUT, Feature::TypingOut),
    (wc::Feature::TYPING_IN, Feature::TypingIn),
    (wc::Feature::EDITS_IN, Feature::EditsIn),
    (wc::Feature::DELETES_IN, Feature::DeletesIn),
    (wc::Feature::SEND_IDEMPOTENT, Feature::SendIdempotent),
];

pub(crate) fn account_info(info: wit::channel::message::AccountInfo) -> Converted<AccountInfo> {
    let mut r = Reader::plain();
    Ok(AccountInfo {
        remote_id: r.text("account-info.remote-id", info.remote_id, ID)?,
        display: r.text("account-info.display", info.display, SHORT)?,
    })
}

pub(crate) fn receipt(scope: Scope<'_>, receipt: wit::channel::message::Receipt) -> Converted<Receipt> {
    let mut r = Reader::new(scope);
    Ok(Receipt {
        remote_id: r.text("receipt.remote-id", receipt.remote_id, ID)?,
        recipient: receipt.recipient.map(|p| r.party("receipt.recipient", p)).transpose()?,
        held: receipt.held,
    })
}

/// What a poll came to: a page, or a request to be made first.
pub(crate) enum Step {
    Done(Page),
    Wait { request: wit::types::http::Request, continuation: Vec<u8> },
}

pub(crate) fn step(scope: Scope<'_>, step: wp::Step) -> Converted<Step> {
    match step {
        wp::Step::Done(page) => Ok(Step::Done(Page {
            events: Events::Channel(inbound::channel_events(scope, page.events)?),
            next_cursor: cursor(page.next_cursor)?,
            more: page.more,
            next_after_ms: page.next_after_ms,
        })),
        wp::Step::AwaitHttp(wait) => {
            short("continuation", &wait.continuation)?;
            Ok(Step::Wait { request: wait.request, continuation: wait.continuation })
        }
    }
}

pub(crate) fn history_page(scope: Scope<'_>, page: wh::Page) -> Converted<HistoryPage> {
    Ok(HistoryPage { events: Events::Channel(inbound::channel_events(scope, page.events)?), next: next(page.next)? })
}

/// Where to go on in a list of pages.
pub(super) fn next(next: Option<Vec<u8>>) -> Converted<Option<Vec<u8>>> {
    next.iter().try_for_each(|next| short("next", next))?;
    Ok(next)
}

pub(super) fn cursor(cursor: Option<Vec<u8>>) -> Converted<Option<Vec<u8>>> {
    cursor.iter().try_for_each(|cursor| short("next-cursor", cursor))?;
    Ok(cursor)
}

fn short(field: &str, bytes: &[u8]) -> Converted<()> {
    match bytes.len() {
        n if n > CURSOR => Err(bad(field, format!("has {n} bytes, at most {CURSOR} are allowed"))),
        _ => Ok(()),
    }
}
