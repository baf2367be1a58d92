//! Typed reading and the rules of indexes.

use crate::{open, samples, write};
use deskbell_domain::address::{Address, AddressKind};
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::Conversation;
use deskbell_domain::id::{ContactId, ConversationId, MessageId};
use deskbell_domain::message::Message;
use deskbell_domain::task::Task;
use deskbell_store::{
    ByActivity, ByAddress, ByChannelContact, OpenByDue, PluginKv, Range, Read, Record, StoreFault, TableName, TxError,
    WriteError,
};
use samples::at;

fn ids(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.id.0).collect()
}

#[test]
fn s0_1_messages_of_a_conversation_come_in_pages() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, |tx| {
        for id in [300, 2, 1, 70_000, 5] {
            tx.put(&samples::message(1, id, "x"))?;
            tx.put(&samples::message(2, id, "x"))?;
        }
        Ok(())
    });
    let conversation = ConversationId(1);
    let pages = store.read(|s| {
        let newest = Range::prefix(&conversation).reverse().limit(2);
        let first = s.scan::<Message>(newest.clone())?;
        let second = s.scan::<Message>(newest.after(&first[1].key()))?;
        let rest = s.scan::<Message>(Range::prefix(&conversation).before(&second[1].key()))?;
        let from = s.scan::<Message>(Range::prefix(&conversation).from(&(conversation, MessageId(300))))?;
        Ok([ids(&first), ids(&second), ids(&rest), ids(&from)])
    });
    assert_eq!(pages.unwrap(), [vec![70_000, 300], vec![5, 2], vec![1], vec![300, 70_000]]);
}

#[test]
fn s0_1_the_inbox_follows_activity() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, |tx| {
        for id in 1..=3 {
            tx.put(&samples::conversation(id, id, at(id as i64)))?;
        }
        tx.put(&samples::conversation(1, 1, at(100)))
    });
    let order = |range: Range<_>| {
        let list = store.read(|s| Ok(s.list::<Conversation, ByActivity>(range)?)).unwrap();
        list.iter().map(|c| c.id.0).collect::<Vec<_>>()
    };
    assert_eq!(order(Range::all().reverse()), [1, 3, 2]);
    assert_eq!(order(Range::all().reverse().after(&(at(3), ConversationId(3)))), [2]);
    assert_eq!(order(Range::all().through(&at(3))), [2, 3]);
    assert_eq!(order(Range::all().before(&at(3))), [2]);
    let key = (samples::channel(), ContactId(2));
    let found = store.read(|s| Ok(s.find::<Conversation, ByChannelContact>(&key)?)).unwrap();
    assert_eq!(found.unwrap().id, ConversationId(2));
}

#[test]
fn x5_two_contacts_never_share_an_identifying_address() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, |tx| tx.put(&samples::contact(1, &["554988590187", "+55 49 98859-0187"])));
    // The second spelling of the same number belongs to the same contact already.
    let other = store.write_blocking(|tx| tx.put(&samples::contact(2, &["+5549988590187"])));
    assert_eq!(other, Err(WriteError::Job(TxError::Unique { index: TableName::ContactByAddress })));
    // A job may see the refusal and do something else; the refused record left no trace.
    write(&store, |tx| {
        let refused = tx.put(&samples::contact(2, &["40721123456", "5549988590187"]));
        assert!(refused.is_err());
        tx.put(&samples::contact(3, &["40721123456"]))
    });
    let key = Address::new("whatsapp", AddressKind::Phone, "0040721123456").canonical();
    let found = store.read(|s| Ok(s.find::<Contact, ByAddress>(&key)?)).unwrap().unwrap();
    assert_eq!(found.id, ContactId(3));
    // The address is free again when its contact gives it up.
    write(&store, |tx| tx.put(&samples::contact(1, &[])));
    write(&store, |tx| tx.put(&samples::contact(2, &["+5549988590187"])));
    assert_eq!(store.check(), Vec::new());
}

#[test]
fn s2_1_a_done_task_leaves_the_open_list() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, |tx| {
        tx.put(&samples::task(1, at(5), Some(1)))?;
        tx.put(&samples::task(2, at(4), None))?;
        tx.put(&Task { done: Some(at(6)), ..samples::task(1, at(5), Some(1)) })
    });
    let open = store.read(|s| Ok(s.list::<Task, OpenByDue>(Range::all())?)).unwrap();
    assert_eq!(open.iter().map(|t| t.id.0).collect::<Vec<_>>(), [2]);
    let removed = write(&store, |tx| tx.remove::<Task>(&samples::task(2, at(4), None).id));
    assert_eq!(removed, Some(samples::task(2, at(4), None)));
    assert_eq!(write(&store, |tx| tx.remove::<Task>(&removed_id())), None);
    assert_eq!(store.check(), Vec::new());
}

fn removed_id() -> deskbell_domain::id::TaskId {
    deskbell_domain::id::TaskId(2)
}

#[test]
fn plugin_keys_are_found_by_the_beginning_of_their_text() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let kv = |bucket: &str, key: &str| PluginKv {
        plugin: "p".into(),
        channel: samples::channel(),
        bucket: bucket.into(),
        key: key.into(),
        value: Vec::new(),
        version: 1,
        expires: None,
    };
    let rows = [kv("a", "tok"), kv("a", "token"), kv("a", "to\0"), kv("ab", "token"), kv("a", "x")];
    write(&store, move |tx| rows.iter().try_for_each(|row| tx.put(row)));
    let bucket = ("p".to_owned(), samples::channel(), "a".to_owned());
    let found = store.read(|s| Ok(s.scan::<PluginKv>(Range::prefix_text(&bucket, "tok"))?)).unwrap();
    assert_eq!(found.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["tok", "token"]);
    assert_eq!(store.read(|s| Ok(s.scan::<PluginKv>(Range::prefix(&bucket))?.len())).unwrap(), 4);
}

#[test]
fn x8_ids_have_no_gaps_and_survive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let first: MessageId = write(&store, |tx| tx.next_id());
    let lost = store.write_blocking(|tx| {
        let _: MessageId = tx.next_id()?;
        Err::<(), _>(TxError::Store(StoreFault::Closed))
    });
    assert!(lost.is_err());
    drop(store);
    let store = open(dir.path());
    let second: MessageId = write(&store, |tx| tx.next_id());
    assert_eq!((first, second), (MessageId(1), MessageId(2)));
}
