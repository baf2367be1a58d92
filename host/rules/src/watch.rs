//! Ends a run that takes too many steps or too long.
//!
//! Rhai counts steps per evaluation, and a function called by the library
//! (`list.map(helper)`) starts from a copy of the count. So the true sum is kept
//! here. Rhai's progress callback is told nothing about the run it belongs to,
//! and a run never leaves its thread: hence one meter per thread.

use crate::limits::Limits;
use rhai::Dynamic;
use std::cell::Cell;
use std::time::Instant;

/// Steps between two looks at the clock.
const CLOCK_EVERY: u64 = 256;

pub(crate) const TOO_MANY_OPERATIONS: &str = "operations";
pub(crate) const TOO_LONG: &str = "time";

#[derive(Clone, Copy)]
struct Meter {
    operations: u64,
    limit: u64,
    deadline: Option<Instant>,
}

thread_local! {
    static METER: Cell<Meter> = const { Cell::new(Meter { operations: 0, limit: u64::MAX, deadline: None }) };
}

/// Measures from `start` until it is dropped; then the run around it, if any
/// (a pack's test around a hook), goes on with its own figures.
pub(crate) struct Watch {
    outer: Meter,
}

impl Watch {
    pub fn start(limits: &Limits) -> Self {
        let deadline = Instant::now().checked_add(limits.wall());
        let outer = METER.replace(Meter { operations: 0, limit: limits.operations, deadline });
        Self { outer }
    }

    pub fn operations(&self) -> u64 {
        METER.get().operations
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        METER.set(self.outer);
    }
}

/// One step was taken; a value ends the run.
pub(crate) fn tick(_: u64) -> Option<Dynamic> {
    let mut meter = METER.get();
    meter.operations = meter.operations.saturating_add(1);
    METER.set(meter);
    if meter.operations > meter.limit {
        return Some(TOO_MANY_OPERATIONS.into());
    }
    if meter.operations.is_multiple_of(CLOCK_EVERY) && meter.deadline.is_some_and(|end| Instant::now() > end) {
        return Some(TOO_LONG.into());
    }
    None
}
