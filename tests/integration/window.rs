//! Twenty-four hours, and fields without a value.

use crate::intake::{ANA, ANA_WA};
use deskbell_simulator::{FaultKind, FaultSpec, Template as ProviderTemplate};
use deskbell_tests::meta::{messages, text, webhook};
use deskbell_tests::{Config, Order, TestHost, template, until};
use jiff::SignedDuration;
use serde_json::{Value, json};

async fn window(host: &TestHost, conversation: &Value) -> Value {
    host.get(&format!("/conversations/{}", conversation["id"])).await.unwrap()["window"].clone()
}

fn invitation() -> Value {
    json!({ "kind": "template", "name": "invite_again", "language": "en", "values": ["Ana", "1042"] })
}

/// The customer writes at the host's own time.
async fn writes_now(host: &TestHost, id: &str) {
    let said = text(id, ANA_WA, host.clock.now(), "I am here again");
    assert_eq!(host.meta(&webhook(&[vec![messages("Ana", ANA_WA, &[said])]])).await.unwrap(), 200);
}

#[tokio::test]
async fn s0_5_the_window_closes_24_hours_after_the_last_message() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    assert_eq!(window(&host, &conversation).await["state"], "open");
    host.pass(SignedDuration::from_mins(23 * 60 + 50));
    assert_eq!(window(&host, &conversation).await["state"], "open");
    let in_time = host.write(&conversation, "just in time").await.unwrap();
    host.settled(&in_time, "delivered").await;
    assert_eq!(window(&host, &conversation).await["state"], "open", "our own messages do not move it");
    host.pass(SignedDuration::from_mins(10));
    assert_eq!(window(&host, &conversation).await["state"], "closed");

    writes_now(&host, "wamid.again").await;
    let again = window(&host, &conversation).await;
    assert_eq!(again["state"], "open");
    let closes: jiff::Timestamp = again["closes"].as_str().unwrap().parse().unwrap();
    let left = closes.duration_since(host.clock.now());
    assert!(left > SignedDuration::from_mins(23 * 60 + 50) && left < SignedDuration::from_hours(24), "{left}");
    host.stop().await.unwrap();
}

/// Lesson 13: nothing free-form leaves any more, a template does.
#[tokio::test]
async fn s0_6_a_closed_window_takes_templates_alone() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.pass(SignedDuration::from_hours(24));
    let (status, problem) = host.send(&conversation, json!({ "kind": "text", "body": "too late" })).await.unwrap();
    assert_eq!((status, &problem["reason"]), (409, &json!("window-closed")), "{problem}");
    assert_eq!(host.thread(&conversation).await.unwrap().len(), 1, "nothing was written");
    let (status, note) = host.send(&conversation, json!({ "kind": "note", "body": "call her" })).await.unwrap();
    assert_eq!(status, 201, "a note is for colleagues: {note}");
    let (status, sent) = host.send(&conversation, invitation()).await.unwrap();
    assert_eq!(status, 201, "{sent}");
    host.settled(&sent, "delivered").await;
    assert_eq!(host.sends().iter().map(|s| s.kind.as_str()).collect::<Vec<_>>(), ["template"]);
    host.stop().await.unwrap();
}

/// S2.5, S0.6: somebody who never wrote gets templates alone, with the reason.
#[tokio::test]
async fn s0_6_who_never_wrote_gets_no_free_text() {
    let host = TestHost::start().await.unwrap();
    host.customer("C-17", "Ana Souza", "(49) 98859-0187").await.unwrap();
    host.reports("1", &[Order::new("1042", "C-17", "received", 1).event()]).await.unwrap();
    let conversation = host.conversation_with("Ana Souza").await;
    assert_eq!(conversation["window"]["state"], "never-opened");
    let (status, problem) = host.send(&conversation, json!({ "kind": "text", "body": "hello" })).await.unwrap();
    assert_eq!((status, &problem["reason"]), (409, &json!("never-wrote")), "{problem}");
    host.sent(1).await;
    host.stop().await.unwrap();
}

/// Lesson 13: asked again at the moment of leaving.
#[tokio::test]
async fn s0_6_the_window_is_checked_when_the_message_leaves() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.post("/channels/whatsapp/pause", Value::Null).await.unwrap();
    let message = host.write(&conversation, "written in time").await.unwrap();
    host.pass(SignedDuration::from_hours(25));
    host.post("/channels/whatsapp/resume", Value::Null).await.unwrap();
    let held = host.settled(&message, "held").await;
    assert_eq!(held["problem"]["code"], "window-closed");
    assert_eq!(host.retry(&message).await.unwrap().0, 204);
    let rows = until("it to be held again", async || {
        host.list("/outbox?state=held").await.ok().filter(|rows| rows.len() == 1)
    })
    .await;
    assert_eq!(rows[0]["attempts"], 0, "no attempt was made");
    assert!(host.sends().is_empty());

    writes_now(&host, "wamid.again").await;
    assert_eq!(host.retry(&message).await.unwrap().0, 204);
    host.settled(&message, "delivered").await;
    host.stop().await.unwrap();
}

