//! Processor time of one guest, measured where it is spent: the clock of the
//! thread that polls the call, so neither waiting nor busy neighbours count.
//! What the host does for it (encryption, hashing a file) is taken off again.

use rustix::time::{ClockId, clock_gettime};
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

#[derive(Debug, Default)]
pub(crate) struct CpuMeter {
    /// Nanoseconds of finished polls.
    spent: AtomicU64,
    /// Thread time at the start of the poll that is under way.
    started: AtomicU64,
    /// Nanoseconds of the host's own work within those polls.
    host: AtomicU64,
}

/// The call used more processor time than it may.
#[derive(Debug, thiserror::Error)]
#[error("used more than {} ms of processor time", .0.as_millis())]
pub(crate) struct CpuExhausted(pub Duration);

impl CpuMeter {
    /// Within a poll.
    pub fn running(&self) -> Duration {
        let poll = thread_time().saturating_sub(self.started.load(Relaxed));
        Duration::from_nanos((self.spent.load(Relaxed) + poll).saturating_sub(self.host.load(Relaxed)))
    }

    /// Between polls.
    pub fn total(&self) -> Duration {
        Duration::from_nanos(self.spent.load(Relaxed).saturating_sub(self.host.load(Relaxed)))
    }

    /// Runs a host function at the host's expense.
    pub async fn at_host_expense<F: Future>(&self, future: F) -> F::Output {
        let mut future = std::pin::pin!(future);
        std::future::poll_fn(|cx| {
            let start = thread_time();
            let polled = future.as_mut().poll(cx);
            self.host.fetch_add(thread_time().saturating_sub(start), Relaxed);
            polled
        })
        .await
    }
}

fn thread_time() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    u64::try_from(time.tv_sec).unwrap_or(0) * 1_000_000_000 + u64::try_from(time.tv_nsec).unwrap_or(0)
}

/// Charges the time of every poll to the meter.
pub(crate) struct Metered<'a, F> {
    pub meter: &'a CpuMeter,
    pub future: Pin<Box<F>>,
}

impl<F: Future> Future for Metered<'_, F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let start = thread_time();
        self.meter.started.store(start, Relaxed);
        let polled = self.future.as_mut().poll(cx);
        self.meter.spent.fetch_add(thread_time().saturating_sub(start), Relaxed);
        polled
    }
}
