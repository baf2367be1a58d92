//! Events of channels.

use super::{
    BODY, CAPTION, Converted, ID, LINE, Reader, SHORT, Scope, at_most, channel, media, moment, numbered, problem, wit,
};
use crate::limits::{EVENTS, KIB};
use deskbell_domain::delivery::{Consequence, Delivery};
use deskbell_domain::inbound::{AccountEvent, ChannelEvent, EventBody, InboundContent, InboundMessage, StatusEvent};
use deskbell_domain::message::StubKind;
use deskbell_domain::template::TemplateState;
use wit::channel::message as w;

pub(crate) fn channel_events(scope: Scope<'_>, events: Vec<w::Event>) -> Converted<Vec<ChannelEvent>> {
    at_most("events", &events, EVENTS)?;
    numbered("events", events, |e| Reader::new(scope).event(e))
}

impl Reader<'_> {
    fn event(&mut self, e: w::Event) -> Converted<ChannelEvent> {
        Ok(ChannelEvent {
            dedupe_key: self.text("dedupe-key", e.dedupe_key, 1..=255)?,
            at: moment(e.at_ms),
            body: self.body(e.body)?,
        })
    }

    fn body(&mut self, body: w::EventBody) -> Converted<EventBody> {
        Ok(match body {
            w::EventBody::Message(m) => EventBody::Message(self.message(m)?),
            w::EventBody::Edited(e) => EventBody::Edited {
                remote_id: self.text("edited.remote-id", e.remote_id, ID)?,
                content: e.content.map(|c| self.content(c)).transpose()?,
            },
            w::EventBody::Deleted(id) => EventBody::Deleted { remote_id: self.text("deleted", id, ID)? },
            w::EventBody::Reaction(r) => EventBody::Reaction {
                remote_id: self.text("reaction.remote-id", r.remote_id, ID)?,
                sender: self.party("reaction.sender", r.sender)?,
                emoji: self.optional("reaction.emoji", r.emoji, 1..=64)?,
            },
            w::EventBody::Status(s) => EventBody::Status(self.status(s)?),
            w::EventBody::Typing(p) => EventBody::Typing { sender: self.party("typing", p)? },
            w::EventBody::Echo(e) => EventBody::Echo {
                remote_id: self.text("echo.remote-id", e.remote_id, ID)?,
                recipient: self.party("echo.recipient", e.recipient)?,
                content: self.content(e.content)?,
            },
            w::EventBody::IdentityChanged(c) => EventBody::IdentityChanged {
                before: self.party("identity-changed.before", c.before)?,
                after: self.party("identity-changed.after", c.after)?,
            },
            w::EventBody::Preference(p) => EventBody::Preference {
                sender: self.party("preference.sender", p.sender)?,
                purpose: self.text("preference.purpose", p.purpose, 1..=255)?,
                allowed: p.allowed,
            },
            w::EventBody::Blocked(p) => EventBody::Blocked { sender: self.party("blocked", p)? },
            w::EventBody::Unblocked(p) => EventBody::Unblocked { sender: self.party("unblocked", p)? },
            w::EventBody::Account(a) => EventBody::Account(self.account(a)?),
        })
    }

    fn message(&mut self, m: w::InboundMessage) -> Converted<InboundMessage> {
        Ok(InboundMessage {
            remote_id: self.text("message.remote-id", m.remote_id, ID)?,
            sender: self.party("message.sender", m.sender)?,
            content: self.content(m.content)?,
            reply_to: self.optional("message.reply-to", m.reply_to, ID)?,
            forwarded: m.forwarded,
            group: m.group,
            referral: self.optional("message.referral", m.referral, 0..=4 * KIB)?,
        })
    }

    fn content(&mut self, content: w::InboundContent) -> Converted<InboundContent> {
        Ok(match content {
            w::InboundContent::Text(body) => InboundContent::Text { body: self.text("text", body, BODY)? },
            w::InboundContent::Media(m) => InboundContent::Media {
                media_kind: media::kind(m.kind),
                media: self.remote("media", m.media)?,
                caption: self.optional("media.caption", m.caption, CAPTION)?,
            },
            w::InboundContent::Choice(c) => InboundContent::Choice {
                id: self.text("choice.id", c.id, LINE)?,
                title: self.text("choice.title", c.title, LINE)?,
            },
            w::InboundContent::Stub(s) => InboundContent::Stub {
                stub: stub(s.kind),
                provider_type: self.text("stub.provider-type", s.provider_type, SHORT)?,
                summary: self.text("stub.summary", s.summary, LINE)?,
                raw: self.text("stub.raw", s.raw, 0..=64 * KIB)?,
            },
        })
    }

    fn status(&mut self, s: w::Status) -> Converted<StatusEvent> {
        Ok(StatusEvent {
            remote_id: self.text("status.remote-id", s.remote_id, ID)?,
            message_id: self.optional("status.message-id", s.message_id, ID)?,
            delivery: delivery(s.delivery),
            problem: s.problem.map(|p| problem::problem("status.problem", p)).transpose()?,
            consequence: consequence(s.consequence),
            recipient: s.recipient.map(|p| self.party("status.recipient", p)).transpose()?,
            price_category: self.optional("status.price-category", s.price_category, SHORT)?,
        })
    }

    fn account(&mut self, event: w::AccountEvent) -> Converted<AccountEvent> {
        Ok(match event {
            w::AccountEvent::CredentialsBad(p) => {
                AccountEvent::CredentialsBad { problem: problem::problem("account.credentials-bad", p)? }
            }
            w::AccountEvent::Connected(info) => {
                let info = channel::account_info(info)?;
                AccountEvent::Connected { remote_id: info.remote_id, display: info.display }
            }
            w::AccountEvent::PairingChanged => AccountEvent::PairingChanged,
            w::AccountEvent::Notice(p) => AccountEvent::Notice { problem: problem::problem("account.notice", p)? },
            w::AccountEvent::Quality(value) => {
                AccountEvent::Quality { value: self.text("account.quality", value, SHORT)? }
            }
            w::AccountEvent::TemplateStatus(t) => AccountEvent::TemplateStatus {
                name: self.text("account.template-status.name", t.name, ID)?,
                language: self.text("account.template-status.language", t.language, SHORT)?,
                status: template(t.status),
                reason: self.optional("account.template-status.reason", t.reason, LINE)?,
            },
        })
    }
}

