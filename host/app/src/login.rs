//! Slows down who guesses passwords.

use deskbell_domain::time::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Wrong passwords before the first pause.
const FREE: u32 = 5;
/// Names remembered; more than that and the oldest go.
const REMEMBERED: usize = 10_000;

/// Wrong attempts by login name and by network address.
#[derive(Debug, Default)]
pub(crate) struct LoginPacing {
    wrong: Mutex<HashMap<String, Wrong>>,
}

#[derive(Debug, Clone, Copy)]
struct Wrong {
    count: u32,
    last: Timestamp,
}

impl Wrong {
    /// 1 s after the fifth, doubling to a quarter of an hour.
    fn pause(self) -> SignedDuration {
        match self.count.checked_sub(FREE) {
            None => SignedDuration::ZERO,
            Some(over) => SignedDuration::from_secs((1i64 << over.min(10)).min(900)),
        }
    }
}

impl LoginPacing {
    /// Seconds to wait before another attempt, if any.
    pub(crate) fn wait(&self, keys: [&str; 2], now: Timestamp) -> Option<u32> {
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let left = keys.iter().filter_map(|key| wrong.get(*key)).map(|w| w.last + w.pause()).max()?;
        let seconds = left.duration_since(now).as_secs_f64().ceil();
        (seconds > 0.0).then_some(seconds as u32)
    }

    pub(crate) fn failed(&self, keys: [&str; 2], now: Timestamp) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if wrong.len() >= REMEMBERED {
            let hour_ago = now - SignedDuration::from_hours(1);
            wrong.retain(|_, w| w.last > hour_ago);
        }
        if wrong.len() >= REMEMBERED {
            wrong.clear();
        }
        for key in keys {
            let entry = wrong.entry(key.to_owned()).or_insert(Wrong { count: 0, last: now });
            entry.count = entry.count.saturating_add(1);
            entry.last = now;
        }
    }

    pub(crate) fn succeeded(&self, keys: [&str; 2]) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            wrong.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_gets_slower_and_a_right_password_forgives() {
        let pacing = LoginPacing::default();
        let now = deskbell_domain::time::from_millis(1_000_000);
        let keys = ["login:ana", "from:10.0.0.1"];
        for _ in 0..4 {
            pacing.failed(keys, now);
        }
        assert_eq!(pacing.wait(keys, now), None, "four mistakes are human");
        pacing.failed(keys, now);
        assert_eq!(pacing.wait(keys, now), Some(1));
        for _ in 0..20 {
            pacing.failed(keys, now);
        }
        assert_eq!(pacing.wait(keys, now), Some(900));
        assert_eq!(pacing.wait(["login:ana", "from:elsewhere"], now), Some(900), "the name alone is paced");
        assert_eq!(pacing.wait(keys, now + SignedDuration::from_secs(901)), None);
        pacing.succeeded(keys);
        assert_eq!(pacing.wait(keys, now), None);
    }
}
