//! From the JSON's shape to the domain's facts.

use super::FactsError;
use super::shape;
use deskbell_domain::address::{Address, AddressKind, Party};
use deskbell_domain::card::{Card, CardOrigin, Document, Money};
use deskbell_domain::channel::{Capabilities, Channel, ChannelState, MessagingCapabilities, Routing};
use deskbell_domain::contact::{Contact, NameSource};
use deskbell_domain::conversation::{Conversation, ConversationStatus};
use deskbell_domain::id::{CardId, ChannelId, ContactId, ConversationId, UserId};
use deskbell_domain::inbound::{InboundContent, InboundMessage};
use deskbell_domain::media::{MediaKind, MediaState, RemoteMedia};
use deskbell_domain::message::StubKind;
use deskbell_domain::rule::{InboundFacts, TriggerEvent, TriggerFacts};
use deskbell_domain::time::{SignedDuration, Timestamp, from_millis};
use jiff::tz::TimeZone;

const SENDER: &str = "+40721123456";
const CARDS: usize = 200;
const CONTACT: ContactId = ContactId(1);

/// 2026-01-15T12:00:00Z, a Thursday.
fn default_now() -> Timestamp {
    from_millis(1_768_478_400_000)
}

pub(super) fn message(input: shape::MessageFacts) -> Result<InboundFacts, FactsError> {
    let now = input.now.unwrap_or_else(default_now);
    let channel = channel(input.channel, now)?;
    let from = input.message.from.clone().unwrap_or_else(|| SENDER.to_owned());
    let cards = cards(input.cards, &channel, now)?;
    let at = input.message.at.unwrap_or(now);
    Ok(InboundFacts {
        now,
        time_zone: time_zone(input.time_zone)?,
        open_now: input.open.unwrap_or(true),
        at,
        contact: input.contact.map(|c| contact(c, &from, channel.kind(), now)),
        conversation: input.conversation.map(|c| conversation(c, &channel.id, &cards, now)).transpose()?,
        message: inbound(input.message, from, channel.kind())?,
        channel,
        cards,
    })
}

pub(super) fn event(input: shape::EventFacts) -> Result<TriggerFacts, FactsError> {
    let now = input.now.unwrap_or_else(default_now);
    let channel = channel(shape::Channel::default(), now)?;
    let phone = input.contact.phone.clone().unwrap_or_else(|| SENDER.to_owned());
    let version = input.event.version.max(1);
    Ok(TriggerFacts {
        now,
        time_zone: time_zone(input.time_zone)?,
        open_now: input.open.unwrap_or(true),
        event: TriggerEvent { change: input.event.change.unwrap_or_else(|| "updated".to_owned()), version },
        card: card(input.card, 0, &channel, now),
        contact: contact(
            shape::Contact { known: input.contact.known.or(Some(true)), ..input.contact },
            &phone,
            channel.kind(),
            now,
        ),
        previous_status: input.event.previous_status,
    })
}

fn time_zone(name: Option<String>) -> Result<TimeZone, FactsError> {
    let Some(name) = name else { return Ok(TimeZone::UTC) };
    TimeZone::get(&name).map_err(|_| FactsError::TimeZone { value: name })
}

fn channel(input: shape::Channel, now: Timestamp) -> Result<Channel, FactsError> {
    let id = input.id.unwrap_or_else(|| "front-desk".to_owned());
    Ok(Channel {
        id: ChannelId::new(id.clone()).map_err(|_| FactsError::ChannelId { value: id })?,
        name: input.name.unwrap_or_else(|| "Front desk".to_owned()),
        plugin: "com.deskbell.whatsapp-cloud".to_owned(),
        config: "{}".to_owned(),
        hook_token: String::new(),
        state: ChannelState::Active,
        capabilities: Capabilities::Messaging(MessagingCapabilities {
            channel_kind: input.kind.unwrap_or_else(|| "whatsapp".to_owned()),
            features: Vec::new(),
            reply_window_h: Some(24),
            max_text: 4096,
            pace_per_10s: 10,
        }),
        routing: Routing { new_card_module: input.new_card_module, accept: input.accept, excluded: input.excluded },
        pace_per_10s: None,
        private_hosts: Vec::new(),
        created: now,
    })
}

fn inbound(input: shape::Message, from: String, channel_kind: &str) -> Result<InboundMessage, FactsError> {
    let addresses =
        if from.is_empty() { Vec::new() } else { vec![Address::new(channel_kind, AddressKind::Phone, from)] };
    Ok(InboundMessage {
        remote_id: "trial".to_owned(),
        sender: Party { addresses, display_name: input.name },
        content: content(input.kind.as_deref(), input.text, input.choice)?,
        reply_to: input.reply.then(|| "earlier".to_owned()),
        forwarded: input.forwarded,
        group: input.group,
        referral: input.referral,
    })
}

