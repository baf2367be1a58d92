//! Sends what is due: lane before lane, at the channel's pace, one message of
//! a conversation at a time.

use super::{Claimed, Sent, claim, first_contact, settle};
use crate::accounts::Connected;
use crate::error::AppError;
use crate::intake::Effects;
use crate::metrics;
use crate::workspace::Inner;
use deskbell_domain::channel::{ChannelState, Feature};
use deskbell_domain::id::{ChannelId, ConversationId, OutboxId};
use deskbell_domain::outbound::Receipt;
use deskbell_domain::outbox::OutboxRow;
use deskbell_domain::problem::{CallError, Problem, RateScope};
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_plugins::{CallInfo, Failure, KvWrite, Plugin};
use deskbell_store::{Due as ByDue, OpenByConversation, Range, Read, StoreFault, WriteError};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use std::collections::{HashMap, HashSet};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Rows looked at in one go for one channel: many may wait behind an older one
/// of their conversation.
const EXAMINED: usize = 4096;
/// Older rows of a conversation that are looked at.
const OLDER: usize = 256;
/// Calls of one channel at the same time; the plugin's own limit queues the rest.
const IN_FLIGHT: usize = 32;
/// Claims share a commit, so they are not made for fewer free places than that
/// while others are under way.
const WORTH_A_COMMIT: usize = 8;
/// How often a host that stops still offers an outcome, a pause of `IDLE` each.
const LAST_TRIES: u32 = 10;
/// At least this often the store is looked at, nudged or not.
const IDLE: Duration = Duration::from_secs(1);

/// Background work without input: it looks at the store and does what is due.
pub(crate) struct Dispatcher {
    inner: Arc<Inner>,
    lanes: Mutex<HashMap<ChannelId, Lane>>,
    /// A row left a call: there may be room for the next.
    freed: Notify,
    calls: TaskTracker,
    stop: CancellationToken,
}

/// One channel's pace and what is under way.
struct Lane {
    /// None: as fast as it goes.
    pace: Option<DefaultDirectRateLimiter>,
    per_10s: Option<u32>,
    rows: HashSet<OutboxId>,
    conversations: HashSet<ConversationId>,
    /// The provider asked the whole account to pause.
    quiet_until: Option<Timestamp>,
}

impl Lane {
    fn new(per_10s: Option<u32>) -> Self {
        Self {
            pace: per_10s.map(|figure| RateLimiter::direct(quota(figure))),
            per_10s,
            rows: HashSet::new(),
            conversations: HashSet::new(),
            quiet_until: None,
        }
    }
}

/// Evenly, with the share of one second at once: a provider counts seconds, so
/// ten seconds' worth in a moment would be refused.
fn quota(per_10s: u32) -> Quota {
    let per_10s = per_10s.max(1);
    let burst = NonZeroU32::new((per_10s / 10).max(1)).expect("at least 1");
    let period = Duration::from_secs(10) / per_10s;
    Quota::with_period(period.max(Duration::from_micros(10))).expect("longer than zero").allow_burst(burst)
}

impl Dispatcher {
    pub(crate) fn new(inner: Arc<Inner>, stop: CancellationToken) -> Arc<Self> {
        Arc::new(Self { inner, lanes: Mutex::default(), freed: Notify::new(), calls: TaskTracker::new(), stop })
    }

    /// Runs until it is told to stop, then waits for the calls under way: what
    /// was handed to a provider gets its outcome recorded.
    pub(crate) async fn run(self: Arc<Self>) {
        loop {
            let sent = self.round().await;
            if self.stop.is_cancelled() {
                break;
            }
            if sent > 0 {
                continue;
            }
            tokio::select! {
                () = self.stop.cancelled() => break,
                () = self.inner.outbox_nudge.notified() => {}
                () = self.freed.notified() => {}
                () = tokio::time::sleep(IDLE) => {}
            }
        }
        self.calls.close();
        self.calls.wait().await;
    }

