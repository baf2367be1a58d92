//! Customers edit, delete, react, move and leave.

use super::{Context, Effects, Recorded, message};
use crate::error::AppError;
use crate::{people, tasks};
use deskbell_domain::address::{Address, Party};
use deskbell_domain::contact::{Consent, Contact};
use deskbell_domain::conversation::Conversation;
use deskbell_domain::inbound::{ChannelEvent, EventBody, InboundContent};
use deskbell_domain::journal::ItemOutcome;
use deskbell_domain::message::{Edit, Message, Reaction};
use deskbell_domain::time::Timestamp;
use deskbell_store::{ByChannelContact, MessageRef, ParkedChange, Range, Read, Record, RemoteId, Tx};

/// Changes that wait for one message. More are not worth keeping.
const WAITING: usize = 16;

/// An edit, a deletion or a reaction. It may overtake the message it belongs
/// to; then it waits for it.
pub(super) fn record(
    tx: &mut Tx<'_>,
    ctx: &Context,
    event: &ChannelEvent,
    remote_id: &str,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    let known = tx.get::<RemoteId>(&(ctx.channel.id.clone(), remote_id.to_owned()))?;
    match known {
        Some(known) => apply(tx, ctx, &known.message, event, effects),
        None => park(tx, ctx, remote_id, event),
    }
}

fn park(tx: &mut Tx<'_>, ctx: &Context, remote_id: &str, event: &ChannelEvent) -> Result<Recorded, AppError> {
    if waiting(tx, ctx, remote_id)?.len() >= WAITING {
        return Ok(Recorded::ignored("too many changes wait for a message that has not come"));
    }
    let seq = tx.next_id()?;
    tx.put(&ParkedChange {
        channel: ctx.channel.id.clone(),
        remote_id: remote_id.to_owned(),
        seq,
        event: event.clone(),
        at: ctx.now,
    })?;
    Ok(Recorded::plain(ItemOutcome::Parked))
}

fn waiting(tx: &Tx<'_>, ctx: &Context, remote_id: &str) -> Result<Vec<ParkedChange>, AppError> {
    let range = Range::prefix(&(ctx.channel.id.clone(), remote_id.to_owned())).limit(WAITING);
    Ok(tx.scan::<ParkedChange>(range)?)
}

/// The message is here now, and its conversation shows it.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    ctx: &Context,
    remote_id: &str,
    target: &MessageRef,
    effects: &mut Effects,
) -> Result<(), AppError> {
    for parked in waiting(tx, ctx, remote_id)? {
        tx.remove::<ParkedChange>(&parked.key())?;
        apply(tx, ctx, target, &parked.event, effects)?;
    }
    Ok(())
}

fn apply(
    tx: &mut Tx<'_>,
    ctx: &Context,
    target: &MessageRef,
    event: &ChannelEvent,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    let Some(mut message) = tx.get::<Message>(&(target.conversation, target.message))? else {
        return Ok(Recorded::ignored("the message it belongs to was removed"));
    };
    match &event.body {
        EventBody::Edited { content, .. } => {
            edit(&mut message, content.as_ref(), event.at);
            message::fetch_media(tx, ctx, &message, effects)?;
        }
        EventBody::Deleted { .. } => message.deleted = Some(event.at),
        EventBody::Reaction { emoji, .. } => react(&mut message, emoji.as_deref()),
        _ => return Ok(Recorded::ignored("not a change of a message")),
    }
    refresh_preview(tx, &message)?;
    tx.put(&message)?;
    Ok(Recorded::plain(ItemOutcome::Applied))
}

fn edit(message: &mut Message, content: Option<&InboundContent>, at: Timestamp) {
    let before = content.map(|new| Box::new(std::mem::replace(&mut message.content, message::content(new))));
    message.edits.push(Edit { at, before });
}

fn react(message: &mut Message, emoji: Option<&str>) {
    message.reactions.retain(|r| !r.by_customer);
    if let Some(emoji) = emoji {
        message.reactions.push(Reaction { by_customer: true, emoji: emoji.to_owned() });
    }
}

