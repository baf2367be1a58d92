//! What a channel's provider knows and did not tell: what happened while nobody
//! listened, and how its templates stand. Asked for after a start, when an
//! account works again, and once an hour. What is known already is dropped.

use crate::accounts::Connected;
use crate::error::AppError;
use crate::intake::Effects;
use crate::workspace::Inner;
use crate::{kv, metrics, offered, pairing, polls};
use deskbell_domain::channel::ChannelState;
use deskbell_domain::id::ChannelId;
use deskbell_domain::journal::Events;
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_plugins::{CallInfo, KvWrite, Plugin};
use deskbell_store::{HistoryMark, Read, Tx};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How often it is looked whether a channel is due.
const LOOK: Duration = Duration::from_secs(2);
/// Clocks differ, and the last message may have been among others.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);
/// Pages of one round; the rest is for the next one.
const PAGES: usize = 50;

/// When each channel was last asked, and only while it was active.
type Asked = HashMap<ChannelId, Timestamp>;

/// Background work without input: it looks at the channels and does what is due.
pub(crate) async fn run(inner: Arc<Inner>, stop: CancellationToken) {
    let mut asked = Asked::new();
    loop {
        for connected in inner.accounts.messaging() {
            if stop.is_cancelled() {
                return;
            }
            if is_due(&connected, &mut asked, inner.clock.now()) {
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = catch_up(&inner, &connected) => {}
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

fn is_due(connected: &Connected, asked: &mut Asked, now: Timestamp) -> bool {
    let id = &connected.channel.id;
    if connected.channel.state != ChannelState::Active {
        asked.remove(id);
        return false;
    }
    let able = connected.plugin().is_some_and(|plugin| plugin.exports().history || plugin.exports().templates);
    let due = able && asked.get(id).is_none_or(|last| now.duration_since(*last) >= EVERY);
    if due {
        asked.insert(id.clone(), now);
    }
    due
}

async fn catch_up(inner: &Arc<Inner>, connected: &Arc<Connected>) {
    let Some(plugin) = connected.plugin() else { return };
    if plugin.exports().history
        && let Err(error) = history(inner, connected, &plugin).await
    {
        tracing::warn!(channel = %connected.channel.id, %error, "the channel's history could not be read");
    }
    if plugin.exports().templates
        && let Err(error) = offered::refresh(inner, connected, &plugin).await
    {
        tracing::warn!(channel = %connected.channel.id, %error, "the channel's templates could not be read");
    }
}

async fn history(inner: &Arc<Inner>, connected: &Arc<Connected>, plugin: &Plugin) -> Result<(), AppError> {
    let began = inner.clock.now();
    let channel = connected.channel.id.clone();
    let mark = inner.store.read(|s| Ok(s.get::<HistoryMark>(&channel)?))?;
    // A channel that has just been connected begins today: what was said before is not ours.
    let since = mark.map_or(connected.channel.created, |mark| mark.until) - OVERLAP;
    let mut next = None;
    for _ in 0..PAGES {
        let call = CallInfo { call_id: uuid::Uuid::new_v4().to_string(), attempt: 1, deadline: None };
        let outcome = plugin.history(Arc::clone(&connected.account), call, since, next.clone()).await;
        let page = outcome.result.map_err(|failure| pairing::refusal(&failure))?;
        let (events, writes) = (page.events.clone(), outcome.kv);
        let end = (page.next.is_none() || page.next == next).then_some(began);
        next = page.next;
        record(inner, connected, events, writes, end).await?;
        if end.is_some() {
            return Ok(());
        }
    }
    tracing::warn!(%channel, "the channel's history has more pages than one round reads");
    Ok(())
}

/// One page in one commit; the last one moves the mark.
async fn record(
    inner: &Arc<Inner>,
    connected: &Arc<Connected>,
    events: Events,
    writes: Vec<KvWrite>,
    end: Option<Timestamp>,
) -> Result<(), AppError> {
    let ctx = inner.context(connected);
    let job = move |tx: &mut Tx<'_>| {
        let mut effects = Effects::default();
        let items = polls::fetched(tx, &ctx, &events, &mut effects)?;
        kv::commit(tx, &ctx.channel.plugin, &ctx.channel.id, &writes, ctx.now)?;
        if let Some(until) = end {
            tx.put(&HistoryMark { channel: ctx.channel.id.clone(), until })?;
        }
        Ok::<_, AppError>((effects, items))
    };
    let (effects, items) = inner.store.write(job).await?;
    metrics::items(&items);
    inner.after(effects);
    Ok(())
}