    /// One look at every channel; how many calls were started.
    async fn round(self: &Arc<Self>) -> usize {
        let mut started = 0;
        for connected in self.inner.accounts.messaging() {
            if connected.channel.state == ChannelState::Active {
                started += self.channel(connected).await;
            }
        }
        started
    }

    async fn channel(self: &Arc<Self>, connected: Arc<Connected>) -> usize {
        let now = self.inner.clock.now();
        let room = self.room(&connected.channel.id);
        if room == 0 {
            return 0;
        }
        let chosen = match self.due(&connected, room, now) {
            Ok(rows) => self.choose(&connected, rows, now),
            Err(error) => {
                tracing::error!(%error, channel = %connected.channel.id, "the outbox cannot be read");
                return 0;
            }
        };
        if chosen.is_empty() {
            return 0;
        }
        let ids: Vec<OutboxId> = chosen.iter().map(|row| row.id).collect();
        let claimed = self.claim(ids, now).await;
        let kept: HashSet<OutboxId> = claimed.iter().map(|c| c.row.id).collect();
        for row in chosen.iter().filter(|row| !kept.contains(&row.id)) {
            self.release(&connected.channel.id, row.id, row.conversation);
        }
        for one in claimed {
            let dispatcher = Arc::clone(self);
            let connected = Arc::clone(&connected);
            self.calls.spawn(async move { dispatcher.deliver(connected, one).await });
        }
        kept.len()
    }

    /// Calls that may be begun.
    fn room(&self, channel: &ChannelId) -> usize {
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let under_way = lanes.get(channel).map_or(0, |lane| lane.rows.len());
        let room = IN_FLIGHT.saturating_sub(under_way);
        if under_way > 0 && room < WORTH_A_COMMIT { 0 } else { room }
    }

    /// What may leave now, most urgent first, as far as there is room.
    fn due(
        &self,
        connected: &Connected,
        room: usize,
        now: Timestamp,
    ) -> Result<Vec<OutboxRow>, deskbell_store::ReadError> {
        self.inner.store.read(|snapshot| {
            let mut found = Due { rows: Vec::new(), room, left: EXAMINED };
            for lane in deskbell_domain::outbox::Lane::ALL {
                found.in_lane(snapshot, &connected.channel.id, lane.rank(), now)?;
            }
            Ok(found.rows)
        })
    }

    /// By lane, then by age; within the pace and the room that is left.
    fn choose(&self, connected: &Connected, mut rows: Vec<OutboxRow>, now: Timestamp) -> Vec<OutboxRow> {
        rows.sort_by_key(|row| (row.lane.rank(), row.not_before, row.id));
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let pace = connected.pace_per_10s();
        let lane = lanes.entry(connected.channel.id.clone()).or_insert_with(|| Lane::new(pace));
        if lane.per_10s != pace {
            *lane = Lane { rows: lane.rows.clone(), conversations: lane.conversations.clone(), ..Lane::new(pace) };
        }
        if lane.quiet_until.is_some_and(|until| until > now) {
            return Vec::new();
        }
        let mut chosen = Vec::new();
        for row in rows {
            if lane.rows.len() >= IN_FLIGHT {
                break;
            }
            if lane.rows.contains(&row.id) || lane.conversations.contains(&row.conversation) {
                continue;
            }
            if lane.pace.as_ref().is_some_and(|pace| pace.check().is_err()) {
                break;
            }
            lane.rows.insert(row.id);
            lane.conversations.insert(row.conversation);
            chosen.push(row);
        }
        chosen
    }

