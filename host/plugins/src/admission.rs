//! How many calls run at once. Permits come before the clock starts, so a
//! call never pays for its neighbours.
//!
//! There are two lanes: downloads and polls may take minutes, so they have
//! slots of their own, few of them. What they leave is always there for
//! webhooks and messages, within a plugin and in the whole host.

use crate::fault::BusyReason;
use crate::limits::{Export, Profile};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The slots of the whole host.
#[derive(Clone)]
pub(crate) struct HostSlots {
    all: Arc<Semaphore>,
    /// How many of them slow calls may hold.
    slow: Arc<Semaphore>,
}

impl HostSlots {
    pub fn new(calls: usize) -> Self {
        let slow = (calls / 2).max(1);
        Self { all: Arc::new(Semaphore::new(calls)), slow: Arc::new(Semaphore::new(slow)) }
    }

    pub fn free(&self) -> usize {
        self.all.available_permits()
    }
}

/// The slots of one plugin.
pub(crate) struct Admission {
    quick: Lane,
    slow: Lane,
}

impl Admission {
    pub fn new(host: &HostSlots, profile: Profile) -> Self {
        let own = |slots| Arc::new(Semaphore::new(slots));
        Self {
            quick: Lane::new(vec![own(profile.concurrency()), host.all.clone()], profile.queue()),
            slow: Lane::new(vec![own(profile.slow()), host.slow.clone(), host.all.clone()], profile.queue()),
        }
    }

    /// For a plugin's first call, when it has no slots yet.
    pub fn first(host: &HostSlots) -> Lane {
        Lane::new(vec![host.all.clone()], 1)
    }

    pub fn waiting(&self) -> usize {
        self.quick.waiting() + self.slow.waiting()
    }

    pub async fn enter(&self, export: Export, patience: Duration) -> Result<Permits, BusyReason> {
        let lane = if export.is_slow() { &self.slow } else { &self.quick };
        lane.enter(patience).await
    }
}

/// One way in: a permit of each of these, always in this order.
pub(crate) struct Lane {
    slots: Vec<Arc<Semaphore>>,
    waiting: AtomicUsize,
    queue: usize,
}

/// The right to run one call.
pub(crate) struct Permits {
    _held: Vec<OwnedSemaphorePermit>,
}

impl Lane {
    fn new(slots: Vec<Arc<Semaphore>>, queue: usize) -> Self {
        Self { slots, waiting: AtomicUsize::new(0), queue }
    }

    fn waiting(&self) -> usize {
        self.waiting.load(Relaxed)
    }

    pub async fn enter(&self, patience: Duration) -> Result<Permits, BusyReason> {
        let at_once: Result<Vec<_>, _> = self.slots.iter().map(|s| s.clone().try_acquire_owned()).collect();
        if let Ok(held) = at_once {
            return Ok(Permits { _held: held });
        }
        let _place = self.queue_up()?;
        let all = async {
            let mut held = Vec::with_capacity(self.slots.len());
            for slots in &self.slots {
                held.push(slots.clone().acquire_owned().await.map_err(|_| BusyReason::WaitedTooLong)?);
            }
            Ok(Permits { _held: held })
        };
        tokio::time::timeout(patience, all).await.unwrap_or(Err(BusyReason::WaitedTooLong))
    }

    fn queue_up(&self) -> Result<Place<'_>, BusyReason> {
        let more = |n: usize| (n < self.queue).then_some(n + 1);
        self.waiting.fetch_update(Relaxed, Relaxed, more).map_err(|_| BusyReason::QueueFull)?;
        Ok(Place(&self.waiting))
    }
}

struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NO_PATIENCE: Duration = Duration::from_millis(1);

    async fn downloads(admission: &Admission, most: usize) -> Vec<Permits> {
        let mut held = vec![];
        while held.len() < most
            && let Ok(permits) = admission.enter(Export::FetchMedia, NO_PATIENCE).await
        {
            held.push(permits);
        }
        held
    }

    /// X1: sixteen slow downloads once kept every webhook of the plugin waiting.
    #[tokio::test(start_paused = true)]
    async fn x1_downloads_never_take_the_slots_of_webhooks_and_messages() {
        let host = HostSlots::new(32);
        let plugins: Vec<_> = (0..20).map(|_| Admission::new(&host, Profile::Small)).collect();
        let mut held = downloads(&plugins[0], 100).await;
        assert_eq!(held.len(), Profile::Small.slow());
        assert_eq!(plugins[0].enter(Export::Poll, NO_PATIENCE).await.err(), Some(BusyReason::WaitedTooLong));
        for plugin in &plugins {
            held.extend(downloads(plugin, 100).await);
        }
        assert_eq!(held.len(), 16, "half of the host's");
        for _ in 0..Profile::Small.concurrency() {
            held.push(plugins[0].enter(Export::Handle, NO_PATIENCE).await.unwrap());
        }
        assert_eq!(host.free(), 0);
        held.clear();
        assert_eq!(host.free(), 32);
    }
}
