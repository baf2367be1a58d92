//! The one place that asks what time it is.

use deskbell_domain::time::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A cheap handle; asked once for each piece of work, at the top.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Milliseconds since 1970, for a clock that a test moves.
    manual: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still until it is moved.
    pub fn manual(start: Timestamp) -> Self {
        Self { manual: Some(Arc::new(AtomicI64::new(start.as_millisecond()))) }
    }

    pub fn now(&self) -> Timestamp {
        match &self.manual {
            Some(ms) => deskbell_domain::time::from_millis(ms.load(Ordering::Acquire)),
            // Stored moments are whole milliseconds; so is this one.
            None => deskbell_domain::time::from_millis(Timestamp::now().as_millisecond()),
        }
    }

    /// Moves a manual clock forward; the machine's clock takes no orders.
    pub fn advance(&self, by: SignedDuration) {
        if let Some(ms) = &self.manual {
            ms.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::AcqRel);
        }
    }
}
