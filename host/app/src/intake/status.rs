//! What providers report about messages of ours.

use super::{Context, Effects, Recorded};
use crate::error::AppError;
use crate::{outbox, people, tasks};
use deskbell_domain::contact::{Consent, Contact};
use deskbell_domain::conversation::Conversation;
use deskbell_domain::delivery::{Consequence, Delivery};
use deskbell_domain::id::ChannelId;
use deskbell_domain::inbound::StatusEvent;
use deskbell_domain::journal::ItemOutcome;
use deskbell_domain::message::{Attempt, Message, Stage};
use deskbell_domain::outbox::{Lane, MAX_ATTEMPTS, OutboxRow, OutboxState, backoff};
use deskbell_store::{MessageRef, Parked, Range, Read, RemoteId, Tx};

pub(super) fn record(
    tx: &mut Tx<'_>,
    ctx: &Context,
    status: &StatusEvent,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    match locate(tx, ctx, status)? {
        Some(target) => apply(tx, ctx, target, status, effects),
        None => {
            park(tx, ctx, status)?;
            Ok(Recorded::plain(ItemOutcome::Parked))
        }
    }
}

/// By the provider's id; else by our own id of the attempt, which providers
/// echo, because a status can overtake the answer to our call.
fn locate(tx: &mut Tx<'_>, ctx: &Context, status: &StatusEvent) -> Result<Option<MessageRef>, AppError> {
    let key = (ctx.channel.id.clone(), status.remote_id.clone());
    if let Some(known) = tx.get::<RemoteId>(&key)? {
        return Ok(Some(known.message));
    }
    let Some(target) = status.message_id.as_deref().and_then(outbox::parse_attempt_id) else { return Ok(None) };
    let Some(message) = tx.get::<Message>(&(target.conversation, target.message))? else { return Ok(None) };
    let same_channel = tx
        .get::<Conversation>(&message.conversation)?
        .is_some_and(|conversation| conversation.channel == ctx.channel.id);
    if !same_channel || message.outbound.is_none() {
        return Ok(None);
    }
    let (channel, remote_id) = key;
    tx.put(&RemoteId { channel, remote_id, message: target })?;
    Ok(Some(target))
}

fn park(tx: &mut Tx<'_>, ctx: &Context, status: &StatusEvent) -> Result<(), AppError> {
    let waiting = parked(tx, &ctx.channel.id, &status.remote_id)?;
    if waiting.iter().any(|p| p.event.delivery == status.delivery) {
        return Ok(());
    }
    let seq = tx.next_id()?;
    Ok(tx.put(&Parked {
        channel: ctx.channel.id.clone(),
        remote_id: status.remote_id.clone(),
        seq,
        attempt_id: status.message_id.clone(),
        event: status.clone(),
        at: ctx.now,
    })?)
}

fn parked(tx: &Tx<'_>, channel: &ChannelId, remote_id: &str) -> Result<Vec<Parked>, AppError> {
    Ok(tx.scan::<Parked>(Range::prefix(&(channel.clone(), remote_id.to_owned())).limit(16))?)
}

/// Statuses that came before the message had its provider id.
pub(crate) fn settle_parked(
    tx: &mut Tx<'_>,
    ctx: &Context,
    remote_id: &str,
    target: &MessageRef,
    effects: &mut Effects,
) -> Result<(), AppError> {
    for waiting in parked(tx, &ctx.channel.id, remote_id)? {
        tx.remove::<Parked>(&deskbell_store::Record::key(&waiting))?;
        apply(tx, ctx, *target, &waiting.event, effects)?;
    }
    Ok(())
}

