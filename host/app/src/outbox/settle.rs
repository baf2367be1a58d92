//! What became of an attempt.

use super::claim::{Claimed, hold, too_late};
use crate::error::AppError;
use crate::intake::{Context, Effects, account, settle_parked};
use crate::{people, tasks};
use deskbell_domain::channel::{Channel, Feature};
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::Conversation;
use deskbell_domain::delivery::Delivery;
use deskbell_domain::id::OutboxId;
use deskbell_domain::message::{Attempt, Message, Outbound, Stage};
use deskbell_domain::outbound::Receipt;
use deskbell_domain::outbox::{self, OutboxRow, OutboxState};
use deskbell_domain::problem::{CallError, Problem};
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_store::{ByState, MessageRef, Range, Read, RemoteId, Tx};

/// The answer to one attempt, as the outbox understands it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sent {
    Accepted(Receipt),
    Refused(CallError),
    /// Perhaps sent: the call broke off after something had left.
    Unknown(Problem),
    /// Never left: no room, no plugin, a fault before any request. Not an
    /// attempt at the provider.
    NotTried {
        problem: Problem,
        after: SignedDuration,
    },
}

/// Commits the outcome. `jitter` is 0 to 1; `repeatable` channels send once
/// however often they are asked.
pub(crate) fn settle(
    tx: &mut Tx<'_>,
    ctx: &Context,
    claimed: &Claimed,
    sent: &Sent,
    jitter: f64,
    repeatable: bool,
    effects: &mut Effects,
) -> Result<(), AppError> {
    let key = (claimed.row.conversation, claimed.row.message);
    let Some(mut message) = tx.get::<Message>(&key)? else {
        tx.remove::<OutboxRow>(&claimed.row.id)?;
        return Ok(());
    };
    let row = tx.get::<OutboxRow>(&claimed.row.id)?;
    match sent {
        Sent::Accepted(receipt) => accepted(tx, ctx, claimed, message, row, receipt, effects),
        // A status that overtook us has settled the row; there is nothing to retry.
        _ if row.is_none() => Ok(()),
        Sent::NotTried { problem, after } => {
            let mut row = row.expect("checked above");
            row.attempts = row.attempts.saturating_sub(1);
            row.state = OutboxState::Queued;
            row.not_before = ctx.now + *after;
            tracing::debug!(outbox = %row.id, code = %problem.code, "not tried");
            effects.queued = true;
            Ok(tx.put(&row)?)
        }
        Sent::Unknown(problem) => {
            let row = row.expect("checked above");
            note_attempt(&mut message, &claimed.row, claimed.started, Some(problem.clone()));
            uncertain(tx, ctx, row, message, problem, jitter, repeatable, effects)
        }
        Sent::Refused(error) => {
            let row = row.expect("checked above");
            note_attempt(&mut message, &claimed.row, claimed.started, Some(error.problem().clone()));
            refused(tx, ctx, row, message, error, jitter, repeatable, effects)
        }
    }
}

fn accepted(
    tx: &mut Tx<'_>,
    ctx: &Context,
    claimed: &Claimed,
    mut message: Message,
    row: Option<OutboxRow>,
    receipt: &Receipt,
    effects: &mut Effects,
) -> Result<(), AppError> {
    note_attempt(&mut message, &claimed.row, claimed.started, None);
    if let Some(outbound) = &mut message.outbound {
        let attempt = outbound.attempts.iter_mut().find(|a| a.number == claimed.row.attempts);
        if let Some(attempt) = attempt {
            attempt.remote_id = Some(receipt.remote_id.clone());
            attempt.delivery = Some(attempt.delivery.map_or(Delivery::Sent, |d| d.join(Delivery::Sent)));
        }
        // A status may have overtaken this answer and asked for another attempt:
        // then the message's row is a new one, which lives.
        if outbound.outbox.is_none_or(|id| id == claimed.row.id) {
            outbound.outbox = None;
            outbound.stage = Stage::Accepted;
        }
    }
    if let Some(row) = row {
        tx.remove::<OutboxRow>(&row.id)?;
    }
    tx.put(&message)?;
    let target =
        MessageRef { conversation: message.conversation, message: message.id, attempt: Some(claimed.row.attempts) };
    tx.put(&RemoteId { channel: claimed.row.channel.clone(), remote_id: receipt.remote_id.clone(), message: target })?;
    learn_recipient(tx, ctx, &message, receipt)?;
    settle_parked(tx, ctx, &receipt.remote_id, &target, effects)
}

