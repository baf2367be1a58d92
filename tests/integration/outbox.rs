//! The way out, with a provider that refuses, breaks off and complains.

use crate::intake::ANA;
use deskbell_domain::contact::Contact;
use deskbell_simulator::{FaultKind, FaultSpec};
use deskbell_store::{Range, Read};
use deskbell_tests::{Config, Order, TestHost, until};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

const BIA: &str = "+40721123456";

fn at(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

fn bodies(host: &TestHost) -> Vec<String> {
    host.sends().iter().map(|s| s.body["text"]["body"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Waits for the only row of the outbox to be as described.
async fn row(host: &TestHost, state: &str, attempts: u64) -> Value {
    until(&format!("a row that is {state} after {attempts} attempts"), async || {
        let rows = host.list("/outbox").await.ok()?;
        rows.into_iter().find(|row| row["state"] == state && row["attempts"] == attempts)
    })
    .await
}

/// X3: the provider's pause is kept, then the message goes once.
#[tokio::test]
async fn x3_too_many_requests_waits_and_sends_once() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::RateLimit { retry_after_s: 90 }, 1)).unwrap();
    let began = host.clock.now();
    let message = host.write(&conversation, "patience").await.unwrap();
    let waiting = row(&host, "queued", 1).await;
    assert!(at(&waiting["not_before"]) >= began + SignedDuration::from_secs(90), "{waiting}");
    assert_eq!(host.message(&message).await.unwrap()["status"], "queued");
    assert!(host.sends().is_empty());
    host.pass(SignedDuration::from_secs(180));
    let message = host.settled(&message, "delivered").await;
    assert_eq!(message["attempts"], 2);
    assert_eq!(bodies(&host), ["patience"]);
    host.stop().await.unwrap();
}

/// X1, X3: an outage of an hour costs nothing: what certainly was not sent is
/// tried for as long as it is worth sending.
#[tokio::test]
async fn x1_a_long_outage_loses_nothing() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::always(FaultKind::RateLimit { retry_after_s: 1 })).unwrap();
    let message = host.write(&conversation, "after the storm").await.unwrap();
    for attempt in 1..=12 {
        row(&host, "queued", attempt).await;
        host.pass(SignedDuration::from_mins(20));
    }
    row(&host, "queued", 13).await;
    host.sim.clear_faults();
    host.pass(SignedDuration::from_mins(20));
    assert_eq!(host.settled(&message, "delivered").await["attempts"], 14);
    assert_eq!(bodies(&host), ["after the storm"]);
    host.stop().await.unwrap();
}

/// X2: what is too late is given up with its reason, and said once.
#[tokio::test]
async fn x2_an_outage_of_a_day_gives_up_and_says_so_once() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    for (order, customer, phone) in [("1", "C-1", "+40721000001"), ("2", "C-2", "+40721000002")] {
        host.customer(customer, "Ana Souza", phone).await.unwrap();
        host.sim.fault(FaultSpec::always(FaultKind::PairLimit)).unwrap();
        host.reports(order, &[Order::new(order, customer, "received", 1).event()]).await.unwrap();
    }
    let rows = async |state: &'static str| {
        until(&format!("two rows that are {state}"), async || {
            let rows = host.list("/outbox").await.ok()?;
            (rows.iter().filter(|row| row["state"] == state && row["attempts"] != 0).count() == 2).then_some(rows)
        })
        .await
    };
    for row in rows("queued").await {
        let expires = at(&row["expires"]).duration_since(at(&row["created"]));
        assert!((expires - SignedDuration::from_hours(24)).abs() < SignedDuration::from_mins(1), "{row}");
    }
    host.pass(SignedDuration::from_hours(24) - SignedDuration::from_secs(3));
    for row in rows("dead").await {
        assert_eq!(row["problem"]["code"], "131056", "{row}");
    }
    let tasks = host.list("/tasks").await.unwrap();
    let said = tasks.iter().filter(|t| t["title"].as_str().unwrap().contains("could not leave in time")).count();
    assert_eq!(said, 1, "{tasks:?}");
    assert!(host.sends().is_empty());
    host.stop().await.unwrap();
}

