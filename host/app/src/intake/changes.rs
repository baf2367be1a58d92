//! Customers edit, delete, react, move and leave.

use super::{Context, Effects, Recorded, message};
use crate::error::AppError;
use crate::{people, tasks};
use deskbell_domain::address::{Address, Party};
use deskbell_domain::contact::{Consent, Contact};
use deskbell_domain::conversation::Conversation;
use deskbell_domain::inbound::InboundContent;
use deskbell_domain::journal::ItemOutcome;
use deskbell_domain::message::{Edit, Message, Reaction};
use deskbell_domain::time::Timestamp;
use deskbell_store::{ByChannelContact, Read, RemoteId, Tx};

const NOT_HERE: &str = "the message it belongs to is not here";

pub(super) fn edited(
    tx: &mut Tx<'_>,
    ctx: &Context,
    remote_id: &str,
    content: Option<&InboundContent>,
    at: Timestamp,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    let Some(mut message) = by_remote_id(tx, ctx, remote_id)? else { return Ok(Recorded::ignored(NOT_HERE)) };
    let before = match content {
        Some(content) => {
            let new = message::content(content);
            Some(Box::new(std::mem::replace(&mut message.content, new)))
        }
        None => None,
    };
    message.edits.push(Edit { at, before });
    message::fetch_media(tx, ctx, &message, effects)?;
    refresh_preview(tx, &message)?;
    tx.put(&message)?;
    Ok(Recorded::plain(ItemOutcome::Applied))
}

pub(super) fn deleted(tx: &mut Tx<'_>, ctx: &Context, remote_id: &str, at: Timestamp) -> Result<Recorded, AppError> {
    let Some(mut message) = by_remote_id(tx, ctx, remote_id)? else { return Ok(Recorded::ignored(NOT_HERE)) };
    message.deleted = Some(at);
    tx.put(&message)?;
    Ok(Recorded::plain(ItemOutcome::Applied))
}

pub(super) fn reaction(
    tx: &mut Tx<'_>,
    ctx: &Context,
    remote_id: &str,
    emoji: Option<&str>,
) -> Result<Recorded, AppError> {
    let Some(mut message) = by_remote_id(tx, ctx, remote_id)? else { return Ok(Recorded::ignored(NOT_HERE)) };
    message.reactions.retain(|r| !r.by_customer);
    if let Some(emoji) = emoji {
        message.reactions.push(Reaction { by_customer: true, emoji: emoji.to_owned() });
    }
    tx.put(&message)?;
    Ok(Recorded::plain(ItemOutcome::Applied))
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

fn by_remote_id(tx: &Tx<'_>, ctx: &Context, remote_id: &str) -> Result<Option<Message>, AppError> {
    let Some(known) = tx.get::<RemoteId>(&(ctx.channel.id.clone(), remote_id.to_owned()))? else { return Ok(None) };
    Ok(tx.get::<Message>(&(known.message.conversation, known.message.message))?)
}

/// The list shows what the message says now.
fn refresh_preview(tx: &mut Tx<'_>, message: &Message) -> Result<(), AppError> {
    let Some(mut conversation) = tx.get::<Conversation>(&message.conversation)? else { return Ok(()) };
    match &mut conversation.last_message {
        Some(last) if last.id == message.id => last.preview = message.content.preview(),
        _ => return Ok(()),
    }
    Ok(tx.put(&conversation)?)
}