pub(super) fn typing(tx: &Tx<'_>, ctx: &Context, sender: &Party, effects: &mut Effects) -> Result<Recorded, AppError> {
    match conversation_of(tx, ctx, sender)? {
        Some((_, conversation)) => {
            effects.typing.push(conversation.id);
            Ok(Recorded::plain(ItemOutcome::Applied))
        }
        None => Ok(Recorded::ignored("typing by somebody who never wrote")),
    }
}

/// The same person under a new address. An address that belongs to somebody
/// else already is left alone: two people are never merged by a provider.
pub(super) fn identity(tx: &mut Tx<'_>, ctx: &Context, before: &Party, after: &Party) -> Result<Recorded, AppError> {
    let Some(mut contact) = people::find(tx, &before.addresses)? else {
        return Ok(Recorded::ignored("a new address of somebody who is not known here"));
    };
    people::learn(tx, &mut contact, &after.addresses, ctx.now)?;
    let learnt = |address: &Address| contact.addresses.iter().any(|known| known.address == *address);
    let complete = after.addresses.iter().all(learnt);
    for address in before.addresses.iter().filter(|a| !after.addresses.contains(a)) {
        let replaced = after.addresses.iter().any(|a| a.kind == address.kind);
        if replaced && complete {
            contact.forget(address, ctx.now);
        }
    }
    if complete {
        contact.wrote_from(&after.addresses);
    }
    contact.updated = ctx.now;
    tx.put(&contact)?;
    if !complete {
        tasks::notice(
            tx,
            "a customer's new number already belongs to another contact: compare the two",
            None,
            ctx.now,
        )?;
    }
    Ok(Recorded::plain(ItemOutcome::Applied))
}

pub(super) fn preference(
    tx: &mut Tx<'_>,
    ctx: &Context,
    sender: &Party,
    purpose: &str,
    allowed: bool,
    at: Timestamp,
) -> Result<Recorded, AppError> {
    let known = people::find(tx, &sender.addresses)?;
    let mut contact = people::resolve(tx, known, sender, ctx.now)?;
    let consent = Consent { channel_kind: ctx.channel.kind().to_owned(), purpose: purpose.to_owned(), allowed, at };
    contact.consents.push(consent);
    contact.updated = ctx.now;
    tx.put(&contact)?;
    Ok(Recorded::plain(ItemOutcome::Applied))
}

pub(super) fn blocked(tx: &mut Tx<'_>, ctx: &Context, sender: &Party, blocked: bool) -> Result<Recorded, AppError> {
    let Some((_, mut conversation)) = conversation_of(tx, ctx, sender)? else {
        return Ok(Recorded::ignored("blocked by somebody who never wrote"));
    };
    conversation.blocked = blocked;
    tx.put(&conversation)?;
    Ok(Recorded::plain(ItemOutcome::Applied))
}

fn conversation_of(tx: &Tx<'_>, ctx: &Context, party: &Party) -> Result<Option<(Contact, Conversation)>, AppError> {
    let Some(contact) = people::find(tx, &party.addresses)? else { return Ok(None) };
    let conversation = tx.find::<Conversation, ByChannelContact>(&(ctx.channel.id.clone(), contact.id))?;
    Ok(conversation.map(|c| (contact, c)))
}

/// The list shows what the message says now; of a deleted one, nothing.
fn refresh_preview(tx: &mut Tx<'_>, message: &Message) -> Result<(), AppError> {
    let Some(mut conversation) = tx.get::<Conversation>(&message.conversation)? else { return Ok(()) };
    let Some(last) = conversation.last_message.as_mut().filter(|last| last.id == message.id) else { return Ok(()) };
    let preview = if message.deleted.is_some() { String::new() } else { message.content.preview() };
    if last.preview == preview {
        return Ok(());
    }
    last.preview = preview;
    Ok(tx.put(&conversation)?)
}
