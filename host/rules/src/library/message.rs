//! `msg`: the message being decided on, and who sent it.

use super::channel::ChannelHandle;
use super::contact::ContactHandle;
use super::conversation::ConversationHandle;
use super::moment::Moment;
use super::table::{About, Callable, Library, Parameter};
use super::value::{Fact, Kind, Shown};
use crate::facts::Facts;
use crate::run::Subject;
use deskbell_domain::address::AddressKind;
use deskbell_domain::inbound::InboundContent;
use deskbell_domain::media::MediaKind;
use deskbell_domain::phone;
use deskbell_domain::rule::InboundFacts;
use rhai::{Array, ImmutableString};
use std::sync::Arc;

#[derive(Clone)]
pub(crate) struct MessageHandle(pub Arc<InboundFacts>);

#[derive(Clone)]
struct Sender(Arc<InboundFacts>);

impl About for MessageHandle {
    fn subject(&self) -> Subject {
        Subject::Named("msg")
    }
}

impl About for Sender {
    fn subject(&self) -> Subject {
        Subject::Named("msg.sender")
    }
}

pub(super) fn register(library: &mut Library) {
    library
        .describe::<MessageHandle>("Message", "A message from a customer, before it is recorded.")
        .property("text", Kind::Text, "What was written: the text, a caption, or the choice's title; else \"\".", |m| {
            Fact::private(message_text(&m.0.message.content).unwrap_or(""))
        })
        .property(
            "kind",
            Kind::Text,
            "\"text\", \"image\", \"video\", \"audio\", \"voice\", \"document\", \"sticker\", \"choice\", \"location\", \
             \"contact\", \"poll\", \"order\", \"form\", \"call\", \"edit\" or \"unknown\".",
            |m| Fact::text(kind(&m.0.message.content)),
        )
        .property("group", Kind::Bool, "Written in a group.", |m| Fact::bool(m.0.message.group))
        .property("forwarded", Kind::Bool, "Forwarded from elsewhere.", |m| Fact::bool(m.0.message.forwarded))
        .property("reply", Kind::Bool, "Answers an earlier message.", |m| Fact::bool(m.0.message.reply_to.is_some()))
        .property("referral", Kind::Text, "Where the customer came from, e.g. an advertisement; else ().", |m| {
            Fact::maybe_text(m.0.message.referral.as_deref())
        })
        .property("choice", Kind::Text, "The id of the button or list entry that was tapped; else ().", |m| {
            match &m.0.message.content {
                InboundContent::Choice { id, .. } => Fact::text(id.as_str()),
                _ => Fact::nothing(),
            }
        })
        .property("at", Kind::Fact("Moment"), "When it was sent, by the provider's clock.", |m| {
            Moment::new(m.0.at, &m.0.time_zone).into()
        })
        .property("channel", Kind::Fact("Channel"), "The account it came in on.", |m| {
            Fact::thing(ChannelHandle(m.0.clone()), Shown::Silent)
        })
        .property("sender", Kind::Fact("Sender"), "Who wrote it, as the provider names them.", |m| {
            Fact::thing(Sender(m.0.clone()), Shown::Silent)
        })
        .property("contact", Kind::Fact("Contact"), "Who wrote it, as we know them; () when we do not.", |m| {
            match m.0.contact {
                Some(_) => Fact::thing(ContactHandle(Facts::Inbound(m.0.clone())), Shown::Word("a contact")),
                None => Fact::nothing(),
            }
        })
        .property("conversation", Kind::Fact("Conversation"), "What was said before; () for a first message.", |m| {
            match m.0.conversation {
                Some(_) => Fact::thing(ConversationHandle(m.0.clone()), Shown::Word("a conversation")),
                None => Fact::nothing(),
            }
        });
    sender(library);
}

