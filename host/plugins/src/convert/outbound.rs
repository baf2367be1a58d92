//! What the host hands to a connector. Our own values need no checks.

use super::media::{blob_to_wit, kind_to_wit};
use super::party::address_to_wit;
use super::wit::channel::message as w;
use deskbell_domain::outbound as d;

pub(crate) fn message_to_wit(m: d::OutboundMessage) -> w::OutboundMessage {
    w::OutboundMessage {
        id: m.id,
        to: m.to.into_iter().map(address_to_wit).collect(),
        content: content(m.content),
        reply_to: m.reply_to,
    }
}

pub(crate) fn signal_to_wit(s: d::Signal) -> w::Signal {
    match s {
        d::Signal::MarkRead { remote_id } => w::Signal::MarkRead(remote_id),
        d::Signal::Typing { remote_id } => w::Signal::Typing(remote_id),
    }
}

fn content(content: d::OutboundContent) -> w::OutboundContent {
    match content {
        d::OutboundContent::Text { body, preview_link } => {
            w::OutboundContent::Text(w::OutboundText { body, preview_link })
        }
        d::OutboundContent::Media(m) => w::OutboundContent::Media(media(m)),
        d::OutboundContent::Location(l) => w::OutboundContent::Location(location(l)),
        d::OutboundContent::Interactive(i) => w::OutboundContent::Interactive(interactive(i)),
        d::OutboundContent::Template(t) => w::OutboundContent::Template(template(t)),
        d::OutboundContent::Reaction { remote_id, emoji } => {
            w::OutboundContent::Reaction(w::OutboundReaction { remote_id, emoji })
        }
    }
}

fn media(m: d::OutboundMedia) -> w::OutboundMedia {
    w::OutboundMedia {
        kind: kind_to_wit(m.media_kind),
        blob: blob_to_wit(m.blob),
        caption: m.caption,
        filename: m.filename,
    }
}

fn location(l: d::Location) -> w::Location {
    w::Location { latitude: l.latitude, longitude: l.longitude, name: l.name, address: l.address }
}

fn interactive(i: d::Interactive) -> w::Interactive {
    let header = i.header.map(|h| match h {
        d::Header::Text { text } => w::Header::Text(text),
        d::Header::Media { media: m } => w::Header::Media(media(m)),
    });
    let offer = match i.offer {
        d::Offer::Buttons { buttons } => {
            w::Offer::Buttons(buttons.into_iter().map(|b| w::Button { id: b.id, title: b.title }).collect())
        }
        d::Offer::Choices { label, sections } => {
            w::Offer::Choices((label, sections.into_iter().map(section).collect()))
        }
    };
    w::Interactive { header, body: i.body, footer: i.footer, offer }
}

fn section(s: d::ListSection) -> w::ListSection {
    let row = |r: d::ListRow| w::ListRow { id: r.id, title: r.title, description: r.description };
    w::ListSection { title: s.title, rows: s.rows.into_iter().map(row).collect() }
}

fn template(t: d::TemplateMessage) -> w::TemplateMessage {
    w::TemplateMessage {
        name: t.name,
        language: t.language,
        parameters: t.parameters.into_iter().map(parameter).collect(),
    }
}

fn parameter(p: d::TemplateParameter) -> w::TemplateParameter {
    let slot = match p.slot {
        d::Slot::Header => w::ParameterSlot::Header,
        d::Slot::Body => w::ParameterSlot::Body,
        d::Slot::Button { index } => w::ParameterSlot::Button(index),
    };
    let value = match p.value {
        d::ParameterValue::Text { text } => w::ParameterValue::Text(text),
        d::ParameterValue::Media { media: m } => w::ParameterValue::Media(media(m)),
        d::ParameterValue::Location { location: l } => w::ParameterValue::Location(location(l)),
        d::ParameterValue::Payload { payload } => w::ParameterValue::Payload(payload),
        d::ParameterValue::UrlSuffix { suffix } => w::ParameterValue::UrlSuffix(suffix),
    };
    w::TemplateParameter { slot, name: p.name, value }
}
