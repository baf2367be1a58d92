//! Providers that do not call us are asked, again and again. What came and how
//! far it was read are one commit, so nothing is lost and nothing comes twice.

use crate::accounts::Connected;
use crate::error::AppError;
use crate::hooks;
use crate::intake::{Context, Effects};
use crate::workspace::Inner;
use crate::{kv, metrics};
use deskbell_domain::channel::ChannelState;
use deskbell_domain::id::{ChannelId, JournalSeq};
use deskbell_domain::journal::{Events, Item, JournalEntry, JournalState, RecordedRequest};
use deskbell_domain::outbox::backoff;
use deskbell_domain::problem::CallError;
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_plugins::{CallInfo, Failure, KvWrite, Page};
use deskbell_store::{Cursor, Read, Tx};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Between two calls where the plugin names no pause.
const USUAL_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// A plugin may ask to be left alone, but not for ever.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// Before credentials that were refused are tried once more.
const AFTER_REFUSAL: SignedDuration = SignedDuration::from_mins(5);
/// How often it is looked whether a channel is due.
const LOOK: Duration = Duration::from_millis(500);

/// One channel, between its calls.
#[derive(Debug, Clone, Copy, Default)]
struct Pause {
    until: Timestamp,
    /// Calls in a row that failed.
    failures: u32,
}

/// How one call ended.
enum Polled {
    Next { after: SignedDuration },
    Failed { asked: Option<SignedDuration> },
}

/// A call that is cut off by the end has committed nothing: the next start asks
/// from the same cursor.
pub(crate) async fn run(inner: Arc<Inner>, stop: CancellationToken) {
    let mut pauses: HashMap<ChannelId, Pause> = HashMap::new();
    let mut calls: JoinSet<(ChannelId, Polled)> = JoinSet::new();
    let mut under_way: HashMap<tokio::task::Id, ChannelId> = HashMap::new();
    loop {
        let now = inner.clock.now();
        for connected in inner.accounts.all().into_iter().filter(|connected| is_polled(connected)) {
            let id = connected.channel.id.clone();
            let waits = pauses.get(&id).is_some_and(|pause| pause.until > now);
            if waits || under_way.values().any(|busy| *busy == id) {
                continue;
            }
            let inner = Arc::clone(&inner);
            let call = calls.spawn(async move { (connected.channel.id.clone(), poll(&inner, &connected).await) });
            under_way.insert(call.id(), id);
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
            Some(ended) = calls.join_next_with_id(), if !calls.is_empty() => {
                let (task, polled) = match ended {
                    Ok((task, (_, polled))) => (task, polled),
                    Err(error) => {
                        tracing::error!(%error, "a poll ended by a panic");
                        (error.id(), Polled::Failed { asked: None })
                    }
                };
                if let Some(channel) = under_way.remove(&task) {
                    let pause = pauses.entry(channel).or_default();
                    *pause = pause.after(&polled, inner.clock.now(), rand::random());
                }
            }
        }
    }
}

impl Pause {
    fn after(self, polled: &Polled, now: Timestamp, jitter: f64) -> Self {
        match polled {
            Polled::Next { after } => Self { until: now + *after, failures: 0 },
            Polled::Failed { asked } => {
                let failures = self.failures.saturating_add(1);
                Self { until: now + backoff(failures, *asked, jitter), failures }
            }
        }
    }
}

/// A paused channel sends nothing; what comes in is kept all the same.
fn is_polled(connected: &Connected) -> bool {
    connected.channel.state != ChannelState::Disabled
        && connected.plugin().is_some_and(|plugin| plugin.exports().asked())
}

async fn poll(inner: &Arc<Inner>, connected: &Arc<Connected>) -> Polled {
    let Some(plugin) = connected.plugin() else { return Polled::Failed { asked: None } };
    let channel = connected.channel.id.clone();
    let cursor = match inner.store.read(|s| Ok(s.get::<Cursor>(&channel)?)) {
        Ok(cursor) => cursor.map(|cursor| cursor.cursor),
        Err(error) => {
            tracing::error!(%error, %channel, "the cursor cannot be read");
            return Polled::Failed { asked: None };
        }
    };
    let call = CallInfo { call_id: uuid::Uuid::new_v4().to_string(), attempt: 1, deadline: None };
    let account = Arc::clone(&connected.account);
    let outcome = match plugin.exports().poller {
        true => plugin.poll(account, call, cursor.clone()).await,
        false => plugin.changes(account, call, cursor.clone()).await,
    };
    let page = match outcome.result {
        Ok(page) => page,
        Err(failure) => return failed(inner, connected, &failure).await,
    };
    let after = pause(&page, cursor.as_deref());
    match record(inner, connected, page, cursor, outcome.kv).await {
        Ok(()) => Polled::Next { after },
        Err(error) => {
            tracing::warn!(%error, %channel, "what was polled could not be kept; it is asked for again");
            Polled::Failed { asked: None }
        }
    }
}

