//! How a plugin fares: breakers by account and the last faults.

use crate::account::AccountKey;
use crate::breaker::{Breaker, BreakerState, Ticket};
use crate::fault::{BusyReason, Failure, Fault};
use crate::limits::Export;
use crate::metrics;
use crate::outcome::LogLine;
use deskbell_domain::time::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::time::Instant;

const KEPT_FAULTS: usize = 20;
/// Lines that are kept of each account, and their bytes.
const KEPT_LINES: usize = 100;
const KEPT_BYTES: usize = 64 << 10;

/// For the operator's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginHealth {
    pub breakers: Vec<(AccountKey, BreakerState)>,
    /// Newest first.
    pub faults: Vec<RecordedFault>,
    /// Calls that wait for a slot.
    pub waiting: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedFault {
    pub at: Timestamp,
    pub account: AccountKey,
    pub export: Export,
    pub call_id: String,
    pub fault: Fault,
}

/// The last lines that a plugin wrote for one account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountLog {
    /// Oldest first.
    pub lines: VecDeque<RecordedLine>,
    /// Lines beyond a call's limit, since this version was loaded.
    pub dropped: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedLine {
    pub at: Timestamp,
    pub export: Export,
    pub call_id: String,
    pub line: LogLine,
}

impl RecordedLine {
    fn size(&self) -> usize {
        let fields: usize = self.line.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        self.call_id.len() + self.line.message.len() + fields
    }
}

impl AccountLog {
    fn add(&mut self, line: RecordedLine) {
        self.lines.push_back(line);
        let mut bytes: usize = self.lines.iter().map(RecordedLine::size).sum();
        while self.lines.len() > KEPT_LINES || bytes > KEPT_BYTES {
            let Some(oldest) = self.lines.pop_front() else { return };
            bytes -= oldest.size();
        }
    }
}

/// The end of a call as far as it tells of the plugin's health.
#[derive(Clone, Copy)]
pub(crate) struct Ended<'a> {
    pub export: Export,
    pub call_id: &'a str,
    pub failure: Option<&'a Failure>,
}

#[derive(Default)]
pub(crate) struct Health {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    breakers: BTreeMap<AccountKey, Breaker>,
    faults: VecDeque<RecordedFault>,
    logs: BTreeMap<AccountKey, AccountLog>,
}

impl Health {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        // The state is consistent between statements, so a panic elsewhere does no harm.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn admit(&self, account: &AccountKey) -> Result<Ticket, BusyReason> {
        self.lock().breakers.entry(account.clone()).or_default().admit(Instant::now())
    }

    pub fn record(&self, plugin: &str, account: &AccountKey, ticket: Ticket, call: Ended<'_>) {
        let Ended { export, call_id, failure } = call;
        let mut inner = self.lock();
        let now = Instant::now();
        let known = inner.faults.iter().any(|fault| fault.account == *account && fault.call_id == call_id);
        let breaker = inner.breakers.entry(account.clone()).or_default();
        let before = breaker.state(now);
        match failure {
            // Nothing was learned about the plugin.
            Some(Failure::Busy(_)) => breaker.release(now, ticket),
            // Nor by the same piece of work failing again: one bad message
            // must not stop all the others.
            Some(Failure::Fault(_)) if known => breaker.release(now, ticket),
            other => breaker.record(now, ticket, other.is_some_and(Failure::is_fault)),
        }
        let after = breaker.state(now);
        if before.name() != after.name() {
            metrics::breaker(plugin, after);
            tracing::warn!(plugin, channel = %account.channel, workspace = %account.workspace, state = after.name(), "plugin breaker changed");
        }
        let Some(Failure::Fault(fault)) = failure else { return };
        inner.faults.truncate(KEPT_FAULTS - 1);
        inner.faults.push_front(RecordedFault {
            at: Timestamp::now(),
            account: account.clone(),
            export,
            call_id: call_id.to_owned(),
            fault: fault.clone(),
        });
    }

    pub fn keep_log(&self, account: &AccountKey, call: Ended<'_>, lines: &[LogLine], dropped: u32) {
        if lines.is_empty() && dropped == 0 {
            return;
        }
        let at = Timestamp::now();
        let mut inner = self.lock();
        let log = inner.logs.entry(account.clone()).or_default();
        log.dropped += u64::from(dropped);
        for line in lines {
            let (call_id, line) = (call.call_id.to_owned(), line.clone());
            log.add(RecordedLine { at, export: call.export, call_id, line });
        }
    }

    pub fn log(&self, account: &AccountKey) -> AccountLog {
        self.lock().logs.get(account).cloned().unwrap_or_default()
    }

    pub fn resume(&self, account: &AccountKey) {
        if let Some(breaker) = self.lock().breakers.get_mut(account) {
            breaker.resume();
        }
    }

    pub fn report(&self, waiting: usize) -> PluginHealth {
        let inner = self.lock();
        let now = Instant::now();
        PluginHealth {
            breakers: inner.breakers.iter().map(|(key, b)| (key.clone(), b.state(now))).collect(),
            faults: inner.faults.iter().cloned().collect(),
            waiting,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fault::FaultKind;
    use crate::outcome::LogLevel;
    use deskbell_domain::id::{ChannelId, WorkspaceSlug};

    #[test]
    fn x7_the_last_lines_of_each_account_are_kept_and_no_more() {
        let health = Health::default();
        let key = |name| AccountKey {
            workspace: WorkspaceSlug::new("shop").unwrap(),
            channel: ChannelId::new(name).unwrap(),
        };
        let call = Ended { export: Export::Handle, call_id: "call-1", failure: None };
        let line = |message: String| LogLine { level: LogLevel::Info, message, fields: vec![] };
        let many: Vec<_> = (0..KEPT_LINES + 7).map(|n| line(n.to_string())).collect();
        health.keep_log(&key("one"), call, &many, 3);
        health.keep_log(&key("one"), call, &[], 2);
        let log = health.log(&key("one"));
        assert_eq!((log.lines.len(), log.dropped), (KEPT_LINES, 5));
        assert_eq!(log.lines[0].line.message, "7");
        health.keep_log(&key("two"), call, &[line("x".repeat(KEPT_BYTES)), line("y".into())], 0);
        assert_eq!(health.log(&key("two")).lines.len(), 1, "few long lines are as much as many short ones");
        assert_eq!(health.log(&key("three")), AccountLog::default());
    }

    /// X7: the breaker counts bad messages, not how often each was tried.
    #[tokio::test(start_paused = true)]
    async fn x7_the_same_work_counts_once() {
        let health = Health::default();
        let account = AccountKey {
            workspace: WorkspaceSlug::new("shop").expect("a name"),
            channel: ChannelId::new("a").expect("a name"),
        };
        let fault = Failure::Fault(Fault::new(FaultKind::Trap, "unreachable"));
        let fail = |call_id: &str| {
            let ticket = health.admit(&account)?;
            health.record("p", &account, ticket, Ended { export: Export::Handle, call_id, failure: Some(&fault) });
            Ok::<_, BusyReason>(())
        };
        for _ in 0..20 {
            fail("the-same").unwrap();
        }
        assert_eq!(health.report(0).breakers[0].1, BreakerState::Closed);
        for n in 0..4 {
            fail(&format!("another-{n}")).unwrap();
        }
        assert!(health.admit(&account).is_err());
    }
}