fn apply(
    tx: &mut Tx<'_>,
    ctx: &Context,
    target: MessageRef,
    status: &StatusEvent,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    let Some(mut message) = tx.get::<Message>(&(target.conversation, target.message))? else {
        return Ok(Recorded::ignored("the message it belongs to was removed"));
    };
    let Some(changed) = advance(&mut message, ctx, &target, status) else {
        return Ok(Recorded::ignored("a status for a message that was not sent from here"));
    };
    if !changed {
        return Ok(Recorded::plain(ItemOutcome::Duplicate));
    }
    learn_recipient(tx, ctx, &message, status)?;
    settle_row(tx, &mut message, status)?;
    if status.delivery == Delivery::Failed && failed_for_good(&message, &target) {
        consequences(tx, ctx, &mut message, status, effects)?;
    }
    tx.put(&message)?;
    Ok(Recorded::plain(ItemOutcome::Applied))
}

/// Joins the report into its attempt. `None`: not a message of ours; `false`:
/// nothing new.
fn advance(message: &mut Message, ctx: &Context, target: &MessageRef, status: &StatusEvent) -> Option<bool> {
    let outbound = message.outbound.as_mut()?;
    let latest = outbound.attempts.last().map_or(1, |a| a.number);
    let number = target.attempt.unwrap_or(latest);
    if !outbound.attempts.iter().any(|a| a.number == number) {
        // The provider already talks about an attempt whose answer we never saw.
        outbound.add_attempt(Attempt {
            number,
            started: ctx.now,
            remote_id: Some(status.remote_id.clone()),
            delivery: None,
            problem: None,
            consequence: None,
            price_category: None,
        });
    }
    let attempt = outbound.attempts.iter_mut().find(|a| a.number == number)?;
    let joined = attempt.delivery.map_or(status.delivery, |seen| seen.join(status.delivery));
    let changed = attempt.delivery != Some(joined);
    attempt.delivery = Some(joined);
    attempt.remote_id.get_or_insert_with(|| status.remote_id.clone());
    match joined {
        Delivery::Failed if changed => {
            attempt.problem = status.problem.clone();
            attempt.consequence = Some(status.consequence);
        }
        Delivery::Failed => {}
        // Whatever was feared before, it is with the provider or the customer.
        _ => (attempt.problem, attempt.consequence) = (None, None),
    }
    if status.price_category.is_some() {
        attempt.price_category = status.price_category.clone();
    }
    Some(changed)
}

/// A report about the latest attempt proves that the provider took it: a row
/// that was uncertain, or whose answer is still on its way, is settled. What
/// the customer has must not go a second time.
fn settle_row(tx: &mut Tx<'_>, message: &mut Message, status: &StatusEvent) -> Result<(), AppError> {
    let Some(outbound) = message.outbound.as_mut() else { return Ok(()) };
    let Some(id) = outbound.outbox else { return Ok(()) };
    let Some(row) = tx.get::<OutboxRow>(&id)? else { return Ok(()) };
    let latest = outbound.attempts.last().is_some_and(|a| a.remote_id.as_deref() == Some(&status.remote_id));
    let arrived = status.delivery >= Delivery::Delivered;
    let settled = match row.state {
        OutboxState::Sending { .. } => latest,
        OutboxState::Uncertain => latest || arrived,
        OutboxState::Queued | OutboxState::Held { .. } | OutboxState::Dead { .. } => arrived,
    };
    if settled {
        tx.remove::<OutboxRow>(&id)?;
        outbound.outbox = None;
        outbound.stage = Stage::Accepted;
    }
    Ok(())
}

fn failed_for_good(message: &Message, target: &MessageRef) -> bool {
    let latest = message.outbound.as_ref().and_then(|o| o.attempts.last());
    latest.is_some_and(|a| target.attempt.is_none_or(|n| n == a.number) && a.delivery == Some(Delivery::Failed))
}

fn consequences(
    tx: &mut Tx<'_>,
    ctx: &Context,
    message: &mut Message,
    status: &StatusEvent,
    effects: &mut Effects,
) -> Result<(), AppError> {
    match status.consequence {
        Consequence::Transient => requeue(tx, ctx, message, effects),
        Consequence::Unreachable => mark_unreachable(tx, ctx, message, status),
        Consequence::Account => {
            let detail = status.problem.as_ref().map_or("", |p| &p.detail);
            tasks::notice(tx, &format!("{}: {detail}", ctx.channel.name), None, ctx.now)
        }
        Consequence::OptedOut => opted_out(tx, ctx, message),
        Consequence::None | Consequence::WindowClosed => Ok(()),
    }
}

