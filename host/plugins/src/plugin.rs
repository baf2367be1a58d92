//! A loaded plugin and the calls that can be made to it. Those of optional
//! interfaces are below.

mod asking;
mod linking;
mod polling;

use crate::account::{Account, CallInfo};
use crate::admission::Admission;
use crate::bindings::deskbell::types::call::CallCtx;
use crate::bindings::deskbell::types::errors::CallError as WitError;
use crate::call::{Callable, Ended};
use crate::caps::http::{self, Client, ClientPool};
use crate::caps::kv::Overlay;
use crate::caps::log::LogBuffer;
use crate::caps::secrets;
use crate::caps::{Caps, Permit};
use crate::convert::{self, Converted, Scope};
use crate::fault::Failure;
use crate::grants::Grants;
use crate::health::{self, AccountLog, Health, PluginHealth};
use crate::invoke::{self, Invocation};
use crate::limits::Export;
use crate::manifest::{Kind, Manifest, WebhookRule};
use crate::metrics;
use crate::outcome::{AccountInfo, Exports, Handled, Outcome, WebhookRequest, realm};
use crate::runtime::Runtime;
use crate::verify::{Verification, sign, verify};
use deskbell_domain::channel::Capabilities;
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_domain::journal::Events;
use deskbell_domain::media::{BlobRef, RemoteMedia};
use deskbell_domain::outbound::{OutboundMessage, Receipt, Signal};
use deskbell_domain::pairing;
use deskbell_domain::problem::{CallError, Problem};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing::Instrument;

/// Longest wait for a slot when the call itself has no deadline.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// One version of one plugin. In-flight calls keep it alive when it is replaced.
pub struct Plugin {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) permit: Arc<Permit>,
    pub(crate) digest: String,
    pub(crate) exports: Exports,
    pub(crate) callable: Callable,
    pub(crate) capabilities: Capabilities,
    pub(crate) pairing: Option<pairing::Terms>,
    pub(crate) clients: ClientPool,
    pub(crate) admission: Admission,
    pub(crate) health: Health,
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin").field("id", &self.permit.manifest.id).field("digest", &self.digest).finish()
    }
}

impl Plugin {
    pub fn manifest(&self) -> &Manifest {
        &self.permit.manifest
    }

    /// Asked and granted.
    pub fn grants(&self) -> &Grants {
        &self.permit.grants
    }