fn pause(page: &Page, before: Option<&[u8]>) -> SignedDuration {
    // More of nothing, from the same place, would be an endless loop.
    if page.more && (!page.events.is_empty() || moved(page, before)) {
        return SignedDuration::ZERO;
    }
    let asked = page.next_after_ms.map(|ms| SignedDuration::from_millis(i64::from(ms)));
    asked.unwrap_or(USUAL_PAUSE).min(LONGEST_PAUSE)
}

fn moved(page: &Page, before: Option<&[u8]>) -> bool {
    page.next_cursor.is_some() && page.next_cursor.as_deref() != before
}

/// Events, cursor and the plugin's own rows in one commit; none at all when
/// there is nothing new.
async fn record(
    inner: &Arc<Inner>,
    connected: &Arc<Connected>,
    page: Page,
    before: Option<Vec<u8>>,
    writes: Vec<KvWrite>,
) -> Result<(), AppError> {
    if page.events.is_empty() && writes.is_empty() && !moved(&page, before.as_deref()) {
        return Ok(());
    }
    let ctx = inner.context(connected);
    let job = move |tx: &mut Tx<'_>| {
        let mut effects = Effects::default();
        let items = fetched(tx, &ctx, &page.events, &mut effects)?;
        kv::commit(tx, &ctx.channel.plugin, &ctx.channel.id, &writes, ctx.now)?;
        if let Some(cursor) = page.next_cursor.clone() {
            tx.put(&Cursor { channel: ctx.channel.id.clone(), cursor })?;
        }
        Ok::<_, AppError>((effects, items))
    };
    let (effects, items) = inner.store.write(job).await?;
    metrics::items(&items);
    inner.after(effects);
    Ok(())
}

/// Events that the host went to get, with their journal row.
pub(crate) fn fetched(
    tx: &mut Tx<'_>,
    ctx: &Context,
    events: &Events,
    effects: &mut Effects,
) -> Result<Vec<Item>, AppError> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let seq: JournalSeq = tx.next_id()?;
    let items = hooks::translate(tx, ctx, seq, events, effects)?;
    tx.put(&JournalEntry {
        seq,
        channel: ctx.channel.id.clone(),
        at: ctx.now,
        request: RecordedRequest::polled(),
        state: JournalState::Done,
        items: items.clone(),
    })?;
    Ok(items)
}

async fn failed(inner: &Arc<Inner>, connected: &Arc<Connected>, failure: &Failure) -> Polled {
    // The words of a plugin may hold what a customer wrote; its kind does not.
    tracing::warn!(channel = %connected.channel.id, kind = failure.name(), "polling failed");
    let millis = |ms: u32| SignedDuration::from_millis(i64::from(ms));
    let asked = match failure {
        Failure::Plugin(CallError::Auth { problem }) => {
            if let Err(error) = inner.refuse(connected, problem).await {
                tracing::error!(%error, "a channel could not be paused");
            }
            Some(AFTER_REFUSAL)
        }
        Failure::Plugin(CallError::RateLimited { after_ms, .. }) => Some(millis(*after_ms)),
        Failure::Plugin(CallError::Retry { after_ms, .. }) => after_ms.map(millis),
        _ => None,
    };
    Polled::Failed { asked }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(more: bool, next_after_ms: Option<u32>) -> Page {
        Page { events: deskbell_domain::journal::Events::Channel(Vec::new()), next_cursor: None, more, next_after_ms }
    }

    #[test]
    fn x1_a_plugin_chooses_the_pause_within_bounds() {
        let read_on = Page { next_cursor: Some(vec![2]), ..page(true, Some(60_000)) };
        assert_eq!(pause(&read_on, Some(&[1])), SignedDuration::ZERO);
        assert_eq!(pause(&read_on, Some(&[2])), SignedDuration::from_mins(1), "more of nothing is no hurry");
        assert_eq!(pause(&page(false, None), None), USUAL_PAUSE);
        assert_eq!(pause(&page(false, Some(250)), None), SignedDuration::from_millis(250));
        assert_eq!(pause(&page(false, Some(u32::MAX)), None), LONGEST_PAUSE);
    }

    #[test]
    fn x1_pauses_grow_with_failures_and_end_with_a_success() {
        let now = Timestamp::UNIX_EPOCH;
        let failed = Polled::Failed { asked: None };
        let once = Pause::default().after(&failed, now, 0.0);
        let twice = once.after(&failed, now, 0.0);
        assert!(twice.until > once.until && once.until > now);
        let asked = Polled::Failed { asked: Some(AFTER_REFUSAL) };
        assert!(twice.after(&asked, now, 0.0).until >= now + AFTER_REFUSAL);
        let next = twice.after(&Polled::Next { after: SignedDuration::ZERO }, now, 0.0);
        assert_eq!((next.until, next.failures), (now, 0));
    }
}
