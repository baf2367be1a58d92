//! Incoming requests: routes, and what an unverified one may do.

use crate::Bench;
use crate::account::{account, info, with_secret};
use crate::guest::{Arena, Guest};
use deskbell_domain::inbound::{EventBody, InboundContent};
use deskbell_domain::journal::Events;
use deskbell_domain::time::Timestamp;
use deskbell_plugins::{Failure, FaultKind, Handled, Outcome, Verification, WebhookRequest};
use std::sync::Arc;

const ROUTES: &str = r#"
[[secret]]
name = "key"
label = "K"
use = ["hmac"]
why = "test"

[[webhook]]
path = ""
methods = ["GET"]
handshake = true

[[webhook]]
path = ""
methods = ["POST"]
max-body-kb = 1
verify = { scheme = "hmac-sha256", secret = "key", header = "X-Signature", prefix = "sha256=", encoding = "hex" }

[[webhook]]
path = "own"
methods = ["POST"]
verify = { scheme = "plugin" }
"#;

fn request(method: &str, path: &str) -> WebhookRequest {
    WebhookRequest {
        method: method.into(),
        path: path.into(),
        query: vec![],
        headers: vec![],
        body: b"{}".as_slice().into(),
        received: Timestamp::now(),
    }
}

/// Answers 200 "ok" with one text event of the given length from "+49".
fn talker(text_len: u32) -> Guest {
    let mut arena = Arena::new();
    let (ok, ok_len) = arena.slice("ok");
    let (key, key_len) = arena.slice("m:1");
    let (id, id_len) = arena.slice("r1");
    let (phone, phone_len) = arena.slice("+4930123");
    let (text, text_len) = (arena.slice("hello").0, text_len);
    // address: kind phone, value.
    let address = arena.words(&[0, phone, phone_len]);
    // event-body of kind message begins at 24 of the event (8-byte alignment);
    // remote-id, sender {addresses, display-name}, content text, reply-to, flags, referral.
    let event = arena.words(&[
        key, key_len, /* at-ms */ 1000, 0, /* message */ 0, 0, //
        id, id_len, address, 1, /* no name */ 0, 0, 0, 0, /* text */ 0, 0, text, text_len,
    ]);
    // The content's size decides where what follows stands; all of it is zero.
    arena.words(&[0; 64]);
    Guest::new().memory("2").asks(ROUTES).extra(arena.segment()).handle(format!(
        "(i32.store8 (i32.const 1024) (i32.const 0))
         (i32.store16 (i32.const 1028) (i32.const 200))
         (i32.store (i32.const 1032) (i32.const 0)) (i32.store (i32.const 1036) (i32.const 0))
         (i32.store (i32.const 1040) (i32.const {ok})) (i32.store (i32.const 1044) (i32.const {ok_len}))
         (i32.store (i32.const 1048) (i32.const {event})) (i32.store (i32.const 1052) (i32.const 1))
         (i32.const 1024)"
    ))
}

async fn handle(guest: Guest, request: WebhookRequest) -> Outcome<Handled> {
    Bench::new().load(guest).await.handle(Arc::new(account()), info(), request).await
}

#[tokio::test]
async fn a_translated_message_arrives_in_the_hosts_words() {
    let handled = handle(talker(5), request("POST", "")).await.result.unwrap();
    assert_eq!((handled.reply.status, handled.reply.body.as_slice()), (200, b"ok".as_slice()));
    let Events::Channel(events) = handled.events else { panic!("not a channel") };
    assert_eq!((events.len(), events[0].dedupe_key.as_str(), events[0].at.as_millisecond()), (1, "m:1", 1000));
    let EventBody::Message(message) = &events[0].body else { panic!("{:?}", events[0]) };
    assert_eq!(message.remote_id, "r1");
    assert_eq!(message.sender.phone().unwrap().value, "+4930123");
    assert_eq!(message.content, InboundContent::Text { body: "hello".into() });
}

#[tokio::test]
async fn a_handshake_may_not_carry_events() {
    let Err(Failure::Fault(fault)) = handle(talker(5), request("GET", "")).await.result else { panic!("accepted") };
    assert_eq!(fault.kind, FaultKind::BadReturn);
    assert!(fault.detail.contains("events"));
}

#[tokio::test]
async fn an_event_with_an_empty_text_is_named() {
    let Err(Failure::Fault(fault)) = handle(talker(0), request("POST", "")).await.result else { panic!("accepted") };
    assert_eq!(fault.kind, FaultKind::BadReturn);
    assert!(fault.detail.contains("events[0]") && fault.detail.contains("text"), "{}", fault.detail);
}

#[tokio::test]
async fn routes_decide_how_a_request_proves_itself() {
    let plugin = Bench::new().load(talker(5)).await;
    let account = with_secret("key", &["k"]);
    let verify = |r: WebhookRequest| plugin.verify(&account, &r);
    assert_eq!(verify(request("GET", "")), Verification::Handshake);
    assert!(matches!(verify(request("POST", "")), Verification::Refused(_)));
    assert_eq!(verify(request("POST", "/own/x")), Verification::ByPlugin);
    assert_eq!(verify(request("DELETE", "")), Verification::NoSuchRoute);
    let mut large = request("POST", "");
    large.body = vec![0; 1025].into();
    assert_eq!(verify(large), Verification::TooLarge { max: 1024 });
}
