//! The process dies in the middle of a commit: everything acknowledged is there.

use crate::{open, samples};
use deskbell_domain::conversation::Conversation;
use deskbell_domain::id::{ConversationId, MessageId};
use deskbell_domain::message::Message;
use deskbell_store::{Range, Read, Store};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const CHILD: &str = "DESKBELL_CRASH_TEST_STORE";

/// Plays the process that dies; does nothing unless the other test starts it.
#[test]
fn child() {
    let Some(dir) = std::env::var_os(CHILD) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(write_for_ever(PathBuf::from(dir)));
}

async fn write_for_ever(dir: PathBuf) {
    let store = open(&dir);
    let writers: Vec<_> = (0..8u64).map(|number| tokio::spawn(write_one_by_one(store.clone(), number + 1))).collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

async fn write_one_by_one(store: Store, conversation: u64) {
    loop {
        let (id, count) = store.write(move |tx| add(tx, conversation)).await.unwrap();
        // One write call each, so that a line is whole or not there.
        let line = format!("ack {conversation} {} {count}\n", id.0);
        std::io::stdout().write_all(line.as_bytes()).unwrap();
    }
}

fn add(tx: &mut deskbell_store::Tx<'_>, conversation: u64) -> Result<(MessageId, u32), deskbell_store::TxError> {
    let id: MessageId = tx.next_id()?;
    let known = tx.get::<Conversation>(&ConversationId(conversation))?;
    let unread = known.map_or(0, |known| known.unread) + 1;
    tx.put(&samples::message(conversation, id.0, &"x".repeat(700)))?;
    tx.put(&Conversation { unread, ..samples::conversation(conversation, conversation, samples::at(id.0 as i64)) })?;
    Ok((id, unread))
}

struct Ack {
    conversation: u64,
    message: u64,
    count: u32,
}

fn parse(line: &str) -> Option<Ack> {
    let mut words = line.strip_prefix("ack ")?.split(' ');
    let mut next = || words.next()?.parse::<u64>().ok();
    Some(Ack { conversation: next()?, message: next()?, count: u32::try_from(next()?).ok()? })
}

fn start(dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child", "--nocapture", "--test-threads=1"])
        .env(CHILD, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Lets the child work until it has acknowledged so many, kills it, and gives
/// all that it acknowledged.
fn run_and_kill(dir: &Path, acks: usize) -> Vec<Ack> {
    let mut child = start(dir);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut seen: Vec<Ack> = lines.by_ref().map_while(Result::ok).filter_map(|line| parse(&line)).take(acks).collect();
    assert_eq!(seen.len(), acks, "the child went on until it was killed");
    child.kill().unwrap();
    seen.extend(lines.map_while(Result::ok).filter_map(|line| parse(&line)));
    assert!(!child.wait().unwrap().success());
    seen
}

#[test]
fn x8_every_acknowledged_job_survives_sigkill() {
    let dir = tempfile::tempdir().unwrap();
    for round in 0..10 {
        let acks = run_and_kill(dir.path(), 20 + round * 37);
        let store = open(dir.path());
        for ack in &acks {
            let found = store.read(|s| {
                let message = s.get::<Message>(&(ConversationId(ack.conversation), MessageId(ack.message)))?;
                Ok((message.is_some(), s.get::<Conversation>(&ConversationId(ack.conversation))?))
            });
            let (message, conversation) = found.unwrap();
            assert!(message, "round {round}: message {} is lost", ack.message);
            assert!(conversation.is_some_and(|c| c.unread >= ack.count), "round {round}: a count went back");
        }
        assert_whole(&store);
    }
}

/// No half of a job is there: counts and messages agree, indexes fit.
fn assert_whole(store: &Store) {
    let (messages, counted) = store
        .read(|s| {
            let conversations = s.scan::<Conversation>(Range::all())?;
            let counted: u32 = conversations.iter().map(|c| c.unread).sum();
            Ok((s.scan::<Message>(Range::all().limit(usize::MAX))?.len(), counted as usize))
        })
        .unwrap();
    assert_eq!(messages, counted);
    assert_eq!(store.check(), Vec::new());
}
