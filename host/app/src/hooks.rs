//! Requests of providers and business systems.

use crate::accounts::Connected;
use crate::error::AppError;
use crate::intake::{self, Effects};
use crate::workspace::{Inner, Workspace};
use crate::{kv, metrics};
use bytes::Bytes;
use deskbell_domain::id::JournalSeq;
use deskbell_domain::journal::{Events, JournalEntry, JournalState, RecordedRequest};
use deskbell_domain::problem::{CallError, Problem};
use deskbell_plugins::{
    BusyReason, CallInfo, Failure, Handled, KvWrite, Outcome, Verification, WebhookReply, WebhookRequest,
};
use deskbell_store::Tx;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Instant;

const NOT_BELIEVED: &str = "the signature does not prove who sent this";

/// The answer to a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookReply {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: Bytes,
    pub retry_after_s: Option<u32>,
}

impl HookReply {
    fn problem(status: u16, detail: &str) -> Self {
        let body = serde_json::json!({ "error": detail }).to_string();
        Self { status, content_type: Some("application/json".into()), body: body.into(), retry_after_s: None }
    }

    /// Why is the operator's business; whoever sent it repeats it.
    fn later(seconds: u32) -> Self {
        let problem = Self::problem(503, "this cannot be taken at the moment; send it again");
        Self { retry_after_s: Some(seconds), ..problem }
    }

    fn accepted() -> Self {
        Self { status: 200, content_type: None, body: Bytes::new(), retry_after_s: None }
    }
}

impl From<WebhookReply> for HookReply {
    fn from(reply: WebhookReply) -> Self {
        Self { status: reply.status, content_type: reply.content_type, body: reply.body.into(), retry_after_s: None }
    }
}

/// Whether what was not translated may be kept: only what is known to come
/// from the provider.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    Verified,
    Unknown,
    /// A handshake answers and leaves no trace.
    Handshake,
}

impl Workspace {
    /// Verify, translate, record, answer: nothing is answered before it is on disk.
    pub async fn webhook(&self, token: &str, request: WebhookRequest) -> HookReply {
        let inner = &self.inner;
        let Some(connected) = inner.accounts.by_token(token) else {
            return HookReply::problem(404, "there is no channel at this address");
        };
        let Some(plugin) = connected.plugin() else {
            tracing::warn!(channel = %connected.channel.id, "a webhook came while the channel's plugin is not loaded");
            return HookReply::later(60);
        };
        let trust = match plugin.verify(&connected.account, &request) {
            Verification::Verified => Trust::Verified,
            Verification::ByPlugin => Trust::Unknown,
            Verification::Handshake => Trust::Handshake,
            Verification::Refused(reason) => {
                // A stranger learns that it was refused; which secret or header
                // was wrong is for the operator.
                tracing::warn!(channel = %connected.channel.id, %reason, "a webhook was not believed");
                return HookReply::problem(401, NOT_BELIEVED);
            }
            Verification::NoSuchRoute => return HookReply::problem(404, "the channel has no such webhook"),
            Verification::TooLarge { max } => {
                return HookReply::problem(413, &format!("the body is larger than {max} bytes"));
            }
        };
        let call = CallInfo { call_id: call_id(&request), attempt: 1, deadline: None };
        let began = Instant::now();
        let outcome = plugin.handle(Arc::clone(&connected.account), call, request.clone()).await;
        metrics::intake("sandbox", began.elapsed());
        self.conclude(&connected, trust, request, outcome).await
    }

    async fn conclude(
        &self,
        connected: &Arc<Connected>,
        trust: Trust,
        request: WebhookRequest,
        outcome: Outcome<Handled>,
    ) -> HookReply {
        match outcome.result {
            Ok(handled) if trust == Trust::Handshake => handled.reply.into(),
            // The plugin refuses in its own words; nothing is kept.
            Ok(handled) if handled.reply.status >= 400 && handled.events.is_empty() => handled.reply.into(),
            Ok(handled) => {
                let began = Instant::now();
                let entry = record(&self.inner, connected, request, handled.events, outcome.kv).await;
                metrics::intake("store", began.elapsed());
                match entry {
                    Ok(()) => handled.reply.into(),
                    Err(error) => {
                        tracing::error!(%error, channel = %connected.channel.id, "a webhook could not be recorded");
                        HookReply::later(5)
                    }
                }
            }
            Err(Failure::Plugin(CallError::Rejected { problem })) => refused(connected, trust, &problem),
            Err(failure) if trust == Trust::Verified && worth_keeping(&failure) => {
                self.keep(connected, request, &failure).await
            }
            Err(Failure::Plugin(CallError::Unsupported { problem } | CallError::Auth { problem })) => {
                refused(connected, trust, &problem)
            }
            Err(failure) => {
                tracing::warn!(channel = %connected.channel.id, failure = failure.name(), "a webhook was not translated");
                HookReply::later(5)
            }
        }
    }

