//! Why a call failed, told apart by whose turn it is to act.

use deskbell_domain::problem::CallError;
use std::fmt;
use std::time::Duration;

/// A failed call. Only [`Failure::Fault`] counts against the plugin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The plugin answered that something outside did not work.
    #[error("{0}")]
    Plugin(CallError),
    /// The plugin broke a limit or the contract.
    #[error("{0}")]
    Fault(Fault),
    /// Nothing ran; ours to repeat later.
    #[error("{0}")]
    Busy(BusyReason),
}

impl Failure {
    /// A word from a small set, for metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Plugin(CallError::Retry { .. }) => "retry",
            Self::Plugin(CallError::RateLimited { .. }) => "rate-limited",
            Self::Plugin(CallError::Auth { .. }) => "auth",
            Self::Plugin(CallError::Rejected { .. }) => "rejected",
            Self::Plugin(CallError::Unsupported { .. }) => "unsupported",
            Self::Fault(fault) => fault.kind.name(),
            Self::Busy(_) => "busy",
        }
    }

    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Fault(_))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BusyReason {
    #[error("too many calls of this plugin are waiting")]
    QueueFull,
    #[error("no free slot for this plugin in time")]
    WaitedTooLong,
    #[error("the instance pool is exhausted")]
    PoolExhausted,
    #[error("all plugins together hold as much memory as the host allows")]
    HostMemory,
    /// The plugin failed too often for this account.
    #[error("the plugin failed repeatedly and rests for {} s", .retry_after.as_secs())]
    BreakerOpen { retry_after: Duration },
    /// It failed again after several rests; an operator resumes it.
    #[error("the plugin is quarantined for this account until an operator resumes it")]
    Quarantined,
}

/// One fault, with what its author needs to find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    pub detail: String,
    /// Innermost function first; names as the component's name section has them.
    pub backtrace: Vec<String>,
}

impl Fault {
    pub fn new(kind: FaultKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), backtrace: Vec::new() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "plugin fault ({}): {}", self.kind.name(), self.detail)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// A trap of the plugin's own making: `unreachable`, a division by zero …
    Trap,
    CpuBudget,
    WallClock,
    Memory,
    StackOverflow,
    /// One of the host's limits, by name: "table elements", "random bytes".
    HostLimit(&'static str),
    /// A value that breaks the contract; the detail names the field.
    BadReturn,
    /// A host function was called where none may be (`describe`).
    Forbidden,
}

impl FaultKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Trap => "trap",
            Self::CpuBudget => "cpu-budget",
            Self::WallClock => "wall-clock",
            Self::Memory => "memory",
            Self::StackOverflow => "stack-overflow",
            Self::HostLimit(_) => "host-limit",
            Self::BadReturn => "bad-return",
            Self::Forbidden => "forbidden",
        }
    }
}