    async fn claim(&self, ids: Vec<OutboxId>, now: Timestamp) -> Vec<Claimed> {
        let job = move |tx: &mut deskbell_store::Tx<'_>| {
            let mut claimed = Vec::with_capacity(ids.len());
            for id in &ids {
                claimed.extend(claim(tx, *id, now)?);
            }
            Ok::<_, AppError>(claimed)
        };
        self.inner.store.write(job).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the outbox could not claim rows; they are tried again");
            Vec::new()
        })
    }

    async fn deliver(self: Arc<Self>, connected: Arc<Connected>, claimed: Claimed) {
        let call = CallInfo { call_id: claimed.message.id.clone(), attempt: claimed.row.attempts, deadline: None };
        let (sent, kv) = match connected.plugin() {
            Some(plugin) => send(&plugin, &connected, call, &claimed).await,
            None => (not_tried("plugin-missing", "the channel's plugin is not loaded", 30), Vec::new()),
        };
        metrics::attempt(&sent);
        self.pause_account(&connected, &sent);
        self.record(&connected, &claimed, sent, kv).await;
        self.release(&connected.channel.id, claimed.row.id, claimed.row.conversation);
        self.freed.notify_one();
    }

    async fn record(&self, connected: &Arc<Connected>, claimed: &Claimed, sent: Sent, kv: Vec<KvWrite>) {
        let repeatable = connected.channel.messaging().is_some_and(|m| m.has(Feature::SendIdempotent));
        let jitter: f64 = rand::random();
        let effects = until_taken(&self.stop, || {
            let ctx = self.inner.context(connected);
            let (claimed, sent, plugin, kv) =
                (claimed.clone(), sent.clone(), connected.channel.plugin.clone(), kv.clone());
            let job = move |tx: &mut deskbell_store::Tx<'_>| {
                let mut effects = Effects::default();
                crate::kv::commit(tx, &plugin, &ctx.channel.id, &kv, ctx.now)?;
                settle(tx, &ctx, &claimed, &sent, jitter, repeatable, &mut effects)?;
                Ok::<_, AppError>(effects)
            };
            let store = self.inner.store.clone();
            async move { store.write(job).await }
        });
        if let Some(effects) = effects.await {
            self.inner.after(effects);
        }
    }

    fn pause_account(&self, connected: &Connected, sent: &Sent) {
        let Sent::Refused(CallError::RateLimited { after_ms, scope: RateScope::Account, .. }) = sent else { return };
        let until = self.inner.clock.now() + SignedDuration::from_millis(i64::from(*after_ms));
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get_mut(&connected.channel.id) {
            lane.quiet_until = lane.quiet_until.max(Some(until));
        }
    }

    fn release(&self, channel: &ChannelId, row: OutboxId, conversation: ConversationId) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get_mut(channel) {
            lane.rows.remove(&row);
            lane.conversations.remove(&conversation);
        }
    }
}

/// An outcome must not be lost: while the store refuses, it is offered again. A
/// host that stops does not wait for a full disk for ever: the row stays
/// *sending*, which is uncertain at the next start.
async fn until_taken<T, F>(stop: &CancellationToken, mut offer: impl FnMut() -> F) -> Option<T>
where
    F: Future<Output = Result<T, WriteError<AppError>>>,
{
    let mut last_tries = LAST_TRIES;
    loop {
        let error = match offer().await {
            Ok(taken) => return Some(taken),
            Err(error) => error,
        };
        tracing::error!(%error, "an outcome could not be written; trying again");
        if stop.is_cancelled() {
            last_tries -= 1;
        }
        if last_tries == 0 || matches!(error, WriteError::Store(StoreFault::Closed)) {
            return None;
        }
        tokio::time::sleep(IDLE).await;
    }
}

/// Rows that may leave, being collected.
struct Due {
    rows: Vec<OutboxRow>,
    room: usize,
    /// Rows that may still be looked at.
    left: usize,
}

impl Due {
    /// Adds the due rows of one lane that no older message holds back.
    fn in_lane(
        &mut self,
        snapshot: &impl Read,
        channel: &ChannelId,
        lane: u8,
        now: Timestamp,
    ) -> Result<(), deskbell_store::ReadError> {
        let range = Range::prefix(&(channel.clone(), lane)).through(&(channel.clone(), lane, now));
        let mut page = range.clone();
        while self.left > 0 && self.rows.len() < self.room {
            let found = snapshot.list::<OutboxRow, ByDue>(page.limit(2 * self.room))?;
            let Some(last) = found.last() else { break };
            self.left = self.left.saturating_sub(found.len());
            page = range.clone().after(&(channel.clone(), lane, last.not_before, last.id));
            for row in found {
                if self.rows.len() < self.room && !stays_behind(snapshot, &row)? {
                    self.rows.push(row);
                }
            }
        }
        Ok(())
    }
}