/// X2: a message that waited too long is held, and a person may still send it.
#[tokio::test]
async fn x2_what_waited_too_long_is_held_with_the_reason() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    host.customer("C-1", "Ana Souza", ANA).await.unwrap();
    host.post("/channels/whatsapp/pause", Value::Null).await.unwrap();
    host.reports("1", &[Order::new("1", "C-1", "received", 1).event()]).await.unwrap();
    host.pass(SignedDuration::from_hours(25));
    host.post("/channels/whatsapp/resume", Value::Null).await.unwrap();
    let held = row(&host, "held", 0).await;
    assert_eq!(held["problem"]["code"], "expired");
    let conversation = host.conversation_with("Ana Souza").await;
    let message = host.thread_of(&conversation, 1).await.remove(0);
    assert_eq!(host.retry(&message).await.unwrap().0, 204);
    host.settled(&message, "delivered").await;
    host.stop().await.unwrap();
}

/// X3: too fast for one customer holds that customer's messages, in order,
/// and nobody else's.
#[tokio::test]
async fn x3_a_pair_limit_holds_one_customer_alone() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    let (ana, bia) = (host.says(ANA, "Ana here").await, host.says(BIA, "Bia here").await);
    host.sim.fault(FaultSpec::times(FaultKind::PairLimit, 1).to(ANA)).unwrap();
    host.write(&ana, "first").await.unwrap();
    row(&host, "queued", 1).await;
    let second = host.write(&ana, "second").await.unwrap();
    let other = host.write(&bia, "other").await.unwrap();
    host.settled(&other, "delivered").await;
    assert_eq!(bodies(&host), ["other"], "the second does not overtake the first");
    host.pass(SignedDuration::from_mins(5));
    host.settled(&second, "delivered").await;
    assert_eq!(bodies(&host), ["other", "first", "second"]);
    host.stop().await.unwrap();
}

/// X1, lesson 4: nobody knows whether it left, so a person decides.
#[tokio::test]
async fn x1_an_uncertain_message_is_repeated_by_a_person_alone() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::ServerError, 1)).unwrap();
    let message = host.write(&conversation, "did it leave?").await.unwrap();
    let uncertain = host.settled(&message, "uncertain").await;
    assert_eq!((&uncertain["can_retry"], &uncertain["can_discard"]), (&json!(true), &json!(true)));
    assert_eq!(host.list("/outbox?state=uncertain").await.unwrap().len(), 1);
    host.pass(SignedDuration::from_hours(2));
    let next = host.write(&conversation, "the next").await.unwrap();
    host.settled(&next, "delivered").await;
    assert_eq!(bodies(&host), ["the next"], "not repeated by itself");

    assert_eq!(host.retry(&message).await.unwrap().0, 204);
    let message = host.settled(&message, "delivered").await;
    assert_eq!(message["attempts"], 2);
    assert_eq!(bodies(&host), ["the next", "did it leave?"]);
    host.stop().await.unwrap();
}

/// X1: the connection broke after the provider took it: its statuses tell.
#[tokio::test]
async fn x1_a_drop_after_acceptance_is_settled_by_statuses() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::DropAfterAccept, 1)).unwrap();
    let message = host.write(&conversation, "took it").await.unwrap();
    let message = host.settled(&message, "delivered").await;
    assert_eq!(message["can_retry"], false);
    until("an empty outbox", async || host.list("/outbox").await.ok()?.is_empty().then_some(())).await;
    assert_eq!(bodies(&host), ["took it"]);
    host.stop().await.unwrap();
}

/// X1: it broke before: uncertain, and a person's retry sends it, once.
#[tokio::test]
async fn x1_a_drop_before_acceptance_stays_uncertain() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::DropBeforeAccept, 1)).unwrap();
    let message = host.write(&conversation, "never came").await.unwrap();
    host.settled(&message, "uncertain").await;
    assert!(host.sends().is_empty());
    assert_eq!(host.retry(&message).await.unwrap().0, 204);
    host.settled(&message, "delivered").await;
    assert_eq!(bodies(&host), ["never came"]);
    host.stop().await.unwrap();
}

