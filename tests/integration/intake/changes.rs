//! Customers edit, delete and react.

use super::{ANA, ANA_WA, outcomes};
use deskbell_simulator::{Act, FaultKind, FaultSpec, SimConfig};
use deskbell_tests::meta::{messages, text, webhook};
use deskbell_tests::{Config, TestHost, until};
use jiff::Timestamp;
use serde_json::{Value, json};

/// A number that is also used in the phone app: edits and deletions are told.
async fn shared_with_a_phone() -> TestHost {
    let simulator = SimConfig { coexistence: true, ..SimConfig::default() };
    TestHost::start_with(Config { simulator, ..Config::default() }).await.unwrap()
}

/// S2.13: the new text is shown, the old one is kept.
#[tokio::test]
async fn s2_13_an_edited_message_keeps_its_old_text() {
    let host = shared_with_a_phone().await;
    let id = host.sim.say(ANA, "at nine").unwrap();
    let conversation = until("the message", async || host.conversations().await.unwrap().pop()).await;
    host.sim.fault(FaultSpec::times(FaultKind::DuplicateWebhook, 1)).unwrap();
    host.sim.act(ANA, Act::Edit { message_id: id.clone(), body: "at ten".into() }).unwrap();
    let edited = until("the edit", async || {
        let thread = host.thread(&conversation).await.ok()?;
        thread.into_iter().find(|m| m["content"]["body"] == "at ten")
    })
    .await;
    until("its second delivery", async || (outcomes(&host) == ["duplicate"]).then_some(())).await;
    assert_eq!(edited["edited"], true);
    let thread = host.thread(&conversation).await.unwrap();
    assert_eq!(thread.len(), 1, "an edit is no message of its own");
    assert_eq!(thread[0]["edits"].as_array().unwrap().len(), 1, "once");
    assert_eq!(thread[0]["edits"][0]["before"], "at nine");
    let conversation = host.get(&format!("/conversations/{}", conversation["id"])).await.unwrap();
    assert_eq!(conversation["last_message"]["preview"], "at ten");
    assert_eq!(conversation["unread"], 1);
    host.stop().await.unwrap();
}

/// S2.13: a number of the Cloud API alone learns no more than that.
#[tokio::test]
async fn s2_13_an_edit_that_the_provider_keeps_to_itself_is_visible() {
    let host = TestHost::start().await.unwrap();
    let id = host.sim.say(ANA, "at nine").unwrap();
    let conversation = until("the message", async || host.conversations().await.unwrap().pop()).await;
    host.sim.act(ANA, Act::Edit { message_id: id, body: "at ten".into() }).unwrap();
    let thread = host.thread_of(&conversation, 2).await;
    assert_eq!(thread[0]["content"]["body"], "at nine");
    assert_eq!(thread[1]["content"]["kind"], "stub");
    host.stop().await.unwrap();
}

#[tokio::test]
async fn s2_13_a_deleted_message_says_so_and_is_kept() {
    let host = shared_with_a_phone().await;
    let id = host.sim.say(ANA, "my card number is").unwrap();
    let conversation = until("the message", async || host.conversations().await.unwrap().pop()).await;
    host.sim.act(ANA, Act::Delete { message_id: id }).unwrap();
    let deleted = until("the deletion", async || {
        host.thread(&conversation).await.ok()?.into_iter().find(|m| !m["deleted"].is_null())
    })
    .await;
    assert_eq!(deleted["content"]["body"], "my card number is");
    let conversation = host.get(&format!("/conversations/{}", conversation["id"])).await.unwrap();
    assert_eq!(conversation["last_message"]["preview"], "", "the list does not go on showing it");
    host.stop().await.unwrap();
}

#[tokio::test]
async fn x1_reactions_come_change_and_go() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    let reply = host.write(&conversation, "it is ready").await.unwrap();
    host.settled(&reply, "delivered").await;
    let message_id = host.sends()[0].id.clone();
    for (emoji, expected) in [
        (Some("👍"), json!([{ "by_customer": true, "emoji": "👍" }])),
        (Some("❤"), json!([{ "by_customer": true, "emoji": "❤" }])),
        (None, json!([])),
    ] {
        let emoji = emoji.map(str::to_owned);
        host.sim.act(ANA, Act::Reaction { message_id: message_id.clone(), emoji }).unwrap();
        until("the reaction", async || (host.message(&reply).await.ok()?["reactions"] == expected).then_some(())).await;
    }
    assert_eq!(host.thread(&conversation).await.unwrap().len(), 2, "a reaction is no message");
    host.stop().await.unwrap();
}