/// Whether an older message of the conversation that is no less urgent has yet
/// to leave: a customer reads them in the order in which they were written,
/// also when one of them has to be tried again.
fn stays_behind(snapshot: &impl Read, row: &OutboxRow) -> Result<bool, deskbell_store::ReadError> {
    let older = Range::prefix(&row.conversation).before(&(row.conversation, row.id)).limit(OLDER);
    let older = snapshot.list::<OutboxRow, OpenByConversation>(older)?;
    Ok(older.iter().any(|first| row.lane >= first.lane))
}

/// One attempt. Somebody who never wrote is looked up first, where the provider
/// can be asked.
async fn send(plugin: &Plugin, connected: &Connected, call: CallInfo, claimed: &Claimed) -> (Sent, Vec<KvWrite>) {
    let mut message = claimed.message.clone();
    let mut known = None;
    if claimed.first_contact && plugin.exports().contacts {
        match first_contact::look_up(plugin, connected, &call, &message.to).await {
            Ok(Some(party)) => {
                message.to.clone_from(&party.addresses);
                known = Some(party);
            }
            Ok(None) => {}
            Err(sent) => return (sent, Vec::new()),
        }
    }
    let outcome = plugin.send(Arc::clone(&connected.account), call, message).await;
    let sent = match understand(outcome.result, outcome.usage.http_requests) {
        Sent::Accepted(receipt) => Sent::Accepted(Receipt { recipient: receipt.recipient.or(known), ..receipt }),
        sent => sent,
    };
    (sent, outcome.kv)
}

/// A plugin's answer in the outbox's words. After a fault the number of
/// requests tells whether something may have left.
fn understand(result: Result<Receipt, Failure>, requests: u32) -> Sent {
    match result {
        Ok(receipt) => Sent::Accepted(receipt),
        Err(Failure::Plugin(error)) => Sent::Refused(error),
        Err(Failure::Fault(fault)) if requests > 0 => Sent::Unknown(Problem::new(
            "plugin-fault",
            format!("the plugin failed after asking the provider: {}", fault.kind.name()),
        )),
        Err(Failure::Fault(fault)) => {
            let problem = Problem::new("plugin-fault", format!("the plugin failed: {}", fault.kind.name()));
            Sent::Refused(CallError::Retry { problem, after_ms: None, uncertain: false })
        }
        Err(Failure::Busy(busy)) => not_tried("busy", &busy.to_string(), 1),
    }
}

pub(super) fn not_tried(code: &str, detail: &str, seconds: i64) -> Sent {
    Sent::NotTried { problem: Problem::new(code, detail), after: SignedDuration::from_secs(seconds) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    const FULL: WriteError<AppError> = WriteError::Store(StoreFault::DiskFull);

    /// X1: however long the disk is full, the outcome is written when it has room.
    #[tokio::test(start_paused = true)]
    async fn x1_an_outcome_outlasts_a_full_disk() {
        let mut tries = 0;
        let offer = || {
            tries += 1;
            std::future::ready(if tries < 1000 { Err(FULL) } else { Ok(tries) })
        };
        assert_eq!(until_taken(&CancellationToken::new(), offer).await, Some(1000));
    }

    /// SIGTERM with a full disk never ended the process.
    #[tokio::test(start_paused = true)]
    async fn x1_a_host_that_stops_does_not_wait_for_room() {
        let (stop, began) = (CancellationToken::new(), Instant::now());
        let late = stop.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(60)).await;
            late.cancel();
        });
        assert_eq!(until_taken(&stop, || std::future::ready(Err::<(), _>(FULL))).await, None);
        assert!(began.elapsed() < Duration::from_secs(80), "{:?}", began.elapsed());
    }
}
