//! The main job, end to end.

use deskbell_simulator::{SimConfig, Stage};
use deskbell_tests::{Config, Order, TestHost, until};
use serde_json::json;

const ANA: &str = "+5549988590187";

/// S0.1, S0.3, S0.7, S4.4, S4.5: phone writes → filed on the repair order →
/// answered → the phone shows it → ticks turn read.
#[tokio::test]
async fn s0_7_a_message_is_filed_answered_and_read() {
    let host = TestHost::start().await.unwrap();
    host.customer("C-17", "Ana Souza", "(49) 98859-0187").await.unwrap();
    let order = Order::new("1042", "C-17", "diagnosis", 1).event();
    assert_eq!(host.business("o-1", &[order]).await.unwrap().0, 200);

    host.sim.say(ANA, "Good morning, is my car ready?").unwrap();
    let conversation =
        until("the conversation", async || host.conversations().await.unwrap().into_iter().find(|c| c["unread"] == 1))
            .await;
    assert_eq!(conversation["contact"]["name"], "Ana Souza", "the business system's name wins");
    assert_eq!(conversation["card"]["number"], "1042");
    assert_eq!(conversation["status"], "attentive");
    assert_eq!(conversation["window"]["state"], "open");
    let tasks = host.get("/tasks").await.unwrap();
    assert!(tasks.to_string().contains("reply"), "{tasks}");

    let path = format!("/conversations/{}/messages", conversation["id"]);
    let (status, sent) =
        host.post(&path, json!({ "content": { "kind": "text", "body": "Yes, come by any time." } })).await.unwrap();
    assert!(status == 200 || status == 201, "{status} {sent}");
    let wamid = until("the reply on the phone", async || {
        host.sim.look(|view| view.sends().find(|s| s.kind == "text").map(|s| s.id.clone()))
    })
    .await;
    let ours = async || {
        let thread = host.thread(&conversation).await.unwrap();
        thread.into_iter().find(|m| m["id"] == sent["id"]).unwrap()
    };
    until("delivered", async || (ours().await["status"] == "delivered").then_some(())).await;
    host.sim.advance(&wamid, Stage::Read);
    until("read", async || (ours().await["status"] == "read").then_some(())).await;
    let after = host.get(&format!("/conversations/{}", conversation["id"])).await.unwrap();
    assert_eq!(after["status"], "answered");
    let tasks = host.get("/tasks").await.unwrap();
    assert!(!tasks.to_string().contains("reply"), "answering does the task: {tasks}");
    host.stop().await.unwrap();
}

/// X6: every message says why it is where it is.
#[tokio::test]
async fn x6_a_message_keeps_its_explanation() {
    let host = TestHost::start().await.unwrap();
    host.sim.say(ANA, "Hello?").unwrap();
    let conversation = until("the conversation", async || host.conversations().await.unwrap().pop()).await;
    assert_eq!(conversation["card"]["module"], "opportunity", "an unknown sender gets a card in the set module");
    let thread = host.thread(&conversation).await.unwrap();
    let path = format!("/conversations/{}/messages/{}/explanation", conversation["id"], thread[0]["id"]);
    let why = host.get(&path).await.unwrap().to_string();
    assert!(why.contains("create-card") && why.contains("default"), "{why}");
    assert!(!why.contains("Hello?"), "no message text in explanations");
    host.stop().await.unwrap();
}

/// S1.5, X2: a change of status in the business system sends the template
/// with the PDF, once.
#[tokio::test]
async fn s1_5_a_new_status_sends_the_template_with_its_pdf_once() {
    let host = TestHost::start_with(Config { simulator: SimConfig::default(), ..Config::default() }).await.unwrap();
    host.customer("C-17", "Ana Souza", "(49) 98859-0187").await.unwrap();
    let quote = Some(("quote", "quote-1042.pdf", b"%PDF-1.4 a quote".to_vec()));
    let before = Order { document: quote, ..Order::new("1042", "C-17", "in-progress", 1) };
    host.business("o-1", &[before.event()]).await.unwrap();
    let ready = Order::new("1042", "C-17", "ready", 2).event();
    for delivery in ["o-2", "o-2-again", "o-2-and-again"] {
        assert_eq!(host.business(delivery, std::slice::from_ref(&ready)).await.unwrap().0, 200);
    }
    let send = until("the template", async || {
        host.sim.look(|view| {
            let ready = |s: &&deskbell_simulator::AcceptedSend| s.body["template"]["name"] == "repair_order_ready";
            view.sends().find(ready).map(|s| s.body.clone())
        })
    })
    .await;
    let header = &send["template"]["components"][0];
    assert_eq!(header["type"], "header", "{send}");
    assert_eq!(header["parameters"][0]["document"]["filename"], "quote-1042.pdf", "{send}");
    assert!(send.to_string().contains("Ana"), "merge fields are filled: {send}");
    let count =
        || host.sim.look(|view| view.sends().filter(|s| s.body["template"]["name"] == "repair_order_ready").count());
    // A later message of the same conversation passed: nothing else is on its way.
    host.sim.say(ANA, "Thank you").unwrap();
    until("the customer's answer", async || host.conversations().await.unwrap().into_iter().find(|c| c["unread"] == 1))
        .await;
    assert_eq!(count(), 1, "once for one document and version");
    host.stop().await.unwrap();
}
