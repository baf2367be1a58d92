//! X1, lesson 3: reports about messages of ours, in any order.

use super::{ANA, outcomes};
use deskbell_simulator::{FaultKind, FaultSpec};
use deskbell_tests::meta::{self, failed, statuses, webhook};
use deskbell_tests::{Config, TestHost, until};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Every order of the words.
fn orders(words: &[&'static str]) -> Vec<Vec<&'static str>> {
    if words.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (index, first) in words.iter().enumerate() {
        let mut rest = words.to_vec();
        rest.remove(index);
        all.extend(orders(&rest).into_iter().map(|mut order| {
            order.insert(0, first);
            order
        }));
    }
    all
}

fn report(id: &str, word: &str) -> Value {
    // A refusal of this kind has no consequence for other messages.
    if word == "failed" { failed(id, 130472) } else { meta::status(id, word) }
}

#[tokio::test]
async fn x1_every_order_of_statuses_gives_the_same_end() {
    let host = TestHost::start().await.unwrap();
    host.sim.fault(FaultSpec::always(FaultKind::NoStatus)).unwrap();
    let conversation = host.says(ANA, "hello").await;
    let groups: [(&[&str], &str); 5] = [
        (&["sent", "delivered", "read"], "read"),
        (&["delivered", "read", "played"], "played"),
        (&["sent", "failed"], "failed"),
        (&["sent", "failed", "delivered"], "delivered"),
        (&["failed", "read"], "read"),
    ];
    for (words, end) in groups {
        let mut ends = Vec::new();
        for order in orders(words) {
            let before = host.sends().len();
            let message = host.write(&conversation, &order.join(" ")).await.unwrap();
            let wamid = host.sent(before + 1).await.last().unwrap().id.clone();
            host.settled(&message, "sent").await;
            for word in order.iter().chain(&order) {
                host.meta(&webhook(&[vec![statuses(&[report(&wamid, word)])]])).await.unwrap();
            }
            let now = host.message(&message).await.unwrap();
            assert_eq!(now["status"], end, "{order:?}");
            assert_eq!(now["attempts"], 1, "{order:?}");
            ends.push((now["status"].clone(), now["problem"].clone(), now["can_retry"].clone()));
        }
        ends.dedup();
        assert_eq!(ends.len(), 1, "{words:?} end in different ways: {ends:?}");
    }
    host.stop().await.unwrap();
}

/// The provider echoes our own id, so an early status finds its message.
#[tokio::test]
async fn x1_statuses_may_come_before_the_answer_to_the_send() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::LateAnswer { ms: 300 }, 1)).unwrap();
    let first = host.write(&conversation, "first").await.unwrap();
    host.settled(&first, "delivered").await;
    // The next one leaves when the answer to this one has come.
    let second = host.write(&conversation, "second").await.unwrap();
    host.settled(&second, "delivered").await;
    let first = host.message(&first).await.unwrap();
    assert_eq!((&first["status"], &first["attempts"]), (&json!("delivered"), &json!(1)));
    assert_eq!(host.list("/outbox").await.unwrap(), Vec::<Value>::new());
    assert_eq!(host.sends().len(), 2);
    host.stop().await.unwrap();
}

/// Without the echo it waits until the answer names the message.
#[tokio::test]
async fn x1_a_status_without_our_id_waits_for_the_answer() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::NoStatus, 1)).unwrap();
    host.sim.fault(FaultSpec::times(FaultKind::LateAnswer { ms: 1500 }, 1)).unwrap();
    let message = host.write(&conversation, "first").await.unwrap();
    let wamid = host.sent(1).await[0].id.clone();
    host.meta(&webhook(&[vec![statuses(&[report(&wamid, "delivered"), report(&wamid, "read")])]])).await.unwrap();
    assert_eq!(outcomes(&host), ["parked", "parked"]);
    host.settled(&message, "read").await;
    host.stop().await.unwrap();
}

/// A failure that may pass is tried again, unless the customer has the
/// message after all: none lost, none doubled.
#[tokio::test]
async fn x1_a_passing_failure_is_repeated_once() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::FailLater { code: 131016 }, 1)).unwrap();
    let message = host.write(&conversation, "only once").await.unwrap();
    until("the failure", async || {
        let rows = host.list("/outbox").await.ok()?;
        (rows.len() == 1 && rows[0]["attempts"] == 1 && rows[0]["state"] == "queued").then_some(())
    })
    .await;
    host.pass(SignedDuration::from_hours(1));
    let message = host.settled(&message, "delivered").await;
    assert_eq!(message["attempts"], 2);
    assert_eq!(host.sends().len(), 2);
    host.stop().await.unwrap();
}

#[tokio::test]
async fn x1_a_message_that_arrived_after_all_is_not_repeated() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::NoStatus, 1)).unwrap();
    let message = host.write(&conversation, "only once").await.unwrap();
    let wamid = host.sent(1).await[0].id.clone();
    host.settled(&message, "sent").await;
    for report in [failed(&wamid, 131016), meta::status(&wamid, "delivered")] {
        host.meta(&webhook(&[vec![statuses(&[report])]])).await.unwrap();
    }
    host.settled(&message, "delivered").await;
    assert_eq!(host.list("/outbox").await.unwrap(), Vec::<Value>::new(), "nothing waits to be sent again");
    host.pass(SignedDuration::from_hours(1));
    let next = host.write(&conversation, "the next").await.unwrap();
    host.settled(&next, "delivered").await;
    let bodies: Vec<Value> = host.sends().iter().map(|s| s.body["text"]["body"].clone()).collect();
    assert_eq!(bodies, ["only once", "the next"]);
    host.stop().await.unwrap();
}
