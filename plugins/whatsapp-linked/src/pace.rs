//! One to two minutes between messages to different people, at random, or
//! WhatsApp bans the number (S1.13). A conversation goes on without a gap.

use crate::desk::Desk;
use crate::memory::{self, LastSent};
use deskbell_sdk::CallError;

/// Whether a message to `to` may leave now.
pub(crate) fn may_send(desk: &dyn Desk, gap_s: u32, to: &str) -> Result<(), CallError> {
    let Some(last) = memory::last_sent(desk).filter(|last| last.to != to) else { return Ok(()) };
    // A clock that was set back must not stop the channel for long.
    let longest = u64::from(gap_s) * 2_000;
    let left = last.others_from_ms.saturating_sub(desk.now_ms()).min(longest);
    match u32::try_from(left) {
        Ok(0) => Ok(()),
        left => {
            let detail = "a pause lies between messages to different people, so that WhatsApp does not ban the number";
            Err(CallError::rate_limited("pace", detail, left.unwrap_or(u32::MAX)))
        }
    }
}

pub(crate) fn sent(desk: &dyn Desk, gap_s: u32, to: &str) {
    let gap_ms = gap_s.saturating_mul(1_000).max(1);
    let pause = u64::from(gap_ms) + u64::from(desk.below(gap_ms));
    memory::keep_last_sent(desk, &LastSent { to: to.to_owned(), others_from_ms: desk.now_ms() + pause });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::script::Script;

    fn pause(script: &Script, to: &str) -> Option<u32> {
        match may_send(script, 60, to) {
            Ok(()) => None,
            Err(CallError::RateLimited(limit)) => Some(limit.after_ms),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn s1_13_a_minute_or_two_lie_between_different_people() {
        let script = Script::default();
        assert_eq!(pause(&script, "1@c.us"), None);
        sent(&script, 60, "1@c.us");
        assert_eq!(pause(&script, "1@c.us"), None, "a conversation goes on");
        let left = pause(&script, "2@c.us").unwrap();
        assert!((60_000..120_000).contains(&left), "{left}");
        script.advance(u64::from(left) - 1);
        assert_eq!(pause(&script, "2@c.us"), Some(1));
        script.advance(1);
        assert_eq!(pause(&script, "2@c.us"), None);
    }

    #[test]
    fn a_clock_that_was_set_back_stops_nobody_for_long() {
        let script = Script::default();
        sent(&script, 60, "1@c.us");
        script.set_clock(5);
        assert_eq!(pause(&script, "2@c.us"), Some(120_000));
    }
}