/// The provider failed, not the message: another attempt, with a pause.
fn requeue(tx: &mut Tx<'_>, ctx: &Context, message: &mut Message, effects: &mut Effects) -> Result<(), AppError> {
    let Some(outbound) = message.outbound.as_mut() else { return Ok(()) };
    let taken = outbound.attempts.iter().filter(|a| a.remote_id.is_some()).count();
    if outbound.outbox.is_some() || taken >= MAX_ATTEMPTS as usize {
        return Ok(());
    }
    let attempts = outbound.attempts_made();
    let row = OutboxRow {
        id: tx.next_id()?,
        channel: ctx.channel.id.clone(),
        conversation: message.conversation,
        message: message.id,
        lane: outbound.lane.unwrap_or(Lane::Service),
        state: OutboxState::Queued,
        attempts,
        give_up_at: attempts + MAX_ATTEMPTS,
        created: ctx.now,
        not_before: ctx.now + backoff(u32::try_from(taken).unwrap_or(u32::MAX).saturating_add(3), None, 0.5),
        expires: outbound.expires,
    };
    if row.not_before >= row.deadline() {
        return Ok(());
    }
    tx.put(&row)?;
    outbound.outbox = Some(row.id);
    outbound.stage = Stage::Queued;
    effects.queued = true;
    Ok(())
}

fn mark_unreachable(tx: &mut Tx<'_>, ctx: &Context, message: &Message, status: &StatusEvent) -> Result<(), AppError> {
    let Some(conversation) = tx.get::<Conversation>(&message.conversation)? else { return Ok(()) };
    let Some(mut contact) = tx.get::<Contact>(&conversation.contact)? else { return Ok(()) };
    let reason = status.problem.as_ref().map_or_else(|| "not reachable".to_owned(), |p| p.detail.clone());
    contact.lost_on(ctx.channel.kind(), &reason, ctx.now);
    Ok(tx.put(&contact)?)
}

/// The customer told the provider, not us.
fn opted_out(tx: &mut Tx<'_>, ctx: &Context, message: &Message) -> Result<(), AppError> {
    let Some(conversation) = tx.get::<Conversation>(&message.conversation)? else { return Ok(()) };
    let Some(mut contact) = tx.get::<Contact>(&conversation.contact)? else { return Ok(()) };
    let (channel_kind, purpose) = (ctx.channel.kind().to_owned(), "marketing".to_owned());
    let mut answers = contact.consents.iter().rev();
    let last = answers.find(|c| c.channel_kind == channel_kind && c.purpose == purpose);
    if last.is_some_and(|consent| !consent.allowed) {
        return Ok(());
    }
    contact.consents.push(Consent { channel_kind, purpose, allowed: false, at: ctx.now });
    contact.updated = ctx.now;
    Ok(tx.put(&contact)?)
}

/// Providers tell us other spellings of the recipient: keep them. Who got a
/// message can be reached.
fn learn_recipient(tx: &mut Tx<'_>, ctx: &Context, message: &Message, status: &StatusEvent) -> Result<(), AppError> {
    let Some(conversation) = tx.get::<Conversation>(&message.conversation)? else { return Ok(()) };
    let Some(mut contact) = tx.get::<Contact>(&conversation.contact)? else { return Ok(()) };
    if status.delivery >= Delivery::Delivered {
        people::reached(tx, &mut contact, ctx.channel.kind())?;
    }
    let Some(recipient) = &status.recipient else { return Ok(()) };
    if people::learn(tx, &mut contact, &recipient.addresses, ctx.now)? {
        tx.put(&contact)?;
    }
    Ok(())
}
