//! Verified requests whose translation failed: tried again until it works or
//! an operator must look, who can have them tried once more.

use crate::error::AppError;
use crate::hooks;
use crate::intake::Effects;
use crate::view::{FailedRequest, Page};
use crate::workspace::{Inner, Workspace};
use crate::{kv, metrics, tasks};
use deskbell_domain::id::{ChannelId, JournalSeq};
use deskbell_domain::journal::{JournalEntry, JournalState};
use deskbell_domain::outbox::backoff;
use deskbell_domain::problem::CallError;
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_plugins::{BusyReason, CallInfo, Failure, WebhookRequest};
use deskbell_store::{Dead, Pending, Range, Read, Tx};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A plugin that failed so often over one request will fail again.
const MAX_FAULTS: u32 = 3;
/// What a translation needs from outside may be away for some days.
const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How often a missing or quarantined plugin is looked at.
const NO_PLUGIN: SignedDuration = SignedDuration::from_mins(1);
const NO_ROOM: SignedDuration = SignedDuration::from_secs(5);
const IDLE: Duration = Duration::from_secs(5);
/// Bodies may be large: few at a time.
const AT_ONCE: usize = 16;

pub(crate) async fn run(inner: Arc<Inner>, stop: CancellationToken) {
    loop {
        if round(&inner, &stop).await && !stop.is_cancelled() {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = inner.pending_nudge.notified() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
}

/// Whether there may be more to do at once.
async fn round(inner: &Arc<Inner>, stop: &CancellationToken) -> bool {
    let entries = due(inner).unwrap_or_else(|error| {
        tracing::error!(%error, "kept requests cannot be read");
        Vec::new()
    });
    let mut more = entries.len() == AT_ONCE;
    for entry in entries {
        if stop.is_cancelled() {
            return false;
        }
        if let Err(error) = again(inner, entry).await {
            tracing::error!(%error, "a kept request could not be settled; it stays");
            more = false;
        }
    }
    more
}

fn due(inner: &Inner) -> Result<Vec<JournalEntry>, AppError> {
    let now = inner.clock.now();
    Ok(inner.store.read(|s| Ok(s.list::<JournalEntry, Pending>(Range::all().through(&now).limit(AT_ONCE))?))?)
}

/// Why a translation did not work, by what is to be done about it.
enum Trouble {
    /// The plugin was not asked: nothing was learned about the request.
    NotTried {
        after: SignedDuration,
    },
    /// Something outside did not answer.
    Outside {
        after: Option<SignedDuration>,
    },
    Fault,
    /// The plugin says that it will never work.
    Final,
}

impl Trouble {
    fn of(failure: &Failure) -> Self {
        let millis = |ms: u32| SignedDuration::from_millis(i64::from(ms));
        match failure {
            Failure::Busy(BusyReason::BreakerOpen { retry_after }) => {
                Self::NotTried { after: SignedDuration::try_from(*retry_after).unwrap_or(NO_PLUGIN) }
            }
            Failure::Busy(BusyReason::Quarantined) => Self::NotTried { after: NO_PLUGIN },
            Failure::Busy(_) => Self::NotTried { after: NO_ROOM },
            Failure::Fault(_) => Self::Fault,
            Failure::Plugin(CallError::Retry { after_ms, .. }) => Self::Outside { after: after_ms.map(millis) },
            Failure::Plugin(CallError::RateLimited { after_ms, .. }) => {
                Self::Outside { after: Some(millis(*after_ms)) }
            }
            Failure::Plugin(CallError::Auth { .. }) => Self::Outside { after: None },
            Failure::Plugin(CallError::Rejected { .. } | CallError::Unsupported { .. }) => Self::Final,
        }
    }
}

async fn again(inner: &Arc<Inner>, entry: JournalEntry) -> Result<(), AppError> {
    let Some(connected) = inner.accounts.by_id(&entry.channel) else {
        return fail(inner, entry.seq, Trouble::Final, "the channel was removed").await;
    };
    let Some(plugin) = connected.plugin() else {
        let trouble = Trouble::NotTried { after: NO_PLUGIN };
        return fail(inner, entry.seq, trouble, "the channel's plugin is not loaded").await;
    };
    let attempts = match &entry.state {
        JournalState::Pending { attempts, .. } => *attempts,
        JournalState::Done | JournalState::Dead { .. } => return Ok(()),
    };
    let request = WebhookRequest {
        method: entry.request.method.clone(),
        path: entry.request.path.clone(),
        query: entry.request.query.clone(),
        headers: entry.request.headers.clone(),
        body: entry.request.body.clone().into(),
        received: entry.at,
    };
    let call = CallInfo { call_id: hooks::call_id(&request), attempt: attempts + 1, deadline: None };
    let outcome = plugin.handle(Arc::clone(&connected.account), call, request).await;
    let handled = match outcome.result {
        Ok(handled) => handled,
        Err(failure) => return fail(inner, entry.seq, Trouble::of(&failure), &failure.to_string()).await,
    };
    let ctx = inner.context(&connected);
    let job = move |tx: &mut Tx<'_>| {
        let mut effects = Effects::default();
        let items = hooks::translate(tx, &ctx, entry.seq, &handled.events, &mut effects)?;
        kv::commit(tx, &ctx.channel.plugin, &ctx.channel.id, &outcome.kv, ctx.now)?;
        let mut done = entry.clone();
        done.state = JournalState::Done;
        done.items = items;
        done.request.headers.clear();
        tx.put(&done)?;
        Ok::<_, AppError>((effects, done.items))
    };
    let (effects, items) = inner.store.write(job).await?;
    metrics::items(&items);
    inner.after(effects);
    Ok(())
}

async fn fail(inner: &Arc<Inner>, seq: JournalSeq, trouble: Trouble, reason: &str) -> Result<(), AppError> {
    let (now, reason, jitter): (_, _, f64) = (inner.clock.now(), reason.to_owned(), rand::random());
    let job = move |tx: &mut Tx<'_>| {
        let Some(mut entry) = tx.get::<JournalEntry>(&seq)? else { return Ok(()) };
        entry.state = match after(&entry, &trouble, &reason, now, jitter) {
            Some(state) => state,
            None => return Ok(()),
        };
        if matches!(entry.state, JournalState::Dead { .. }) {
            let text =
                format!("{}: a request could not be translated; repeat it when the cause is gone", entry.channel);
            tasks::notice(tx, &text, None, now)?;
        }
        tx.put(&entry)?;
        Ok::<_, AppError>(())
    };
    Ok(inner.store.write(job).await?)
}