/// The attempt becomes a record of its own, whatever came of it.
fn note_attempt(message: &mut Message, row: &OutboxRow, started: Timestamp, problem: Option<Problem>) {
    let outbound = message.outbound.get_or_insert_with(|| Outbound::queued(row));
    let number = row.attempts;
    if let Some(known) = outbound.attempts.iter_mut().find(|a| a.number == number) {
        known.problem = known.problem.take().or(problem);
        return;
    }
    outbound.add_attempt(Attempt {
        number,
        started,
        remote_id: None,
        delivery: None,
        problem,
        consequence: None,
        price_category: None,
    });
}

#[expect(clippy::too_many_arguments, reason = "one outcome with all that decides about it")]
fn refused(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut row: OutboxRow,
    message: Message,
    error: &CallError,
    jitter: f64,
    repeatable: bool,
    effects: &mut Effects,
) -> Result<(), AppError> {
    match error {
        CallError::Retry { problem, uncertain: true, .. } => {
            uncertain(tx, ctx, row, message, problem, jitter, repeatable, effects)
        }
        // What certainly sent nothing may be tried for as long as it is worth it.
        CallError::Retry { problem, after_ms, .. } => {
            row.give_up_at += 1;
            again(tx, ctx, row, message, problem, asked(*after_ms), jitter, effects)
        }
        CallError::RateLimited { problem, after_ms, .. } => {
            row.give_up_at += 1;
            again(tx, ctx, row, message, problem, asked(Some(*after_ms)), jitter, effects)
        }
        CallError::Auth { problem } => {
            account::pause(tx, ctx, problem)?;
            effects.channels_changed = true;
            wait_for_operator(tx, ctx, row, message)
        }
        CallError::Rejected { problem } | CallError::Unsupported { problem } => give_up(tx, row, message, problem),
    }
}

fn asked(after_ms: Option<u32>) -> Option<SignedDuration> {
    after_ms.map(|ms| SignedDuration::from_millis(i64::from(ms)))
}

/// Another attempt with a growing pause, unless it would come too late.
#[expect(clippy::too_many_arguments, reason = "one outcome with all that decides about it")]
fn again(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut row: OutboxRow,
    mut message: Message,
    problem: &Problem,
    asked: Option<SignedDuration>,
    jitter: f64,
    effects: &mut Effects,
) -> Result<(), AppError> {
    let next = ctx.now + outbox::backoff(row.attempts, asked, jitter);
    if next >= row.deadline() {
        too_late(tx, &ctx.channel.name, ctx.now)?;
        return give_up(tx, row, message, problem);
    }
    row.state = OutboxState::Queued;
    row.not_before = next;
    set_stage(&mut message, Stage::Queued);
    effects.queued = true;
    tx.put(&row)?;
    Ok(tx.put(&message)?)
}

/// The channel is paused; its messages wait without losing attempts.
fn wait_for_operator(tx: &mut Tx<'_>, ctx: &Context, mut row: OutboxRow, mut message: Message) -> Result<(), AppError> {
    row.state = OutboxState::Queued;
    row.give_up_at += 1;
    row.not_before = ctx.now;
    set_stage(&mut message, Stage::Queued);
    tx.put(&row)?;
    Ok(tx.put(&message)?)
}

fn give_up(tx: &mut Tx<'_>, mut row: OutboxRow, mut message: Message, problem: &Problem) -> Result<(), AppError> {
    match problem.code.as_str() {
        // The provider knows better than our clock: offer the template in place.
        "window-closed" => return hold(tx, row, message, problem.clone()),
        "blocked" => close_for_blocked(tx, &row)?,
        _ => {}
    }
    row.state = OutboxState::Dead { problem: problem.clone() };
    set_stage(&mut message, Stage::Failed { problem: problem.clone() });
    tx.put(&row)?;
    Ok(tx.put(&message)?)
}

/// The next message would be refused as well (S2.10).
fn close_for_blocked(tx: &mut Tx<'_>, row: &OutboxRow) -> Result<(), AppError> {
    if let Some(mut conversation) = tx.get::<Conversation>(&row.conversation)? {
        conversation.blocked = true;
        tx.put(&conversation)?;
    }
    Ok(())
}

