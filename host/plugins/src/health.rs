//! How a plugin fares: breakers by account, what calls cost, the last faults
//! and log lines.

mod budget;

pub use budget::{BudgetUse, Share};

use crate::account::AccountKey;
use crate::breaker::{Breaker, BreakerState, Ticket};
use crate::fault::{BusyReason, Failure, Fault};
use crate::limits::Export;
use crate::metrics;
use crate::outcome::{LogLine, Usage};
use budget::BudgetLog;
use deskbell_domain::time::Timestamp;
use std::collections::{BTreeMap, HashMap, VecDeque};
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
    /// What was learned of each account since this version was loaded.
    pub accounts: Vec<(AccountKey, AccountHealth)>,
}

/// How a plugin fares for one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountHealth {
    pub breaker: BreakerState,
    pub calls: u64,
    pub faults: u64,
    /// When a call last proved that the outside service and the account work.
    pub proven: Option<Timestamp>,
    /// By function, in the order of [`Export::ALL`].
    pub budgets: Vec<(Export, BudgetUse)>,
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
    pub usage: Usage,
}

#[derive(Default)]
pub(crate) struct Health {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    breakers: BTreeMap<AccountKey, Breaker>,
    figures: BTreeMap<AccountKey, Figures>,
    faults: VecDeque<RecordedFault>,
    logs: BTreeMap<AccountKey, AccountLog>,
}

#[derive(Default)]
struct Figures {
    calls: u64,
    faults: u64,
    proven: Option<Timestamp>,
    budgets: HashMap<Export, BudgetLog>,
}

impl Figures {
    fn add(&mut self, call: Ended<'_>) {
        if matches!(call.failure, Some(Failure::Busy(_))) {
            return;
        }
        self.calls += 1;
        self.faults += u64::from(call.failure.is_some_and(Failure::is_fault));
        self.budgets.entry(call.export).or_default().add(&call.usage);
        // Each of them asked the service, and it answered as to somebody it knows.
        let asks = !matches!(call.export, Export::Describe | Export::Handle | Export::Mail | Export::Pairing);
        if call.failure.is_none() && asks {
            self.proven = Some(Timestamp::now());
        }
    }

    fn report(&self, breaker: BreakerState) -> AccountHealth {
        let used = |export| self.budgets.get(&export).map(|log| (export, log.report()));
        AccountHealth {
            breaker,
            calls: self.calls,
            faults: self.faults,
            proven: self.proven,
            budgets: Export::ALL.into_iter().filter_map(used).collect(),
        }
    }
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
        let Ended { export, call_id, failure, .. } = call;
        let mut inner = self.lock();
        inner.figures.entry(account.clone()).or_default().add(call);
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

    /// A webhook came that is known to be the provider's.
    pub fn prove(&self, account: &AccountKey) {
        self.lock().figures.entry(account.clone()).or_default().proven = Some(Timestamp::now());
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
        let state = |key| inner.breakers.get(key).map_or(BreakerState::Closed, |breaker| breaker.state(now));
        PluginHealth {
            accounts: inner.figures.iter().map(|(key, f)| (key.clone(), f.report(state(key)))).collect(),
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
        let call = Ended { export: Export::Handle, call_id: "call-1", failure: None, usage: Usage::default() };
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
            health.record(
                "p",
                &account,
                ticket,
                Ended { export: Export::Handle, call_id, failure: Some(&fault), usage: Usage::default() },
            );
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

    /// X7: health is what calls have shown, not a flag.
    #[test]
    fn x7_an_account_is_proven_by_answers_of_its_service() {
        let health = Health::default();
        let account =
            AccountKey { workspace: WorkspaceSlug::new("shop").unwrap(), channel: ChannelId::new("a").unwrap() };
        let end = |export, failure: Option<&Failure>, cpu_ms| {
            let ticket = health.admit(&account).unwrap();
            let budget = crate::outcome::Budget { cpu_ms: 200, wall_ms: 1000, memory: 1000, ..Default::default() };
            let usage = Usage { cpu_ms, peak_memory: 500, budget, ..Usage::default() };
            health.record("p", &account, ticket, Ended { export, call_id: "c", failure, usage });
            health.report(0).accounts[0].1.clone()
        };
        let fault = Failure::Fault(Fault::new(FaultKind::Trap, "unreachable"));
        assert_eq!(end(Export::Handle, None, 20).proven, None, "anybody may call");
        assert_eq!(end(Export::Send, Some(&fault), 180).proven, None);
        let seen = end(Export::Send, None, 20);
        assert!(seen.proven.is_some());
        assert_eq!((seen.calls, seen.faults), (3, 1));
        let send = seen.budgets.iter().find(|(export, _)| *export == Export::Send).unwrap().1;
        assert_eq!((send.calls, send.cpu.max, send.cpu.usual, send.memory.max), (2, 90, 90, 50));
    }
}
