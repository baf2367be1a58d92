//! How many inbound messages a store takes: 64 writers at once, 1,000
//! conversations, the rows that one webhook writes.
//!
//! `cargo run --release -p deskbell-store --example throughput [MESSAGES] [WRITERS]`

use deskbell_domain::conversation::{Conversation, LastMessage};
use deskbell_domain::id::{ChannelId, ContactId, ConversationId, JournalSeq, MessageId};
use deskbell_domain::journal::{Item, ItemOutcome, JournalEntry, JournalState, RecordedRequest};
use deskbell_domain::message::{Author, Content, Message, Source};
use deskbell_domain::time::{Timestamp, from_millis};
use deskbell_store::{Config, DedupeKey, MessageRef, Read, RemoteId, Seen, Store, Tx, TxError};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

const CONVERSATIONS: u64 = 1000;
/// Message, conversation, its two places by activity, remote id, seen, journal.
const ROWS: u64 = 7;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|word| word.parse::<u64>().expect("a number"));
    let messages = arguments.next().unwrap_or(100_000);
    let writers = arguments.next().unwrap_or(64);
    let dir = std::env::temp_dir().join(format!("deskbell-throughput-{}", std::process::id()));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime starts");
    runtime.block_on(measure(Store::open(&dir, Config::default()).expect("a new store opens"), messages, writers));
    std::fs::remove_dir_all(dir).expect("our own folder can be removed");
}

async fn measure(store: Store, messages: u64, writers: u64) {
    let channel = ChannelId::new("front-desk").expect("a name");
    let of = channel.clone();
    store.write(move |tx| prepare(tx, &of)).await.expect("a first commit");
    let next = Arc::new(AtomicU64::new(0));
    let started = Instant::now();
    let tasks: Vec<_> = (0..writers)
        .map(|_| tokio::spawn(receive(store.clone(), channel.clone(), Arc::clone(&next), messages)))
        .collect();
    let mut slowest = 0;
    for task in tasks {
        slowest = task.await.expect("a writer ends").max(slowest);
    }
    let seconds = started.elapsed().as_secs_f64();
    let rate = messages as f64 / seconds;
    let commits = store.feed().borrow().0;
    let bytes = store.stats().expect("a store tells its size").bytes;
    let line = format!(
        "{messages} messages in {seconds:.2} s: {rate:.0} messages/s, {:.0} rows/s, {:.0} µs each, {:.1} messages a commit, slowest answer {slowest} ms, file {} MiB\n",
        rate * ROWS as f64,
        1e6 / rate,
        messages as f64 / commits as f64,
        bytes >> 20,
    );
    std::io::stdout().write_all(line.as_bytes()).expect("standard output takes a line");
}

fn prepare(tx: &mut Tx<'_>, channel: &ChannelId) -> Result<(), TxError> {
    for id in 0..CONVERSATIONS {
        let conversation = Conversation::new(ConversationId(id), channel.clone(), ContactId(id), from_millis(0));
        tx.put(&conversation)?;
    }
    Ok(())
}

/// One connection of the provider: the next webhook after the answer. Gives the
/// slowest answer in milliseconds.
async fn receive(store: Store, channel: ChannelId, next: Arc<AtomicU64>, messages: u64) -> u128 {
    let mut slowest = 0;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= messages {
            return slowest;
        }
        let (channel, began) = (channel.clone(), Instant::now());
        store.write(move |tx| inbound(tx, &channel, number)).await.expect("a message is recorded");
        slowest = began.elapsed().as_millis().max(slowest);
    }
}

fn inbound(tx: &mut Tx<'_>, channel: &ChannelId, number: u64) -> Result<(), TxError> {
    let now = from_millis(1_760_000_000_000 + number as i64);
    // Spread over the conversations in no order.
    let conversation = ConversationId(number.wrapping_mul(7919) % CONVERSATIONS);
    let remote_id = format!("wamid.HBgMNTU0OTg4NTkwMTg3FQIAEhgg{number:016x}");
    let key = DedupeKey::of(&remote_id);
    if tx.get::<Seen>(&(channel.clone(), key))?.is_some() {
        return Ok(());
    }
    tx.put(&Seen { channel: channel.clone(), key, at: now })?;
    let (message, journal): (MessageId, JournalSeq) = (tx.next_id()?, tx.next_id()?);
    tx.put(&received(message, conversation, journal, &remote_id, now))?;
    let mut known = tx.get::<Conversation>(&conversation)?.expect("prepared");
    known.unread += 1;
    known.activity = now;
    known.last_message = Some(LastMessage { id: message, inbound: true, preview: "Is my car ready?".into() });
    tx.put(&known)?;
    let place = MessageRef { conversation, message, attempt: None };
    tx.put(&RemoteId { channel: channel.clone(), remote_id: remote_id.clone(), message: place })?;
    tx.put(&journalled(journal, channel, &remote_id, place, now))
}

fn received(id: MessageId, conversation: ConversationId, journal: JournalSeq, remote: &str, now: Timestamp) -> Message {
    Message {
        id,
        conversation,
        at: now,
        recorded: now,
        author: Author::Customer,
        content: Content::Text { body: "Good morning, is my car ready? I could come at five.".into() },
        card: None,
        remote_id: Some(remote.to_owned()),
        reply_to: None,
        forwarded: false,
        reactions: Vec::new(),
        edits: Vec::new(),
        deleted: None,
        outbound: None,
        source: Some(Source { journal, item: 0 }),
        referral: None,
    }
}

fn journalled(seq: JournalSeq, channel: &ChannelId, remote: &str, place: MessageRef, now: Timestamp) -> JournalEntry {
    let outcome = ItemOutcome::Recorded { conversation: place.conversation, message: place.message };
    JournalEntry {
        seq,
        channel: channel.clone(),
        at: now,
        request: RecordedRequest {
            method: "POST".into(),
            path: "/".into(),
            query: Vec::new(),
            headers: vec![("content-type".into(), "application/json".into())],
            // As long as a usual webhook of the Cloud API.
            body: vec![b'{'; 700],
        },
        state: JournalState::Done,
        items: vec![Item { event: "message".into(), dedupe_key: remote.to_owned(), outcome, explanation: None }],
    }
}