/// S0.6: the provider knows better: the message waits for a template, it is
/// not shown as sent.
#[tokio::test]
async fn s0_6_a_window_that_the_provider_closed_holds_the_message() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.sim.fault(FaultSpec::times(FaultKind::GraphError { code: 131047 }, 1)).unwrap();
    let message = host.write(&conversation, "still open?").await.unwrap();
    let held = host.settled(&message, "held").await;
    assert_eq!(held["problem"]["code"], "window-closed");
    host.sim.close_window(ANA);
    let message = host.write(&conversation, "and now?").await.unwrap();
    let failed = host.settled(&message, "failed").await;
    assert_eq!(failed["problem"]["code"], "131047", "{failed}");
    host.stop().await.unwrap();
}

/// S1.15: a message with an unresolved field is held, never sent.
#[tokio::test]
async fn s1_15_an_unresolved_field_holds_the_message_until_it_is_filled() {
    let host = TestHost::start().await.unwrap();
    let body = "Hello {{1}}, we have your car {{2}} now. Thank you.";
    let fields = ["{{ contact.first_name }}", "{{ card.plate }}"];
    host.shop.put_template(template("repair_order_received", body, &fields)).await.unwrap();
    host.sim.put_template(ProviderTemplate::text("repair_order_received", "en", body));
    host.customer("C-17", "Ana Souza", "(49) 98859-0187").await.unwrap();
    host.reports("1", &[Order::new("1042", "C-17", "received", 1).event()]).await.unwrap();
    let conversation = host.conversation_with("Ana Souza").await;
    let message = host.thread_of(&conversation, 1).await.remove(0);
    assert_eq!(message["status"], "held");
    assert_eq!(message["problem"]["code"], "merge-field");
    assert!(message["problem"]["detail"].as_str().unwrap().contains("plate"), "{message}");

    let (status, problem) = host.retry(&message).await.unwrap();
    assert_eq!((status, &problem["reason"]), (409, &json!("still-held")), "{problem}");
    assert!(host.sends().is_empty());
    let order = Order { fields: json!({ "plate": "ABC1D23" }), ..Order::new("1042", "C-17", "received", 2) };
    host.reports("2", &[order.event()]).await.unwrap();
    assert_eq!(host.retry(&message).await.unwrap().0, 204);
    let message = host.settled(&message, "delivered").await;
    assert_eq!(message["content"]["preview"], "Hello Ana, we have your car ABC1D23 now. Thank you.");
    let sends = host.sends();
    assert_eq!(sends.len(), 1);
    assert!(sends[0].body.to_string().contains("ABC1D23"), "{}", sends[0].body);
    host.stop().await.unwrap();
}

/// S1.15: a person is told before anything is queued.
#[tokio::test]
async fn s1_15_a_person_cannot_send_an_unresolved_field() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    for body in ["Hello {ORCAMENTO:CLIENTE}", "Hello {{ contact.name }}"] {
        let (status, problem) = host.send(&conversation, json!({ "kind": "text", "body": body })).await.unwrap();
        assert_eq!((status, &problem["field"]), (422, &json!("body")), "{problem}");
    }
    let body = "Your car {{1}} is here, come soon.";
    host.shop.put_template(template("car_here", body, &["{{ card.plate }}"])).await.unwrap();
    let content = json!({ "kind": "template", "name": "car_here", "language": "en" });
    let (status, problem) = host.send(&conversation, content).await.unwrap();
    assert_eq!((status, &problem["field"]), (422, &json!("values")), "{problem}");
    assert_eq!(host.thread(&conversation).await.unwrap().len(), 1);
    assert!(host.list("/outbox").await.unwrap().is_empty());
    host.stop().await.unwrap();
}

/// Lesson 14: a template that lost its approval waits, and nothing else does.
#[tokio::test]
async fn s0_6_a_paused_template_is_held_when_it_leaves() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    host.post("/channels/whatsapp/pause", Value::Null).await.unwrap();
    let (status, message) = host.send(&conversation, invitation()).await.unwrap();
    assert_eq!(status, 201, "{message}");
    assert!(host.sim.set_template_status("invite_again", "en", deskbell_simulator::TemplateStatus::Paused));
    until("the news about the template", async || {
        let templates = host.list("/channels/whatsapp/templates").await.ok()?;
        templates.into_iter().find(|t| t["name"] == "invite_again" && t["usable"] == false)
    })
    .await;
    host.post("/channels/whatsapp/resume", Value::Null).await.unwrap();
    let held = host.settled(&message, "held").await;
    assert_eq!(held["problem"]["code"], "template-not-approved");
    assert!(host.sends().is_empty());
    let (status, problem) = host.send(&conversation, invitation()).await.unwrap();
    assert_eq!((status, &problem["reason"]), (409, &json!("template-not-approved")), "{problem}");
    host.stop().await.unwrap();
}
