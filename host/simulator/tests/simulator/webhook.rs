//! What customers do arrives signed, in order, and until it is taken.

use crate::host::{ANA, PATIENCE, scene};
use deskbell_simulator::{Act, Stage};
use serde_json::{Value, json};

#[tokio::test]
async fn s0_1_a_customers_text_arrives_in_metas_shape() {
    let scene = scene(|_| {}).await;
    let id = scene.sim.say(ANA, "oi").unwrap();
    let body = scene.inbox.wait(|i| i.bodies().first().cloned()).await;
    assert_eq!(body["object"], "whatsapp_business_account");
    assert_eq!(body["entry"][0]["id"], "102290129340398");
    let change = &body["entry"][0]["changes"][0];
    assert_eq!(change["field"], "messages");
    let value = &change["value"];
    assert_eq!(
        value["metadata"],
        json!({"display_phone_number": "554933221100", "phone_number_id": "106540352242922"})
    );
    assert_eq!(value["contacts"][0]["profile"]["name"], "Ana Souza");
    assert_eq!(value["contacts"][0]["wa_id"], "554988590187");
    let message = &value["messages"][0];
    assert_eq!((&message["id"], &message["from"]), (&json!(id), &json!("554988590187")));
    assert_eq!((&message["type"], &message["text"]), (&json!("text"), &json!({"body": "oi"})));
    assert!(message["timestamp"].as_str().unwrap().parse::<u64>().unwrap() > 1_700_000_000);
    let taken = scene.sim.wait_for(PATIENCE, |view| (view.stage(&id)? == Stage::Delivered).then_some(())).await;
    assert!(taken.is_some());
}

#[tokio::test]
async fn x1_a_webhook_is_retried_until_it_is_taken() {
    let scene = scene(|_| {}).await;
    scene.inbox.refuse(3);
    let id = scene.sim.say(ANA, "oi").unwrap();
    scene.sim.wait_for(PATIENCE, |view| (view.stage(&id)? == Stage::Delivered).then_some(())).await.unwrap();
    let tries: Vec<_> = scene.sim.look(|view| view.webhooks().map(|w| (w.attempt, w.status)).collect());
    assert_eq!(tries, [(0, Some(503)), (1, Some(503)), (2, Some(503)), (3, Some(200))]);
    assert_eq!(scene.inbox.items("messages").len(), 1);
}

#[tokio::test]
async fn x1_a_conversation_stays_in_order() {
    let scene = scene(|_| {}).await;
    let sent: Vec<_> = (0..50).map(|n| scene.sim.say(ANA, &n.to_string()).unwrap()).collect();
    let got = scene.inbox.wait(|i| Some(i.items("messages")).filter(|m| m.len() == 50)).await;
    let got: Vec<_> = got.iter().map(|m| m["id"].as_str().unwrap()).collect();
    assert_eq!(got, sent);
}

#[tokio::test]
async fn under_load_webhooks_are_posted_together() {
    let scene = scene(|config| {
        config.webhook.coalesce = 1000;
        config.webhook.workers = 1;
    })
    .await;
    (0..200).for_each(|n| drop(scene.sim.say(&format!("+4072100{n:04}"), "salut").unwrap()));
    scene.inbox.wait(|i| (i.items("messages").len() == 200).then_some(())).await;
    assert!(scene.inbox.bodies().len() < 100, "{}", scene.inbox.bodies().len());
}

async fn act(act: Value) -> Value {
    let scene = scene(|config| config.coexistence = true).await;
    let target = scene.sim.say(ANA, "target").unwrap();
    let act = serde_json::from_str(&act.to_string().replace("TARGET", &target)).unwrap();
    scene.sim.act(ANA, act).unwrap();
    let mut all = scene.inbox.wait(|i| Some(i.items("messages")).filter(|m| m.len() == 2)).await;
    serde_json::from_str(&all.pop().unwrap().to_string().replace(&target, "TARGET")).unwrap()
}

