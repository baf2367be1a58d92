//! What a plugin may do: the only place where that is decided. The linker's
//! shims convert types and call in here; nothing else enforces anything.

pub(crate) mod clock;
pub(crate) mod config;
pub(crate) mod http;
pub(crate) mod kv;
pub(crate) mod log;
pub(crate) mod media;
pub(crate) mod random;
pub(crate) mod secrets;

use crate::account::Account;
use crate::cpu::CpuMeter;
use crate::fault::{Fault, FaultKind};
use crate::grants::Grants;
use crate::manifest::Manifest;
use std::sync::Arc;
use std::time::Instant;

/// The plugin as its capabilities see it.
#[derive(Debug)]
pub(crate) struct Permit {
    pub manifest: Manifest,
    pub grants: Grants,
}

/// One call's capabilities and what it has used of them.
pub(crate) struct Caps {
    pub permit: Arc<Permit>,
    /// None while nothing of the host may be called.
    account: Option<Arc<Account>>,
    /// When the call must be over.
    pub deadline: Instant,
    pub cpu: Arc<CpuMeter>,
    pub log: log::LogBuffer,
    pub clock: clock::CallClock,
    pub random: random::RandomBudget,
    pub kv: kv::Overlay,
    pub http: http::Outbound,
    pub media: media::Handed,
    pub moved: media::Moved,
}

/// A capability that cannot be used breaks the call off.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Broken(pub Fault);

impl Broken {
    pub fn limit(what: &'static str, detail: String) -> Self {
        Self(Fault::new(FaultKind::HostLimit(what), detail))
    }
}

impl Caps {
    /// Capabilities for a call on behalf of an account.
    pub fn open(permit: Arc<Permit>, account: Arc<Account>, client: Option<http::Client>, deadline: Instant) -> Self {
        let log = log::LogBuffer::new(secrets::values(&account));
        Self { account: Some(account), log, http: http::Outbound::new(client), ..Self::sealed(permit, deadline) }
    }

    /// No capability at all: `describe` and the trial start.
    pub fn sealed(permit: Arc<Permit>, deadline: Instant) -> Self {
        Self {
            permit,
            account: None,
            deadline,
            cpu: Arc::default(),
            log: log::LogBuffer::new(Vec::new()),
            clock: clock::CallClock::start(),
            random: random::RandomBudget::default(),
            kv: kv::Overlay::default(),
            http: http::Outbound::new(None),
            media: media::Handed::default(),
            moved: media::Moved::default(),
        }
    }

    /// The account, or the end of a call that may use nothing.
    pub fn account(&self, function: &str) -> Result<&Arc<Account>, Broken> {
        self.account.as_ref().ok_or_else(|| {
            let detail =
                format!("{function} was called while the plugin described itself, where nothing may be called");
            Broken(Fault::new(FaultKind::Forbidden, detail))
        })
    }
}
