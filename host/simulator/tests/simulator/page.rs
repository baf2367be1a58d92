//! The phone page: its files, its news, and the end.

use crate::host::{ANA, config, scene};
use deskbell_simulator::{CustomerSeed, Simulator, StartError};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn the_page_is_served_and_loads_nothing_from_elsewhere() {
    let scene = scene(|_| {}).await;
    for (path, mime) in [("", "text/html"), ("_phone/phone.js", "text/javascript"), ("_phone/phone.css", "text/css")] {
        let response = scene.client.get(scene.url(path)).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], mime);
        assert!(response.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'self'"));
        let text = response.text().await.unwrap();
        assert!(!text.contains("https://"), "{path}");
    }
    assert_eq!(scene.client.get(scene.url("_phone/none.js")).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn what_happens_is_told_to_the_page() {
    let scene = scene(|_| {}).await;
    let mut events = scene.client.get(scene.url("_phone/events")).send().await.unwrap();
    scene.sim.say(ANA, "oi").unwrap();
    let mut seen = String::new();
    while !seen.contains("event: message") {
        seen.push_str(std::str::from_utf8(&events.chunk().await.unwrap().unwrap()).unwrap());
    }
    assert!(seen.contains("\"body\":\"oi\""));
    let stopping = tokio::time::timeout(Duration::from_secs(5), scene.sim.shutdown());
    stopping.await.expect("an open page does not hold up the end");
    while events.chunk().await.is_ok_and(|c| c.is_some()) {}
}

#[tokio::test]
async fn customers_are_added_and_set() {
    let scene = scene(|_| {}).await;
    let (status, made) = scene.control("customers", json!({"name": "Rui", "number": "+351 912 345 678"})).await;
    assert_eq!((status, &made["wa_id"]), (200, &json!("351912345678")));
    let (status, refused) = scene.control("customers", json!({"name": "Rui", "number": "abc"})).await;
    assert_eq!(status, 422);
    assert!(refused["error"].as_str().unwrap().contains("+55"));
    let (_, set) = scene.control("customers/351912345678", json!({"blocked": true})).await;
    assert_eq!(set["blocked"], true);
    assert_eq!(
        scene.control("inbound", json!({"from": "351912345678", "act": {"kind": "text", "body": "x"}})).await.0,
        409
    );
    assert_eq!(scene.control("customers/15550001", json!({"online": true})).await.0, 404);
    let (_, list) = scene.get(&scene.url("_control/customers")).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 7);
    assert_eq!(scene.control("reset", json!({})).await.0, 200);
    let (_, list) = scene.get(&scene.url("_control/customers")).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn documents_never_run_in_the_page() {
    let scene = scene(|_| {}).await;
    let media = scene.sim.put_media("text/html", None, b"<script>".to_vec().into());
    let shown = scene.client.get(scene.url(&format!("_control/media/{}", media.id))).send().await.unwrap();
    assert_eq!(shown.headers()["content-type"], "application/octet-stream");
    assert_eq!(shown.headers()["content-security-policy"], "sandbox");
}

#[tokio::test]
async fn a_bad_start_says_why() {
    let first = Simulator::start(config()).await.unwrap();
    let mut taken = config();
    taken.bind = first.addr();
    let error = Simulator::start(taken).await.err().unwrap();
    assert!(error.to_string().contains("is the port taken"), "{error}");
    let mut wrong = config();
    wrong.customers = vec![CustomerSeed::new("Nobody", "12")];
    assert!(matches!(Simulator::start(wrong).await, Err(StartError::Customer(_))));
    first.shutdown().await;
}
