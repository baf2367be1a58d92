//! How many calls run at once. Permits come before the clock starts, so a
//! call never pays for its neighbours.

use crate::fault::BusyReason;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The slots of one plugin.
pub(crate) struct Admission {
    own: Arc<Semaphore>,
    host: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
}

/// The right to run one call.
pub(crate) struct Permits {
    _own: OwnedSemaphorePermit,
    _host: OwnedSemaphorePermit,
}

impl Admission {
    pub fn new(host: Arc<Semaphore>, concurrency: usize, queue: usize) -> Self {
        Self { own: Arc::new(Semaphore::new(concurrency)), host, waiting: AtomicUsize::new(0), queue }
    }

    pub fn waiting(&self) -> usize {
        self.waiting.load(Relaxed)
    }

    pub async fn enter(&self, patience: Duration) -> Result<Permits, BusyReason> {
        if let (Ok(own), Ok(host)) = (self.own.clone().try_acquire_owned(), self.host.clone().try_acquire_owned()) {
            return Ok(Permits { _own: own, _host: host });
        }
        let _place = self.queue_up()?;
        let both = async {
            let own = self.own.clone().acquire_owned().await;
            let host = self.host.clone().acquire_owned().await;
            (own, host)
        };
        match tokio::time::timeout(patience, both).await {
            Ok((Ok(own), Ok(host))) => Ok(Permits { _own: own, _host: host }),
            _ => Err(BusyReason::WaitedTooLong),
        }
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