/// The entry's state after a failed translation; none when it is settled.
fn after(entry: &JournalEntry, trouble: &Trouble, reason: &str, now: Timestamp, jitter: f64) -> Option<JournalState> {
    let JournalState::Pending { attempts, faults, since, .. } = entry.state else { return None };
    let waiting = |attempts, faults, pause| JournalState::Pending {
        attempts,
        faults,
        since,
        not_before: now + pause,
        reason: reason.to_owned(),
    };
    let dead = || JournalState::Dead { reason: reason.to_owned() };
    let old = now.duration_since(since.unwrap_or(entry.at)) > GIVE_UP_AFTER;
    Some(match trouble {
        Trouble::NotTried { after } => waiting(attempts, faults, *after),
        Trouble::Final => dead(),
        Trouble::Fault if faults + 1 >= MAX_FAULTS => dead(),
        Trouble::Outside { .. } if old => dead(),
        // A host that is short of breath for a moment also looks like this.
        Trouble::Fault => waiting(attempts + 1, faults + 1, backoff(faults + 5, None, jitter)),
        Trouble::Outside { after } => waiting(attempts + 1, faults, backoff(attempts, *after, jitter)),
    })
}

/// As if it had just come in.
fn revived(entry: JournalEntry, now: Timestamp) -> JournalEntry {
    let reason = match &entry.state {
        JournalState::Dead { reason } | JournalState::Pending { reason, .. } => reason.clone(),
        JournalState::Done => String::new(),
    };
    let state = JournalState::Pending { attempts: 0, faults: 0, since: Some(now), not_before: now, reason };
    JournalEntry { state, ..entry }
}

/// Revives what was given up of one channel, a part at a time: gives the last
/// entry that was looked at, until there is none.
fn revive_some(
    tx: &mut Tx<'_>,
    channel: &ChannelId,
    after: Option<JournalSeq>,
    now: Timestamp,
) -> Result<Option<JournalSeq>, AppError> {
    let range = after.iter().fold(Range::all().limit(AT_ONCE), |range, last| range.after(last));
    let dead = tx.list::<JournalEntry, Dead>(range)?;
    let last = dead.last().map(|entry| entry.seq);
    for entry in dead.into_iter().filter(|entry| entry.channel == *channel) {
        tx.put(&revived(entry, now))?;
    }
    Ok(last)
}

impl Inner {
    /// The cause may be gone: all that a channel gave up is tried again.
    pub(crate) async fn revive(&self, channel: &ChannelId) -> Result<(), AppError> {
        let (now, mut after) = (self.clock.now(), None);
        loop {
            let channel = channel.clone();
            match self.store.write(move |tx| revive_some(tx, &channel, after, now)).await? {
                Some(last) => after = Some(last),
                None => break,
            }
        }
        self.pending_nudge.notify_one();
        Ok(())
    }
}

