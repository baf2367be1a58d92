//! Many jobs, one commit; one bad job, no harm.

use crate::{Outcome, open, samples, wait_until, write};
use deskbell_domain::contact::Contact;
use deskbell_domain::id::{ContactId, ConversationId, MessageId};
use deskbell_domain::message::Message;
use deskbell_store::{Config, Read, Seen, Store, StoreFault, Tx, TxError, WriteError};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

/// Keeps the writer busy until it is released, so that everything submitted
/// meanwhile lands in one batch.
pub struct Plug {
    release: mpsc::Sender<()>,
    job: JoinHandle<()>,
}

impl Plug {
    pub fn put_into(store: &Store) -> Self {
        let (release, released) = mpsc::channel::<()>();
        let (started, has_started) = mpsc::channel::<()>();
        let released = std::sync::Mutex::new(released);
        let store = store.clone();
        let job = thread::spawn(move || {
            write(&store, move |_| {
                started.send(()).unwrap();
                released.lock().unwrap().recv().unwrap();
                Ok(())
            });
        });
        has_started.recv().unwrap();
        Self { release, job }
    }

    pub fn pull(self) {
        self.release.send(()).unwrap();
        self.job.join().unwrap();
    }
}

pub type Job<T> = Box<dyn Fn(&mut Tx<'_>) -> Result<T, TxError> + Send>;

/// Runs jobs in one batch, in this order.
pub fn one_batch<T: Send + 'static>(store: &Store, jobs: Vec<Job<T>>) -> Vec<Outcome<T>> {
    let plug = Plug::put_into(store);
    let count = jobs.len();
    let mut waiting = Vec::new();
    for (index, job) in jobs.into_iter().enumerate() {
        let handle = store.clone();
        waiting.push(thread::spawn(move || handle.write_blocking(job)));
        wait_until("the job is in the queue", || store.stats().unwrap().queued == index + 1);
    }
    plug.pull();
    let answers = waiting.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(store.stats().unwrap().last_batch, count, "they were one batch");
    answers
}

#[test]
fn x8_a_bad_job_does_no_harm_to_its_batch() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let answers = one_batch(
        &store,
        vec![
            Box::new(|tx| tx.put(&samples::message(1, 1, "good")).map(|()| 1)),
            Box::new(|tx| {
                tx.put(&samples::message(1, 1, "spoilt"))?;
                tx.put(&samples::contact(1, &["40721123456"]))?;
                Err(TxError::Store(StoreFault::Busy))
            }),
            Box::new(|tx| {
                tx.put(&samples::message(1, 2, "gone"))?;
                panic!("a job that panics");
            }),
            Box::new(|tx| {
                let found = tx.get::<Message>(&(ConversationId(1), MessageId(1)))?;
                assert_eq!(found, Some(samples::message(1, 1, "good")), "it sees what its neighbour wrote");
                tx.put(&samples::contact(2, &["40721123456"])).map(|()| 4)
            }),
        ],
    );
    assert_eq!(answers[0], Ok(1));
    assert_eq!(answers[1], Err(WriteError::Job(TxError::Store(StoreFault::Busy))));
    assert_eq!(answers[2], Err(WriteError::Store(StoreFault::Panicked)));
    assert_eq!(answers[3], Ok(4));
    let check = |store: &Store| {
        let read = store.read(|s| {
            let one = s.get::<Message>(&(ConversationId(1), MessageId(1)))?;
            let two = s.get::<Message>(&(ConversationId(1), MessageId(2)))?;
            Ok((one, two, s.get::<Contact>(&ContactId(1))?, s.get::<Contact>(&ContactId(2))?.is_some()))
        });
        assert_eq!(read.unwrap(), (Some(samples::message(1, 1, "good")), None, None, true));
        assert_eq!(store.check(), Vec::new());
    };
    check(&store);
    drop(store);
    check(&open(dir.path()));
}

/// Lessons 1: two deliveries in the same second beat a check-then-insert.
#[test]
fn x1_concurrent_twins_are_recorded_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let twins: Vec<_> = (0..16)
        .map(|_| {
            let store = store.clone();
            thread::spawn(move || {
                write(&store, |tx| {
                    let seen = samples::seen("wamid.1", samples::at(0));
                    if tx.get::<Seen>(&(seen.channel.clone(), seen.key))?.is_some() {
                        return Ok(false);
                    }
                    tx.put(&seen)?;
                    let id: MessageId = tx.next_id()?;
                    tx.put(&samples::message(1, id.0, "once"))?;
                    Ok(true)
                })
            })
        })
        .collect();
    let recorded = twins.into_iter().map(|twin| twin.join().unwrap()).filter(|new| *new).count();
    assert_eq!(recorded, 1);
    let messages = store.read(|s| Ok(s.scan::<Message>(deskbell_store::Range::all())?.len()));
    assert_eq!(messages.unwrap(), 1);
}

#[test]
fn x7_a_full_queue_refuses_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Config { queue: 2, ..Config::default() }).unwrap();
    let plug = Plug::put_into(&store);
    let waiting: Vec<_> = (0..2)
        .map(|id| {
            let handle = store.clone();
            thread::spawn(move || write(&handle, move |tx| tx.put(&samples::message(1, id, "waits"))))
        })
        .collect();
    wait_until("the queue is full", || store.stats().unwrap().queued == 2);
    let refused: Outcome<()> = store.write_blocking(|tx| tx.put(&samples::message(1, 9, "too many")));
    assert_eq!(refused, Err(WriteError::Store(StoreFault::Busy)));
    plug.pull();
    waiting.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(store.stats().unwrap().queued, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x8_closing_finishes_what_was_accepted() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let jobs: Vec<_> = (0..200)
        .map(|id| {
            let store = store.clone();
            tokio::spawn(async move { store.write(move |tx| tx.put(&samples::message(1, id, "m"))).await })
        })
        .collect();
    wait_until("the first commit", || store.feed().borrow().0 > 0);
    store.close().await;
    let mut committed = 0;
    for job in jobs {
        match job.await.unwrap() {
            Ok(()) => committed += 1,
            Err(error) => assert_eq!(error, WriteError::Store(StoreFault::Closed)),
        }
    }
    let after: Outcome<()> = store.write(|tx| tx.put(&samples::message(2, 1, "late"))).await;
    assert_eq!(after, Err(WriteError::Store(StoreFault::Closed)));
    assert!(store.read(|_| Ok(())).is_err());
    store.close().await;
    // The old handle is still there; the file is free all the same.
    let again = open(dir.path());
    let kept = again.read(|s| Ok(s.scan::<Message>(deskbell_store::Range::all())?.len())).unwrap();
    assert_eq!(kept, committed);
}

#[test]
fn x8_dropping_the_last_handle_finishes_what_was_accepted() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let accepted = runtime.block_on(async {
        let mut job = Box::pin(store.write(|tx| tx.put(&samples::message(1, 1, "accepted"))));
        // Polled once: it is in the queue. Then its caller goes away.
        std::future::poll_fn(|cx| std::task::Poll::Ready(job.as_mut().poll(cx).is_pending())).await
    });
    assert!(accepted);
    drop(store);
    let again = open(dir.path());
    assert!(again.read(|s| Ok(s.get::<Message>(&(ConversationId(1), MessageId(1)))?)).unwrap().is_some());
}
