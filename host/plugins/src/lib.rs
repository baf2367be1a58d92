//! The sandbox: plugins as WebAssembly components with no more than they asked
//! for and were granted.
//!
//! Reading order: [`manifest`] (what a plugin asks), `grants` (what it gets),
//! `load` (from file to [`Plugin`]), `plugin` (the calls), `call` (one call
//! and its guards), `caps` (the only place that decides what is allowed),
//! `convert` (where the contract's types end), `breaker` (rest for what keeps
//! failing).

mod account;
mod admission;
mod bindings;
mod breaker;
mod call;
mod caps;
mod check;
mod compile;
mod compiled;
mod contract;
mod convert;
mod cpu;
mod engine;
mod fault;
mod grants;
mod health;
mod inspect;
mod invoke;
mod limits;
mod link;
mod load;
pub mod manifest;
mod memory;
mod metrics;
mod outcome;
mod plugin;
mod runtime;
mod screen;
mod signature;
mod state;
mod verify;

#[cfg(test)]
extern crate self as deskbell_plugins;
#[cfg(test)]
#[allow(clippy::unwrap_used, dead_code)]
#[path = "../tests/it/account.rs"]
mod fixtures;

pub use account::{
    Account, AccountKey, Ambient, BlobError, BlobStore, ByteStream, CallInfo, KvEntry, KvReader, KvUnavailable, KvWrite,
};
pub use breaker::BreakerState;
pub use caps::http::{ClientError, check_private_hosts};
pub use check::{Finding, Grade, check};
pub use compile::{CompileError, CompilerCommand, compile_child};
pub use engine::Allocation;
pub use fault::{BusyReason, Failure, Fault, FaultKind};
pub use grants::{GrantPolicy, Grants, NoPermission, Permission};
pub use health::{AccountHealth, AccountLog, BudgetUse, PluginHealth, RecordedFault, RecordedLine, Share};
pub use inspect::{InspectError, Inspection, inspect};
pub use limits::{Export, Profile};
pub use load::LoadError;
pub use manifest::{ConfigError, Kind, Manifest, ManifestError, WebhookRule};
pub use outcome::{
    AccountInfo, Action, AddressStatus, Budget, Done, Exports, Handled, HistoryPage, Input, InputKind, LogLevel,
    LogLine, Mail, MailPart, Match, Outcome, Page, RemoteTemplate, TemplateDraft, TemplatePage, Usage, Verdict,
    WebhookReply, WebhookRequest,
};
pub use plugin::Plugin;
pub use runtime::{Runtime, RuntimeConfig, RuntimeError, RuntimeStats};
pub use screen::{Objection, screen};
pub use signature::{
    KeyError, PublicKey, Seal, SecretKey, SignatureError, Signer, Trust, TrustError, TrustedKey, sign,
};
pub use verify::Verification;
