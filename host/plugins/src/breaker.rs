//! Rest for a plugin that keeps failing for one account.
//!
//! Five faults within a minute, or faults in more than half of at least twenty
//! calls of the last hour, open the breaker for 30 s. Then one call probes:
//! success closes it, a fault doubles the rest. A rest that would be longer
//! than 15 min, or a third opening within an hour, quarantines the plugin for
//! that account until an operator resumes it.
//!
//! Only calls that started in the present phase count: what was under way when
//! the breaker opened is no probe, and tells nothing that is not known.

use crate::fault::BusyReason;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

const BURST_WITHIN: Duration = Duration::from_secs(60);
const BURST: usize = 5;
const SHARE_OF: usize = 20;
const SHARE_WITHIN: Duration = Duration::from_secs(60 * 60);
const REMEMBERED: usize = 200;
const FIRST_REST: Duration = Duration::from_secs(30);
const LONGEST_REST: Duration = Duration::from_secs(15 * 60);
const OPENINGS: usize = 3;
const OPENINGS_WITHIN: Duration = Duration::from_secs(60 * 60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    Closed,
    Open {
        retry_after: Duration,
    },
    /// One call probes.
    HalfOpen,
    Quarantined,
}

impl BreakerState {
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open { .. } => "open",
            Self::HalfOpen => "half-open",
            Self::Quarantined => "quarantined",
        }
    }
}

/// Names the phase in which a call was admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

#[derive(Debug, Default)]
pub(crate) struct Breaker {
    phase: Phase,
    /// Grows with each change of the phase.
    number: u64,
    /// Calls of the last hour: when, and whether they ended in a fault.
    recent: VecDeque<(Instant, bool)>,
    openings: VecDeque<Instant>,
}

#[derive(Debug, Default)]
enum Phase {
    #[default]
    Closed,
    Open {
        until: Instant,
        rest: Duration,
    },
    /// `since`: a probe that never ended (its task was dropped) lets another
    /// one through after the rest.
    Probing {
        since: Instant,
        rest: Duration,
    },
    Quarantined,
}

impl Breaker {
    pub fn state(&self, now: Instant) -> BreakerState {
        match self.phase {
            Phase::Closed => BreakerState::Closed,
            Phase::Open { until, .. } => BreakerState::Open { retry_after: until.saturating_duration_since(now) },
            Phase::Probing { .. } => BreakerState::HalfOpen,
            Phase::Quarantined => BreakerState::Quarantined,
        }
    }

    /// Whether a call may start; when it is the probe, the next ones may not.
    pub fn admit(&mut self, now: Instant) -> Result<Ticket, BusyReason> {
        match self.phase {
            Phase::Closed => Ok(Ticket(self.number)),
            Phase::Quarantined => Err(BusyReason::Quarantined),
            Phase::Open { until, .. } if now < until => {
                Err(BusyReason::BreakerOpen { retry_after: until.duration_since(now) })
            }
            Phase::Probing { since, rest } if now < since + rest => {
                Err(BusyReason::BreakerOpen { retry_after: (since + rest).duration_since(now) })
            }
            Phase::Open { rest, .. } | Phase::Probing { rest, .. } => {
                self.enter(Phase::Probing { since: now, rest });
                Ok(Ticket(self.number))
            }
        }
    }

    /// The probe could not run for reasons of ours: it may be tried at once.
    pub fn release(&mut self, now: Instant, ticket: Ticket) {
        if let Phase::Probing { rest, .. } = self.phase
            && ticket == Ticket(self.number)
        {
            self.enter(Phase::Open { until: now, rest });
        }
    }

    pub fn record(&mut self, now: Instant, ticket: Ticket, fault: bool) {
        if ticket != Ticket(self.number) {
            return;
        }
        self.recent.retain(|(at, _)| now.saturating_duration_since(*at) < SHARE_WITHIN);
        if self.recent.len() >= REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back((now, fault));
        match (&self.phase, fault) {
            (Phase::Probing { .. }, false) => self.close(),
            (Phase::Probing { rest, .. }, true) if *rest * 2 > LONGEST_REST => self.enter(Phase::Quarantined),
            (Phase::Probing { rest, .. }, true) => {
                let rest = *rest * 2;
                self.enter(Phase::Open { until: now + rest, rest });
            }
            (Phase::Closed, true) if self.failing(now) => self.open(now),
            _ => {}
        }
    }

    pub fn resume(&mut self) {
        self.openings.clear();
        self.close();
    }

    fn enter(&mut self, phase: Phase) {
        self.number += 1;
        self.phase = phase;
    }

    fn close(&mut self) {
        self.enter(Phase::Closed);
        self.recent.clear();
    }

    fn failing(&self, now: Instant) -> bool {
        let faults = || self.recent.iter().filter(|(_, fault)| *fault);
        let burst = faults().filter(|(at, _)| now.saturating_duration_since(*at) < BURST_WITHIN).count();
        burst >= BURST || (self.recent.len() >= SHARE_OF && faults().count() * 2 > self.recent.len())
    }

