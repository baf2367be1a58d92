//! What time it is.

use super::{Broken, Caps};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

pub(crate) struct CallClock {
    started: Instant,
}

impl CallClock {
    pub fn start() -> Self {
        Self { started: Instant::now() }
    }
}

impl Caps {
    pub fn now_ms(&self) -> Result<u64, Broken> {
        if let Some(scripted) = self.account("clock.now-ms")?.ambient.now {
            return Ok(u64::try_from(scripted.as_millisecond()).unwrap_or(0));
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    /// Counted from the start of the call, so it tells nothing about the host.
    pub fn monotonic_ms(&self) -> Result<u64, Broken> {
        if self.account("clock.monotonic-ms")?.ambient.now.is_some() {
            return Ok(0);
        }
        Ok(u64::try_from(self.clock.started.elapsed().as_millis()).unwrap_or(u64::MAX))
    }
}
