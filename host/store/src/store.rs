//! The store of one workspace.

use crate::error::{ReadError, StoreFault, TxError, WriteError};
use crate::feed::{self, FeedSlice};
use crate::file::{self, OpenError};
use crate::metrics as names;
use crate::read::Snapshot;
use crate::reserve::Reserve;
use crate::shared::{Health, Shared, Stats};
use crate::tx::Tx;
use crate::writer::{Order, Task, Writer};
use deskbell_domain::id::FeedSeq;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use tokio::sync::{oneshot, watch};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// Memory for pages of the file.
    pub cache_bytes: usize,
    /// Jobs in one commit at most.
    pub max_batch: usize,
    /// Jobs that may wait; more are refused as busy.
    pub queue: usize,
    /// Feed rows kept for followers that come back.
    pub feed_keep: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self { cache_bytes: 32 << 20, max_batch: 64, queue: 1024, feed_keep: 200_000 }
    }
}

/// A cheap handle. When the last one is dropped, what was accepted is finished
/// first; `close` waits for that without blocking a thread.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    orders: Option<SyncSender<Order>>,
    ended: watch::Receiver<bool>,
    writer: Option<JoinHandle<()>>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("path", &self.shared().path).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `dir/store.redb`; creates it, brings it up to date, and keeps
    /// other processes away from it.
    pub fn open(dir: &Path, config: Config) -> Result<Self, OpenError> {
        let path = file::path_in(dir);
        let database = file::open(dir, config.cache_bytes)?;
        let reserve = Reserve::beside(&path);
        if let Err(error) = reserve.take() {
            tracing::warn!(%error, "could not set disk space aside for the store");
        }
        let damaged = |error: TxError| OpenError::Damaged { path: path.clone(), problem: error.to_string() };
        let shared = Arc::new(Shared::new(path.clone(), database).map_err(damaged)?);
        let (orders, waiting) = sync_channel(config.queue.max(1));
        let (ended_sender, ended) = watch::channel(false);
        let writer =
            Writer { shared: Arc::clone(&shared), config, orders: waiting, reserve, fault: None, ended: ended_sender };
        let writer = thread::Builder::new().name("store-writer".into()).spawn(move || writer.run());
        let writer = writer.map_err(|error| OpenError::io(&path, &error))?;
        Ok(Self { inner: Arc::new(Inner { shared, orders: Some(orders), ended, writer: Some(writer) }) })
    }

    /// Runs `job` in the next commit, with the jobs of other callers, and
    /// answers after the commit is on disk. A job that fails leaves nothing and
    /// does no harm to the others. Dropping the future does not stop the job.
    ///
    /// A job takes time, ids and randomness as captured values; it may be run
    /// again.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, WriteError<E>>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<TxError> + Send + 'static,
    {
        let answer = self.submit(job)?;
        answer.await.unwrap_or(Err(WriteError::Store(StoreFault::Closed)))
    }

    /// `write` for threads outside the async runtime.
    pub fn write_blocking<T, E, F>(&self, job: F) -> Result<T, WriteError<E>>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<TxError> + Send + 'static,
    {
        let answer = self.submit(job)?;
        answer.blocking_recv().unwrap_or(Err(WriteError::Store(StoreFault::Closed)))
    }

    fn submit<T, E, F>(&self, job: F) -> Result<oneshot::Receiver<Result<T, WriteError<E>>>, StoreFault>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: Send + 'static,
    {
        let orders = self.inner.orders.as_ref().filter(|_| !self.shared().closing.load(Ordering::Acquire));
        let orders = orders.ok_or(StoreFault::Closed)?;
        let (answer, receiver) = oneshot::channel();
        // Counted before it is sent: the writer may take it at once.
        self.shared().queued.fetch_add(1, Ordering::Relaxed);
        metrics::gauge!(names::QUEUE).increment(1.0);
        let order = Order::Job(Box::new(Task { job, result: None, answer }));
        orders.try_send(order).map(|()| receiver).map_err(|error| {
            self.shared().queued.fetch_sub(1, Ordering::Relaxed);
            metrics::gauge!(names::QUEUE).decrement(1.0);
            metrics::counter!(names::JOBS, "outcome" => "busy").increment(1);
            if matches!(error, TrySendError::Full(_)) { StoreFault::Busy } else { StoreFault::Closed }
        })
    }

    /// Reads from one consistent state. Blocks for as long as `f` reads.
    pub fn read<T>(&self, f: impl FnOnce(&Snapshot) -> Result<T, ReadError>) -> Result<T, ReadError> {
        f(&self.snapshot()?)
    }

    pub(crate) fn snapshot(&self) -> Result<Snapshot, StoreFault> {
        self.shared().snapshot()
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.inner.shared
    }

    /// The newest feed row, and a wake-up with each new one.
    pub fn feed(&self) -> watch::Receiver<FeedSeq> {
        self.shared().feed.subscribe()
    }

    pub fn feed_since(&self, after: FeedSeq, limit: usize) -> Result<FeedSlice, ReadError> {
        Ok(feed::since(&self.snapshot()?, after, limit)?)
    }

    pub fn health(&self) -> Health {
        self.shared().health()
    }

    pub fn stats(&self) -> Result<Stats, ReadError> {
        Ok(self.shared().stats()?)
    }

    /// Takes no more jobs, finishes those accepted, and frees the file. Other
    /// handles find the store closed.
    pub async fn close(&self) {
        self.shared().closing.store(true, Ordering::Release);
        if let Some(orders) = &self.inner.orders {
            // When the queue is full the writer is awake anyway.
            let _ = orders.try_send(Order::Wake);
        }
        let mut ended = self.inner.ended.clone();
        // An error means that the writer is gone, which is what we wait for.
        let _ = ended.wait_for(|ended| *ended).await;
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.orders = None;
        // A job can hold the last handle; the writer cannot wait for itself.
        if let Some(writer) = self.writer.take().filter(|writer| writer.thread().id() != thread::current().id()) {
            let _ = writer.join();
        }
    }
}
