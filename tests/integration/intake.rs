//! What comes in is recorded once, whatever the provider does.

mod changes;
mod identity;
mod media;
mod statuses;

use deskbell_domain::id::ChannelId;
use deskbell_domain::journal::{Item, ItemOutcome};
use deskbell_simulator::{FaultKind, FaultSpec, SimConfig};
use deskbell_tests::meta::{self, messages, status, statuses, text, webhook};
use deskbell_tests::{Config, TestHost, until, whatsapp};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeMap;

pub(crate) const ANA: &str = "+5549988590187";
/// As WhatsApp names her: without the ninth digit.
pub(crate) const ANA_WA: &str = "554988590187";
const BIA_WA: &str = "40721123456";

fn outcome(item: &Item) -> &'static str {
    match item.outcome {
        ItemOutcome::Recorded { .. } => "recorded",
        ItemOutcome::Applied => "applied",
        ItemOutcome::Duplicate => "duplicate",
        ItemOutcome::Ignored { .. } => "ignored",
        ItemOutcome::Parked => "parked",
    }
}

/// The outcomes of the provider's last request.
pub(crate) fn outcomes(host: &TestHost) -> Vec<&'static str> {
    outcomes_of(host, &whatsapp())
}

/// The outcomes of a channel's last request: the others go on meanwhile.
pub(crate) fn outcomes_of(host: &TestHost, channel: &ChannelId) -> Vec<&'static str> {
    let journal = host.journal();
    let last = journal.iter().rfind(|entry| entry.channel == *channel);
    last.map(|entry| entry.items.iter().map(outcome).collect()).unwrap_or_default()
}

/// X1, lesson 1: redelivered and simultaneous webhooks make one message.
#[tokio::test]
async fn x1_the_same_webhook_many_times_at_once_is_one_message() {
    let host = TestHost::start().await.unwrap();
    let hello = text("wamid.1", ANA_WA, Timestamp::now(), "hello");
    let body = webhook(&[vec![messages("Ana", ANA_WA, &[hello])]]);
    let answers = join_all((0..16).map(|_| host.meta(&body))).await;
    assert!(answers.iter().all(|status| matches!(status, Ok(200))), "{answers:?}");
    assert_eq!(host.meta(&body).await.unwrap(), 200, "and once more, later");

    let conversation = host.conversation_with("Ana").await;
    assert_eq!(conversation["unread"], 1);
    assert_eq!(host.thread(&conversation).await.unwrap().len(), 1);
    assert_eq!(host.conversations().await.unwrap().len(), 1);
    let journal = host.journal();
    assert_eq!(journal.len(), 17, "each delivery is on record");
    let count = |word| journal.iter().flat_map(|e| &e.items).filter(|item| outcome(item) == word).count();
    assert_eq!((count("recorded"), count("duplicate")), (1, 16));
    host.stop().await.unwrap();
}

/// X1, lesson 2: entry × change × message × status, each with its own outcome.
#[tokio::test]
async fn x1_every_item_of_a_batch_has_its_own_outcome() {
    let host = TestHost::start().await.unwrap();
    let now = Timestamp::now();
    let mut in_group = text("wamid.b2", BIA_WA, now, "hello all");
    in_group["group_id"] = "Y2FwaV9ncm91cDoxNzA1".into();
    let body = webhook(&[
        vec![
            messages("Ana", ANA_WA, &[text("wamid.a1", ANA_WA, now, "one"), text("wamid.a2", ANA_WA, now, "two")]),
            statuses(&[status("wamid.unknown", "sent"), status("wamid.unknown", "read")]),
        ],
        vec![
            messages("Bia", BIA_WA, &[text("wamid.b1", BIA_WA, now, "three"), in_group]),
            statuses(&[status("wamid.other", "delivered")]),
        ],
    ]);
    assert_eq!(host.meta(&body).await.unwrap(), 200);
    let first = ["recorded", "recorded", "parked", "parked", "recorded", "ignored", "parked"];
    assert_eq!(outcomes(&host), first);
    assert_eq!(host.meta(&body).await.unwrap(), 200);
    let again = ["duplicate", "duplicate", "parked", "parked", "duplicate", "duplicate", "parked"];
    assert_eq!(outcomes(&host), again);

    let (ana, bia) = (host.conversation_with("Ana").await, host.conversation_with("Bia").await);
    assert_eq!(host.thread(&ana).await.unwrap().len(), 2);
    assert_eq!(host.thread(&bia).await.unwrap().len(), 1);
    host.stop().await.unwrap();
}

