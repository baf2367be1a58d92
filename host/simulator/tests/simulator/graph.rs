//! Sending, and what Meta refuses.

use crate::host::{ANA, answer, scene};
use deskbell_simulator::Stage;
use serde_json::{Value, json};

#[tokio::test]
async fn d2_a_text_is_sent_delivered_and_read() {
    let scene = scene(|config| config.auto_read = true).await;
    scene.sim.say(ANA, "oi").unwrap();
    let (status, answer) = scene.send("text", json!({"body": "olá"})).await;
    assert_eq!(status, 200);
    assert_eq!(answer["contacts"][0]["input"], ANA);
    assert_eq!(answer["contacts"][0]["wa_id"], "554988590187");
    let id = answer["messages"][0]["id"].as_str().unwrap();
    assert!(id.starts_with("wamid."));
    assert_eq!(scene.inbox.statuses(id, 3).await, ["sent", "delivered", "read"]);
    let sent = scene.inbox.items("statuses").into_iter().find(|s| s["id"] == id).unwrap();
    assert_eq!(sent["biz_opaque_callback_data"], "attempt-7");
    assert_eq!(sent["recipient_id"], "554988590187");
    assert_eq!(sent["pricing"]["category"], "service");
}

#[tokio::test]
async fn a_wrong_token_is_refused() {
    let scene = scene(|_| {}).await;
    for token in ["", "wrong"] {
        let mut request = scene.message("text", json!({"body": "x"})).build().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        let response = scene.client.execute(request).await.unwrap();
        assert_eq!(response.status(), 401);
        let body: Value = response.json().await.unwrap();
        assert_eq!((&body["error"]["code"], &body["error"]["type"]), (&json!(190), &json!("OAuthException")));
        assert!(body["error"]["fbtrace_id"].is_string());
    }
}

#[tokio::test]
async fn what_meta_refuses_is_refused() {
    let scene = scene(|_| {}).await;
    scene.sim.say(ANA, "oi").unwrap();
    let long = |n: usize| "x".repeat(n);
    let reply = |id: &str, title: &str| json!({"type": "reply", "reply": {"id": id, "title": title}});
    let buttons = |list: Value| json!({"type": "button", "body": {"text": "?"}, "action": {"buttons": list}});
    let rows = |n: usize| (0..n).map(|i| json!({"id": format!("{i}"), "title": "t"})).collect::<Vec<_>>();
    let list = |rows: Vec<Value>| json!({"type": "list", "body": {"text": "?"}, "action": {"button": "b", "sections": [{"rows": rows}]}});
    let cases = [
        ("text", json!({}), 131008),
        ("text", json!({"body": long(4097)}), 100),
        ("text", json!("hello"), 100),
        ("image", json!({}), 131008),
        ("image", json!({"id": "1"}), 131009),
        ("image", json!({"link": "ftp://x"}), 131009),
        ("location", json!({"latitude": 1}), 131008),
        ("location", json!({"latitude": 91, "longitude": 1}), 131009),
        ("contacts", json!([]), 131009),
        ("reaction", json!({"message_id": "wamid.no", "emoji": "👍"}), 131009),
        ("interactive", buttons(json!([])), 131009),
        ("interactive", buttons(json!([reply("a", &long(21))])), 131009),
        ("interactive", buttons(json!([reply("a", "x"), reply("b", "x")])), 131009),
        ("interactive", buttons(json!([reply("a", "1"), reply("b", "2"), reply("c", "3"), reply("d", "4")])), 131009),
        ("interactive", list(rows(11)), 131009),
        ("interactive", json!({"type": "list", "body": {"text": "?"}}), 131008),
        ("hologram", json!({}), 100),
    ];
    for (kind, object, code) in cases {
        assert_eq!(scene.refused(kind, object.clone()).await, (400, code), "{kind} {object}");
    }
    let accepted = [
        ("interactive", list(rows(10))),
        ("interactive", buttons(json!([reply("a", "1"), reply("b", "2"), reply("c", "3")]))),
        ("text", json!({"body": long(4096)})),
        ("contacts", json!([{"name": {"formatted_name": "Ana"}}])),
    ];
    for (kind, object) in accepted {
        assert_eq!(scene.send(kind, object.clone()).await.0, 200, "{kind} {object}");
    }
}

#[tokio::test]
async fn the_envelope_is_checked() {
    let scene = scene(|_| {}).await;
    let text = json!({"body": "x"});
    let whatsapp = "whatsapp";
    let cases = [
        (json!({"to": ANA, "type": "text", "text": text}), 100),
        (json!({"messaging_product": whatsapp, "type": "text", "text": text}), 100),
        (json!({"messaging_product": whatsapp, "to": "hello", "type": "text", "text": text}), 131009),
        (json!({"messaging_product": whatsapp, "to": "+554933221100", "type": "text", "text": text}), 131021),
        (json!({"messaging_product": whatsapp, "to": ANA, "type": "text", "text": text, "context": {}}), 131008),
        (json!([1]), 100),
    ];
    for (body, code) in cases {
        let (_, answer) = scene.post("106540352242922/messages", body.clone()).await;
        assert_eq!(answer["error"]["code"], code, "{body}");
    }
    let (status, other) = scene.post("999/messages", json!({})).await;
    assert_eq!((status, &other["error"]["error_subcode"]), (400, &json!(33)));
}

