//! What comes in: one commit for each webhook.
//!
//! Every item of a batch has its own outcome. Nothing here waits: the plugin
//! has already translated the request, and the whole of it becomes visible in
//! one transaction or not at all.

pub(crate) mod account;
mod business;
mod changes;
mod decide;
mod message;
mod status;

pub(crate) use business::record_business;

use crate::compose::Composer;
use crate::error::AppError;
use deskbell_domain::channel::Channel;
use deskbell_domain::id::{ConversationId, JournalSeq};
use deskbell_domain::inbound::{ChannelEvent, EventBody};
use deskbell_domain::journal::{Item, ItemOutcome};
use deskbell_domain::message::Source;
use deskbell_domain::rule::Explanation;
use deskbell_domain::time::Timestamp;
use deskbell_domain::user::Settings;
use deskbell_rules::RuleSet;
use deskbell_store::{DedupeKey, MessageRef, Read, Record, Seen, Tx};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// What one recording knows besides the store. A job may run twice, so time
/// and rules are fixed before it starts.
#[derive(Clone)]
pub(crate) struct Context {
    pub channel: Arc<Channel>,
    pub rules: Arc<RuleSet>,
    pub settings: Arc<Settings>,
    pub zone: TimeZone,
    pub now: Timestamp,
    /// When it happened; what is sent because of it is late some time after that.
    pub since: Timestamp,
    /// The journal's item that is being recorded, for what is written because of it.
    pub source: Option<Source>,
}

impl Context {
    pub(crate) fn composer(&self) -> Composer<'_> {
        Composer { now: self.now, since: self.since, settings: &self.settings }
    }

    /// For one item of a batch: what is written because of it names it.
    fn of_item(&self, journal: JournalSeq, index: usize, at: Timestamp) -> Self {
        let source = Source { journal, item: u32::try_from(index).unwrap_or(u32::MAX) };
        Self { source: Some(source), since: at.min(self.now), ..self.clone() }
    }
}

/// What must be nudged or told after the commit.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Effects {
    pub queued: bool,
    pub fetches: bool,
    pub channels_changed: bool,
    pub typing: Vec<ConversationId>,
}

/// The outcome of one item, and why.
pub(crate) struct Recorded {
    pub outcome: ItemOutcome,
    pub explanation: Option<Explanation>,
}

impl Recorded {
    pub(crate) fn plain(outcome: ItemOutcome) -> Self {
        Self { outcome, explanation: None }
    }

    pub(crate) fn ignored(reason: impl Into<String>) -> Self {
        Self::plain(ItemOutcome::Ignored { reason: reason.into() })
    }
}

/// Records a translated batch.
pub(crate) fn record_channel(
    tx: &mut Tx<'_>,
    ctx: &Context,
    journal: JournalSeq,
    events: &[ChannelEvent],
    effects: &mut Effects,
) -> Result<Vec<Item>, AppError> {
    let mut items = Vec::with_capacity(events.len());
    for (index, event) in events.iter().enumerate() {
        let recorded = record_event(tx, &ctx.of_item(journal, index, event.at), event, effects)?;
        items.push(Item {
            event: event.body.name().to_owned(),
            dedupe_key: event.dedupe_key.clone(),
            outcome: recorded.outcome,
            explanation: recorded.explanation,
        });
    }
    Ok(items)
}

fn record_event(
    tx: &mut Tx<'_>,
    ctx: &Context,
    event: &ChannelEvent,
    effects: &mut Effects,
) -> Result<Recorded, AppError> {
    match &event.body {
        // These carry their own memory: a message by its provider id, a status
        // by being a join. They need no row of their own to be told apart.
        EventBody::Message(inbound) => return message::record(tx, ctx, event, inbound, effects),
        EventBody::Echo { remote_id, recipient, content } => {
            return message::record_echo(tx, ctx, event, remote_id, recipient, content, effects);
        }
        EventBody::Status(status) => return status::record(tx, ctx, status, effects),
        EventBody::Typing { sender } => return changes::typing(tx, ctx, sender, effects),
        _ => {}
    }
    if !first_time(tx, ctx, &event.dedupe_key)? {
        return Ok(Recorded::plain(ItemOutcome::Duplicate));
    }
    match &event.body {
        EventBody::Edited { remote_id, .. }
        | EventBody::Deleted { remote_id }
        | EventBody::Reaction { remote_id, .. } => changes::record(tx, ctx, event, remote_id, effects),
        EventBody::IdentityChanged { before, after } => changes::identity(tx, ctx, before, after),
        EventBody::Preference { sender, purpose, allowed } => {
            changes::preference(tx, ctx, sender, purpose, *allowed, event.at)
        }
        EventBody::Blocked { sender } => changes::blocked(tx, ctx, sender, true),
        EventBody::Unblocked { sender } => changes::blocked(tx, ctx, sender, false),
        EventBody::Account(account) => account::record(tx, ctx, account, effects),
        EventBody::Message(_) | EventBody::Echo { .. } | EventBody::Status(_) | EventBody::Typing { .. } => {
            unreachable!("handled above")
        }
    }
}

/// What came before the message had its provider id: reports about it, and
/// changes of it.
pub(crate) fn settle_parked(
    tx: &mut Tx<'_>,
    ctx: &Context,
    remote_id: &str,
    target: &MessageRef,
    effects: &mut Effects,
) -> Result<(), AppError> {
    status::settle_parked(tx, ctx, remote_id, target, effects)?;
    changes::settle(tx, ctx, remote_id, target, effects)
}

/// The memory of one fact of this channel.
fn seen(ctx: &Context, dedupe_key: &str) -> Seen {
    Seen { channel: ctx.channel.id.clone(), key: DedupeKey::of(dedupe_key), at: ctx.now }
}

/// Remembers the fact; false when it was seen before.
fn first_time(tx: &mut Tx<'_>, ctx: &Context, dedupe_key: &str) -> Result<bool, AppError> {
    let seen = seen(ctx, dedupe_key);
    if tx.get::<Seen>(&seen.key())?.is_some() {
        return Ok(false);
    }
    tx.put(&seen)?;
    Ok(true)
}
