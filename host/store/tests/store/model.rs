//! Random work against a model that is too simple to be wrong.

use crate::batch::{Job, one_batch};
use crate::{open, samples};
use deskbell_domain::address::{Address, AddressKind};
use deskbell_domain::contact::Contact;
use deskbell_domain::id::{ContactId, ConversationId, TaskId};
use deskbell_domain::task::{Task, TaskKind};
use deskbell_store::{ByAddress, OpenByConversation, OpenByDue, Range, Read, StoreFault, TxError};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone)]
enum Op {
    PutTask { id: u64, due: i64, conversation: Option<u64>, done: bool },
    RemoveTask { id: u64 },
    PutContact { id: u64, phones: Vec<u8> },
    RemoveContact { id: u64 },
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Succeeds,
    Fails,
    Panics,
}

fn op() -> impl Strategy<Value = Op> {
    let phones = prop::collection::vec(0u8..6, 0..3);
    prop_oneof![
        3 => (0u64..8, 0i64..5, prop::option::of(0u64..3), any::<bool>())
            .prop_map(|(id, due, conversation, done)| Op::PutTask { id, due, conversation, done }),
        1 => (0u64..8).prop_map(|id| Op::RemoveTask { id }),
        2 => (0u64..5, phones).prop_map(|(id, phones)| Op::PutContact { id, phones }),
        1 => (0u64..5).prop_map(|id| Op::RemoveContact { id }),
    ]
}

fn job() -> impl Strategy<Value = (Vec<Op>, End)> {
    let end = prop_oneof![4 => Just(End::Succeeds), 1 => Just(End::Fails), 1 => Just(End::Panics)];
    (prop::collection::vec(op(), 1..8), end)
}

fn phone(number: u8) -> String {
    format!("+4072112345{number}")
}

fn task_of(id: u64, due: i64, conversation: Option<u64>, done: bool) -> Task {
    let kind = if id.is_multiple_of(2) { TaskKind::Reply } else { TaskKind::ToDo };
    Task { kind, done: done.then(|| samples::at(99)), ..samples::task(id, samples::at(due), conversation) }
}

fn contact_of(id: u64, phones: &[u8]) -> Contact {
    let phones: Vec<_> = phones.iter().map(|number| phone(*number)).collect();
    samples::contact(id, &phones.iter().map(String::as_str).collect::<Vec<_>>())
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Model {
    tasks: BTreeMap<u64, Task>,
    contacts: BTreeMap<u64, Contact>,
}

/// Everything that the indexes say, in their order.
#[derive(Debug, Clone, PartialEq)]
struct View {
    tasks: Vec<Task>,
    contacts: Vec<Contact>,
    due: Vec<Task>,
    due_backwards: Vec<Task>,
    of_conversation: Vec<Task>,
    holders: Vec<Option<u64>>,
}

impl Model {
    /// False when a unique key is taken.
    fn apply(&mut self, op: &Op) -> bool {
        match op {
            Op::PutTask { id, due, conversation, done } => {
                self.tasks.insert(*id, task_of(*id, *due, *conversation, *done));
            }
            Op::RemoveTask { id } => drop(self.tasks.remove(id)),
            Op::PutContact { id, phones } => {
                let contact = contact_of(*id, phones);
                let taken = |number: &u8| self.holder(*number).is_some_and(|holder| holder != *id);
                if phones.iter().any(taken) {
                    return false;
                }
                self.contacts.insert(*id, contact);
            }
            Op::RemoveContact { id } => drop(self.contacts.remove(id)),
        }
        true
    }

    fn holder(&self, number: u8) -> Option<u64> {
        let number = phone(number);
        let holds = |contact: &Contact| contact.addresses.iter().any(|known| known.address.value == number);
        self.contacts.values().find(|contact| holds(contact)).map(|contact| contact.id.0)
    }

    fn view(&self) -> View {
        let open: BTreeSet<_> = self.tasks.values().filter(|t| t.done.is_none()).map(|t| (t.due, t.id)).collect();
        let due: Vec<_> = open.iter().map(|(_, id)| self.tasks[&id.0].clone()).collect();
        let mut of_conversation: Vec<_> =
            due.iter().filter(|t| t.conversation == Some(ConversationId(1))).cloned().collect();
        of_conversation.sort_by_key(|t| (t.kind == TaskKind::ToDo, t.id));
        View {
            tasks: self.tasks.values().cloned().collect(),
            contacts: self.contacts.values().cloned().collect(),
            due_backwards: due.iter().rev().take(3).cloned().collect(),
            due,
            of_conversation,
            holders: (0..6).map(|number| self.holder(number)).collect(),
        }
    }
}

fn view(rows: &impl Read) -> Result<View, TxError> {
    let holder = |number| {
        let key = Address::new("whatsapp", AddressKind::Phone, phone(number)).canonical();
        Ok(rows.find::<Contact, ByAddress>(&key)?.map(|contact| contact.id.0))
    };
    Ok(View {
        tasks: rows.scan(Range::all())?,
        contacts: rows.scan(Range::all())?,
        due: rows.list::<Task, OpenByDue>(Range::all())?,
        due_backwards: rows.list::<Task, OpenByDue>(Range::all().reverse().limit(3))?,
        of_conversation: rows.list::<Task, OpenByConversation>(Range::prefix(&ConversationId(1)))?,
        holders: (0..6).map(holder).collect::<Result<_, TxError>>()?,
    })
}

fn perform(tx: &mut deskbell_store::Tx<'_>, op: &Op) -> Result<(), TxError> {
    match op {
        Op::PutTask { id, due, conversation, done } => tx.put(&task_of(*id, *due, *conversation, *done)),
        Op::RemoveTask { id } => tx.remove::<Task>(&TaskId(*id)).map(drop),
        Op::PutContact { id, phones } => tx.put(&contact_of(*id, phones)),
        Op::RemoveContact { id } => tx.remove::<Contact>(&ContactId(*id)).map(drop),
    }
}

fn real(ops: Vec<Op>, end: End) -> Job<View> {
    Box::new(move |tx| {
        ops.iter().try_for_each(|op| perform(tx, op))?;
        match end {
            End::Succeeds => view(tx),
            End::Fails => Err(TxError::Store(StoreFault::Busy)),
            End::Panics => panic!("a job that panics"),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// A batch with failing and panicking jobs equals running the good ones
    /// alone; inside a job, stored and new rows are one.
    #[test]
    fn x8_the_store_equals_its_model(batches in prop::collection::vec(prop::collection::vec(job(), 1..6), 1..4)) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        let mut model = Model::default();
        for batch in batches {
            let answers = one_batch(&store, batch.iter().map(|(ops, end)| real(ops.clone(), *end)).collect());
            for ((ops, end), answer) in batch.iter().zip(answers) {
                let mut next = model.clone();
                let good = ops.iter().all(|op| next.apply(op)) && *end == End::Succeeds;
                prop_assert_eq!(answer.is_ok(), good, "{:?}", answer);
                if let Ok(seen) = answer {
                    model = next;
                    prop_assert_eq!(seen, model.view(), "inside the job");
                }
            }
            prop_assert_eq!(store.read(|s| Ok(view(s)?)).unwrap(), model.view(), "after the commit");
            prop_assert_eq!(store.check(), Vec::new());
        }
        drop(store);
        store = open(dir.path());
        prop_assert_eq!(store.read(|s| Ok(view(s)?)).unwrap(), model.view(), "after a restart");
    }
}