/// X3: the channel pauses by itself, its queue waits, resuming sends it.
#[tokio::test]
async fn x3_refused_credentials_pause_the_channel_and_lose_nothing() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    let (ana, bia) = (host.says(ANA, "Ana here").await, host.says(BIA, "Bia here").await);
    host.sim.fault(FaultSpec::always(FaultKind::GraphError { code: 190 })).unwrap();
    let first = host.write(&ana, "first").await.unwrap();
    let channel = until("the pause", async || {
        let channels = host.list("/channels").await.ok()?;
        channels.into_iter().find(|c| c["id"] == "whatsapp" && c["state"] == "paused")
    })
    .await;
    assert_eq!(channel["problem"]["code"], "190", "{channel}");
    let tasks = host.list("/tasks").await.unwrap();
    assert!(
        tasks.iter().any(|t| t["kind"] == "notice" && t["title"].as_str().unwrap().contains("resume")),
        "{tasks:?}"
    );
    let second = host.write(&bia, "second").await.unwrap();
    for message in [&first, &second] {
        assert_eq!(host.message(message).await.unwrap()["status"], "queued");
    }
    host.sim.clear_faults();
    assert_eq!(host.post("/channels/whatsapp/resume", Value::Null).await.unwrap().0, 204);
    for message in [&first, &second] {
        host.settled(message, "delivered").await;
    }
    assert_eq!(host.sends().len(), 2);
    host.stop().await.unwrap();
}

/// Lesson 4: what was refused is dead with its reason; a retry really sends.
#[tokio::test]
async fn x3_a_refused_message_is_dead_until_a_person_retries() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::GraphError { code: 131030 }, 1)).unwrap();
    let message = host.write(&conversation, "refused once").await.unwrap();
    let failed = host.settled(&message, "failed").await;
    assert_eq!(failed["problem"]["code"], "131030");
    let dead = host.list("/outbox?state=dead").await.unwrap();
    assert_eq!((dead.len(), &dead[0]["problem"]["code"]), (1, &json!("131030")));
    assert!(host.sends().is_empty());
    assert_eq!(host.retry(&message).await.unwrap().0, 204);
    let message = host.settled(&message, "delivered").await;
    assert_eq!(message["attempts"], 2);
    assert_eq!(bodies(&host), ["refused once"]);
    assert_eq!(host.retry(&message).await.unwrap().0, 409, "there is nothing to retry any more");
    host.stop().await.unwrap();
}

/// Lesson 4: failed after acceptance, retried as an attempt of its own.
#[tokio::test]
async fn x3_a_retry_after_a_late_failure_is_a_new_attempt() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::FailLater { code: 131053 }, 1)).unwrap();
    let message = host.write(&conversation, "twice").await.unwrap();
    host.settled(&message, "failed").await;
    assert_eq!(host.retry(&message).await.unwrap().0, 204);
    let message = host.settled(&message, "delivered").await;
    assert_eq!(message["attempts"], 2);
    let sends = host.sends();
    assert_eq!(bodies(&host), ["twice", "twice"]);
    assert_ne!(sends[0].id, sends[1].id);
    host.stop().await.unwrap();
}

#[tokio::test]
async fn x3_a_discarded_message_never_leaves() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.post("/channels/whatsapp/pause", Value::Null).await.unwrap();
    let wrong = host.write(&conversation, "a mistake").await.unwrap();
    let right = host.write(&conversation, "what I meant").await.unwrap();
    assert_eq!(host.discard(&wrong).await.unwrap().0, 204);
    assert_eq!(host.message(&wrong).await.unwrap()["status"], "discarded");
    host.post("/channels/whatsapp/resume", Value::Null).await.unwrap();
    host.settled(&right, "delivered").await;
    assert_eq!(bodies(&host), ["what I meant"]);
    assert_eq!(host.retry(&wrong).await.unwrap().0, 409);
    assert_eq!(host.discard(&wrong).await.unwrap().0, 409);
    assert_eq!(host.discard(&right).await.unwrap().0, 409, "it is with the customer");
    host.stop().await.unwrap();
}

