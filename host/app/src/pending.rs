//! Verified requests whose translation failed: tried again until it works or
//! an operator must look.

use crate::error::AppError;
use crate::hooks;
use crate::intake::Effects;
use crate::workspace::Inner;
use crate::{kv, metrics, tasks};
use deskbell_domain::id::JournalSeq;
use deskbell_domain::journal::{JournalEntry, JournalState};
use deskbell_domain::outbox::backoff;
use deskbell_plugins::{CallInfo, WebhookRequest};
use deskbell_store::{Pending, Range, Read, Tx};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// With the pauses of `backoff` this is about two hours.
const MAX_TRANSLATIONS: u32 = 16;
const IDLE: Duration = Duration::from_secs(5);

pub(crate) async fn run(inner: Arc<Inner>, stop: CancellationToken) {
    loop {
        match due(&inner) {
            Ok(entries) => {
                for entry in entries {
                    if let Err(error) = again(&inner, entry).await {
                        tracing::error!(%error, "a kept request could not be settled; it stays");
                    }
                }
            }
            Err(error) => tracing::error!(%error, "kept requests cannot be read"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = inner.pending_nudge.notified() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
}

fn due(inner: &Inner) -> Result<Vec<JournalEntry>, AppError> {
    let now = inner.clock.now();
    Ok(inner.store.read(|s| Ok(s.list::<JournalEntry, Pending>(Range::all().through(&now).limit(16))?))?)
}

async fn again(inner: &Arc<Inner>, entry: JournalEntry) -> Result<(), AppError> {
    let Some(connected) = inner.accounts.by_id(&entry.channel) else {
        return fail(inner, entry.seq, "the channel was removed").await;
    };
    let Some(plugin) = connected.plugin() else {
        return fail(inner, entry.seq, "the channel's plugin is not loaded").await;
    };
    let attempts = match &entry.state {
        JournalState::Pending { attempts, .. } => *attempts,
        JournalState::Done | JournalState::Dead { .. } => return Ok(()),
    };
    let call = CallInfo { call_id: format!("journal-{}", entry.seq), attempt: attempts + 1, deadline: None };
    let request = WebhookRequest {
        method: entry.request.method.clone(),
        path: entry.request.path.clone(),
        query: entry.request.query.clone(),
        headers: entry.request.headers.clone(),
        body: entry.request.body.clone().into(),
        received: entry.at,
    };
    let outcome = plugin.handle(Arc::clone(&connected.account), call, request).await;
    let handled = match outcome.result {
        Ok(handled) => handled,
        Err(failure) => return fail(inner, entry.seq, &failure.to_string()).await,
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

/// Another try with a growing pause; after the last one an operator is told.
async fn fail(inner: &Arc<Inner>, seq: JournalSeq, reason: &str) -> Result<(), AppError> {
    let (now, reason, jitter): (_, _, f64) = (inner.clock.now(), reason.to_owned(), rand::random());
    let job = move |tx: &mut Tx<'_>| {
        let Some(mut entry) = tx.get::<JournalEntry>(&seq)? else { return Ok(()) };
        let JournalState::Pending { attempts, .. } = entry.state else { return Ok(()) };
        entry.state = if attempts >= MAX_TRANSLATIONS {
            let text = format!("a request to {} could not be translated: {reason}", entry.channel);
            tasks::notice(tx, &text, None, now)?;
            JournalState::Dead { reason: reason.clone() }
        } else {
            let not_before = now + backoff(attempts, None, jitter);
            JournalState::Pending { attempts: attempts + 1, not_before, reason: reason.clone() }
        };
        tx.put(&entry)?;
        Ok::<_, AppError>(())
    };
    Ok(inner.store.write(job).await?)
}
