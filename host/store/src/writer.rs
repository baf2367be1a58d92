//! The one thread that writes: it takes the jobs that wait, runs them into one
//! redb transaction, and answers after the commit.

use crate::error::{StoreFault, TxError, WriteError};
use crate::file::{self, OpenError};
use crate::metrics as names;
use crate::overlay::Overlay;
use crate::read::raw;
use crate::reserve::Reserve;
use crate::shared::{Health, Shared};
use crate::store::Config;
use crate::tx::Tx;
use deskbell_domain::id::FeedSeq;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use tokio::sync::{oneshot, watch};

/// How often a store that refuses writes looks whether the cause is gone.
const PROBE: Duration = Duration::from_secs(1);

pub(crate) enum Order {
    Job(Box<dyn Job>),
    /// Look at `Shared::closing`.
    Wake,
}

pub(crate) trait Job: Send {
    /// Whether what it wrote shall be kept.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;

    fn finish(self: Box<Self>, committed: Result<(), StoreFault>);
}

pub(crate) struct Task<T, E, F> {
    pub job: F,
    pub result: Option<Result<T, E>>,
    pub answer: oneshot::Sender<Result<T, WriteError<E>>>,
}

impl<T, E, F> Job for Task<T, E, F>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        self.result.insert((self.job)(tx)).is_ok()
    }

    /// The caller may have gone away; then nobody wants the answer.
    fn finish(self: Box<Self>, committed: Result<(), StoreFault>) {
        let answer = match (committed, self.result) {
            (Err(fault), _) => Err(WriteError::Store(fault)),
            (Ok(()), Some(result)) => result.map_err(WriteError::Job),
            (Ok(()), None) => Err(WriteError::Store(StoreFault::Panicked)),
        };
        let _ = self.answer.send(answer);
    }
}

pub(crate) struct Writer {
    pub shared: Arc<Shared>,
    pub config: Config,
    pub orders: Receiver<Order>,
    pub reserve: Reserve,
    /// Why the last commit failed; the file may have to be opened again.
    pub fault: Option<StoreFault>,
    /// Tells `close` that the file is free.
    pub ended: watch::Sender<bool>,
}

enum Next {
    Batch(Vec<Box<dyn Job>>),
    Idle,
    End,
}

impl Writer {
    pub fn run(mut self) {
        loop {
            match self.next() {
                Next::Batch(batch) => self.write(batch),
                Next::Idle => drop(self.revive()),
                Next::End => break,
            }
        }
        self.shared.closing.store(true, Ordering::Release);
        self.shared.replace_database(None);
        if self.fault.is_some() {
            metrics::gauge!(names::REFUSING).decrement(1.0);
        }
        self.ended.send_replace(true);
    }