#[tokio::test]
async fn each_act_has_its_shape() {
    let cases = [
        (
            json!({"kind": "location", "latitude": 1.5, "longitude": 2.5, "name": "Here"}),
            "location",
            json!({"latitude": 1.5, "longitude": 2.5, "name": "Here"}),
        ),
        (
            json!({"kind": "contacts", "contacts": [{"name": {"formatted_name": "B"}}]}),
            "contacts",
            json!([{"name": {"formatted_name": "B"}}]),
        ),
        (
            json!({"kind": "reaction", "message_id": "TARGET", "emoji": "👍"}),
            "reaction",
            json!({"message_id": "TARGET", "emoji": "👍"}),
        ),
        (json!({"kind": "reaction", "message_id": "TARGET"}), "reaction", json!({"message_id": "TARGET"})),
        (
            json!({"kind": "button-reply", "message_id": "TARGET", "id": "y", "title": "Yes"}),
            "interactive",
            json!({"type": "button_reply", "button_reply": {"id": "y", "title": "Yes"}}),
        ),
        (
            json!({"kind": "list-reply", "message_id": "TARGET", "id": "1", "title": "One"}),
            "interactive",
            json!({"type": "list_reply", "list_reply": {"id": "1", "title": "One"}}),
        ),
        (
            json!({"kind": "template-button", "message_id": "TARGET", "payload": "p", "text": "t"}),
            "button",
            json!({"payload": "p", "text": "t"}),
        ),
        (
            json!({"kind": "edit", "message_id": "TARGET", "body": "new"}),
            "edit",
            json!({"original_message_id": "TARGET", "message": {"type": "text", "text": {"body": "new"}}}),
        ),
        (json!({"kind": "delete", "message_id": "TARGET"}), "revoke", json!({"original_message_id": "TARGET"})),
        (
            json!({"kind": "raw", "message": {"type": "order", "order": {"catalog_id": "1"}}}),
            "order",
            json!({"catalog_id": "1"}),
        ),
    ];
    for (request, kind, expected) in cases {
        let message = act(request.clone()).await;
        assert_eq!((&message["type"], &message[kind]), (&json!(kind), &expected), "{request}");
    }
    let quoting = act(json!({"kind": "text", "body": "yes", "reply_to": "TARGET"})).await;
    assert_eq!(quoting["context"], json!({"from": "554933221100", "id": "TARGET"}));
}

#[tokio::test]
async fn s2_13_a_pure_cloud_number_learns_only_that_something_was_edited() {
    let scene = scene(|_| {}).await;
    let id = scene.sim.say(ANA, "old").unwrap();
    scene.sim.act(ANA, Act::Delete { message_id: "wamid.other".into() }).unwrap_err();
    scene.sim.act(ANA, Act::Edit { message_id: id.clone(), body: "new".into() }).unwrap();
    let all = scene.inbox.wait(|i| Some(i.items("messages")).filter(|m| m.len() == 2)).await;
    assert_eq!(all[1]["type"], "unsupported");
    assert_eq!(all[1]["unsupported"]["type"], "edit");
    assert!(!all[1].to_string().contains("new"));
    assert!(scene.sim.look(|view| view.message(&id).unwrap().edited));
}

#[tokio::test]
async fn raw_messages_keep_their_own_id_and_sender() {
    let scene = scene(|_| {}).await;
    let message = json!({"type": "text", "text": {"body": "x"}, "id": "wamid.mine", "from": "BR.1", "timestamp": "5"});
    let body = json!({"from": ANA, "act": {"kind": "raw", "message": message}});
    assert_eq!(scene.control("inbound", body).await, (200, json!({"id": "wamid.mine"})));
    let got = scene.inbox.wait(|i| i.items("messages").first().cloned()).await;
    assert_eq!((&got["id"], &got["from"], &got["timestamp"]), (&json!("wamid.mine"), &json!("BR.1"), &json!("5")));
    let untyped = json!({"from": ANA, "act": {"kind": "raw", "message": {}}});
    assert_eq!(scene.control("inbound", untyped).await.0, 422);
    let field = json!({"field": "account_alerts", "value": {"alert": 1}});
    assert_eq!(scene.control("webhook", field).await.0, 200);
    scene
        .inbox
        .wait(|i| i.bodies().iter().any(|b| b["entry"][0]["changes"][0]["field"] == "account_alerts").then_some(()))
        .await;
}

#[tokio::test]
async fn a_phone_that_is_off_gets_its_messages_later() {
    let scene = scene(|_| {}).await;
    scene.sim.say(ANA, "oi").unwrap();
    assert!(scene.sim.switch_phone(ANA, false));
    let id = scene.text("olá").await;
    assert_eq!(scene.inbox.statuses(&id, 1).await, ["sent"]);
    scene.sim.read_chat(ANA);
    assert_eq!(scene.sim.look(|v| v.stage(&id)), Some(Stage::Sent));
    scene.sim.switch_phone(ANA, true);
    scene.sim.read_chat(ANA);
    assert_eq!(scene.inbox.statuses(&id, 3).await, ["sent", "delivered", "read"]);
    let played = format!("messages/{}/status", id.replace('/', "%2F"));
    assert_eq!(scene.control(&played, json!({"status": "played"})).await.0, 200);
    assert_eq!(scene.inbox.statuses(&id, 4).await[3], "played");
}

#[tokio::test]
async fn the_handshake_must_succeed_first() {
    let scene = scene(|config| config.verify_token = "other".into()).await;
    let error = scene.sim.set_callback(&scene.hook).await.unwrap_err();
    assert!(error.to_string().contains("403"), "{error}");
    assert!(scene.sim.set_callback("file:///etc").await.is_err());
    scene.sim.say(ANA, "waits").unwrap();
    let state = scene.client.get(scene.url("_control/state")).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!((&state["callback"]["proven"], &state["webhooks"]), (&json!(false), &json!(0)));
    let put = scene
        .client
        .put(scene.url("_control/callback"))
        .json(&json!({"url": scene.hook, "verify_token": "verify-token"}));
    assert_eq!(put.send().await.unwrap().status(), 200);
    scene.inbox.wait(|i| (i.items("messages").len() == 1).then_some(())).await;
}