fn sender(library: &mut Library) {
    const LIST: &[Parameter] = &[Parameter::new("numbers", Kind::List)];
    library
        .describe::<Sender>("Sender", "The sender as the provider names them.")
        .property("name", Kind::Text, "What they call themselves; () when they do not say.", |s| {
            Fact::maybe_text(s.0.message.sender.display_name.as_deref().map(str::trim).filter(|name| !name.is_empty()))
        })
        .property("phone", Kind::Text, "Their number; () where the channel shows none.", |s| {
            Fact::phone(s.0.message.sender.phone().map(|address| address.value.as_str()))
        })
        .property("phones", Kind::List, "All their numbers, those of the contact included.", |s| {
            Fact::texts(phones(&s.0).into_iter())
        })
        .method1::<Array>(
            Callable {
                name: "is_in",
                parameters: LIST,
                gives: Kind::Bool,
                doc: "One of their numbers is in the list, in whatever spelling it is written there.",
            },
            |s, list| {
                let phones = phones(&s.0);
                let listed = |entry: &ImmutableString| phones.iter().any(|phone| same_number(entry, phone));
                Ok(Fact::bool(list.iter().filter_map(|e| e.read_lock::<ImmutableString>()).any(|e| listed(&e))))
            },
        );
}

fn phones(facts: &InboundFacts) -> Vec<&str> {
    let own = facts.message.sender.addresses.iter();
    let known = facts.contact.iter().flat_map(|contact| contact.addresses.iter().map(|known| &known.address));
    let mut phones: Vec<&str> = Vec::new();
    for address in own.chain(known).filter(|address| address.kind == AddressKind::Phone) {
        if !phones.contains(&address.value.as_str()) {
            phones.push(&address.value);
        }
    }
    phones
}

/// A number in a list may be written in full, in a country's older form, or as
/// people dial it at home; the country is then the one of the number it is
/// compared with.
fn same_number(listed: &str, phone: &str) -> bool {
    let whole = phone::canonical(phone);
    if phone::canonical(listed) == whole {
        return true;
    }
    let written = listed.trim_start();
    let local: String = written.chars().filter(char::is_ascii_digit).collect::<String>().trim_start_matches('0').into();
    if written.starts_with('+') || written.starts_with("00") || local.len() < 7 {
        return false;
    }
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    (1..=3).any(|prefix| {
        digits.get(..prefix).is_some_and(|country| phone::canonical(&format!("{country}{local}")) == whole)
    })
}

pub(crate) fn message_text(content: &InboundContent) -> Option<&str> {
    match content {
        InboundContent::Text { body } => Some(body),
        InboundContent::Media { caption, .. } => caption.as_deref(),
        InboundContent::Choice { title, .. } => Some(title),
        InboundContent::Stub { summary, .. } => Some(summary),
    }
}

fn kind(content: &InboundContent) -> &'static str {
    match content {
        InboundContent::Text { .. } => "text",
        InboundContent::Media { media_kind, .. } => match media_kind {
            MediaKind::Image => "image",
            MediaKind::Video => "video",
            MediaKind::Audio => "audio",
            MediaKind::Voice => "voice",
            MediaKind::Document => "document",
            MediaKind::Sticker => "sticker",
        },
        InboundContent::Choice { .. } => "choice",
        InboundContent::Stub { stub, .. } => stub.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::same_number;

    #[test]
    fn s4_8_listed_numbers_match_in_any_spelling() {
        let check = |listed, phone, same| assert_eq!(same_number(listed, phone), same, "{listed} {phone}");
        check("+40 721 123 456", "+40721123456", true);
        check("0721 123 456", "+40721123456", true);
        check("0040721123456", "40721123456", true);
        check("40721123456", "+40721123456", true);
        check("(49) 8859-0187", "+5549988590187", true);
        check("+55 49 8859-0187", "+5549988590187", true);
        check("050 123 45 67", "+380501234567", true);
        check("+49 721 123456", "+40721123456", false);
        check("0721 123 457", "+40721123456", false);
        check("123", "+40721123", false);
        check("", "+40721123456", false);
    }
}
