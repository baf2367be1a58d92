//! How a plugin fares, on the wire.

use crate::api::mirror::mirror_both;
use crate::api::time::Time;
use deskbell_app::{
    AccountHealth, AccountKey, AccountLog, BreakerState, BudgetUse, RecordedFault, RecordedLine, Share,
};
use serde::Serialize;
use utoipa::ToSchema;

/// How a plugin fares for one account, since its version was loaded.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginAccount {
    pub workspace: String,
    pub channel: String,
    pub breaker: Breaker,
    /// While it rests: seconds until it is tried again.
    pub rests_for_s: Option<u64>,
    pub calls: u64,
    pub faults: u64,
    /// When the outside service last answered, or proved itself in a webhook.
    pub proven_at: Option<Time>,
    pub budgets: Vec<PluginBudget>,
}

/// Rest for what keeps failing.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Breaker {
    Closed,
    /// Calls are not tried for a while.
    Open,
    /// One call probes.
    HalfOpen,
    /// Until somebody resumes the channel.
    Quarantined,
}

/// What calls of one function used of their limits, in percent.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginBudget {
    /// "handle", "send" …
    pub function: String,
    pub calls: u64,
    pub cpu: BudgetShare,
    pub wall: BudgetShare,
    pub memory: BudgetShare,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetShare {
    /// The median of the last calls.
    pub usual: u16,
    pub max: u16,
}

/// A call that the plugin broke.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginFault {
    pub at: Time,
    pub workspace: String,
    pub channel: String,
    pub function: String,
    pub call_id: String,
    /// "trap", "cpu-budget", "memory" …
    pub kind: String,
    pub detail: String,
    /// Innermost function first.
    pub backtrace: Vec<String>,
}

mirror_both! {
    LogLevel from deskbell_app::LogLevel { Debug, Info, Warn, Error }
}

/// The last lines of each account.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginLogs {
    pub items: Vec<PluginLog>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PluginLog {
    pub workspace: String,
    pub channel: String,
    /// Lines beyond a call's limit, which were not kept.
    pub dropped: u64,
    /// Oldest first.
    pub lines: Vec<PluginLogLine>,
}

/// A line that the plugin wrote: escaped, and without secrets.
#[derive(Debug, Serialize, ToSchema)]
pub struct PluginLogLine {
    pub at: Time,
    pub function: String,
    pub call_id: String,
    pub level: LogLevel,
    pub message: String,
    pub fields: Vec<LogField>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LogField {
    pub name: String,
    pub value: String,
}

impl PluginAccount {
    pub(super) fn of(key: &AccountKey, health: &AccountHealth) -> Self {
        let (breaker, rests_for_s) = match health.breaker {
            BreakerState::Closed => (Breaker::Closed, None),
            BreakerState::Open { retry_after } => (Breaker::Open, Some(retry_after.as_secs())),
            BreakerState::HalfOpen => (Breaker::HalfOpen, None),
            BreakerState::Quarantined => (Breaker::Quarantined, None),
        };
        Self {
            workspace: key.workspace.to_string(),
            channel: key.channel.to_string(),
            breaker,
            rests_for_s,
            calls: health.calls,
            faults: health.faults,
            proven_at: health.proven.map(Into::into),
            budgets: health.budgets.iter().map(|(export, used)| PluginBudget::of(export.name(), used)).collect(),
        }
    }
}

impl PluginBudget {
    fn of(function: &str, used: &BudgetUse) -> Self {
        let share = |share: Share| BudgetShare { usual: share.usual, max: share.max };
        Self {
            function: function.to_owned(),
            calls: used.calls,
            cpu: share(used.cpu),
            wall: share(used.wall),
            memory: share(used.memory),
        }
    }
}

impl PluginFault {
    pub(super) fn of(fault: &RecordedFault) -> Self {
        Self {
            at: fault.at.into(),
            workspace: fault.account.workspace.to_string(),
            channel: fault.account.channel.to_string(),
            function: fault.export.name().to_owned(),
            call_id: fault.call_id.clone(),
            kind: fault.fault.kind.name().to_owned(),
            detail: fault.fault.detail.clone(),
            backtrace: fault.fault.backtrace.clone(),
        }
    }
}

impl PluginLogs {
    pub(super) fn of(found: Vec<(AccountKey, AccountLog)>, level: Option<LogLevel>) -> Self {
        let least = level.map_or(deskbell_app::LogLevel::Debug, Into::into);
        let log = |(key, log): (AccountKey, AccountLog)| PluginLog {
            workspace: key.workspace.to_string(),
            channel: key.channel.to_string(),
            dropped: log.dropped,
            lines: log.lines.into_iter().filter(|line| line.line.level >= least).map(PluginLogLine::of).collect(),
        };
        Self { items: found.into_iter().map(log).collect() }
    }
}

impl PluginLogLine {
    fn of(line: RecordedLine) -> Self {
        let field = |(name, value)| LogField { name, value };
        Self {
            at: line.at.into(),
            function: line.export.name().to_owned(),
            call_id: line.call_id,
            level: line.line.level.into(),
            message: line.line.message,
            fields: line.line.fields.into_iter().map(field).collect(),
        }
    }
}