    fn open(&mut self, now: Instant) {
        self.openings.retain(|at| now.saturating_duration_since(*at) < OPENINGS_WITHIN);
        self.openings.push_back(now);
        self.enter(match self.openings.len() >= OPENINGS {
            true => Phase::Quarantined,
            false => Phase::Open { until: now + FIRST_REST, rest: FIRST_REST },
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tokio::time::advance;

    fn fail(breaker: &mut Breaker, times: usize) {
        for _ in 0..times {
            let ticket = breaker.admit(Instant::now()).unwrap();
            breaker.record(Instant::now(), ticket, true);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn five_faults_open_and_a_good_probe_closes() {
        let mut breaker = Breaker::default();
        fail(&mut breaker, 4);
        assert_eq!(breaker.state(Instant::now()), BreakerState::Closed);
        fail(&mut breaker, 1);
        assert_eq!(breaker.admit(Instant::now()), Err(BusyReason::BreakerOpen { retry_after: FIRST_REST }));
        advance(FIRST_REST).await;
        let probe = breaker.admit(Instant::now()).unwrap();
        assert!(breaker.admit(Instant::now()).is_err(), "one probe only");
        breaker.record(Instant::now(), probe, false);
        assert_eq!(breaker.state(Instant::now()), BreakerState::Closed);
        fail(&mut breaker, 4);
        assert_eq!(breaker.state(Instant::now()), BreakerState::Closed, "old faults are forgotten");
    }

    /// X7: one that always faults once rested and probed for ever.
    #[tokio::test(start_paused = true)]
    async fn x7_a_bad_probe_doubles_the_rest_until_the_plugin_is_quarantined() {
        let mut breaker = Breaker::default();
        fail(&mut breaker, 5);
        let mut rests = vec![];
        while let BreakerState::Open { retry_after } = breaker.state(Instant::now()) {
            rests.push(retry_after.as_secs());
            advance(retry_after).await;
            fail(&mut breaker, 1);
        }
        assert_eq!(rests, [30, 60, 120, 240, 480]);
        assert_eq!(breaker.state(Instant::now()), BreakerState::Quarantined);
    }

    /// X7: a slow call from before the breaker opened once ended as "the probe
    /// went well", and the plugin was back in service.
    #[tokio::test(start_paused = true)]
    async fn x7_an_older_call_is_not_taken_for_the_probe() {
        let mut breaker = Breaker::default();
        let older = breaker.admit(Instant::now()).unwrap();
        fail(&mut breaker, 5);
        advance(FIRST_REST).await;
        let probe = breaker.admit(Instant::now()).unwrap();
        breaker.record(Instant::now(), older, false);
        breaker.release(Instant::now(), older);
        assert_eq!(breaker.state(Instant::now()), BreakerState::HalfOpen);
        breaker.record(Instant::now(), probe, false);
        assert_eq!(breaker.state(Instant::now()), BreakerState::Closed);
        breaker.record(Instant::now(), older, true);
        fail(&mut breaker, 4);
        assert_eq!(breaker.state(Instant::now()), BreakerState::Closed, "nor held against it afterwards");
    }

    #[tokio::test(start_paused = true)]
    async fn the_third_opening_within_an_hour_quarantines() {
        let mut breaker = Breaker::default();
        for _ in 0..2 {
            fail(&mut breaker, 5);
            advance(FIRST_REST).await;
            let probe = breaker.admit(Instant::now()).unwrap();
            breaker.record(Instant::now(), probe, false);
        }
        fail(&mut breaker, 5);
        assert_eq!(breaker.admit(Instant::now()), Err(BusyReason::Quarantined));
        advance(OPENINGS_WITHIN * 2).await;
        assert_eq!(breaker.admit(Instant::now()), Err(BusyReason::Quarantined), "time alone does not help");
        breaker.resume();
        fail(&mut breaker, 4);
        assert_eq!(breaker.state(Instant::now()), BreakerState::Closed);
    }

    #[tokio::test(start_paused = true)]
    async fn slow_failures_open_by_their_share() {
        let mut breaker = Breaker::default();
        for n in 0..SHARE_OF {
            assert_eq!(breaker.state(Instant::now()), BreakerState::Closed, "{n}");
            // Three faults a minute: never a burst.
            advance(Duration::from_secs(20)).await;
            fail(&mut breaker, 1);
        }
        assert!(matches!(breaker.state(Instant::now()), BreakerState::Open { .. }));
    }

    #[tokio::test(start_paused = true)]
    async fn rare_faults_among_good_calls_do_not_open() {
        let mut breaker = Breaker::default();
        for _ in 0..200 {
            advance(Duration::from_secs(20)).await;
            let ticket = breaker.admit(Instant::now()).unwrap();
            breaker.record(Instant::now(), ticket, false);
            fail(&mut breaker, 1);
            breaker.record(Instant::now(), ticket, false);
        }
        assert_eq!(breaker.state(Instant::now()), BreakerState::Closed);
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_that_never_ran_or_never_ended_does_not_lock_the_breaker() {
        let mut breaker = Breaker::default();
        fail(&mut breaker, 5);
        advance(FIRST_REST).await;
        let probe = breaker.admit(Instant::now()).unwrap();
        breaker.release(Instant::now(), probe);
        breaker.admit(Instant::now()).unwrap();
        advance(FIRST_REST).await;
        breaker.admit(Instant::now()).unwrap();
    }
}
