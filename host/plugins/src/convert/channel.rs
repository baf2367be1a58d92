//! What connectors say of themselves and of single calls.

use super::{Converted, ID, Reader, SHORT, Scope, bad, inbound, wit};
use crate::bindings::exports::deskbell::channel::{connector as wc, poller as wp};
use crate::limits::CURSOR;
use crate::outcome::{AccountInfo, Page};
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

pub(crate) fn account_info(info: wc::AccountInfo) -> Converted<AccountInfo> {
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

pub(crate) fn page(scope: Scope<'_>, page: wp::Page) -> Converted<Page> {
    if let Some(cursor) = &page.next_cursor
        && cursor.len() > CURSOR
    {
        return Err(bad("next-cursor", format!("has {} bytes, at most {CURSOR} are allowed", cursor.len())));
    }
    Ok(Page {
        events: Events::Channel(inbound::channel_events(scope, page.events)?),
        next_cursor: page.next_cursor,
        more: page.more,
        next_after_ms: page.next_after_ms,
    })
}
