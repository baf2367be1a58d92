//! The only way out.

use crate::id::{ChannelId, ConversationId, MessageId, OutboxId};
use crate::problem::Problem;
use crate::time::{SignedDuration, Timestamp};
use crate::window::ReplyWindow;
use serde::{Deserialize, Serialize};

/// Work to send one message. The row goes away when the provider accepted the
/// message; what became of it stands on the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    pub id: OutboxId,
    pub channel: ChannelId,
    pub conversation: ConversationId,
    pub message: MessageId,
    pub lane: Lane,
    pub state: OutboxState,
    /// Attempts started so far.
    pub attempts: u32,
    /// A person is asked when that many attempts may have sent something. What
    /// certainly sent nothing, and a person's retry, move it.
    pub give_up_at: u32,
    #[serde(with = "crate::time::millis")]
    pub created: Timestamp,
    #[serde(with = "crate::time::millis")]
    pub not_before: Timestamp,
    /// Too late after this: held with the reason.
    #[serde(with = "crate::time::optional_millis")]
    pub expires: Option<Timestamp>,
}

impl OutboxRow {
    /// Too late from here on.
    pub fn deadline(&self) -> Timestamp {
        self.expires.unwrap_or_else(|| after(self.created, self.lane.lasts()))
    }
}

fn after(since: Timestamp, time: SignedDuration) -> Timestamp {
    since.saturating_add(time).unwrap_or(Timestamp::MAX)
}

/// When a message is no longer worth sending. Free text may answer for as long
/// as the reply window is open; the rest depends on what it is.
pub fn expiry(lane: Lane, free_form: bool, window: ReplyWindow, since: Timestamp) -> Timestamp {
    match window {
        ReplyWindow::Open { closes } if free_form => closes,
        _ => after(since, lane.lasts()),
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum OutboxState {
    Queued,
    /// Committed before the plugin is called. Found at start, it is uncertain.
    Sending {
        #[serde(with = "crate::time::millis")]
        since: Timestamp,
    },
    /// Perhaps sent; a person decides unless the channel de-duplicates.
    Uncertain,
    /// Waits for a person before the first attempt (unresolved field, closed window).
    Held {
        problem: Problem,
    },
    /// Given up after attempts; a person may retry or discard.
    Dead {
        problem: Problem,
    },
}

impl OutboxState {
    /// Not settled, and no person has to decide first.
    pub fn leaves_by_itself(&self) -> bool {
        matches!(self, Self::Queued | Self::Sending { .. })
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending { .. } => "sending",
            Self::Uncertain => "uncertain",
            Self::Held { .. } => "held",
            Self::Dead { .. } => "dead",
        }
    }
}

/// What goes first; a person's reply is never behind a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lane {
    Reply,
    Service,
    Invoice,
    Reminder,
    Greeting,
}

impl Lane {
    pub const ALL: [Self; 5] = [Self::Reply, Self::Service, Self::Invoice, Self::Reminder, Self::Greeting];

    pub fn rank(self) -> u8 {
        self as u8
    }

    /// How long a message is worth sending: an invoice keeps, a birthday passes.
    pub fn lasts(self) -> SignedDuration {
        SignedDuration::from_hours(match self {
            Self::Reply | Self::Service | Self::Reminder => 24,
            Self::Invoice => 72,
            Self::Greeting => 12,
        })
    }
}

/// Attempts that may have sent something before nobody tries any more.
pub const MAX_ATTEMPTS: u32 = 8;

/// The pause before the next attempt: 2 s doubling to 15 min, plus up to a
/// quarter of jitter. `jitter` is 0.0 to 1.0, drawn by the caller.
pub fn backoff(attempts: u32, asked: Option<SignedDuration>, jitter: f64) -> SignedDuration {
    let doubled = 2i64.saturating_mul(1i64 << attempts.saturating_sub(1).min(20));
    let base = SignedDuration::from_secs(doubled.min(15 * 60)).max(asked.unwrap_or_default());
    base.saturating_add(base.mul_f64(jitter.clamp(0.0, 1.0) / 4.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// X3: a pause is never shorter than the provider asked for, and bounded otherwise.
        #[test]
        fn x3_backoff_obeys_the_provider_and_stays_bounded(attempts in 0u32..200, asked in proptest::option::of(0i64..100_000), jitter in 0.0f64..=1.0) {
            let asked = asked.map(SignedDuration::from_secs);
            let pause = backoff(attempts, asked, jitter);
            prop_assert!(pause >= asked.unwrap_or_default());
            prop_assert!(pause >= SignedDuration::from_secs(2));
            let ceiling = SignedDuration::from_secs(900).max(asked.unwrap_or_default());
            prop_assert!(pause <= ceiling.mul_f64(1.25) + SignedDuration::from_millis(1));
        }
    }

    /// X2, S0.6: free text lasts as long as the window, the rest by its lane.
    #[test]
    fn x2_every_message_has_an_end() {
        let now = Timestamp::UNIX_EPOCH;
        let open = ReplyWindow::Open { closes: now + SignedDuration::from_hours(3) };
        assert_eq!(expiry(Lane::Reply, true, open, now), now + SignedDuration::from_hours(3));
        assert_eq!(expiry(Lane::Reply, false, open, now), now + SignedDuration::from_hours(24));
        assert_eq!(expiry(Lane::Reply, true, ReplyWindow::Unlimited, now), now + SignedDuration::from_hours(24));
        for lane in Lane::ALL {
            assert_eq!(expiry(lane, false, ReplyWindow::NeverOpened, now), now + lane.lasts());
        }
    }
}
