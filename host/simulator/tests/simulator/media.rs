//! Files in both directions.

use crate::host::{ANA, Scene, answer, scene};
use bytes::Bytes;
use deskbell_simulator::{Act, FaultKind, FaultSpec};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PDF: &[u8] = b"%PDF-1.4 a small invoice";

async fn upload(scene: &Scene, mime: &str, data: &'static [u8]) -> (u16, Value) {
    let file = Part::bytes(data).file_name("a.pdf").mime_str(mime).unwrap();
    let form = Form::new().text("messaging_product", "whatsapp").part("file", file);
    answer(scene.client.post(scene.graph("106540352242922/media")).bearer_auth("access-token").multipart(form)).await
}

async fn download(scene: &Scene, url: &str) -> (u16, Bytes) {
    let response = scene.client.get(url).bearer_auth("access-token").send().await.unwrap();
    (response.status().as_u16(), response.bytes().await.unwrap())
}

#[tokio::test]
async fn s1_5_an_uploaded_document_is_sent() {
    let scene = scene(|_| {}).await;
    scene.sim.say(ANA, "oi").unwrap();
    let (status, media) = upload(&scene, "application/pdf", PDF).await;
    assert_eq!(status, 200);
    let id = media["id"].as_str().unwrap();
    assert_eq!(scene.send("document", json!({"id": id, "filename": "nf.pdf", "caption": "a nota"})).await.0, 200);
    assert_eq!(scene.refused("image", json!({"id": id})).await, (400, 131053));
    let (_, node) = scene.get(&scene.graph(id)).await;
    assert_eq!(node["sha256"], hex::encode(Sha256::digest(PDF)));
    assert_eq!(download(&scene, node["url"].as_str().unwrap()).await, (200, Bytes::from_static(PDF)));
    let bare = scene.client.get(node["url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(bare.status(), 401);
    let delete = scene.client.delete(scene.graph(id)).bearer_auth("access-token");
    assert_eq!(answer(delete).await.0, 200);
    assert_eq!(scene.get(&scene.graph(id)).await.0, 400);
}

#[tokio::test]
async fn an_upload_must_be_what_it_says() {
    let scene = scene(|_| {}).await;
    for (mime, data) in [("image/png", &b"GIF89a"[..]), ("image/gif", b"GIF89a"), ("application/pdf", b"")] {
        let (status, answer) = upload(&scene, mime, data).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!(131053)), "{mime}");
    }
    let form = Form::new().text("messaging_product", "whatsapp");
    let request = scene.client.post(scene.graph("106540352242922/media")).bearer_auth("access-token").multipart(form);
    assert_eq!(answer(request).await.1["error"]["code"], 100);
}

#[tokio::test]
async fn a_customers_photo_can_be_fetched() {
    let scene = scene(|_| {}).await;
    let photo = Bytes::from_static(b"\x89PNG\r\n\x1a\n pixels");
    let media = scene.sim.put_media("image/png", None, photo.clone());
    let act = Act::Media { media_id: media.id.clone(), caption: Some("a tela".into()), voice: false, reply_to: None };
    scene.sim.act(ANA, act).unwrap();
    let message = scene.inbox.wait(|i| i.items("messages").first().cloned()).await;
    assert_eq!((&message["type"], &message["image"]["caption"]), (&json!("image"), &json!("a tela")));
    assert_eq!(message["image"]["id"], media.id);
    let url = message["image"]["url"].as_str().unwrap();
    assert_eq!(download(&scene, url).await, (200, photo.clone()));
    scene.sim.fault(FaultSpec::times(FaultKind::MediaCorrupt, 1)).unwrap();
    let (_, corrupt) = download(&scene, url).await;
    assert_ne!(corrupt, photo);
    assert_eq!(corrupt.len(), photo.len());
    scene.sim.fault(FaultSpec::times(FaultKind::MediaExpired, 2)).unwrap();
    assert_eq!(download(&scene, url).await.0, 404);
    assert_eq!(scene.get(&scene.graph(&media.id)).await.0, 400);
    assert_eq!(download(&scene, url).await.0, 200);
}

#[tokio::test]
async fn a_linked_file_is_fetched_or_fails() {
    let scene = scene(|_| {}).await;
    scene.sim.say(ANA, "oi").unwrap();
    let media = scene.sim.put_media("text/plain", Some("a.txt"), Bytes::from_static(b"hello"));
    let link = scene.url(&format!("_control/media/{}", media.id));
    let (_, answer) = scene.send("document", json!({"link": link})).await;
    let id = answer["messages"][0]["id"].as_str().unwrap();
    assert_eq!(scene.inbox.statuses(id, 2).await, ["sent", "delivered"]);
    let (_, answer) = scene.send("document", json!({"link": scene.url("_control/media/none")})).await;
    let id = answer["messages"][0]["id"].as_str().unwrap();
    assert_eq!(scene.inbox.statuses(id, 1).await, ["failed"]);
    let failed = scene.inbox.items("statuses").pop().unwrap();
    assert_eq!(failed["errors"][0]["code"], 131053);
}
