//! How long free text may answer a customer.

use crate::time::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Clocks differ and queues take time: the window closes for us a little early.
pub const SAFETY: SignedDuration = SignedDuration::from_mins(5);

/// The state of a conversation's reply window at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ReplyWindow {
    /// The channel has no such rule.
    Unlimited,
    /// The customer never wrote: only what the channel allows as first contact.
    NeverOpened,
    Open {
        #[serde(with = "crate::time::millis")]
        closes: Timestamp,
    },
    Closed {
        #[serde(with = "crate::time::millis")]
        since: Timestamp,
    },
}

impl ReplyWindow {
    /// `last_inbound` is the provider's time of the customer's last message.
    pub fn at(now: Timestamp, last_inbound: Option<Timestamp>, hours: Option<u16>) -> Self {
        let Some(hours) = hours else { return Self::Unlimited };
        let Some(last) = last_inbound else { return Self::NeverOpened };
        let closes =
            last.saturating_add(SignedDuration::from_hours(i64::from(hours)) - SAFETY).unwrap_or(Timestamp::MAX);
        if now < closes { Self::Open { closes } } else { Self::Closed { since: closes } }
    }

    pub fn allows_free_text(self) -> bool {
        matches!(self, Self::Unlimited | Self::Open { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(ms: i64) -> Timestamp {
        crate::time::from_millis(ms)
    }

    #[test]
    fn s0_5_the_window_lasts_24_hours_from_the_last_message() {
        let last = at(1_700_000_000_000);
        let closes = last + SignedDuration::from_hours(24) - SAFETY;
        let open = ReplyWindow::at(closes - SignedDuration::from_secs(1), Some(last), Some(24));
        assert_eq!(open, ReplyWindow::Open { closes });
        assert_eq!(ReplyWindow::at(closes, Some(last), Some(24)), ReplyWindow::Closed { since: closes });
        assert_eq!(ReplyWindow::at(closes, None, Some(24)), ReplyWindow::NeverOpened);
        assert_eq!(ReplyWindow::at(closes, None, None), ReplyWindow::Unlimited);
    }

    proptest! {
        /// S0.5, S0.6: a later message never closes the window sooner, and a
        /// closed window stays closed until the customer writes.
        #[test]
        fn s0_5_the_window_is_monotonic(last in 0i64..2_000_000_000_000, later in 0i64..10_000_000, wait in 0i64..200_000_000, more in 0i64..200_000_000) {
            let now = at(last + wait);
            let first = ReplyWindow::at(now, Some(at(last)), Some(24));
            let second = ReplyWindow::at(now, Some(at(last + later)), Some(24));
            prop_assert!(!first.allows_free_text() || second.allows_free_text());
            let afterwards = ReplyWindow::at(at(last + wait + more), Some(at(last)), Some(24));
            prop_assert!(first.allows_free_text() || !afterwards.allows_free_text());
        }
    }
}
