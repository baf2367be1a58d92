//! Memory of guests: a limit for each call and one for the whole host.

use crate::limits::{CORE_INSTANCES, MEMORIES, Profile, TABLES};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use wasmtime::ResourceLimiter;

/// What all guests together may hold.
#[derive(Debug)]
pub(crate) struct MemoryBudget {
    limit: usize,
    used: AtomicUsize,
}

impl MemoryBudget {
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, used: AtomicUsize::new(0) })
    }

    pub fn used(&self) -> usize {
        self.used.load(Relaxed)
    }

    fn take(&self, bytes: usize) -> bool {
        let fits = |used: usize| used.checked_add(bytes).filter(|sum| *sum <= self.limit);
        self.used.fetch_update(Relaxed, Relaxed, fits).is_ok()
    }

    fn give_back(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Relaxed);
    }
}

/// A refusal ends the call: guests handle a failed `memory.grow` badly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MemoryRefused {
    #[error("needs more than {limit} bytes of memory")]
    Call { limit: usize },
    #[error("all plugins together hold as much memory as the host allows")]
    Host,
    #[error("needs more than {limit} table elements")]
    Table { limit: usize },
}

/// The limiter of one store.
pub(crate) struct MemoryGuard {
    budget: Arc<MemoryBudget>,
    memory_limit: usize,
    table_limit: usize,
    held: usize,
    peak: usize,
    table_elements: usize,
    /// What the growth under way would add; taken back when it fails.
    growing: usize,
}

impl MemoryGuard {
    pub fn new(budget: Arc<MemoryBudget>, profile: Profile) -> Self {
        Self {
            budget,
            memory_limit: profile.memory(),
            table_limit: profile.table_elements(),
            held: 0,
            peak: 0,
            table_elements: 0,
            growing: 0,
        }
    }

    pub fn peak(&self) -> usize {
        self.peak
    }
}

impl ResourceLimiter for MemoryGuard {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current);
        if more > self.memory_limit - self.held {
            return Err(MemoryRefused::Call { limit: self.memory_limit }.into());
        }
        if !self.budget.take(more) {
            return Err(MemoryRefused::Host.into());
        }
        self.held += more;
        self.growing = more;
        self.peak = self.peak.max(self.held);
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _error: wasmtime::Error) -> wasmtime::Result<()> {
        let growing = std::mem::take(&mut self.growing);
        self.held -= growing;
        self.budget.give_back(growing);
        Ok(())
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current);
        if more > self.table_limit - self.table_elements {
            return Err(MemoryRefused::Table { limit: self.table_limit }.into());
        }
        self.table_elements += more;
        Ok(true)
    }

    fn instances(&self) -> usize {
        CORE_INSTANCES
    }

    fn tables(&self) -> usize {
        TABLES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }
}

impl Drop for MemoryGuard {
    fn drop(&mut self) {
        self.budget.give_back(self.held);
    }
}