/// X1: a browser that asks twice sends once.
#[tokio::test]
async fn x1_the_same_idempotency_key_is_one_message() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    let path = format!("/conversations/{}/messages", conversation["id"]);
    let send = async |key: &str| {
        let request = host.request(Method::POST, &path).header("idempotency-key", key);
        let body = json!({ "content": { "kind": "text", "body": "once" } });
        let answer = request.json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 201);
        answer.json::<Value>().await.unwrap()["id"].clone()
    };
    let mut ids = join_all((0..8).map(|_| send("key-1"))).await;
    ids.push(send("key-1").await);
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_ne!(send("key-2").await, ids[0]);
    host.sent(2).await;
    assert_eq!(host.thread(&conversation).await.unwrap().len(), 3);
    host.stop().await.unwrap();
}

/// X1: one conversation's messages leave in the order they were written.
#[tokio::test]
async fn x1_a_conversation_keeps_its_order() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::at_rate(FaultKind::Slow { ms: 40 }, 0.5)).unwrap();
    let written: Vec<String> = (0..12).map(|n| format!("line {n}")).collect();
    for line in &written {
        host.write(&conversation, line).await.unwrap();
    }
    host.sent(written.len()).await;
    assert_eq!(bodies(&host), written);
    host.stop().await.unwrap();
}

/// X3: a person's reply is never behind what rules send.
#[tokio::test]
async fn x3_a_reply_overtakes_queued_service_messages() {
    let host = TestHost::start_with(Config { pace_per_10s: Some(1), ..Config::default() }).await.unwrap();
    let conversation = host.says(BIA, "hello").await;
    host.post("/channels/whatsapp/pause", Value::Null).await.unwrap();
    for (order, customer, phone) in
        [("1", "C-1", "+40721000001"), ("2", "C-2", "+40721000002"), ("3", "C-3", "+40721000003")]
    {
        host.customer(customer, "Ana Souza", phone).await.unwrap();
        host.reports(order, &[Order::new(order, customer, "received", 1).event()]).await.unwrap();
    }
    host.write(&conversation, "first of all").await.unwrap();
    let lanes: Vec<Value> = host.list("/outbox").await.unwrap().iter().map(|row| row["lane"].clone()).collect();
    assert_eq!(lanes, ["service", "service", "service", "reply"]);
    host.post("/channels/whatsapp/resume", Value::Null).await.unwrap();
    let sends = host.sent(1).await;
    assert_eq!(sends[0].kind, "text", "{:?}", sends[0]);
    host.stop().await.unwrap();
}

/// X5: who cannot be reached is not written to in vain, until a person or the
/// customer says otherwise.
#[tokio::test]
async fn x5_what_would_not_arrive_is_held_until_somebody_knows_better() {
    let host = TestHost::start().await.unwrap();
    host.customer("C-1", "Ana Souza", ANA).await.unwrap();
    host.sim.fault(FaultSpec::times(FaultKind::FailLater { code: 131026 }, 1)).unwrap();
    host.reports("1", &[Order::new("1", "C-1", "received", 1).event()]).await.unwrap();
    let conversation = host.conversation_with("Ana Souza").await;
    let first = host.thread_of(&conversation, 1).await.remove(0);
    host.settled(&first, "failed").await;

    host.reports("2", &[Order::new("2", "C-1", "received", 1).event()]).await.unwrap();
    let second = host.thread_of(&conversation, 2).await.remove(1);
    let held = host.settled(&second, "held").await;
    assert_eq!(held["problem"]["code"], "unreachable", "{held}");
    assert_eq!(host.retry(&second).await.unwrap().0, 204);
    host.settled(&second, "delivered").await;
    host.reports("3", &[Order::new("3", "C-1", "received", 1).event()]).await.unwrap();
    let third = host.thread_of(&conversation, 3).await.remove(2);
    host.settled(&third, "delivered").await;
    host.stop().await.unwrap();
}

/// X4: a customer who told the provider to be left alone told us.
#[tokio::test]
async fn x4_an_opt_out_at_the_provider_is_kept() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::FailLater { code: 131050 }, 1)).unwrap();
    let message = host.write(&conversation, "news").await.unwrap();
    host.settled(&message, "failed").await;
    let contacts = host.shop.store().read(|s| Ok(s.scan::<Contact>(Range::all())?)).unwrap();
    let consent = contacts[0].consents.last().expect("an answer");
    assert_eq!(
        (consent.channel_kind.as_str(), consent.purpose.as_str(), consent.allowed),
        ("whatsapp", "marketing", false)
    );
    host.stop().await.unwrap();
}
