//! What happens when: intake, the outbox, people, background work.
//!
//! Knows no JSON, no HTTP and no command line. Reading order: [`desk`] and
//! [`workspace`] hold everything; [`hooks`] and `intake` are the way in;
//! `compose`, `send` and `outbox` are the way out; [`inbox`], `actions`,
//! [`channels`] and [`auth`] serve people; [`registry`] holds the installed
//! plugins; [`live`] is what browsers follow;
//! `pending`, `polls`, `fetches` and `housekeeping` work in the background.

mod accounts;
mod actions;
mod auth;
mod backups;
mod blobs;
mod catch_up;
mod channels;
mod clock;
mod compose;
mod desk;
mod error;
mod fetches;
mod files;
mod fill;
mod hooks;
mod housekeeping;
mod inbox;
mod intake;
mod kv;
mod live;
mod login;
mod metrics;
mod offered;
mod outbox;
mod pairing;
mod pending;
mod people;
mod plugins;
mod polls;
mod principal;
mod reach;
pub mod registry;
mod rulebook;
mod send;
mod tasks;
mod vault;
pub mod view;
mod workspace;

pub use auth::random_token;
pub use backups::Backup;
pub use blobs::Blobs;
pub use channels::NewChannel;
pub use clock::Clock;
pub use desk::{Desk, DeskConfig, DeskError, Readiness};
pub use error::AppError;
pub use files::MAX_UPLOAD;
pub use hooks::HookReply;
pub use inbox::{ConversationList, ConversationQuery};
pub use plugins::Plugins;
pub use principal::{Principal, Who};
pub use send::{NewContent, NewMessage};
pub use vault::VaultError;
pub use workspace::{Workspace, WorkspaceError};

/// What a webhook carries, as the plugins take it.
pub use deskbell_plugins::WebhookRequest;
/// What a plugin says of itself and how it fares, as the edge shows it.
pub use deskbell_plugins::{
    AccountHealth, AccountKey, AccountLog, BreakerState, BudgetUse, LogLevel, Manifest, NoPermission, Objection,
    Permission, PublicKey, RecordedFault, RecordedLine, Share, Signer, TrustedKey, manifest,
};
pub use deskbell_rules::{PackSource, RuleError};
