//! A customer's message: filtered, routed, filed, shown.

use super::decide::{self, Filing};
use super::{Context, Effects, Recorded, changes};
use crate::error::AppError;
use crate::{metrics, people, tasks};
use deskbell_domain::address::Party;
use deskbell_domain::card::Card;
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::{Conversation, ConversationStatus, LastMessage};
use deskbell_domain::id::{ConversationId, MessageId};
use deskbell_domain::inbound::{ChannelEvent, InboundContent, InboundMessage};
use deskbell_domain::journal::ItemOutcome;
use deskbell_domain::media::{Fetch, FetchTarget, MediaState};
use deskbell_domain::message::{Author, Content, Message, ReplyTo};
use deskbell_domain::rule::InboundFacts;
use deskbell_store::{ByChannelContact, ByContact, MessageRef, Range, Read, Record, RemoteId, Seen, Tx};
use std::sync::Arc;
use std::time::Instant;

/// Cards a rule sees, newest first.
const CARDS_FOR_RULES: usize = 50;

pub(super) fn record(
    tx: &mut Tx<'_>,
    ctx: &Context,
    event: &ChannelEvent,
    inbound: &InboundMessage,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    let remote = (ctx.channel.id.clone(), inbound.remote_id.clone());
    let ignored = super::seen(ctx, &event.dedupe_key);
    if tx.get::<RemoteId>(&remote)?.is_some() || tx.get::<Seen>(&ignored.key())?.is_some() {
        return Ok(Recorded::plain(ItemOutcome::Duplicate));
    }
    let facts = facts(tx, ctx, event, inbound)?;
    let began = Instant::now();
    let ruled = ctx.rules.inbound(&facts);
    metrics::intake("rules", began.elapsed());
    if let Some(reason) = decide::ignored(&ruled.decisions) {
        tx.put(&ignored)?;
        return Ok(Recorded { explanation: Some(ruled.explanation), ..Recorded::ignored(reason) });
    }

    // Nobody else holds the facts now: what was read is moved out, not copied.
    let facts = Arc::unwrap_or_clone(facts);
    let mut contact = people::resolve(tx, facts.contact, &inbound.sender, ctx.now)?;
    people::wrote(tx, &mut contact, &inbound.sender, ctx.channel.kind())?;
    let mut conversation = match facts.conversation {
        Some(conversation) => conversation,
        None => Conversation::new(tx.next_id()?, ctx.channel.id.clone(), contact.id, ctx.now),
    };
    let filing = Filing { contact: &contact, ruled: &ruled, inbound: Some(inbound) };
    decide::file(tx, ctx, &filing, &mut conversation)?;

    let message = store_message(tx, ctx, event, inbound, &conversation, effects)?;
    receive(&mut conversation, &message, ctx);
    decide::answer(tx, ctx, &filing, &mut conversation, effects)?;
    tx.put(&conversation)?;
    changes::settle(tx, ctx, &inbound.remote_id, &reference(&message), effects)?;
    tasks::open_reply(tx, &conversation, ctx.now)?;
    let outcome = ItemOutcome::Recorded { conversation: conversation.id, message: message.id };
    Ok(Recorded { outcome, explanation: Some(ruled.explanation) })
}

fn facts(
    tx: &Tx<'_>,
    ctx: &Context,
    event: &ChannelEvent,
    inbound: &InboundMessage,
) -> Result<Arc<InboundFacts>, AppError> {
    let contact = people::find(tx, &inbound.sender.addresses)?;
    let (conversation, cards) = match &contact {
        Some(contact) => {
            let key = (ctx.channel.id.clone(), contact.id);
            let conversation = tx.find::<Conversation, ByChannelContact>(&key)?;
            let cards = cards_for_rules(tx, contact, conversation.as_ref())?;
            (conversation, cards)
        }
        None => (None, Vec::new()),
    };
    Ok(Arc::new(InboundFacts {
        now: ctx.now,
        time_zone: ctx.zone.clone(),
        open_now: ctx.settings.hours.open_at(ctx.now, &ctx.zone),
        channel: (*ctx.channel).clone(),
        message: inbound.clone(),
        at: event.at,
        contact,
        conversation,
        cards,
    }))
}

/// Last updated first.
pub(crate) fn cards_of(store: &impl Read, contact: &Contact) -> Result<Vec<Card>, AppError> {
    Ok(store.list::<Card, ByContact>(Range::prefix(&contact.id).reverse().limit(CARDS_FOR_RULES))?)
}

/// The newest cards, and those the conversation itself points to, however old.
fn cards_for_rules(tx: &Tx<'_>, contact: &Contact, conversation: Option<&Conversation>) -> Result<Vec<Card>, AppError> {
    let mut cards = cards_of(tx, contact)?;
    for pointed in conversation.into_iter().flat_map(|c| [c.card, c.last_sent_card]).flatten() {
        if !cards.iter().any(|card| card.id == pointed) {
            cards.extend(tx.get::<Card>(&pointed)?);
        }
    }
    Ok(cards)
}

fn store_message(
    tx: &mut Tx<'_>,
    ctx: &Context,
    event: &ChannelEvent,
    inbound: &InboundMessage,
    conversation: &Conversation,
    effects: &mut Effects,
) -> Result<Message, AppError> {
    let id: MessageId = tx.next_id()?;
    let message = Message {
        id,
        conversation: conversation.id,
        at: event.at,
        recorded: ctx.now,
        author: Author::Customer,
        content: content(&inbound.content),
        card: conversation.card,
        remote_id: Some(inbound.remote_id.clone()),
        reply_to: reply_to(tx, ctx, conversation.id, inbound.reply_to.as_deref())?,
        forwarded: inbound.forwarded,
        reactions: Vec::new(),
        edits: Vec::new(),
        deleted: None,
        outbound: None,
        source: ctx.source,
        referral: inbound.referral.clone(),
    };
    tx.put(&message)?;
    remember(tx, ctx, &inbound.remote_id, &message)?;
    fetch_media(tx, ctx, &message, effects)?;
    Ok(message)
}