    /// A verified request whose translation failed waits for the next try.
    async fn keep(&self, connected: &Arc<Connected>, request: WebhookRequest, failure: &Failure) -> HookReply {
        let failed = failure.name();
        tracing::warn!(channel = %connected.channel.id, failed, "a verified request is kept for a later translation");
        metrics::pending();
        let ctx = self.inner.context(connected);
        let (request, reason) = (recorded(&request, true), failure.to_string());
        let faults = u32::from(failure.is_fault());
        let job = move |tx: &mut Tx<'_>| {
            let seq: JournalSeq = tx.next_id()?;
            tx.put(&JournalEntry {
                seq,
                channel: ctx.channel.id.clone(),
                at: ctx.now,
                request: request.clone(),
                state: JournalState::Pending {
                    attempts: 1,
                    faults,
                    since: None,
                    not_before: ctx.now,
                    reason: reason.clone(),
                },
                items: Vec::new(),
            })?;
            Ok::<_, AppError>(())
        };
        match self.inner.store.write(job).await {
            Ok(()) => {
                self.inner.pending_nudge.notify_one();
                HookReply::accepted()
            }
            Err(error) => {
                tracing::error!(%error, "a verified request could not be kept");
                HookReply::later(5)
            }
        }
    }
}

/// The same for every delivery and every translation of one request.
pub(crate) fn call_id(request: &WebhookRequest) -> String {
    let mut sum = Sha256::new();
    let query = request.query.iter().flat_map(|(name, value)| [name, value]);
    for part in [&request.method, &request.path].into_iter().chain(query) {
        sum.update((part.len() as u64).to_be_bytes());
        sum.update(part);
    }
    sum.update(&request.body);
    let digest = sum.finalize();
    format!("hook-{}", hex::encode(&digest[..16]))
}

/// A plugin that fails gets another try; a full queue is pressure that the
/// sender must feel.
fn worth_keeping(failure: &Failure) -> bool {
    match failure {
        Failure::Plugin(_) | Failure::Fault(_) => true,
        Failure::Busy(BusyReason::BreakerOpen { .. } | BusyReason::Quarantined) => true,
        Failure::Busy(_) => false,
    }
}

/// The plugin's reason helps whoever proved to be the sender; a stranger
/// learns nothing.
fn refused(connected: &Connected, trust: Trust, problem: &Problem) -> HookReply {
    tracing::warn!(channel = %connected.channel.id, code = %problem.code, "a webhook was refused by the plugin");
    match (trust, problem.code.as_str()) {
        (_, "signature") => HookReply::problem(401, NOT_BELIEVED),
        (Trust::Verified, _) => HookReply::problem(400, &problem.detail),
        (Trust::Unknown | Trust::Handshake, _) => HookReply::problem(400, "this request cannot be understood"),
    }
}

/// One commit for the whole request.
async fn record(
    inner: &Arc<Inner>,
    connected: &Arc<Connected>,
    request: WebhookRequest,
    events: Events,
    writes: Vec<KvWrite>,
) -> Result<(), AppError> {
    let ctx = inner.context(connected);
    let request = recorded(&request, false);
    let job = move |tx: &mut Tx<'_>| {
        let mut effects = Effects::default();
        let seq: JournalSeq = tx.next_id()?;
        let items = translate(tx, &ctx, seq, &events, &mut effects)?;
        kv::commit(tx, &ctx.channel.plugin, &ctx.channel.id, &writes, ctx.now)?;
        let entry = JournalEntry {
            seq,
            channel: ctx.channel.id.clone(),
            at: ctx.now,
            request: request.clone(),
            state: JournalState::Done,
            items,
        };
        tx.put(&entry)?;
        Ok::<_, AppError>((effects, entry.items))
    };
    let (effects, items) = inner.store.write(job).await?;
    metrics::items(&items);
    inner.after(effects);
    Ok(())
}

/// What the events of either side lead to.
pub(crate) fn translate(
    tx: &mut Tx<'_>,
    ctx: &intake::Context,
    seq: JournalSeq,
    events: &Events,
    effects: &mut Effects,
) -> Result<Vec<deskbell_domain::journal::Item>, AppError> {
    match events {
        Events::Channel(events) => intake::record_channel(tx, ctx, seq, events, effects),
        Events::Business(events) => intake::record_business(tx, ctx, seq, events, effects),
    }
}

/// Headers are kept only while they are needed for another translation.
fn recorded(request: &WebhookRequest, whole: bool) -> RecordedRequest {
    RecordedRequest {
        method: request.method.clone(),
        path: request.path.clone(),
        query: if whole { request.query.clone() } else { Vec::new() },
        headers: if whole { request.headers.clone() } else { Vec::new() },
        body: request.body.to_vec(),
    }
}
