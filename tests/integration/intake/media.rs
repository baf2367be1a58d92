//! Lesson 16: files of customers are fetched apart, again and again, and what
//! arrives is what was announced.

use super::ANA;
use deskbell_simulator::{Act, FaultKind, FaultSpec};
use deskbell_tests::{Config, TestHost, until};
use jiff::SignedDuration;
use serde_json::Value;

const PHOTO: &[u8] = b"\xff\xd8\xff\xe0 a photo of a broken lamp";

/// The customer sends a photo; gives the conversation's only message.
async fn photo(host: &TestHost) -> Value {
    let media = host.sim.put_media("image/jpeg", None, PHOTO.into());
    let act = Act::Media { media_id: media.id, caption: Some("the lamp".into()), voice: false, reply_to: None };
    host.sim.act(ANA, act).unwrap();
    until("the photo's message", async || {
        let conversation = host.conversations().await.unwrap().pop()?;
        host.thread(&conversation).await.ok()?.pop()
    })
    .await
}

async fn media_is(host: &TestHost, message: &Value, state: &str) -> Value {
    until(&format!("a file that is {state}"), async || {
        let now = host.message(message).await.ok()?;
        (now["content"]["media"]["state"] == state).then(|| now["content"].clone())
    })
    .await
}

#[tokio::test]
async fn x1_a_photo_is_fetched_whole() {
    let host = TestHost::start().await.unwrap();
    let message = photo(&host).await;
    let content = media_is(&host, &message, "stored").await;
    assert_eq!(content["media_kind"], "image");
    assert_eq!(content["caption"], "the lamp");
    assert_eq!(content["media"]["mime"], "image/jpeg");
    let bytes = host.download(content["media"]["url"].as_str().unwrap()).await.unwrap();
    assert_eq!(bytes, PHOTO);
    assert!(host.fetches().is_empty());
    host.stop().await.unwrap();
}

#[tokio::test]
async fn x1_a_spoiled_download_is_repeated() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    host.sim.fault(FaultSpec::times(FaultKind::MediaCorrupt, 1)).unwrap();
    let message = photo(&host).await;
    until("the first failure", async || host.fetches().first().filter(|f| f.attempt == 1).map(|_| ())).await;
    assert_eq!(host.message(&message).await.unwrap()["content"]["media"]["state"], "pending");
    host.pass(SignedDuration::from_mins(5));
    let content = media_is(&host, &message, "stored").await;
    assert_eq!(host.download(content["media"]["url"].as_str().unwrap()).await.unwrap(), PHOTO);
    host.stop().await.unwrap();
}

#[tokio::test]
async fn x1_a_file_that_stays_spoiled_is_lost_with_a_reason() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    host.sim.fault(FaultSpec::always(FaultKind::MediaCorrupt)).unwrap();
    let message = photo(&host).await;
    for attempt in 1..=2 {
        until("a failure", async || host.fetches().first().filter(|f| f.attempt == attempt).map(|_| ())).await;
        host.pass(SignedDuration::from_mins(5));
    }
    let content = media_is(&host, &message, "lost").await;
    assert!(content["media"]["reason"].as_str().unwrap().contains("announced"), "{content}");
    assert_eq!(content["caption"], "the lamp", "the message itself is here");
    assert!(host.fetches().is_empty());
    host.stop().await.unwrap();
}

#[tokio::test]
async fn x1_a_file_that_expired_is_lost_with_a_reason() {
    let host = TestHost::start().await.unwrap();
    host.sim.fault(FaultSpec::always(FaultKind::MediaExpired)).unwrap();
    let message = photo(&host).await;
    let content = media_is(&host, &message, "lost").await;
    assert!(content["media"]["reason"].as_str().unwrap().contains("no longer has the file"), "{content}");
    host.stop().await.unwrap();
}

/// S0.4: and the way out: bytes that leave are the bytes that were uploaded.
#[tokio::test]
async fn x1_a_file_that_leaves_arrives_whole() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "the quote, please").await;
    let sha256 = host.upload("application/pdf", b"%PDF-1.4 a quote").await.unwrap();
    let content = serde_json::json!({
        "kind": "media", "blob": sha256, "media_kind": "document", "filename": "quote.pdf", "caption": "here it is",
    });
    let (status, message) = host.send(&conversation, content).await.unwrap();
    assert_eq!(status, 201, "{message}");
    host.settled(&message, "delivered").await;
    let sent = host.sends()[0].body.clone();
    assert_eq!(sent["document"]["filename"], "quote.pdf", "{sent}");
    let url =
        format!("{}/_control/media/{}", host.sim.url().trim_end_matches('/'), sent["document"]["id"].as_str().unwrap());
    let bytes = host.client.get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes.as_ref(), b"%PDF-1.4 a quote");
    host.stop().await.unwrap();
}
