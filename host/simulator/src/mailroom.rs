//! Webhooks waiting to be posted: in order within a conversation, beside each
//! other across conversations.

use crate::payload::Update;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard};
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// What is posted, and retried, as one.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    /// The customer's id; empty for what belongs to no single customer.
    pub conversation: String,
    pub updates: Vec<Update>,
    pub attempt: u32,
    pub since: Instant,
    /// It was already sent on a detour.
    pub detoured: bool,
}

impl Parcel {
    pub fn new(conversation: &str, updates: Vec<Update>) -> Self {
        let conversation = conversation.to_string();
        Self { conversation, updates, attempt: 0, since: Instant::now(), detoured: false }
    }
}

#[derive(Default)]
struct Queues {
    waiting: HashMap<String, VecDeque<Parcel>>,
    /// Conversations with something to post and nobody posting.
    ready: VecDeque<String>,
    busy: HashSet<String>,
    /// The batch being collected, and its size when full.
    batch: Option<(usize, Vec<Update>)>,
    parcels: usize,
}

/// Who fills it keeps it bounded: see `Sim::overloaded`.
pub(crate) struct Mailroom {
    queues: Mutex<Queues>,
    /// At least as many permits as there are ready conversations.
    work: Semaphore,
}

/// A parcel in hand, and the conversations that wait for it.
pub(crate) struct Taken {
    pub parcel: Parcel,
    conversations: Vec<String>,
}

impl Mailroom {
    pub fn new() -> Self {
        Self { queues: Mutex::default(), work: Semaphore::new(0) }
    }

    pub fn len(&self) -> usize {
        self.queues().parcels
    }

    pub fn clear(&self) {
        let mut queues = self.queues();
        queues.waiting.clear();
        queues.ready.clear();
        queues.batch = None;
        queues.parcels = 0;
    }

    pub fn put(&self, parcel: Parcel) {
        let mut queues = self.queues();
        queues.parcels += 1;
        let conversation = parcel.conversation.clone();
        let line = queues.waiting.entry(conversation.clone()).or_default();
        line.push_back(parcel);
        if line.len() == 1 && !queues.busy.contains(&conversation) {
            queues.ready.push_back(conversation);
            self.work.add_permits(1);
        }
    }

    /// Adds to the open batch. Gives the update back when none is open.
    pub fn collect(&self, update: Update) -> Result<Option<Parcel>, Update> {
        let mut queues = self.queues();
        let Some((size, updates)) = &mut queues.batch else { return Err(update) };
        updates.push(update);
        let full = updates.len() >= *size;
        Ok(if full { take_batch(&mut queues) } else { None })
    }

    pub fn open_batch(&self, size: usize) {
        self.queues().batch = Some((size.clamp(1, 1000), Vec::new()));
    }

    /// The open batch as it is: nothing else came in time.
    pub fn close_batch(&self) -> Option<Parcel> {
        take_batch(&mut self.queues())
    }

    /// The next parcel, with up to `coalesce` updates of those that wait.
    pub async fn take(&self, coalesce: usize) -> Taken {
        loop {
            self.work.acquire().await.expect("the semaphore is never closed").forget();
            if let Some(taken) = self.queues().take(coalesce) {
                return taken;
            }
        }
    }

    pub fn done(&self, taken: Taken) {
        let mut queues = self.queues();
        for conversation in taken.conversations {
            queues.busy.remove(&conversation);
            if queues.waiting.contains_key(&conversation) {
                queues.ready.push_back(conversation);
                self.work.add_permits(1);
            }
        }
    }

    fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().expect("no holder of this lock panics")
    }
}

impl Queues {
    fn take(&mut self, coalesce: usize) -> Option<Taken> {
        let first = self.ready.pop_front()?;
        let parcel = self.front(&first)?;
        let mut taken = Taken { parcel, conversations: vec![first.clone()] };
        self.busy.insert(first.clone());
        let mut current = Some(first);
        while let Some(conversation) = current.filter(|_| taken.parcel.attempt == 0) {
            while taken.parcel.updates.len() < coalesce && self.fresh(&conversation) {
                let next = self.front(&conversation).expect("a fresh one waits");
                taken.parcel.updates.extend(next.updates);
            }
            let more = taken.parcel.updates.len() < coalesce;
            let next_fresh = self.ready.front().is_some_and(|c| self.fresh(c));
            current = if more && next_fresh { self.ready.pop_front() } else { None };
            if let Some(conversation) = &current {
                self.busy.insert(conversation.clone());
                taken.conversations.push(conversation.clone());
            }
        }
        Some(taken)
    }

    /// Whether the first parcel of a conversation was never tried: a retried
    /// one stays what it was.
    fn fresh(&self, conversation: &str) -> bool {
        self.waiting.get(conversation).and_then(VecDeque::front).is_some_and(|p| p.attempt == 0)
    }

    fn front(&mut self, conversation: &str) -> Option<Parcel> {
        let line = self.waiting.get_mut(conversation)?;
        let parcel = line.pop_front();
        if line.is_empty() {
            self.waiting.remove(conversation);
        }
        self.parcels -= usize::from(parcel.is_some());
        parcel
    }
}

fn take_batch(queues: &mut Queues) -> Option<Parcel> {
    let (_, updates) = queues.batch.take()?;
    (!updates.is_empty()).then(|| Parcel::new("", updates))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn parcel(conversation: &str, n: u32) -> Parcel {
        Parcel::new(conversation, vec![Update::Status(json!(n))])
    }

    fn numbers(taken: &Taken) -> Vec<u64> {
        let number = |u: &Update| match u {
            Update::Status(n) => n.as_u64().unwrap(),
            other => panic!("unexpected {other:?}"),
        };
        taken.parcel.updates.iter().map(number).collect()
    }

    #[tokio::test]
    async fn a_conversation_goes_one_by_one_and_others_beside_it() {
        let room = Mailroom::new();
        room.put(parcel("a", 1));
        room.put(parcel("a", 2));
        room.put(parcel("b", 3));
        let first = room.take(1).await;
        let second = room.take(1).await;
        assert_eq!((numbers(&first), numbers(&second)), (vec![1], vec![3]));
        room.done(first);
        assert_eq!(numbers(&room.take(1).await), [2]);
        assert_eq!(room.len(), 0);
    }

    #[tokio::test]
    async fn under_load_updates_are_posted_together() {
        let room = Mailroom::new();
        for n in 1..=3 {
            room.put(parcel("a", n));
        }
        room.put(parcel("b", 4));
        room.put(Parcel { attempt: 1, ..parcel("c", 5) });
        let taken = room.take(10).await;
        assert_eq!(numbers(&taken), [1, 2, 3, 4]);
        assert_eq!(numbers(&room.take(10).await), [5]);
        room.put(parcel("b", 6));
        room.done(taken);
        assert_eq!(numbers(&room.take(10).await), [6]);
    }

    #[test]
    fn a_batch_closes_when_it_is_full() {
        let room = Mailroom::new();
        let update = || Update::Status(json!(1));
        assert!(room.collect(update()).is_err());
        room.open_batch(2);
        assert!(room.collect(update()).unwrap().is_none());
        assert_eq!(room.collect(update()).unwrap().unwrap().updates.len(), 2);
        assert!(room.close_batch().is_none());
    }
}