/// S0.5, X1: a message that took a detour does not close the window sooner.
#[tokio::test]
async fn x1_an_older_message_that_comes_later_changes_no_window() {
    let host = TestHost::start().await.unwrap();
    let minutes = |ago| Timestamp::now() - SignedDuration::from_mins(ago);
    let newer = text("wamid.2", ANA_WA, minutes(1), "second");
    let older = text("wamid.1", ANA_WA, minutes(120), "first");
    host.meta(&webhook(&[vec![messages("Ana", ANA_WA, &[newer])]])).await.unwrap();
    let before = host.conversation_with("Ana").await;
    host.meta(&webhook(&[vec![messages("Ana", ANA_WA, &[older])]])).await.unwrap();
    let after = host.conversation_with("Ana").await;
    assert_eq!(before["window"]["state"], "open");
    assert_eq!(after["window"], before["window"]);
    assert_eq!(after["unread"], 2);
    host.stop().await.unwrap();
}

/// X1: a provider that repeats, reorders, batches and spoils its webhooks.
#[tokio::test]
async fn x1_a_troublesome_provider_loses_and_doubles_nothing() {
    let simulator = SimConfig { auto_read: true, ..SimConfig::default() };
    let host = TestHost::start_with(Config { simulator, ..Config::default() }).await.unwrap();
    for (kind, rate) in [
        (FaultKind::DuplicateWebhook, 0.5),
        (FaultKind::ReorderWebhook { ms: 50 }, 0.3),
        (FaultKind::BatchWebhook { size: 4 }, 0.2),
        (FaultKind::BadSignature, 0.2),
        (FaultKind::MalformedWebhook, 0.2),
    ] {
        host.sim.fault(FaultSpec::at_rate(kind, rate)).unwrap();
    }
    let numbers: Vec<String> = (1..=5).map(|n| format!("+4072110000{n}")).collect();
    for round in 0..8 {
        for number in &numbers {
            host.sim.say(number, &format!("{number} {round}")).unwrap();
        }
    }
    let conversations = until("all messages", async || {
        let all = host.conversations().await.ok()?;
        let unread: u64 = all.iter().filter_map(|c| c["unread"].as_u64()).sum();
        (unread >= 40).then_some(all)
    })
    .await;
    assert_eq!(conversations.len(), 5);
    let mut replies = Vec::new();
    for conversation in &conversations {
        replies.push(host.write(conversation, "we are on it").await.unwrap());
    }
    for reply in &replies {
        host.settled(reply, "read").await;
    }
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for conversation in &conversations {
        for message in host.thread(conversation).await.unwrap() {
            if message["inbound"] == true {
                *said.entry(message["content"]["body"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
    }
    assert_eq!(said.len(), 40);
    assert!(said.values().all(|times| *times == 1), "{said:?}");
    assert_eq!(host.sends().len(), 5);
    host.stop().await.unwrap();
}

/// S4.5: one reply task, however many messages wait; done by answering.
#[tokio::test]
async fn s4_5_a_message_opens_one_reply_task() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "one").await;
    host.says(ANA, "two").await;
    let replies = async || {
        let tasks = host.list("/tasks").await.unwrap();
        tasks.into_iter().filter(|task| task["kind"] == "reply").collect::<Vec<_>>()
    };
    let open = replies().await;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0]["conversation"], conversation["id"]);
    host.write(&conversation, "here we are").await.unwrap();
    assert!(replies().await.is_empty());
    host.says(ANA, "three").await;
    assert_eq!(replies().await.len(), 1);
    host.stop().await.unwrap();
}

