//! X5: who it is.

use super::{ANA, ANA_WA};
use deskbell_simulator::{CustomerSeed, FaultKind, FaultSpec, SimConfig};
use deskbell_tests::meta::{change, messages, text, webhook};
use deskbell_tests::{Config, TestHost, until};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Lesson 12: one person in Brazil is one contact, in whatever spelling.
#[tokio::test]
async fn x5_brazils_ninth_digit_makes_no_second_contact() {
    let host = TestHost::start().await.unwrap();
    for (id, wa_id) in [("wamid.1", "554988590187"), ("wamid.2", "5549988590187")] {
        let said = text(id, wa_id, Timestamp::now(), id);
        assert_eq!(host.meta(&webhook(&[vec![messages("Ana", wa_id, &[said])]])).await.unwrap(), 200);
    }
    host.customer("C-17", "Ana Souza", "(49) 98859-0187").await.unwrap();
    let conversations = host.conversations().await.unwrap();
    assert_eq!(conversations.len(), 1, "{conversations:?}");
    assert_eq!(conversations[0]["contact"]["name"], "Ana Souza");
    assert_eq!(host.thread(&conversations[0]).await.unwrap().len(), 2);
    assert_eq!(host.contacts("Ana").await.unwrap().len(), 1);
    let contact = host.contact(&conversations[0]).await.unwrap();
    let phones: Vec<&Value> =
        contact["addresses"].as_array().unwrap().iter().filter(|a| a["kind"] == "phone").collect();
    assert!(phones.iter().any(|a| a["value"] == "+554988590187"), "as received, never rewritten: {phones:?}");
    host.stop().await.unwrap();
}

/// Lesson 11: a customer who hides the number is answered by their id.
#[tokio::test]
async fn x5_a_customer_without_a_phone_is_answered_by_their_id() {
    let shy = CustomerSeed {
        hides_number: true,
        username: Some("bia.m".into()),
        ..CustomerSeed::new("Bia", "+40 721 123 456")
    };
    let simulator = SimConfig { customers: vec![shy], ..SimConfig::default() };
    let host = TestHost::start_with(Config { simulator, ..Config::default() }).await.unwrap();
    let conversation = host.says("+40 721 123 456", "hello").await;
    assert_eq!(conversation["contact"]["phone"], Value::Null);
    assert_eq!(conversation["contact"]["name"], "Bia");
    let contact = host.contact(&conversation).await.unwrap();
    let id = contact["addresses"].as_array().unwrap().iter().find(|a| a["kind"] == "user-id").unwrap();
    let reply = host.write(&conversation, "hello Bia").await.unwrap();
    host.settled(&reply, "delivered").await;
    let sent = &host.sends()[0].body;
    assert_eq!(sent["recipient"], id["value"], "{sent}");
    assert!(sent.get("to").is_none(), "{sent}");
    host.says("+40 721 123 456", "and thanks").await;
    assert_eq!(host.conversations().await.unwrap().len(), 1, "known again by the id");
    host.stop().await.unwrap();
}

fn moved(from: &str, to: &str) -> Value {
    let system = json!({ "type": "user_changed_number", "wa_id": to, "body": "changed" });
    let message = json!({ "id": format!("wamid.moved.{to}"), "from": from, "type": "system", "system": system,
                          "timestamp": Timestamp::now().as_second().to_string() });
    webhook(&[vec![change(json!({ "messages": [message] }))]])
}

#[tokio::test]
async fn x5_a_new_number_is_the_same_person() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "from the old phone").await;
    assert_eq!(host.meta(&moved(ANA_WA, "40721123456")).await.unwrap(), 200);
    let contact = host.contact(&conversation).await.unwrap();
    assert_eq!(contact["phone"], "+40721123456", "{contact}");
    let after = host.says("+40721123456", "from the new phone").await;
    assert_eq!(after["id"], conversation["id"]);
    let reply = host.write(&after, "noted").await.unwrap();
    host.settled(&reply, "delivered").await;
    assert_eq!(host.sends()[0].wa_id, "40721123456");
    host.stop().await.unwrap();
}

/// The new number was learnt behind the shop's landline, and answers went there.
#[tokio::test]
async fn x5_a_new_number_comes_before_what_the_shop_entered() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "from the old phone").await;
    let data =
        json!({ "id": "C-17", "name": "Ana Souza", "phones": ["(49) 3222-1234", "(49) 98859-0187"], "version": 1 });
    let event =
        json!({ "id": "e1", "type": "customer.created", "timestamp": Timestamp::now().to_string(), "data": data });
    host.reports("1", &[event]).await.unwrap();
    assert_eq!(host.meta(&moved(ANA_WA, "40721123456")).await.unwrap(), 200);
    assert_eq!(host.contact(&conversation).await.unwrap()["phone"], "+40721123456");
    host.stop().await.unwrap();
}

/// Two people are never merged by a provider: somebody looks at it.
#[tokio::test]
async fn x5_a_number_that_belongs_to_somebody_else_stays_theirs() {
    let host = TestHost::start().await.unwrap();
    let ana = host.says(ANA, "Ana here").await;
    let bia = host.says("+40721123456", "Bia here").await;
    assert_eq!(host.meta(&moved(ANA_WA, "40721123456")).await.unwrap(), 200);
    let (ana, bia) = (host.contact(&ana).await.unwrap(), host.contact(&bia).await.unwrap());
    assert_eq!(ana["phone"], "+554988590187");
    assert_eq!(bia["phone"], "+40721123456");
    let tasks = host.list("/tasks").await.unwrap();
    assert!(
        tasks.iter().any(|t| t["kind"] == "notice" && t["title"].as_str().unwrap().contains("number")),
        "{tasks:?}"
    );
    host.stop().await.unwrap();
}

/// The business system's name wins, and nobody's profile takes it back.
#[tokio::test]
async fn s2_15_the_business_systems_name_stays() {
    let host = TestHost::start().await.unwrap();
    let said =
        |id: &str, name: &str| webhook(&[vec![messages(name, ANA_WA, &[text(id, ANA_WA, Timestamp::now(), id)])]]);
    host.meta(&said("wamid.1", "mimi")).await.unwrap();
    host.conversation_with("mimi").await;
    host.customer("C-17", "Ana Souza", "+55 49 98859-0187").await.unwrap();
    host.meta(&said("wamid.2", "anitta fan")).await.unwrap();
    let conversation = host.conversation_with("Ana Souza").await;
    assert_eq!(conversation["unread"], 2);
    host.stop().await.unwrap();
}

/// Lesson 24: what cannot be reached says so, until the customer writes.
#[tokio::test]
async fn x5_an_unreachable_number_is_marked_until_the_customer_writes() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::FailLater { code: 131026 }, 1)).unwrap();
    let reply = host.write(&conversation, "hello Ana").await.unwrap();
    let failed = host.settled(&reply, "failed").await;
    assert_eq!(failed["problem"]["code"], "131026");
    assert_eq!(failed["can_retry"], true);
    let unreachable = async || {
        let contact = host.contact(&conversation).await.unwrap();
        contact["addresses"].as_array().unwrap().iter().any(|a| !a["unreachable"].is_null())
    };
    assert!(unreachable().await);
    host.says(ANA, "I am back").await;
    until("the mark to go", async || (!unreachable().await).then_some(())).await;
    host.stop().await.unwrap();
}
