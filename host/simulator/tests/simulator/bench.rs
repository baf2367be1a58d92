//! Fast enough to measure others with.

use crate::host::{PATIENCE, Scene, scene};
use serde_json::json;
use std::time::Instant;

const SENDS: usize = 2_000;
const SENDERS: usize = 16;

async fn send_many(scene: &Scene, sender: usize) {
    for n in 0..SENDS / SENDERS {
        let to = format!("+4072{sender:03}{n:04}");
        let body = json!({"messaging_product": "whatsapp", "to": to, "type": "template", "template": {
            "name": "invite_again", "language": {"code": "ro"}, "components": [{"type": "body", "parameters": [
                {"type": "text", "text": "Ion"}, {"type": "text", "text": "comanda"}]}]}});
        let (status, answer) = scene.post("106540352242922/messages", body).await;
        assert_eq!(status, 200, "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_sends_and_their_statuses_go_through() {
    let scene = scene(|config| {
        config.webhook.coalesce = 100;
        config.limits.webhook_log = 3 * SENDS;
    })
    .await;
    let started = Instant::now();
    futures_util::future::join_all((0..SENDERS).map(|sender| send_many(&scene, sender))).await;
    let rate = SENDS as f64 / started.elapsed().as_secs_f64();
    let told = |view: deskbell_simulator::View<'_>| {
        let told: usize = view.webhooks().map(|w| w.updates).sum();
        (told == 2 * SENDS).then_some(())
    };
    scene.sim.wait_for(PATIENCE, told).await.expect("all statuses are posted");
    assert_eq!(scene.inbox.items("statuses").len(), 2 * SENDS);
    // Far below what an optimised build does, so that a busy machine passes.
    assert!(rate > 100.0, "{rate:.0} sends a second");
}