/// S4.2, X1: what nobody here works with is seen all the same.
#[tokio::test]
async fn s4_2_messages_of_every_kind_are_visible() {
    let host = TestHost::start().await.unwrap();
    let with = |id: &str, kind: &str, object: serde_json::Value| json!({ "id": id, "from": ANA_WA, "timestamp": "1700000000", "type": kind, kind: object });
    let all = [
        with("wamid.1", "location", json!({ "latitude": -27.1, "longitude": -52.6 })),
        with("wamid.2", "contacts", json!([{ "name": { "formatted_name": "Tow truck" } }])),
        with(
            "wamid.3",
            "interactive",
            json!({ "type": "button_reply", "button_reply": { "id": "yes", "title": "Yes" } }),
        ),
        with("wamid.4", "hologram", json!({ "depth": 3 })),
    ];
    assert_eq!(host.meta(&webhook(&[vec![messages("Ana", ANA_WA, &all)]])).await.unwrap(), 200);
    let conversation = host.conversation_with("Ana").await;
    let thread = host.thread_of(&conversation, 4).await;
    let seen: Vec<String> = thread
        .iter()
        .map(|m| m["content"]["stub"].as_str().or(m["content"]["title"].as_str()).unwrap_or_default().to_owned())
        .collect();
    assert_eq!(seen, ["location", "contact", "Yes", "unknown"]);
    host.stop().await.unwrap();
}

/// X1: what the account itself reports is no message and is not lost either.
#[tokio::test]
async fn x1_account_news_between_messages_is_told_to_the_desk() {
    let host = TestHost::start().await.unwrap();
    let news = meta::change(json!({ "errors": [{ "code": 190, "title": "Access token expired" }] }));
    let hello = messages("Ana", ANA_WA, &[text("wamid.1", ANA_WA, Timestamp::now(), "hello")]);
    assert_eq!(host.meta(&webhook(&[vec![news, hello]])).await.unwrap(), 200);
    host.conversation_with("Ana").await;
    let channel = host.list("/channels").await.unwrap().into_iter().find(|c| c["id"] == "whatsapp").unwrap();
    assert_eq!(channel["state"], "paused", "{channel}");
    assert_eq!(channel["problem"]["code"], "190");
    let tasks = host.list("/tasks").await.unwrap();
    assert!(
        tasks.iter().any(|t| t["kind"] == "notice" && t["title"].as_str().unwrap().contains("paused")),
        "{tasks:?}"
    );
    host.stop().await.unwrap();
}

/// X3: an unpaid bill stops what is charged; the agents of the shop go on.
#[tokio::test]
async fn x3_a_payment_problem_is_told_and_does_not_pause_the_channel() {
    let host = TestHost::start().await.unwrap();
    let news = meta::change(json!({ "errors": [{ "code": 131042, "title": "Payment issue" }] }));
    let hello = messages("Ana", ANA_WA, &[text("wamid.1", ANA_WA, Timestamp::now(), "hello")]);
    assert_eq!(host.meta(&webhook(&[vec![news, hello]])).await.unwrap(), 200);
    host.conversation_with("Ana").await;
    let channel = host.list("/channels").await.unwrap().into_iter().find(|c| c["id"] == "whatsapp").unwrap();
    assert_eq!(channel["state"], "active", "{channel}");
    let tasks = host.list("/tasks").await.unwrap();
    assert!(
        tasks.iter().any(|t| t["kind"] == "notice" && t["title"].as_str().unwrap().contains("payment")),
        "{tasks:?}"
    );
    host.stop().await.unwrap();
}