fn content(kind: Option<&str>, text: Option<String>, choice: Option<String>) -> Result<InboundContent, FactsError> {
    let kind = kind.unwrap_or(if choice.is_some() { "choice" } else { "text" });
    let body = text.clone().unwrap_or_default();
    let media = |media_kind| InboundContent::Media {
        media_kind,
        media: RemoteMedia { reference: "trial".to_owned(), mime: None, size: None, sha256: None, filename: None },
        caption: text.clone(),
    };
    let stub =
        |stub| InboundContent::Stub { stub, provider_type: kind.to_owned(), summary: body.clone(), raw: String::new() };
    Ok(match kind {
        "text" => InboundContent::Text { body },
        "choice" => InboundContent::Choice { id: choice.unwrap_or_default(), title: body },
        "image" => media(MediaKind::Image),
        "video" => media(MediaKind::Video),
        "audio" => media(MediaKind::Audio),
        "voice" => media(MediaKind::Voice),
        "document" => media(MediaKind::Document),
        "sticker" => media(MediaKind::Sticker),
        "location" => stub(StubKind::Location),
        "contact" => stub(StubKind::Contact),
        "poll" => stub(StubKind::Poll),
        "order" => stub(StubKind::Order),
        "form" => stub(StubKind::Form),
        "call" => stub(StubKind::Call),
        "edit" => stub(StubKind::Edit),
        "unknown" => stub(StubKind::Unknown),
        other => return Err(FactsError::MessageKind { value: other.to_owned() }),
    })
}

fn contact(input: shape::Contact, from: &str, channel_kind: &str, now: Timestamp) -> Contact {
    let mut contact = Contact::new(CONTACT, now);
    let phone = input.phone.unwrap_or_else(|| from.to_owned());
    let mut addresses = Vec::new();
    if !phone.is_empty() {
        addresses.push(Address::new(channel_kind, AddressKind::Phone, phone));
    }
    if input.known.unwrap_or(false) {
        addresses.push(Address::new("workshop", AddressKind::ExternalId, "1"));
    }
    contact.learn(&addresses, now);
    if let Some(name) = input.name {
        contact.rename(&name, NameSource::Business, now);
    }
    contact.language = input.language;
    contact.tags = input.tags;
    contact
}

fn conversation(
    input: shape::Conversation,
    channel: &ChannelId,
    cards: &[Card],
    now: Timestamp,
) -> Result<Conversation, FactsError> {
    let find = |number: Option<String>| match number {
        None => Ok(None),
        Some(number) => match cards.iter().find(|card| card.number == number) {
            Some(card) => Ok(Some(card.id)),
            None => Err(FactsError::NoSuchCard { number }),
        },
    };
    let mut conversation = Conversation::new(ConversationId(1), channel.clone(), CONTACT, now);
    conversation.card = find(input.card)?;
    conversation.last_sent_card = find(input.last_sent_card)?;
    conversation.status = input.status.unwrap_or(ConversationStatus::Attentive);
    conversation.tags = input.tags;
    conversation.priority = input.priority;
    conversation.unread = input.unread;
    conversation.assignee = input.assigned.then_some(UserId(1));
    conversation.last_inbound = input.last_message_at;
    Ok(conversation)
}

/// Last updated first, as the host gives them.
fn cards(input: Vec<shape::Card>, channel: &Channel, now: Timestamp) -> Result<Vec<Card>, FactsError> {
    if input.len() > CARDS {
        return Err(FactsError::TooManyCards { at_most: CARDS });
    }
    let mut cards: Vec<Card> = input.into_iter().enumerate().map(|(at, c)| card(c, at, channel, now)).collect();
    cards.sort_by_key(|card| std::cmp::Reverse(card.updated));
    Ok(cards)
}

fn card(input: shape::Card, at: usize, channel: &Channel, now: Timestamp) -> Card {
    let created = input.created.unwrap_or_else(|| now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(now));
    let status = input.status.unwrap_or_else(|| "open".to_owned());
    let id = u64::try_from(at).unwrap_or(u64::MAX - 1) + 1;
    let number = input.number.unwrap_or_else(|| id.to_string());
    Card {
        id: CardId(id),
        module: input.module.unwrap_or_else(|| "repair-order".to_owned()),
        origin: Some(CardOrigin { channel: channel.id.clone(), external_id: number.clone() }),
        title: input.title.unwrap_or_default(),
        status_label: input.status_label.unwrap_or_else(|| status.clone()),
        status,
        number,
        open: input.open.unwrap_or(true),
        contact: CONTACT,
        total: input.total.map(|total| Money { minor: total.minor, currency: total.currency }),
        due: input.due,
        link: input.link,
        documents: input.documents.into_iter().map(document).collect(),
        fields: input.fields,
        status_change: None,
        version: 1,
        created,
        updated: input.updated.unwrap_or(created),
    }
}

fn document(input: shape::Document) -> Document {
    let remote =
        RemoteMedia { reference: input.filename.clone(), mime: None, size: None, sha256: None, filename: None };
    let media = match input.lost {
        true => MediaState::Lost { reason: "gone".to_owned() },
        false => MediaState::Pending { remote },
    };
    Document { kind: input.kind, filename: input.filename, media }
}
