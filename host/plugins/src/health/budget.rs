//! How near calls come to their limits.

use crate::outcome::Usage;
use std::collections::VecDeque;

/// Calls that the usual figure is made of.
const REMEMBERED: usize = 128;

/// What the calls of one function used of their limits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BudgetUse {
    pub calls: u64,
    pub cpu: Share,
    pub wall: Share,
    pub memory: Share,
}

/// In percent of the limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// The median of the last calls.
    pub usual: u16,
    /// Ever, since this version was loaded.
    pub max: u16,
}

#[derive(Default)]
pub(super) struct BudgetLog {
    calls: u64,
    cpu: Shares,
    wall: Shares,
    memory: Shares,
}

impl BudgetLog {
    pub fn add(&mut self, usage: &Usage) {
        self.calls += 1;
        self.cpu.add(usage.cpu_ms, usage.budget.cpu_ms);
        self.wall.add(usage.wall_ms, usage.budget.wall_ms);
        self.memory.add(usage.peak_memory as u64, usage.budget.memory as u64);
    }

    pub fn report(&self) -> BudgetUse {
        let Self { calls, cpu, wall, memory } = self;
        BudgetUse { calls: *calls, cpu: cpu.report(), wall: wall.report(), memory: memory.report() }
    }
}

#[derive(Default)]
struct Shares {
    last: VecDeque<u16>,
    max: u16,
}

impl Shares {
    fn add(&mut self, used: u64, limit: u64) {
        let Some(percent) = used.saturating_mul(100).checked_div(limit) else { return };
        let percent = u16::try_from(percent).unwrap_or(u16::MAX);
        if self.last.len() == REMEMBERED {
            self.last.pop_front();
        }
        self.last.push_back(percent);
        self.max = self.max.max(percent);
    }

    fn report(&self) -> Share {
        let mut last: Vec<u16> = self.last.iter().copied().collect();
        last.sort_unstable();
        Share { usual: last.get(last.len() / 2).copied().unwrap_or_default(), max: self.max }
    }
}
