//! Each trouble that can be ordered.

use crate::host::{ANA, Scene, scene};
use deskbell_simulator::{FaultKind, FaultSpec, Stage};
use serde_json::json;
use std::time::{Duration, Instant};

async fn troubled(kind: FaultKind) -> Scene {
    let scene = scene(|_| {}).await;
    scene.sim.say(ANA, "oi").unwrap();
    scene.inbox.wait(|i| (i.items("messages").len() == 1).then_some(())).await;
    scene.sim.fault(FaultSpec::times(kind, 1)).unwrap();
    scene
}

#[tokio::test]
async fn x3_sends_are_refused_on_request() {
    let cases = [
        (FaultKind::RateLimit { retry_after_s: 3 }, 429, 130429),
        (FaultKind::PairLimit, 400, 131056),
        (FaultKind::ServerError, 500, 131000),
        (FaultKind::GraphError { code: 190 }, 401, 190),
        (FaultKind::GraphError { code: 368 }, 403, 368),
    ];
    for (kind, status, code) in cases {
        let scene = troubled(kind.clone()).await;
        let response = scene.message("text", json!({"body": "x"})).send().await.unwrap();
        let retry = response.headers().get("retry-after").map(|v| v.to_str().unwrap().to_string());
        assert_eq!(retry.as_deref(), (code == 130429).then_some("3"));
        assert_eq!(response.status(), status, "{kind:?}");
        let body: serde_json::Value = response.json().await.unwrap();
        assert_eq!(body["error"]["code"], code, "{kind:?}");
        assert_eq!(scene.sim.look(|v| v.sends_ever()), 0);
        scene.text("again").await;
    }
}

#[tokio::test]
async fn x1_a_broken_connection_leaves_the_send_uncertain() {
    let scene = troubled(FaultKind::DropAfterAccept).await;
    scene.message("text", json!({"body": "x"})).send().await.unwrap_err();
    assert_eq!(scene.sim.look(|v| v.sends_ever()), 1);
    let status = scene.inbox.wait(|i| i.items("statuses").first().cloned()).await;
    assert_eq!(status["biz_opaque_callback_data"], "attempt-7");
    let scene = troubled(FaultKind::DropBeforeAccept).await;
    scene.message("text", json!({"body": "x"})).send().await.unwrap_err();
    assert_eq!(scene.sim.look(|v| v.sends_ever()), 0);
    scene.text("again").await;
}

#[tokio::test]
async fn answers_come_late() {
    let scene = troubled(FaultKind::Slow { ms: 150 }).await;
    let started = Instant::now();
    scene.get(&scene.graph("106540352242922")).await;
    assert!(started.elapsed() >= Duration::from_millis(150));
    scene.sim.fault(FaultSpec::times(FaultKind::LateAnswer { ms: 60_000 }, 1)).unwrap();
    let request = scene.message("text", json!({"body": "x"})).send();
    tokio::select! {
        answer = request => panic!("answered before its status: {answer:?}"),
        status = scene.inbox.wait(|i| i.items("statuses").first().cloned()) => assert_eq!(status["status"], "sent"),
    }
}

#[tokio::test]
async fn lesson_8_accepted_is_not_sent() {
    let scene = troubled(FaultKind::NoStatus).await;
    let silent = scene.text("x").await;
    let loud = scene.text("y").await;
    scene.inbox.statuses(&loud, 2).await;
    assert!(scene.inbox.items("statuses").iter().all(|s| s["id"] != silent.as_str()));
    let scene = troubled(FaultKind::FailLater { code: 131026 }).await;
    let id = scene.text("x").await;
    assert_eq!(scene.inbox.statuses(&id, 1).await, ["failed"]);
    assert_eq!(scene.inbox.items("statuses")[0]["errors"][0]["code"], 131026);
    assert_eq!(scene.sim.look(|v| v.message(&id).unwrap().error), Some(131026));
}

#[tokio::test]
async fn x1_webhooks_come_twice() {
    let scene = troubled(FaultKind::DuplicateWebhook).await;
    scene.sim.say(ANA, "twice").unwrap();
    let got = scene.inbox.wait(|i| Some(i.items("messages")).filter(|m| m.len() == 3)).await;
    assert_eq!(got[1], got[2]);
}

#[tokio::test]
async fn x1_webhooks_come_out_of_order() {
    let scene = troubled(FaultKind::ReorderWebhook { ms: 100 }).await;
    scene.sim.say(ANA, "first").unwrap();
    scene.sim.say(ANA, "second").unwrap();
    let got = scene.inbox.wait(|i| Some(i.items("messages")).filter(|m| m.len() == 3)).await;
    assert_eq!((&got[1]["text"]["body"], &got[2]["text"]["body"]), (&json!("second"), &json!("first")));
}

#[tokio::test]
async fn lesson_2_webhooks_come_in_one_batch() {
    let scene = troubled(FaultKind::BatchWebhook { size: 3 }).await;
    for number in [ANA, "+40721000001", "+40721000002"] {
        scene.sim.say(number, "together").unwrap();
    }
    scene.inbox.wait(|i| (i.items("messages").len() == 4).then_some(())).await;
    let bodies = scene.inbox.bodies();
    assert_eq!(bodies.len(), 2);
    let value = &bodies[1]["entry"][0]["changes"][0]["value"];
    assert_eq!(value["messages"].as_array().unwrap().len(), 3);
    assert_eq!(value["contacts"].as_array().unwrap().len(), 3);
    scene.sim.fault(FaultSpec::times(FaultKind::BatchWebhook { size: 9 }, 1)).unwrap();
    scene.sim.say(ANA, "not alone for ever").unwrap();
    scene.inbox.wait(|i| (i.items("messages").len() == 5).then_some(())).await;
}

#[tokio::test]
async fn lesson_25_forged_and_broken_webhooks_come_first() {
    let scene = troubled(FaultKind::BadSignature).await;
    scene.sim.fault(FaultSpec::times(FaultKind::MalformedWebhook, 1)).unwrap();
    let id = scene.sim.say(ANA, "true").unwrap();
    scene.sim.wait_for(crate::host::PATIENCE, |v| (v.stage(&id)? == Stage::Delivered).then_some(())).await.unwrap();
    assert_eq!((*scene.inbox.forged.lock().unwrap(), *scene.inbox.broken.lock().unwrap()), (1, 1));
    let spoiled: Vec<_> = scene.sim.look(|v| v.webhooks().filter_map(|w| w.spoiled).collect());
    assert_eq!(spoiled, ["signature", "json"]);
}

#[tokio::test]
async fn faults_are_ordered_listed_and_cleared_by_http() {
    let scene = scene(|_| {}).await;
    let (_, made) = scene.control("faults", json!({"kind": "rate-limit", "count": 2, "to": "+55 49 98859-0187"})).await;
    let (_, list) = scene.get(&scene.url("_control/faults")).await;
    assert_eq!(
        list["items"][0],
        json!({"id": made["id"], "kind": "rate-limit", "retry_after_s": 1, "count": 2, "to": "554988590187", "struck": 0})
    );
    assert_eq!(scene.control("faults", json!({"kind": "earthquake"})).await.0, 422);
    let gone = scene.client.delete(scene.url(&format!("_control/faults/{}", made["id"]))).send().await.unwrap();
    assert_eq!(gone.status(), 200);
    assert_eq!(scene.get(&scene.url("_control/faults")).await.1["items"], json!([]));
}