fn stub(kind: w::StubKind) -> StubKind {
    match kind {
        w::StubKind::Location => StubKind::Location,
        w::StubKind::Contact => StubKind::Contact,
        w::StubKind::Poll => StubKind::Poll,
        w::StubKind::Order => StubKind::Order,
        w::StubKind::Form => StubKind::Form,
        w::StubKind::Call => StubKind::Call,
        w::StubKind::Edit => StubKind::Edit,
        w::StubKind::Unknown => StubKind::Unknown,
    }
}

fn delivery(delivery: w::Delivery) -> Delivery {
    match delivery {
        w::Delivery::Sent => Delivery::Sent,
        w::Delivery::Failed => Delivery::Failed,
        w::Delivery::Delivered => Delivery::Delivered,
        w::Delivery::Read => Delivery::Read,
        w::Delivery::Played => Delivery::Played,
    }
}

fn consequence(consequence: w::Consequence) -> Consequence {
    match consequence {
        w::Consequence::None => Consequence::None,
        w::Consequence::WindowClosed => Consequence::WindowClosed,
        w::Consequence::Unreachable => Consequence::Unreachable,
        w::Consequence::OptedOut => Consequence::OptedOut,
        w::Consequence::Transient => Consequence::Transient,
        w::Consequence::Account => Consequence::Account,
    }
}

pub(super) fn template(state: w::TemplateState) -> TemplateState {
    match state {
        w::TemplateState::Pending => TemplateState::Pending,
        w::TemplateState::Approved => TemplateState::Approved,
        w::TemplateState::Rejected => TemplateState::Rejected,
        w::TemplateState::Paused => TemplateState::Paused,
        w::TemplateState::Disabled => TemplateState::Disabled,
        w::TemplateState::Deleted => TemplateState::Deleted,
    }
}