impl Workspace {
    /// Requests that were kept and given up, oldest first.
    pub fn failed_requests(&self, cursor: Option<JournalSeq>, limit: usize) -> Result<Page<FailedRequest>, AppError> {
        let limit = limit.clamp(1, 200);
        let range = cursor.iter().fold(Range::all().limit(limit), |range, last| range.after(last));
        self.read(|s| {
            let dead = s.list::<JournalEntry, Dead>(range)?;
            let next = (dead.len() == limit).then(|| dead.last().map(|e| e.seq.to_string())).flatten();
            Ok(Page { items: dead.into_iter().filter_map(failed_request).collect(), next })
        })
    }

    /// Has a request translated once more that was given up.
    pub async fn repeat_request(&self, seq: JournalSeq) -> Result<(), AppError> {
        let now = self.inner.clock.now();
        let job = move |tx: &mut Tx<'_>| {
            let entry = tx.get::<JournalEntry>(&seq)?.ok_or(AppError::NotFound { what: "request" })?;
            if !matches!(entry.state, JournalState::Dead { .. }) {
                return Err(AppError::conflict("not-given-up", "the request was translated, or is still being tried"));
            }
            Ok(tx.put(&revived(entry, now))?)
        };
        self.inner.store.write(job).await?;
        self.inner.pending_nudge.notify_one();
        Ok(())
    }
}

fn failed_request(entry: JournalEntry) -> Option<FailedRequest> {
    let JournalState::Dead { reason } = entry.state else { return None };
    let size = entry.request.body.len() as u64;
    Some(FailedRequest { id: entry.seq, channel: entry.channel, at: entry.at, size, reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskbell_domain::journal::RecordedRequest;
    use deskbell_domain::problem::Problem;
    use deskbell_plugins::{Fault, FaultKind};

    fn kept() -> JournalEntry {
        let request = RecordedRequest {
            method: "POST".into(),
            path: String::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        let at = Timestamp::UNIX_EPOCH;
        let state =
            JournalState::Pending { attempts: 1, faults: 0, since: None, not_before: at, reason: String::new() };
        JournalEntry { seq: 1.into(), channel: ChannelId::new("a").expect("a name"), at, request, state, items: vec![] }
    }

    /// The same failure again and again, each time when the entry is due;
    /// gives how often until it is given up, and after what time.
    fn until_dead(failure: &Failure) -> Option<(u32, SignedDuration)> {
        let mut entry = kept();
        for times in 1..=2000 {
            let JournalState::Pending { not_before, .. } = entry.state else { unreachable!("returned below") };
            entry.state = after(&entry, &Trouble::of(failure), "why", not_before, 0.5).expect("it waits");
            if matches!(entry.state, JournalState::Dead { .. }) {
                return Some((times, not_before.duration_since(entry.at)));
            }
        }
        None
    }

    /// X1: a plugin that rests, is full or is missing costs a request nothing.
    #[test]
    fn x1_a_resting_plugin_is_waited_for() {
        let rest = BusyReason::BreakerOpen { retry_after: Duration::from_secs(30) };
        for busy in [rest, BusyReason::Quarantined, BusyReason::QueueFull] {
            assert_eq!(until_dead(&Failure::Busy(busy)), None, "{busy}");
        }
    }

    /// X1, X7: three faults of one request, a final no, or a week of outage.
    #[test]
    fn x1_a_request_is_given_up_for_its_own_sake_alone() {
        let fault = Failure::Fault(Fault::new(FaultKind::Trap, "unreachable"));
        assert_eq!(until_dead(&fault).map(|(times, _)| times), Some(3));
        let problem = Problem::new("x", "y");
        let no = Failure::Plugin(CallError::Rejected { problem: problem.clone() });
        assert_eq!(until_dead(&no), Some((1, SignedDuration::ZERO)));
        let away = Failure::Plugin(CallError::Retry { problem, after_ms: None, uncertain: false });
        let (_, age) = until_dead(&away).expect("a week is enough");
        assert!(age > GIVE_UP_AFTER, "{age}");
    }

    #[test]
    fn x1_a_revived_request_has_all_its_tries() {
        let dead = JournalEntry { state: JournalState::Dead { reason: "no".into() }, ..kept() };
        let long_after = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1000);
        let entry = revived(dead, long_after);
        let away = Trouble::Outside { after: None };
        let state = after(&entry, &away, "why", long_after, 0.5).expect("it waits");
        assert!(matches!(state, JournalState::Pending { attempts: 1, .. }), "{state:?}");
    }
}
