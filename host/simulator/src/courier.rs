//! Posts webhooks until the host answers 200.

use crate::callback::{Callback, proven};
use crate::customer::Stage;
use crate::fault::FaultKind;
use crate::mailroom::Parcel;
use crate::payload::{self, Update};
use crate::signature::sign;
use crate::sim::{Job, Sim};
use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// One post of a webhook and what came of it.
#[derive(Debug, Clone, Serialize)]
pub struct WebhookRecord {
    pub seq: u64,
    pub at: Timestamp,
    /// 0 for the first.
    pub attempt: u32,
    /// `None`: no answer.
    pub status: Option<u16>,
    pub updates: usize,
    /// `None` for a true one, else what was wrong with it.
    pub spoiled: Option<&'static str>,
    pub millis: u64,
    #[serde(skip)]
    pub body: Bytes,
}

/// How long a batch may wait to become full.
const BATCH_WAIT: Duration = Duration::from_millis(250);

impl Sim {
    /// Hands an update over for posting; without a subscription it is dropped.
    pub(crate) fn dispatch(&self, conversation: &str, update: Update) {
        if *self.callback.borrow() == Callback::None {
            return;
        }
        let update = match self.mailroom.collect(update) {
            Ok(full) => return full.into_iter().for_each(|parcel| self.mailroom.put(parcel)),
            Err(update) => update,
        };
        let batch = self.strike(Some(conversation), |kind| match kind {
            FaultKind::BatchWebhook { size } => Some(*size),
            _ => None,
        });
        let Some(size) = batch else { return self.mailroom.put(Parcel::new(conversation, vec![update])) };
        self.mailroom.open_batch(size);
        self.timer.after(BATCH_WAIT, Job::CloseBatch);
        if let Ok(Some(full)) = self.mailroom.collect(update) {
            self.mailroom.put(full);
        }
    }

    /// One of the workers: runs until it is dropped.
    pub(crate) async fn carry(self: Arc<Self>, mut callback: watch::Receiver<Callback>) {
        loop {
            let taken = self.mailroom.take(self.config.webhook.coalesce).await;
            if let Some(url) = proven(&mut callback).await {
                self.deliver(&url, taken.parcel.clone()).await;
            }
            self.mailroom.done(taken);
        }
    }

    async fn deliver(&self, url: &str, parcel: Parcel) {
        if let Some(detour) = self.detour(&parcel) {
            return self.timer.after(detour, Job::Post(Parcel { detoured: true, ..parcel }));
        }
        let body = Bytes::from(payload::body(&self.config.waba_id, &self.metadata, &parcel.updates));
        self.spoil(url, &parcel, &body).await;
        let status = self.post(url, &parcel, body, None).await;
        if status == Some(200) {
            self.taken(&parcel);
        } else {
            self.retry(parcel);
        }
    }

    fn detour(&self, parcel: &Parcel) -> Option<Duration> {
        if parcel.detoured {
            return None;
        }
        self.strike(Some(&parcel.conversation), |kind| match kind {
            FaultKind::ReorderWebhook { ms } => Some(Duration::from_millis(*ms)),
            _ => None,
        })
    }

    /// Posts what the faults in force put before the true one.
    async fn spoil(&self, url: &str, parcel: &Parcel, body: &Bytes) {
        let strikes = |kind| self.strikes(Some(&parcel.conversation), &kind);
        if strikes(FaultKind::BadSignature) {
            self.post(url, parcel, body.clone(), Some("signature")).await;
        }
        if strikes(FaultKind::MalformedWebhook) {
            self.post(url, parcel, body.slice(..body.len() / 2), Some("json")).await;
        }
        if strikes(FaultKind::DuplicateWebhook) {
            self.post(url, parcel, body.clone(), Some("duplicate")).await;
        }
    }

    async fn post(&self, url: &str, parcel: &Parcel, body: Bytes, spoiled: Option<&'static str>) -> Option<u16> {
        let secret = if spoiled == Some("signature") { "not the secret" } else { &self.config.app_secret };
        let at = Timestamp::now();
        let started = std::time::Instant::now();
        let request = self
            .client
            .post(url)
            .header("content-type", "application/json")
            .header("x-hub-signature-256", sign(secret, &body))
            .header("user-agent", "facebookexternalua")
            .timeout(self.config.webhook.timeout)
            .body(body.clone());
        let status = answer(request).await;
        let (attempt, updates) = (parcel.attempt, parcel.updates.len());
        let millis = started.elapsed().as_millis() as u64;
        let record = WebhookRecord { seq: 0, at, attempt, status, updates, spoiled, millis, body };
        self.change(|world| world.record_webhook(record));
        status
    }

    /// The host has them: the customers see two ticks.
    fn taken(&self, parcel: &Parcel) {
        for update in &parcel.updates {
            if let Update::Message { id: Some(id), .. } = update {
                self.step(id, Stage::Delivered);
            }
        }
    }

    fn retry(&self, parcel: Parcel) {
        let policy = &self.config.webhook;
        if parcel.since.elapsed() >= policy.give_up_after {
            tracing::warn!(updates = parcel.updates.len(), "webhook given up");
            return;
        }
        let gap = policy.first_gap.saturating_mul(1 << parcel.attempt.min(16)).min(policy.longest_gap);
        self.timer.after(gap, Job::Post(Parcel { attempt: parcel.attempt + 1, ..parcel }));
    }
}

/// Reads the answer to its end, so that the connection can be used again.
async fn answer(request: reqwest::RequestBuilder) -> Option<u16> {
    let mut response = request.send().await.ok()?;
    while response.chunk().await.ok()?.is_some() {}
    Some(response.status().as_u16())
}
