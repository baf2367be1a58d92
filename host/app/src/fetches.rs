//! Files that still lie with a provider: fetched by a worker of their own,
//! again and again until they are here or gone for good.

use crate::error::AppError;
use crate::workspace::Inner;
use crate::{kv, outbox};
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
/// Younger fetches that are looked at for one of the same file.
const NEWER: usize = 1000;
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
    if superseded(tx, fetch)? {
        return Ok(());
    }
    match &fetch.target {
        FetchTarget::Message { conversation, message } => {
            let Some(mut message) = tx.get::<Message>(&(*conversation, *message))? else { return Ok(()) };
            match &mut message.content {
                Content::Media { media, .. } if awaits(media, fetch) => *media = state,
                _ => return Ok(()),
            }
            Ok(tx.put(&message)?)
        }
        FetchTarget::CardDocument { card, filename } => {
            let Some(mut card) = tx.get::<Card>(card)? else { return Ok(()) };
            let named = card.documents.iter_mut().find(|d| d.filename == *filename);
            let Some(document) = named.filter(|d| awaits(&d.media, fetch)) else { return Ok(()) };
            document.media = state;
            tx.put(&card)?;
            outbox::wake(tx, &card, filename, now)
        }
    }
}

/// Meanwhile it may have become another file, which an older one must not
/// replace.
fn awaits(media: &MediaState, fetch: &Fetch) -> bool {
    matches!(media, MediaState::Pending { remote } if *remote == fetch.remote)
}

/// Whether the same file was asked for again since: what is there now may be
/// newer than what was fetched.
fn superseded(tx: &Tx<'_>, fetch: &Fetch) -> Result<bool, AppError> {
    let later = tx.scan::<Fetch>(Range::all().after(&fetch.id).limit(NEWER))?;
    Ok(later.iter().any(|other| other.target == fetch.target))
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskbell_domain::card::Document;
    use deskbell_domain::id::{CardId, ChannelId, ContactId, FetchId};
    use deskbell_domain::media::RemoteMedia;
    use deskbell_store::{Config, Store};

    fn remote(reference: &str) -> RemoteMedia {
        RemoteMedia { reference: reference.into(), mime: None, size: None, sha256: None, filename: None }
    }

    fn card(reference: &str) -> Card {
        let media = MediaState::Pending { remote: remote(reference) };
        Card {
            id: CardId(1),
            module: "quote".into(),
            origin: None,
            number: "1".into(),
            title: String::new(),
            status: "sent".into(),
            status_label: "Sent".into(),
            open: true,
            contact: ContactId(1),
            total: None,
            due: None,
            link: None,
            documents: vec![Document { kind: "quote".into(), filename: "quote.pdf".into(), media }],
            fields: Default::default(),
            version: 1,
            created: Timestamp::UNIX_EPOCH,
            status_change: None,
            updated: Timestamp::UNIX_EPOCH,
        }
    }

    fn fetch(id: u64, reference: &str) -> Fetch {
        Fetch {
            id: FetchId(id),
            channel: ChannelId::new("a").expect("a name"),
            remote: remote(reference),
            target: FetchTarget::CardDocument { card: CardId(1), filename: "quote.pdf".into() },
            attempt: 0,
            not_before: Timestamp::UNIX_EPOCH,
            created: Timestamp::UNIX_EPOCH,
        }
    }

    /// The card's document after these fetches have come, in this order.
    fn check(wanted: &str, fetches: &[(u64, &str)], order: &[(usize, &'static str)]) -> MediaState {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), Config::default()).expect("a store");
        let card = card(wanted);
        let all: Vec<Fetch> = fetches.iter().map(|(id, reference)| fetch(*id, reference)).collect();
        let (rows, order) = (all.clone(), order.to_vec());
        let job = move |tx: &mut Tx<'_>| {
            tx.put(&card)?;
            rows.iter().try_for_each(|row| tx.put(row))?;
            for (index, sha256) in &order {
                let blob = BlobRef { sha256: (*sha256).into(), size: 1, mime: "application/pdf".into() };
                settle(tx, &rows[*index], &Found::Here(blob, Vec::new()), "p", Timestamp::UNIX_EPOCH, 0.5)?;
            }
            Ok::<_, AppError>(tx.get::<Card>(&CardId(1))?.expect("put above").documents.remove(0).media)
        };
        store.write_blocking(job).expect("the store works")
    }

    fn stored(media: &MediaState) -> Option<&str> {
        match media {
            MediaState::Stored { blob } => Some(&blob.sha256),
            _ => None,
        }
    }

    /// S1.5: the customer gets the quote as it is now, in whatever order the
    /// files of its versions come.
    #[test]
    fn s1_5_an_older_file_never_replaces_a_newer_one() {
        let two = [(1, "v1"), (2, "v2")];
        assert_eq!(stored(&check("v2", &two, &[(0, "old")])), None);
        assert_eq!(stored(&check("v2", &two, &[(0, "old"), (1, "new")])), Some("new"));
        assert_eq!(stored(&check("v2", &two, &[(1, "new"), (0, "old")])), Some("new"));
        // The same link for every version.
        let same = [(1, "quote"), (2, "quote")];
        assert_eq!(stored(&check("quote", &same, &[(0, "old")])), None);
        assert_eq!(stored(&check("quote", &same, &[(0, "old"), (1, "new")])), Some("new"));
        assert_eq!(stored(&check("quote", &same, &[(1, "new"), (0, "old")])), Some("new"));
    }
}
