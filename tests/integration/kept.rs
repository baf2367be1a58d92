//! Requests that were accepted and could not be translated yet.

use crate::intake::ANA_WA;
use deskbell_domain::channel::Channel;
use deskbell_domain::id::{ChannelId, JournalSeq};
use deskbell_domain::journal::{JournalEntry, JournalState, RecordedRequest};
use deskbell_store::{Read, Tx, TxError};
use deskbell_tests::meta::{messages, text, webhook};
use deskbell_tests::{Config, TestHost, until, whatsapp};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::Value;

fn said(host: &TestHost, body: &str) -> Vec<u8> {
    let said = text("wamid.kept", ANA_WA, host.clock.now(), body);
    webhook(&[vec![messages("Ana", ANA_WA, &[said])]]).to_string().into_bytes()
}

/// A request as it stands in the journal after a failed translation.
async fn put(host: &TestHost, channel: &ChannelId, body: Vec<u8>, state: JournalState) -> JournalSeq {
    let (channel, at) = (channel.clone(), host.clock.now());
    let job = move |tx: &mut Tx<'_>| {
        let seq: JournalSeq = tx.next_id()?;
        let request = RecordedRequest {
            method: "POST".into(),
            path: String::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: body.clone(),
        };
        tx.put(&JournalEntry { seq, channel: channel.clone(), at, request, state: state.clone(), items: Vec::new() })?;
        Ok::<_, TxError>(seq)
    };
    host.shop.store().write(job).await.unwrap()
}

fn state(host: &TestHost, seq: JournalSeq) -> JournalState {
    host.journal().into_iter().find(|entry| entry.seq == seq).unwrap().state
}

async fn resume(host: &TestHost, channel: &str) {
    assert_eq!(host.post(&format!("/channels/{channel}/resume"), Value::Null).await.unwrap().0, 204);
}

/// Another channel whose plugin is this one.
async fn put_channel(host: &TestHost, plugin: &'static str) {
    let job = move |tx: &mut Tx<'_>| {
        let like = tx.get::<Channel>(&whatsapp())?.unwrap();
        let (id, hook_token) = (ChannelId::new("other").unwrap(), "x".repeat(64));
        tx.put(&Channel { id, hook_token, plugin: plugin.into(), ..like })
    };
    host.shop.store().write(job).await.unwrap();
    // What is connected is read again.
    resume(host, "whatsapp").await;
}

/// X1: for as long as its plugin is missing, nothing is given up.
#[tokio::test]
async fn x1_a_kept_request_waits_for_its_plugin() {
    let host = TestHost::start_with(Config::manual_clock()).await.unwrap();
    put_channel(&host, "com.example.absent").await;
    let now = host.clock.now();
    let waiting =
        JournalState::Pending { attempts: 1, faults: 2, since: None, not_before: now, reason: "failed".into() };
    let seq = put(&host, &ChannelId::new("other").unwrap(), said(&host, "still here"), waiting).await;
    for _ in 0..20 {
        let before = host.clock.now();
        resume(&host, "other").await;
        until("a look at the plugin", async || {
            matches!(state(&host, seq), JournalState::Pending { not_before, .. } if not_before > before).then_some(())
        })
        .await;
        host.pass(SignedDuration::from_hours(1));
    }
    let JournalState::Pending { attempts, faults, .. } = state(&host, seq) else { panic!("given up") };
    assert_eq!((attempts, faults), (1, 2), "nothing was tried");

    put_channel(&host, "com.deskbell.whatsapp-cloud").await;
    until("its translation", async || (state(&host, seq) == JournalState::Done).then_some(())).await;
    let conversations = host.conversations().await.unwrap();
    assert_eq!(conversations[0]["last_message"]["preview"], "still here");
    host.stop().await.unwrap();
}

/// X1: what was given up is listed, and repeated by hand or with its channel.
#[tokio::test]
async fn x1_a_request_that_was_given_up_can_be_repeated() {
    let host = TestHost::start().await.unwrap();
    let dead = JournalState::Dead { reason: "the plugin failed".into() };
    let bad = put(&host, &whatsapp(), b"{not json".to_vec(), dead.clone()).await;
    let listed = host.list("/failed-requests").await.unwrap();
    assert_eq!((listed.len(), &listed[0]["reason"]), (1, &"the plugin failed".into()), "{listed:?}");

    let path = format!("/failed-requests/{bad}/repeat");
    assert_eq!(host.post(&path, Value::Null).await.unwrap().0, 204);
    until("the plugin's own no", async || {
        let listed = host.list("/failed-requests").await.ok()?;
        (listed.len() == 1 && listed[0]["reason"] != "the plugin failed").then_some(())
    })
    .await;
    assert!(host.list("/tasks").await.unwrap().iter().any(|t| t["title"].as_str().unwrap().contains("repeat")));

    let good = put(&host, &whatsapp(), said(&host, "after all"), dead).await;
    resume(&host, "whatsapp").await;
    until("its translation", async || (state(&host, good) == JournalState::Done).then_some(())).await;
    assert_eq!(host.conversations().await.unwrap().len(), 1);
    let again = format!("/failed-requests/{good}/repeat");
    assert_eq!(host.post(&again, Value::Null).await.unwrap().0, 409);
    assert_eq!(host.call(Method::POST, "/failed-requests/999/repeat", None).await.unwrap().status(), 404);
    host.stop().await.unwrap();
}