/// The message by its provider id: it tells a second delivery apart and finds
/// quotes, edits and reactions.
fn remember(tx: &mut Tx<'_>, ctx: &Context, remote_id: &str, message: &Message) -> Result<(), AppError> {
    Ok(tx.put(&RemoteId {
        channel: ctx.channel.id.clone(),
        remote_id: remote_id.to_owned(),
        message: reference(message),
    })?)
}

fn reference(message: &Message) -> MessageRef {
    MessageRef { conversation: message.conversation, message: message.id, attempt: None }
}

fn reply_to(
    tx: &Tx<'_>,
    ctx: &Context,
    conversation: ConversationId,
    remote_id: Option<&str>,
) -> Result<Option<ReplyTo>, AppError> {
    let Some(remote_id) = remote_id else { return Ok(None) };
    let known = tx.get::<RemoteId>(&(ctx.channel.id.clone(), remote_id.to_owned()))?;
    let message = known.filter(|r| r.message.conversation == conversation).map(|r| r.message.message);
    Ok(Some(ReplyTo { remote_id: remote_id.to_owned(), message }))
}

/// A file is fetched by a worker of its own, so that no webhook waits for it.
pub(super) fn fetch_media(
    tx: &mut Tx<'_>,
    ctx: &Context,
    message: &Message,
    effects: &mut Effects,
) -> Result<(), AppError> {
    let Content::Media { media: MediaState::Pending { remote }, .. } = &message.content else { return Ok(()) };
    let id = tx.next_id()?;
    tx.put(&Fetch {
        id,
        channel: ctx.channel.id.clone(),
        remote: remote.clone(),
        target: FetchTarget::Message { conversation: message.conversation, message: message.id },
        attempt: 0,
        not_before: ctx.now,
        created: ctx.now,
    })?;
    effects.fetches = true;
    Ok(())
}

pub(super) fn content(inbound: &InboundContent) -> Content {
    match inbound {
        InboundContent::Text { body } => Content::Text { body: body.clone() },
        InboundContent::Media { media_kind, media, caption } => Content::Media {
            media_kind: *media_kind,
            filename: media.filename.clone(),
            media: MediaState::Pending { remote: media.clone() },
            caption: caption.clone(),
        },
        InboundContent::Choice { id, title } => Content::Choice { id: id.clone(), title: title.clone() },
        InboundContent::Stub { stub, provider_type, summary, raw } => Content::Stub {
            stub: *stub,
            provider_type: provider_type.clone(),
            summary: summary.clone(),
            raw: raw.clone(),
        },
    }
}

/// The conversation after a customer's message: it waits for us, and its
/// window runs from the latest message by the provider's clock.
fn receive(conversation: &mut Conversation, message: &Message, ctx: &Context) {
    conversation.status = ConversationStatus::Attentive;
    conversation.unread = conversation.unread.saturating_add(1);
    conversation.blocked = false;
    conversation.activity = ctx.now;
    if conversation.last_inbound.is_none_or(|last| last <= message.at) {
        // A provider's clock that runs ahead must not keep the window open longer.
        conversation.last_inbound = Some(message.at.min(ctx.now));
        conversation.last_inbound_remote = message.remote_id.clone();
    }
    let preview = message.content.preview();
    conversation.last_message = Some(LastMessage { id: message.id, inbound: true, preview });
}

/// A message that the shop sent by other means belongs in the thread as well.
pub(super) fn record_echo(
    tx: &mut Tx<'_>,
    ctx: &Context,
    event: &ChannelEvent,
    remote_id: &str,
    recipient: &Party,
    inbound: &InboundContent,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    if tx.get::<RemoteId>(&(ctx.channel.id.clone(), remote_id.to_owned()))?.is_some() {
        return Ok(Recorded::plain(ItemOutcome::Duplicate));
    }
    let known = people::find(tx, &recipient.addresses)?;
    let contact = people::resolve(tx, known, recipient, ctx.now)?;
    let mut conversation = match tx.find::<Conversation, ByChannelContact>(&(ctx.channel.id.clone(), contact.id))? {
        Some(conversation) => conversation,
        None => Conversation::new(tx.next_id()?, ctx.channel.id.clone(), contact.id, ctx.now),
    };
    let message = Message {
        id: tx.next_id()?,
        conversation: conversation.id,
        at: event.at,
        recorded: ctx.now,
        author: Author::Shop,
        content: content(inbound),
        card: conversation.card,
        remote_id: Some(remote_id.to_owned()),
        reply_to: None,
        forwarded: false,
        reactions: Vec::new(),
        edits: Vec::new(),
        deleted: None,
        outbound: None,
        source: ctx.source,
        referral: None,
    };
    tx.put(&message)?;
    remember(tx, ctx, remote_id, &message)?;
    fetch_media(tx, ctx, &message, effects)?;
    conversation.status = ConversationStatus::Answered;
    conversation.last_sent_card = conversation.card;
    conversation.activity = ctx.now;
    conversation.last_message =
        Some(LastMessage { id: message.id, inbound: false, preview: message.content.preview() });
    tx.put(&conversation)?;
    changes::settle(tx, ctx, remote_id, &reference(&message), effects)?;
    tasks::close_reply(tx, conversation.id, ctx.now)?;
    let outcome = ItemOutcome::Recorded { conversation: conversation.id, message: message.id };
    Ok(Recorded::plain(outcome))
}