#[tokio::test]
async fn s0_6_a_late_text_fails() {
    let first = scene(|_| {}).await;
    let id = first.text("is anybody there").await;
    assert_eq!(first.inbox.statuses(&id, 1).await, ["failed"]);
    let failed = &first.inbox.items("statuses")[0];
    assert_eq!(failed["errors"][0]["code"], 131047);
    first.sim.say(ANA, "oi").unwrap();
    let id = first.text("now").await;
    assert_eq!(first.inbox.statuses(&id, 2).await, ["sent", "delivered"]);
    first.sim.close_window(ANA);
    let id = first.text("too late").await;
    assert_eq!(first.inbox.statuses(&id, 1).await, ["failed"]);
    let strict = scene(|config| config.refuse_outside_window = true).await;
    assert_eq!(strict.refused("text", json!({"body": "x"})).await, (400, 131047));
}

#[tokio::test]
async fn x5_a_user_id_is_enough_to_send() {
    let scene = scene(|_| {}).await;
    let number = "+5549991234567";
    scene.sim.say(number, "oi").unwrap();
    let message = scene.inbox.wait(|i| i.items("messages").first().cloned()).await;
    assert!(message.get("from").is_none());
    let user = message["from_user_id"].as_str().unwrap();
    let body = json!({"messaging_product": "whatsapp", "recipient": user, "type": "text", "text": {"body": "olá"}});
    let (status, answer) = scene.post("106540352242922/messages", body).await;
    assert_eq!((status, &answer["contacts"][0]["user_id"]), (200, &json!(user)));
    assert!(answer["contacts"][0].get("wa_id").is_none());
    let id = answer["messages"][0]["id"].as_str().unwrap();
    scene.inbox.statuses(id, 2).await;
    assert!(scene.inbox.items("statuses").iter().all(|s| s.get("recipient_id").is_none()));
}

#[tokio::test]
async fn read_receipts_and_typing_reach_the_phone() {
    let scene = scene(|_| {}).await;
    let first = scene.sim.say(ANA, "um").unwrap();
    let second = scene.sim.say(ANA, "dois").unwrap();
    let body = json!({"messaging_product": "whatsapp", "status": "read", "message_id": second, "typing_indicator": {"type": "text"}});
    assert_eq!(scene.post("106540352242922/messages", body).await, (200, json!({"success": true})));
    let stages = scene.sim.look(|view| (view.stage(&first), view.stage(&second)));
    assert_eq!(stages, (Some(Stage::Read), Some(Stage::Read)));
    assert!(scene.sim.look(|view| view.signals().next().unwrap().typing));
    let body = json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.other"});
    assert_eq!(scene.post("106540352242922/messages", body).await.1["error"]["code"], 131009);
}

#[tokio::test]
async fn a_reaction_is_sent_and_no_more() {
    let scene = scene(|_| {}).await;
    let target = scene.sim.say(ANA, "oi").unwrap();
    let (_, answer) = scene.send("reaction", json!({"message_id": target, "emoji": "👍"})).await;
    let id = answer["messages"][0]["id"].as_str().unwrap().to_string();
    scene.inbox.statuses(&id, 1).await;
    scene.sim.read_chat(ANA);
    assert_eq!(scene.sim.look(|v| v.stage(&id)), Some(Stage::Sent));
    let shown = scene.sim.look(|v| v.message(&target).unwrap().business_reaction.clone());
    assert_eq!(shown.as_deref(), Some("👍"));
}

#[tokio::test]
async fn the_number_and_its_account_can_be_looked_up() {
    let scene = scene(|_| {}).await;
    let (_, number) = scene.get(&scene.graph("106540352242922?fields=verified_name,quality_rating")).await;
    assert_eq!(number, json!({"id": "106540352242922", "verified_name": "Oficina Demo", "quality_rating": "GREEN"}));
    let (_, account) = scene.get(&scene.graph("102290129340398")).await;
    assert_eq!(account["name"], "Oficina Demo");
    let (_, numbers) = scene.get(&scene.graph("102290129340398/phone_numbers")).await;
    assert_eq!(numbers["data"][0]["id"], "106540352242922");
    let (status, unknown) = scene.get(&scene.graph("4711")).await;
    assert_eq!((status, &unknown["error"]["code"]), (400, &json!(100)));
    let (status, _) = scene.get(&scene.url("latest/106540352242922")).await;
    assert_eq!(status, 400);
    let pin = json!({"messaging_product": "whatsapp", "pin": "123456"});
    assert_eq!(scene.post("106540352242922/register", pin).await.0, 200);
    assert_eq!(scene.post("106540352242922/register", json!({"pin": "12"})).await.0, 400);
}

#[tokio::test]
async fn a_subscription_is_proven_moved_and_ended() {
    let scene = scene(|config| config.callback_url = None).await;
    let apps = "102290129340398/subscribed_apps";
    let wrong = json!({"override_callback_uri": scene.hook, "verify_token": "wrong"});
    assert_eq!(scene.post(apps, wrong).await.1["error"]["code"], 2200);
    let right = json!({"override_callback_uri": scene.hook, "verify_token": "verify-token"});
    assert_eq!(scene.post(apps, right).await.0, 200);
    let (_, list) = scene.get(&scene.graph(apps)).await;
    assert_eq!(list["data"][0]["override_callback_uri"], scene.hook);
    scene.sim.say(ANA, "one").unwrap();
    scene.inbox.wait(|i| (!i.items("messages").is_empty()).then_some(())).await;
    let delete = scene.client.delete(scene.graph(apps)).bearer_auth("access-token");
    assert_eq!(answer(delete).await.0, 200);
    assert_eq!(scene.get(&scene.graph(apps)).await.1["data"], json!([]));
}