    /// SHA-256 of the component, hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    pub fn exports(&self) -> Exports {
        self.exports
    }

    pub fn health(&self) -> PluginHealth {
        self.health.report(self.admission.waiting())
    }

    /// The last lines that the plugin wrote for one account, for the operator's page.
    pub fn log(&self, workspace: &WorkspaceSlug, channel: &ChannelId) -> AccountLog {
        self.health.log(&crate::AccountKey { workspace: workspace.clone(), channel: channel.clone() })
    }

    /// Ends rest or quarantine for one account.
    pub fn resume(&self, workspace: &WorkspaceSlug, channel: &ChannelId) {
        self.health.resume(&crate::AccountKey { workspace: workspace.clone(), channel: channel.clone() });
    }

    /// What the plugin can do, as it said when it was loaded.
    pub async fn describe(&self) -> Result<Capabilities, Failure> {
        Ok(self.capabilities.clone())
    }

    /// The same, at once.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Hosts, with a port where it is named, that the plugin may ask for with
    /// these settings.
    pub fn hosts(&self, settings: &serde_json::Map<String, serde_json::Value>) -> Vec<(String, Option<u16>)> {
        http::hosts(&self.permit, settings)
    }

    /// Checks a webhook without running the plugin.
    pub fn verify(&self, account: &Account, request: &WebhookRequest) -> Verification {
        verify(&self.permit.manifest.webhooks, account, request)
    }

    /// Signs a request as the manifest declares it, with the account's own
    /// secret: what its provider does, for tests. The error is for the author.
    pub fn sign(&self, account: &Account, request: &mut WebhookRequest) -> Result<(), String> {
        sign(&self.permit.manifest.webhooks, account, request)
    }

    /// Translates a request that passed [`Plugin::verify`].
    pub async fn handle(&self, account: Arc<Account>, info: CallInfo, request: WebhookRequest) -> Outcome<Handled> {
        let rule = WebhookRule::find(&self.permit.manifest.webhooks, &request.method, &request.path);
        let reply_only = rule.is_none_or(|r| r.handshake);
        let ctx = self.context(&account, &info, Export::Handle);
        let request = convert::request(request);
        let key = account.key();
        let outcome = match self.permit.manifest.kind {
            Kind::Channel => {
                self.call(account, info, invoke::HandleChannel { ctx, request }, vec![], |scope, o| {
                    let events = Events::Channel(convert::channel_events(scope, o.events)?);
                    allowed(reply_only, Handled { reply: convert::reply(o.reply)?, events })
                })
                .await
            }
            Kind::ErpModule => {
                self.call(account, info, invoke::HandleErp { ctx, request }, vec![], |scope, o| {
                    let events = Events::Business(convert::business_events(scope, o.events)?);
                    allowed(reply_only, Handled { reply: convert::reply(o.reply)?, events })
                })
                .await
            }
        };
        if !reply_only && outcome.result.as_ref().is_ok_and(|handled| handled.reply.status < 400) {
            self.health.prove(&key);
        }
        outcome
    }

    /// One attempt to send one message.
    pub async fn send(&self, account: Arc<Account>, info: CallInfo, message: OutboundMessage) -> Outcome<Receipt> {
        let ctx = self.context(&account, &info, Export::Send);
        let files = files_of(&message);
        let message = convert::message_to_wit(message);
        self.call(account, info, invoke::SendMessage { ctx, message }, files, convert::receipt).await
    }

    pub async fn signal(&self, account: Arc<Account>, info: CallInfo, signal: Signal) -> Outcome<()> {
        let ctx = self.context(&account, &info, Export::Signal);
        let signal = convert::signal_to_wit(signal);
        self.call(account, info, invoke::SendSignal { ctx, signal }, vec![], |_, ()| Ok(())).await
    }

    /// Fetches a file that an event named. The plugin's word is not enough:
    /// the file must have been stored by this very call.
    pub async fn fetch_media(&self, account: Arc<Account>, info: CallInfo, media: RemoteMedia) -> Outcome<BlobRef> {
        let ctx = self.context(&account, &info, Export::FetchMedia);
        let (hash, mime) = (media.sha256.clone(), media.mime.clone());
        let media = convert::remote_to_wit(media);
        let read = |scope: Scope<'_>, b| Ok(convert::typed(convert::blob(scope, "fetch-media", b)?, mime.as_deref()));
        let outcome = match self.permit.manifest.kind {
            Kind::Channel => self.call(account, info, invoke::FetchMedia { ctx, media }, vec![], read).await,
            Kind::ErpModule => self.call(account, info, invoke::FetchDocument { ctx, media }, vec![], read).await,
        };
        outcome.and_then(|blob| expected(blob, hash.as_deref()))
    }

    pub async fn check_account(&self, account: Arc<Account>, info: CallInfo) -> Outcome<AccountInfo> {
        let ctx = self.context(&account, &info, Export::CheckAccount);
        self.call(account, info, invoke::CheckAccount { ctx }, vec![], |_, i| convert::account_info(i)).await
    }

    fn context(&self, account: &Account, info: &CallInfo, export: Export) -> CallCtx {
        convert::context(account, info, self.wall(info, export))
    }

    fn wall(&self, info: &CallInfo, export: Export) -> Duration {
        let own = self.permit.manifest.wall(export);
        info.deadline.map_or(own, |deadline| own.min(deadline))
    }

    async fn call<I, A, T>(
        &self,
        account: Arc<Account>,
        info: CallInfo,
        invocation: I,
        files: Vec<BlobRef>,
        read: impl FnOnce(Scope<'_>, A) -> Converted<T>,
    ) -> Outcome<T>
    where
        I: Invocation<Answer = Result<A, WitError>>,
    {
        let (mut outcome, kv) =
            self.step(account, info, invocation, Begin { files, kv: Overlay::default() }, read).await;
        if outcome.result.is_ok() {
            outcome.kv = kv.into_writes();
        }
        outcome
    }

    /// Admission, the call, its conversion, and what is learned from it. The
    /// writes are the caller's, who may make another call on top of them.
    async fn step<I, A, T>(
        &self,
        account: Arc<Account>,
        info: CallInfo,
        invocation: I,
        begin: Begin,
        read: impl FnOnce(Scope<'_>, A) -> Converted<T>,
    ) -> (Outcome<T>, Overlay)
    where
        I: Invocation<Answer = Result<A, WitError>>,
    {
        let key = account.key();
        let owner = Arc::clone(&account);
        let plugin = &self.permit.manifest.id;
        let ticket = match self.health.admit(&key) {
            Ok(ticket) => ticket,
            Err(reason) => return (Outcome::failed(Failure::Busy(reason)), begin.kv),
        };
        let span = tracing::info_span!("plugin.call", %plugin, version = %self.permit.manifest.version, digest = &self.digest[..12], channel = %key.channel, export = I::EXPORT.name(), call_id = %info.call_id, attempt = info.attempt);
        let Ended { outcome, files, kv } = self.admitted(account, &info, invocation, begin).instrument(span).await;
        let scope = Scope { realm: realm(&self.capabilities), files: &files };
        let outcome = outcome.and_then(|answer| match answer {
            Ok(answer) => read(scope, answer).map_err(Failure::Fault),
            Err(error) => Err(convert::call_error(error)
                .map_or_else(Failure::Fault, |error| Failure::Plugin(without_secrets(&owner, error)))),
        });
        let failure = outcome.result.as_ref().err();
        let call = health::Ended { export: I::EXPORT, call_id: &info.call_id, failure, usage: outcome.usage };
        self.health.record(plugin, &key, ticket, call);
        self.health.keep_log(&key, call, &outcome.log, outcome.usage.log_dropped);
        metrics::call(plugin, I::EXPORT, failure.map_or("ok", Failure::name), &outcome.usage);
        (outcome, kv)
    }

    async fn admitted<I: Invocation>(
        &self,
        account: Arc<Account>,
        info: &CallInfo,
        invocation: I,
        begin: Begin,
    ) -> Ended<I::Answer> {
        let wall = self.wall(info, I::EXPORT);
        let _permits = match self.admission.enter(I::EXPORT, info.deadline.unwrap_or(PATIENCE)).await {
            Ok(permits) => permits,
            Err(reason) => return Ended::failed(Failure::Busy(reason)),
        };
        let client = self.client(&account);
        let mut caps = Caps::open(self.permit.clone(), account, client, Instant::now() + wall);
        begin.files.into_iter().for_each(|file| caps.media.add(file));
        caps.kv = begin.kv;
        self.callable.run(caps, wall, invocation).await
    }

    pub(crate) fn client(&self, account: &Account) -> Option<Client> {
        if !self.permit.grants.any_http() {
            return None;
        }
        match self.clients.client(self.runtime.client_maker(), account) {
            Ok(client) => Some(client),
            Err(error) => {
                tracing::error!(%error, plugin = %self.permit.manifest.id, "no outgoing connections for this call");
                None
            }
        }
    }
}

/// What a call begins with.
#[derive(Default)]
struct Begin {
    files: Vec<BlobRef>,
    /// Writes of earlier calls of the same piece of work.
    kv: Overlay,
}

/// Plugins quote what a service says, and a service may repeat the credentials
/// that it refuses. Errors are stored, shown and logged.
fn without_secrets(account: &Account, mut error: CallError) -> CallError {
    let blank = LogBuffer::new(secrets::values(account));
    let problem = error.problem_mut();
    problem.code = blank.clean(&problem.code);
    problem.detail = blank.clean(&problem.detail);
    error
}

/// Another file than the provider named by its hash. The plugin did its work;
/// what the provider said, or serves, is wrong.
fn expected(blob: BlobRef, hash: Option<&str>) -> Result<BlobRef, Failure> {
    if hash.is_none_or(|hash| hash == blob.sha256) {
        return Ok(blob);
    }
    let problem = Problem::new("media-mismatch", "the file has another content than its sha256 says");
    Err(Failure::Plugin(CallError::Rejected { problem }))
}

/// A request that proved nothing may be answered, not acted upon.
fn allowed(reply_only: bool, handled: Handled) -> Converted<Handled> {
    let events = match &handled.events {
        Events::Channel(events) => events.len(),
        Events::Business(events) => events.len(),
    };
    match reply_only && events > 0 {
        true => Err(convert::bad("events", "is not empty although the request was not verified")),
        false => Ok(handled),
    }
}

/// The files that a message hands to the plugin.
fn files_of(message: &OutboundMessage) -> Vec<BlobRef> {
    use deskbell_domain::outbound::{Header, OutboundContent as C, ParameterValue};
    match &message.content {
        C::Media(media) => vec![media.blob.clone()],
        C::Interactive(interactive) => match &interactive.header {
            Some(Header::Media { media }) => vec![media.blob.clone()],
            _ => vec![],
        },
        C::Template(template) => {
            let file = |value: &ParameterValue| match value {
                ParameterValue::Media { media } => Some(media.blob.clone()),
                _ => None,
            };
            template.parameters.iter().filter_map(|p| file(&p.value)).collect()
        }
        C::Text { .. } | C::Location(_) | C::Reaction { .. } => vec![],
    }
}
