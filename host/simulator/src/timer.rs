//! Things to do later, in one queue and one task.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

struct Entry<T> {
    due: Instant,
    order: u64,
    job: T,
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl<T> Eq for Entry<T> {}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.due, self.order).cmp(&(other.due, other.order))
    }
}

struct Heap<T> {
    entries: BinaryHeap<Reverse<Entry<T>>>,
    last: u64,
}

/// Who fills it keeps it bounded: see `Sim::overloaded`.
pub(crate) struct Timer<T> {
    heap: Mutex<Heap<T>>,
    earlier: Notify,
}

impl<T> Timer<T> {
    pub fn new() -> Self {
        Self { heap: Mutex::new(Heap { entries: BinaryHeap::new(), last: 0 }), earlier: Notify::new() }
    }

    pub fn after(&self, delay: Duration, job: T) {
        let due = Instant::now() + delay;
        let mut heap = self.heap();
        let first = heap.entries.peek().is_none_or(|e| due < e.0.due);
        heap.last += 1;
        let order = heap.last;
        heap.entries.push(Reverse(Entry { due, order, job }));
        drop(heap);
        if first {
            self.earlier.notify_one();
        }
    }

    pub fn len(&self) -> usize {
        self.heap().entries.len()
    }

    pub fn clear(&self) {
        self.heap().entries.clear();
    }

    /// The next job, when it is due.
    pub async fn next(&self) -> T {
        loop {
            let now = Instant::now();
            match self.pop_due(now) {
                Ok(job) => return job,
                Err(Some(due)) => tokio::select! {
                    () = tokio::time::sleep_until(due) => {}
                    () = self.earlier.notified() => {}
                },
                Err(None) => self.earlier.notified().await,
            }
        }
    }

    /// The first job if it is due, else when it will be.
    fn pop_due(&self, now: Instant) -> Result<T, Option<Instant>> {
        let mut heap = self.heap();
        match heap.entries.peek().map(|e| e.0.due) {
            Some(due) if due <= now => Ok(heap.entries.pop().expect("peeked").0.job),
            due => Err(due),
        }
    }

    fn heap(&self) -> std::sync::MutexGuard<'_, Heap<T>> {
        self.heap.lock().expect("no holder of this lock panics")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn jobs_come_in_the_order_of_their_time() {
        let timer = Timer::new();
        timer.after(Duration::from_millis(20), "late");
        timer.after(Duration::from_millis(10), "early");
        timer.after(Duration::ZERO, "now");
        assert_eq!(timer.next().await, "now");
        assert_eq!(timer.next().await, "early");
        assert_eq!(timer.next().await, "late");
        assert_eq!(timer.len(), 0);
    }
}
