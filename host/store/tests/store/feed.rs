//! What followers are told.

use crate::batch::one_batch;
use crate::{open, samples, write};
use deskbell_domain::feed::{Change, FeedEntry};
use deskbell_domain::id::{ContactId, ConversationId, FeedSeq, MessageId};
use deskbell_store::{Config, FeedSlice, Store, StoreFault, TxError};

fn entries(slice: FeedSlice) -> Vec<FeedEntry> {
    match slice {
        FeedSlice::Entries(entries) => entries,
        FeedSlice::TooOld => panic!("the follower is not too old"),
    }
}

#[test]
fn s7_1_a_commit_is_one_row_without_repetitions() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut followed = store.feed();
    one_batch::<()>(
        &store,
        vec![
            Box::new(|tx| {
                tx.put(&samples::message(1, 1, "a"))?;
                tx.put(&samples::conversation(1, 1, samples::at(1)))?;
                tx.put(&samples::conversation(1, 1, samples::at(2)))
            }),
            Box::new(|tx| {
                tx.put(&samples::contact(1, &[]))?;
                Err(TxError::Store(StoreFault::Busy))
            }),
            Box::new(|tx| tx.put(&samples::conversation(1, 1, samples::at(3)))),
            Box::new(|tx| tx.put(&samples::seen("not visible", samples::at(0)))),
        ],
    );
    let id = ConversationId(1);
    let expected = vec![Change::Message { conversation: id, id: MessageId(1) }, Change::Conversation { id }];
    assert_eq!(*followed.borrow_and_update(), FeedSeq(1));
    let rows = entries(store.feed_since(FeedSeq(0), 10).unwrap());
    assert_eq!(rows, [FeedEntry { seq: FeedSeq(1), changes: expected }]);

    // Nothing visible, nothing changed: no row.
    write(&store, |tx| tx.put(&samples::seen("another", samples::at(0))));
    write(&store, |tx| tx.put(&samples::conversation(1, 1, samples::at(3))));
    assert_eq!(*store.feed().borrow(), FeedSeq(1));
    assert!(!followed.has_changed().unwrap());
}

#[test]
fn s7_1_followers_go_on_where_they_were() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for id in 1..=5 {
        write(&store, move |tx| tx.put(&samples::contact(id, &[])));
    }
    drop(store);
    let store = open(dir.path());
    assert_eq!(*store.feed().borrow(), FeedSeq(5), "known from the file");
    let rows = entries(store.feed_since(FeedSeq(2), 2).unwrap());
    assert_eq!(rows.iter().map(|row| row.seq.0).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(rows[0].changes, [Change::Contact { id: ContactId(3) }]);
    assert_eq!(entries(store.feed_since(FeedSeq(5), 2).unwrap()), []);
    // Ahead of us: the store was brought back from a backup.
    assert_eq!(store.feed_since(FeedSeq(9), 2).unwrap(), FeedSlice::TooOld);
}

#[test]
fn s7_1_old_rows_go_and_followers_learn_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Config { feed_keep: 10, ..Config::default() }).unwrap();
    for id in 1..=600 {
        write(&store, move |tx| tx.put(&samples::contact(id, &[])));
    }
    assert_eq!(store.feed_since(FeedSeq(1), 5).unwrap(), FeedSlice::TooOld);
    assert_eq!(store.feed_since(FeedSeq(0), 5).unwrap(), FeedSlice::TooOld);
    let kept = entries(store.feed_since(FeedSeq(590), 100).unwrap());
    assert_eq!(kept.len(), 10, "never fewer than asked for");
    let rows = store.stats().unwrap().rows;
    let feed = rows.iter().find(|(table, _)| table.as_str() == "feed").unwrap().1;
    assert!(feed < 10 + 256, "{feed} rows are left");
}