    fn next(&mut self) -> Next {
        if self.closing() {
            // A batch may have taken the order that was to wake us.
            return self.rest();
        }
        let order = match self.fault {
            Some(_) => self.orders.recv_timeout(PROBE),
            None => self.orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match order {
            Ok(Order::Job(job)) => Next::Batch(self.gather(job)),
            Ok(Order::Wake) => self.rest(),
            Err(RecvTimeoutError::Timeout) => Next::Idle,
            Err(RecvTimeoutError::Disconnected) => Next::End,
        }
    }

    /// What was accepted before `close`.
    fn rest(&mut self) -> Next {
        while let Ok(order) = self.orders.try_recv() {
            if let Order::Job(job) = order {
                return Next::Batch(self.gather(job));
            }
        }
        if self.closing() { Next::End } else { Next::Idle }
    }

    fn closing(&self) -> bool {
        self.shared.closing.load(Ordering::Acquire)
    }

    fn gather(&mut self, first: Box<dyn Job>) -> Vec<Box<dyn Job>> {
        let mut batch = vec![first];
        while batch.len() < self.config.max_batch
            && let Ok(order) = self.orders.try_recv()
        {
            if let Order::Job(job) = order {
                batch.push(job);
            }
        }
        let queued = self.shared.queued.fetch_sub(batch.len(), Ordering::Relaxed);
        debug_assert!(queued >= batch.len(), "every job in the queue was counted");
        metrics::gauge!(names::QUEUE).decrement(batch.len() as f64);
        batch
    }

    fn write(&mut self, mut batch: Vec<Box<dyn Job>>) {
        self.shared.last_batch.store(batch.len(), Ordering::Relaxed);
        metrics::histogram!(names::BATCH_JOBS).record(batch.len() as f64);
        let outcome = self.revive().and_then(|()| self.commit(&mut batch));
        match &outcome {
            Ok(Some(seq)) => drop(self.shared.feed.send_replace(*seq)),
            Ok(None) => {}
            Err(fault) => self.give_up(fault.clone()),
        }
        let outcome = outcome.map(drop);
        if outcome.is_err() {
            metrics::counter!(names::JOBS, "outcome" => "refused").increment(batch.len() as u64);
        }
        for job in batch {
            job.finish(outcome.clone());
        }
    }

    /// redb reports faults of the file as errors, but a damaged page can make it
    /// panic; the thread and the callers outlive that as well.
    fn commit(&self, batch: &mut [Box<dyn Job>]) -> Result<Option<FeedSeq>, StoreFault> {
        let commit = AssertUnwindSafe(|| self.commit_once(batch));
        let outcome = catch_unwind(commit).unwrap_or_else(|_| {
            let problem = "the file's pages do not fit together; run `deskbell doctor`";
            Err(TxError::Store(StoreFault::Io(problem.into())))
        });
        outcome.map_err(|error| match error {
            TxError::Store(fault) => fault,
            other => StoreFault::Io(other.to_string()),
        })
    }

    fn commit_once(&self, batch: &mut [Box<dyn Job>]) -> Result<Option<FeedSeq>, TxError> {
        let snapshot = self.shared.snapshot()?;
        let mut overlay = Overlay::new();
        let mut kept = 0;
        for job in batch {
            kept += u64::from(run(job.as_mut(), &mut Tx { snapshot: &snapshot, overlay: &mut overlay }));
        }
        if overlay.is_empty() {
            return Ok(None);
        }
        let seq = crate::feed::append(&snapshot, &mut overlay, self.config.feed_keep)?;
        // A reader of the old state would keep this commit from reusing its pages.
        drop(snapshot);
        let started = Instant::now();
        self.apply(&overlay)?;
        metrics::histogram!(names::COMMIT_SECONDS).record(started.elapsed());
        metrics::counter!(names::JOBS, "outcome" => "committed").increment(kept);
        Ok(seq)
    }

    fn apply(&self, overlay: &Overlay) -> Result<(), StoreFault> {
        self.shared.with_database(|database| {
            // Durability::Immediate is redb's default: the commit ends with an fsync.
            let transaction = database.begin_write()?;
            for (name, rows) in overlay.written() {
                let mut table = transaction.open_table(raw(name))?;
                for (key, entry) in rows {
                    match entry {
                        Some(value) => drop(table.insert(key.as_slice(), value.as_slice())?),
                        None => drop(table.remove(key.as_slice())?),
                    }
                }
            }
            Ok(transaction.commit()?)
        })
    }

    /// redb does not go on after a failed write: the file is closed and opened
    /// again, which takes it back to its last commit.
    fn give_up(&mut self, fault: StoreFault) {
        if self.fault.is_none() {
            tracing::error!(%fault, "the store refuses writes");
            metrics::gauge!(names::REFUSING).increment(1.0);
        }
        self.shared.set_health(Health::Refusing { reason: fault.to_string() });
        if fault == StoreFault::DiskFull {
            self.reserve.give();
        }
        self.fault = Some(fault);
        self.shared.replace_database(None);
        if let Err(error) = self.reopen() {
            tracing::error!(%error, "the store could not be opened again; it will be tried");
        }
    }

    fn reopen(&self) -> Result<(), OpenError> {
        let database = file::open_existing(&self.shared.path, self.config.cache_bytes)?;
        self.shared.replace_database(Some(database));
        Ok(())
    }

    /// After a fault: looks whether there is room again, and goes on.
    fn revive(&mut self) -> Result<(), StoreFault> {
        if self.fault.is_none() {
            return Ok(());
        }
        self.reserve.take().map_err(|error| StoreFault::of_io(&error))?;
        if self.shared.with_database(|_| Ok(())).is_err() {
            self.reopen().map_err(|error| StoreFault::Io(error.to_string()))?;
        }
        self.fault = None;
        self.shared.set_health(Health::Ok);
        metrics::gauge!(names::REFUSING).decrement(1.0);
        tracing::info!("the store takes writes again");
        Ok(())
    }
}

/// Whether the job succeeded. If not, nothing of it is left.
fn run(job: &mut dyn Job, tx: &mut Tx<'_>) -> bool {
    let outcome = catch_unwind(AssertUnwindSafe(|| job.run(tx)));
    if let Ok(true) = outcome {
        tx.overlay.keep();
        return true;
    }
    tx.overlay.take_back();
    let outcome = if outcome.is_err() { "panicked" } else { "failed" };
    metrics::counter!(names::JOBS, "outcome" => outcome).increment(1);
    false
}
