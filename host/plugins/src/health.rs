//! How a plugin fares: breakers by account and the last faults.

use crate::account::AccountKey;
use crate::breaker::{Breaker, BreakerState, Ticket};
use crate::fault::{BusyReason, Failure, Fault};
use crate::limits::Export;
use crate::metrics;
use deskbell_domain::time::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::time::Instant;

const KEPT_FAULTS: usize = 20;

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
        let breaker = inner.breakers.entry(account.clone()).or_default();
        let before = breaker.state(now);
        match failure {
            // Nothing was learned about the plugin.
            Some(Failure::Busy(_)) => breaker.release(now, ticket),
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
