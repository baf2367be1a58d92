//! Files that still lie with a provider: fetched by a worker of their own,
//! again and again until they are here or gone for good.

use crate::error::AppError;
use crate::kv;
use crate::workspace::Inner;
use deskbell_domain::card::Card;
use deskbell_domain::media::{BlobRef, Fetch, FetchTarget, MediaState};
use deskbell_domain::message::{Content, Message};
use deskbell_domain::outbox::backoff;
use deskbell_domain::problem::CallError;
use deskbell_domain::time::{SignedDuration, Timestamp};
use deskbell_plugins::{CallInfo, Failure, KvWrite};
use deskbell_store::{Blob, Due, Range, Read, Tx};
use futures_util::StreamExt;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Providers keep inbound files for about a week.
const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);
const AT_ONCE: usize = 4;
const IDLE: Duration = Duration::from_secs(2);

pub(crate) async fn run(inner: Arc<Inner>, stop: CancellationToken) {
    loop {
        let due = due(&inner).unwrap_or_else(|error| {
            tracing::error!(%error, "files to fetch cannot be read");
            Vec::new()
        });
        let found = due.len();
        futures_util::stream::iter(due).for_each_concurrent(AT_ONCE, |fetch| one(Arc::clone(&inner), fetch)).await;
        if found > 0 && !stop.is_cancelled() {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = inner.fetch_nudge.notified() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
}

fn due(inner: &Inner) -> Result<Vec<Fetch>, AppError> {
    let now = inner.clock.now();
    Ok(inner.store.read(|s| Ok(s.list::<Fetch, Due>(Range::all().through(&now).limit(32))?))?)
}

enum Found {
    Here(BlobRef, Vec<KvWrite>),
    Later { reason: String, after: Option<SignedDuration> },
    Gone(String),
}

async fn one(inner: Arc<Inner>, fetch: Fetch) {
    let found = ask(&inner, &fetch).await;
    let (now, jitter): (_, f64) = (inner.clock.now(), rand::random());
    let plugin = inner.accounts.by_id(&fetch.channel).map(|c| c.channel.plugin.clone()).unwrap_or_default();
    let job = move |tx: &mut Tx<'_>| settle(tx, &fetch, &found, &plugin, now, jitter);
    match inner.store.write(job).await {
        // A message may wait for this very document.
        Ok(()) => inner.outbox_nudge.notify_one(),
        Err(error) => {
            tracing::error!(%error, "a fetched file could not be recorded; it is fetched again");
            tokio::time::sleep(IDLE).await;
        }
    }
}

async fn ask(inner: &Inner, fetch: &Fetch) -> Found {
    let Some(connected) = inner.accounts.by_id(&fetch.channel) else {
        return Found::Gone("the channel was removed".into());
    };
    let Some(plugin) = connected.plugin() else {
        return Found::Later { reason: "the channel's plugin is not loaded".into(), after: None };
    };
    let call = CallInfo { call_id: format!("fetch-{}", fetch.id), attempt: fetch.attempt + 1, deadline: None };
    let outcome = plugin.fetch_media(Arc::clone(&connected.account), call, fetch.remote.clone()).await;
    match outcome.result {
        Ok(blob) => Found::Here(blob, outcome.kv),
        Err(Failure::Plugin(CallError::Rejected { problem } | CallError::Unsupported { problem })) => {
            Found::Gone(problem.detail)
        }
        Err(Failure::Plugin(CallError::RateLimited { problem, after_ms, .. })) => {
            let after = Some(SignedDuration::from_millis(i64::from(after_ms)));
            Found::Later { reason: problem.detail, after }
        }
        Err(failure) => Found::Later { reason: failure.to_string(), after: None },
    }
}

fn settle(
    tx: &mut Tx<'_>,
    fetch: &Fetch,
    found: &Found,
    plugin: &str,
    now: Timestamp,
    jitter: f64,
) -> Result<(), AppError> {
    let state = match found {
        Found::Here(blob, writes) => {
            kv::commit(tx, plugin, &fetch.channel, writes, now)?;
            tx.put(&Blob { r#ref: blob.clone(), at: now })?;
            MediaState::Stored { blob: blob.clone() }
        }
        Found::Gone(reason) => MediaState::Lost { reason: reason.clone() },
        Found::Later { reason, .. } if now.duration_since(fetch.created) > GIVE_UP_AFTER => {
            MediaState::Lost { reason: reason.clone() }
        }
        Found::Later { after, .. } => {
            let mut fetch = fetch.clone();
            fetch.attempt += 1;
            fetch.not_before = now + backoff(fetch.attempt, *after, jitter);
            return Ok(tx.put(&fetch)?);
        }
    };
    tx.remove::<Fetch>(&fetch.id)?;
    match &fetch.target {
        FetchTarget::Message { conversation, message } => {
            let Some(mut message) = tx.get::<Message>(&(*conversation, *message))? else { return Ok(()) };
            if let Content::Media { media, .. } = &mut message.content {
                *media = state;
            }
            Ok(tx.put(&message)?)
        }
        FetchTarget::CardDocument { card, filename } => {
            let Some(mut card) = tx.get::<Card>(card)? else { return Ok(()) };
            if let Some(document) = card.documents.iter_mut().find(|d| d.filename == *filename) {
                document.media = state;
            }
            Ok(tx.put(&card)?)
        }
    }
}