/// Sent or not, nobody knows: repeated only where that cannot send twice.
#[expect(clippy::too_many_arguments, reason = "one outcome with all that decides about it")]
fn uncertain(
    tx: &mut Tx<'_>,
    ctx: &Context,
    mut row: OutboxRow,
    mut message: Message,
    problem: &Problem,
    jitter: f64,
    repeatable: bool,
    effects: &mut Effects,
) -> Result<(), AppError> {
    if repeatable && row.attempts < row.give_up_at {
        return again(tx, ctx, row, message, problem, None, jitter, effects);
    }
    row.state = OutboxState::Uncertain;
    set_stage(&mut message, Stage::Uncertain);
    tx.put(&row)?;
    Ok(tx.put(&message)?)
}

fn set_stage(message: &mut Message, stage: Stage) {
    if let Some(outbound) = &mut message.outbound {
        outbound.stage = stage;
    }
}

fn learn_recipient(tx: &mut Tx<'_>, ctx: &Context, message: &Message, receipt: &Receipt) -> Result<(), AppError> {
    let Some(recipient) = &receipt.recipient else { return Ok(()) };
    let Some(conversation) = tx.get::<Conversation>(&message.conversation)? else { return Ok(()) };
    let Some(mut contact) = tx.get::<Contact>(&conversation.contact)? else { return Ok(()) };
    if people::learn(tx, &mut contact, &recipient.addresses, ctx.now)? {
        tx.put(&contact)?;
    }
    Ok(())
}

/// A store that came back from a backup does not know what was sent since: what
/// waited then waits for a person now. Looks at a part of the rows and gives the
/// last one, until there is none.
pub(crate) fn distrust(
    tx: &mut Tx<'_>,
    after: Option<OutboxId>,
    limit: usize,
    now: Timestamp,
) -> Result<Option<OutboxId>, AppError> {
    let range = after.iter().fold(Range::all().limit(limit), |range, last| range.after(last));
    let rows = tx.scan::<OutboxRow>(range)?;
    let last = rows.last().map(|row| row.id);
    for row in rows.into_iter().filter(|row| row.state.leaves_by_itself()) {
        distrust_row(tx, row, now)?;
    }
    Ok(last)
}

fn distrust_row(tx: &mut Tx<'_>, mut row: OutboxRow, now: Timestamp) -> Result<(), AppError> {
    let Some(mut message) = tx.get::<Message>(&(row.conversation, row.message))? else {
        tx.remove::<OutboxRow>(&row.id)?;
        return Ok(());
    };
    tasks::notice(tx, "a backup was restored: look at the queue before you send what waited in it", None, now)?;
    match row.state {
        OutboxState::Queued => {
            let detail = "it waited when the backup was made and may have been sent since; send it if it was not";
            hold(tx, row, message, Problem::new("restored", detail))
        }
        _ => {
            row.state = OutboxState::Uncertain;
            set_stage(&mut message, Stage::Uncertain);
            tx.put(&row)?;
            Ok(tx.put(&message)?)
        }
    }
}

/// Rows that were cut off between *sending* and their outcome. Returns how
/// many were found; called until none is left.
pub(crate) fn recover(tx: &mut Tx<'_>, now: Timestamp, limit: usize) -> Result<usize, AppError> {
    let sending = Range::prefix(&"sending");
    let rows = tx.list::<OutboxRow, ByState>(sending.limit(limit))?;
    for row in &rows {
        recover_row(tx, row.clone(), now)?;
    }
    Ok(rows.len())
}

fn recover_row(tx: &mut Tx<'_>, mut row: OutboxRow, now: Timestamp) -> Result<(), AppError> {
    let OutboxState::Sending { since } = row.state else { return Ok(()) };
    let channel = tx.get::<Channel>(&row.channel)?;
    let repeatable = channel.is_some_and(|channel| channel.messaging().is_some_and(|m| m.has(Feature::SendIdempotent)));
    row.state = if repeatable { OutboxState::Queued } else { OutboxState::Uncertain };
    row.not_before = now;
    if let Some(mut message) = tx.get::<Message>(&(row.conversation, row.message))? {
        let stage = if repeatable { Stage::Queued } else { Stage::Uncertain };
        let problem = Problem::new("interrupted", "the host stopped while this was being sent");
        note_attempt(&mut message, &row, since, Some(problem));
        set_stage(&mut message, stage);
        tx.put(&message)?;
    }
    Ok(tx.put(&row)?)
}