#[tokio::test]
async fn x1_quotes_lead_to_the_quoted_message() {
    let host = TestHost::start().await.unwrap();
    let conversation = host.says(ANA, "hello").await;
    let reply = host.write(&conversation, "morning or afternoon?").await.unwrap();
    host.settled(&reply, "delivered").await;
    let reply_to = Some(host.sends()[0].id.clone());
    host.sim.act(ANA, Act::Text { body: "the first".into(), reply_to }).unwrap();
    let answer = host.thread_of(&conversation, 3).await.pop().unwrap();
    assert_eq!(answer["reply_to"]["message"], reply["id"]);
    assert_eq!(answer["reply_to"]["preview"], "morning or afternoon?");

    let (status, quoting) = host
        .post(
            &format!("/conversations/{}/messages", conversation["id"]),
            json!({ "content": { "kind": "text", "body": "fine" }, "reply_to": answer["id"] }),
        )
        .await
        .unwrap();
    assert_eq!(status, 201, "{quoting}");
    let sent = host.sent(2).await;
    let theirs = host.sim.look(|view| view.chat(ANA).iter().rev().find(|m| !m.from_business).unwrap().id.clone());
    assert_eq!(sent[1].body["context"]["message_id"], theirs.as_str());
    host.stop().await.unwrap();
}

/// What Ana's phone tells about another message of hers or ours.
fn change(id: &str, kind: &str, what: Value) -> Value {
    let at = Timestamp::now().as_second().to_string();
    webhook(&[vec![messages(
        "Ana",
        ANA_WA,
        &[json!({ "id": id, "from": ANA_WA, "timestamp": at, "type": kind, kind: what })],
    )]])
}

fn edit(id: &str, of: &str, body: &str) -> Value {
    change(id, "edit", json!({ "original_message_id": of, "message": { "type": "text", "text": { "body": body } } }))
}

/// Changes that overtook their message were forgotten, and their repetition was
/// taken for a duplicate.
#[tokio::test]
async fn x1_changes_that_overtake_their_message_wait_for_it() {
    let host = TestHost::start().await.unwrap();
    let edited = edit("wamid.e1", "wamid.1", "at ten");
    let reaction = change("wamid.r1", "reaction", json!({ "message_id": "wamid.1", "emoji": "👍" }));
    let revoke = change("wamid.d2", "revoke", json!({ "original_message_id": "wamid.2" }));
    for (early, outcome) in [(&edited, "parked"), (&edited, "duplicate"), (&reaction, "parked"), (&revoke, "parked")] {
        assert_eq!(host.meta(early).await.unwrap(), 200);
        assert_eq!(outcomes(&host), [outcome], "{early}");
    }
    let said =
        |id: &str, body: &str| webhook(&[vec![messages("Ana", ANA_WA, &[text(id, ANA_WA, Timestamp::now(), body)])]]);
    host.meta(&said("wamid.1", "at nine")).await.unwrap();
    let conversation = host.conversation_with("Ana").await;
    assert_eq!(conversation["last_message"]["preview"], "at ten");
    let first = host.thread(&conversation).await.unwrap().remove(0);
    assert_eq!((&first["content"]["body"], &first["edits"][0]["before"]), (&json!("at ten"), &json!("at nine")));
    assert_eq!(first["reactions"], json!([{ "by_customer": true, "emoji": "👍" }]));
    host.meta(&said("wamid.2", "my card number is")).await.unwrap();
    let second = host.thread_of(&conversation, 2).await.remove(1);
    assert!(!second["deleted"].is_null(), "{second}");
    host.meta(&said("wamid.1", "at nine")).await.unwrap();
    assert_eq!(host.thread(&conversation).await.unwrap()[0]["edits"].as_array().unwrap().len(), 1, "once");
    host.stop().await.unwrap();
}
