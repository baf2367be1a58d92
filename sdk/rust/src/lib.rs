//! Write Deskbell plugins in Rust.
//!
//! A plugin is a WebAssembly component that translates: what an outside
//! service sends becomes Deskbell's events, what Deskbell sends becomes the
//! service's calls. It gets no WASI, no files and no sockets; everything it may
//! do is a function of this crate, and each of those is a permission that
//! `plugin.toml` asks for and the operator grants.
//!
//! * A connector to a messaging channel implements [`channel::Channel`] and
//!   names it in [`export_channel!`].
//! * An integration of a business system implements [`erp::ErpModule`] and
//!   names it in [`export_erp_module!`].
//!
//! **Every call runs in a fresh instance.** Nothing in memory survives; what
//! must be remembered goes into [`kv`], and becomes durable together with the
//! call's result.
//!
//! **Keep translation pure.** Reading a request and building the answer needs
//! nothing of the host, so it is tested natively with plain `cargo test`. The
//! capability functions ([`http`], [`kv`], [`secrets`], [`config`], [`clock`],
//! [`random`], [`media`]) work only inside Deskbell and panic in a native test,
//! naming themselves; [`log`] writes nothing there.
//!
//! **Panics.** The export macros install a hook that logs the message and the
//! place before the plugin traps. A trap discards the call: Deskbell keeps a
//! verified webhook and repeats its translation, and marks a message being sent
//! as uncertain.

#![warn(missing_docs)]

// What both kinds of plugins speak.
mod error;
mod party;
mod web;

pub use bindings::imports::deskbell::types::call::CallCtx;
pub use bindings::imports::deskbell::types::errors::{CallError, Problem, RateLimit, RateScope, RetryHint};
pub use bindings::imports::deskbell::types::media::{BlobRef, RemoteMedia};
pub use bindings::imports::deskbell::types::party::{Address, AddressKind, Party};
pub use bindings::imports::deskbell::types::web::{WebhookReply, WebhookRequest};

// What a plugin is.
pub mod channel;
pub mod erp;

// What a plugin may ask the host for, one permission each.
pub mod clock;
pub mod config;
pub mod http;
pub mod kv;
pub mod log;
pub mod media;
pub mod random;
pub mod secrets;

// What most connectors need.
mod fingerprint;
mod scrub;

pub use fingerprint::fingerprint;
pub use scrub::scrub;

// What a guest without WASI lacks.
mod hash;
mod panic;

pub use hash::{HashMap, HashSet, Seeded};

#[doc(hidden)]
pub mod bindings;

/// Names the capability when something calls it outside Deskbell.
#[expect(clippy::assertions_on_constants, reason = "the constant differs by target")]
pub(crate) fn inside_host(capability: &str) {
    assert!(
        cfg!(target_arch = "wasm32"),
        "`deskbell_sdk::{capability}` works only inside Deskbell; keep what a native test covers free of host calls"
    );
}

/// The guide's example compiles, or the doc tests fail.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/plugins/README.md")]
struct Guide;
