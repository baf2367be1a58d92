//! Contacts, history and files.

use super::{script, settings};
use crate::file;
use crate::gateway;
use crate::script::{NOW_MS, Script, body};
use crate::settings::Kind::{self, Evolution, Waha};
use crate::told::{Scope, Translation};
use base64::Engine;
use deskbell_sdk::channel::{EventBody, Finding};
use deskbell_sdk::http::{Header, Response};
use deskbell_sdk::{Address, BlobRef, CallError, RemoteMedia};
use serde_json::{Value, json};

fn checked(kind: Kind, script: &Script, phones: &[&str]) -> Vec<Finding> {
    let phones: Vec<String> = phones.iter().map(|phone| (*phone).to_owned()).collect();
    script.with(&settings(kind), |api| api.gateway.check(api, &phones)).unwrap()
}

fn addresses(finding: &Finding) -> &[Address] {
    match finding {
        Finding::Exists(party) => &party.addresses,
        other => panic!("{other:?}"),
    }
}

/// The number with Brazil's ninth digit exists without it.
#[test]
fn x5_the_answer_is_the_true_number() {
    let script = script()
        .answer(200, json!({ "numberExists": true, "chatId": "554988590187@c.us" }))
        .answer(200, json!({ "numberExists": false }))
        .answer(200, json!({}));
    let found = checked(Waha, &script, &["5549988590187", "40721000000", "40721000001"]);
    assert_eq!(addresses(&found[0]), [Address::phone("+554988590187")]);
    assert_eq!(found[1..], [Finding::Absent, Finding::Unknown]);
    assert_eq!(script.asked()[0], "GET api/contacts/check-exists?phone=5549988590187&session=shop");
    let answers = json!([
        { "jid": "40721000000@s.whatsapp.net", "exists": false, "number": "40721000000" },
        { "jid": "554988590187@s.whatsapp.net", "exists": true, "number": "5549988590187", "lid": "204987654321098@lid" },
    ]);
    let script = super::script().answer(200, answers);
    let found = checked(Evolution, &script, &["5549988590187", "40721000000", "40721000001"]);
    let both = [Address::phone("+554988590187"), Address::user_id("204987654321098@lid")];
    assert_eq!(addresses(&found[0]), both);
    assert_eq!(found[1..], [Finding::Absent, Finding::Unknown]);
}

#[test]
fn x7_no_more_requests_than_a_call_may_make() {
    let phones: Vec<String> = (0..50).map(|n| format!("4072100{n:04}")).collect();
    let script = (0..20).fold(script(), |script, _| script.answer(200, json!({ "numberExists": false })));
    let found = script.with(&settings(Waha), |api| api.gateway.check(api, &phones)).unwrap();
    assert_eq!((found.len(), found.iter().filter(|f| **f == Finding::Absent).count()), (50, 20));
}

fn history(kind: Kind, script: &Script, since_ms: u64, next: Option<&[u8]>) -> (Translation, Option<String>) {
    let settings = settings(kind);
    let scope = Scope { session: "shop", record_groups: false, record_shared: false, received_ms: NOW_MS };
    let mut out = Translation::default();
    let next = script.with(&settings, |api| api.gateway.history(api, &scope, since_ms, next, &mut out)).unwrap();
    (out, next.map(|next| String::from_utf8(next).unwrap()))
}

fn keys(out: &Translation) -> Vec<&str> {
    out.events.iter().map(|event| event.dedupe_key.as_str()).collect()
}

const SINCE_MS: u64 = 1_749_416_380_000;

fn waha_message(id: &str, from_me: bool, ack: i64) -> Value {
    let (from, to) =
        if from_me { ("554988880000@c.us", "554988590187@c.us") } else { ("554988590187@c.us", "554988880000@c.us") };
    json!({ "id": format!("{from_me}_554988590187@c.us_{id}"), "timestamp": 1_749_416_384, "from": from, "to": to,
        "fromMe": from_me, "source": if from_me { "api" } else { "app" }, "body": "Oi", "ack": ack })
}

#[test]
fn x1_history_has_the_keys_that_the_webhook_gave() {
    let chat = |id: &str, timestamp: u64| json!({ "id": id, "lastMessage": { "timestamp": timestamp } });
    let mut chats = vec![chat("554988590187@c.us", 1_749_416_384), chat("120363043968211234@g.us", 1_749_416_384)];
    chats.extend((0..13).map(|_| chat("40721123456@c.us", 1)));
    let script = script()
        .answer(200, json!(chats))
        .answer(200, json!([waha_message("3EB0IN01", false, 1), waha_message("3EB0OUT1", true, 3)]));
    let (out, next) = history(Waha, &script, SINCE_MS, None);
    assert_eq!(keys(&out), ["m:3EB0IN01", "s:3EB0OUT1:read"]);
    assert_eq!(next.as_deref(), Some("15"));
    assert_eq!(
        script.asked(),
        [
            "GET api/shop/chats/overview?limit=15&offset=0",
            "GET api/shop/chats/554988590187%40c.us/messages?limit=100&downloadMedia=false&filter.timestamp.gte=1749416380",
        ]
    );
    let live = json!({ "event": "message.any", "session": "shop", "payload": waha_message("3EB0IN01", false, 1) });
    let mut told = Translation::default();
    let scope = Scope { session: "shop", record_groups: false, record_shared: false, received_ms: NOW_MS };
    gateway::of(Waha).translate(&scope, &live, &mut told);
    assert_eq!(told.events[0], out.events[0]);
    let last = super::script().answer(200, json!([chat("40721123456@c.us", 1)]));
    assert_eq!(history(Waha, &last, SINCE_MS, Some(b"15")).1, None);
    assert_eq!(last.asked(), ["GET api/shop/chats/overview?limit=15&offset=15"]);
}

#[test]
fn x1_the_store_of_evolution_api_is_read_page_by_page() {
    let record = |id: &str, from_me: bool, timestamp: u64| {
        json!({ "key": { "id": id, "remoteJid": "554988590187@s.whatsapp.net", "fromMe": from_me },
            "message": { "conversation": "Oi" }, "messageTimestamp": timestamp,
            "MessageUpdate": [{ "status": "DELIVERY_ACK" }, { "status": "READ" }] })
    };
    let page = |records: Value| json!({ "messages": { "total": 3, "pages": 2, "currentPage": 1, "records": records } });
    let records = json!([record("3EB0IN01", false, 1_749_416_384), record("3EB0OUT1", true, 1_749_416_384)]);
    let script = script().answer(200, page(records));
    let (out, next) = history(Evolution, &script, SINCE_MS, None);
    assert_eq!(keys(&out), ["m:3EB0IN01", "m:3EB0OUT1", "s:3EB0OUT1:delivered", "s:3EB0OUT1:read"]);
    assert!(matches!(out.events[1].body, EventBody::Echo(_)));
    assert_eq!(next.as_deref(), Some("2"));
    let asked = body(&script.sent()[0]);
    assert_eq!((&asked["page"], &asked["where"]["messageTimestamp"]["gte"]), (&json!(1), &json!(SINCE_MS)));
    // A version that does not filter: nothing older is told, and the past ends it.
    let old = super::script().answer(200, page(json!([record("3EB0OLD1", false, 1)])));
    let (out, next) = history(Evolution, &old, SINCE_MS, Some(b"1"));
    assert_eq!((keys(&out).len(), next), (0, None));
}

fn remote(reference: &str) -> RemoteMedia {
    RemoteMedia {
        reference: reference.into(),
        mime: Some("image/jpeg".into()),
        size: None,
        sha256: None,
        filename: None,
    }
}

fn fetched(kind: Kind, script: &Script, reference: &str) -> Result<BlobRef, CallError> {
    let mut settings = settings(kind);
    settings.files_url = "https://s3.example.com".into();
    script.with(&settings, |api| api.gateway.fetch(api, &remote(reference)))
}

fn has_key(script: &Script) -> bool {
    let sent = script.sent();
    let headers = sent.last().unwrap().headers();
    headers.iter().any(|(_, value)| matches!(value, Header::Secret(secret) if secret.name == "api_key"))
}

/// What WAHA calls itself need not be where we reach it, and the key is for it
/// alone.
#[test]
fn x7_files_are_fetched_where_the_gateway_is() {
    let gone = || script().response(Response::new(404, [], "{}"));
    let script = gone();
    let error = fetched(Waha, &script, "http://localhost:3000/api/files/shop/a.jpg").unwrap_err();
    assert_eq!(error.problem().code, "media-gone");
    assert_eq!(script.asked(), ["GET api/files/shop/a.jpg"]);
    assert!(has_key(&script));
    let script = gone();
    fetched(Waha, &script, "https://s3.example.com/waha/a.jpg").unwrap_err();
    assert_eq!((script.asked(), has_key(&script)), (vec!["GET https://s3.example.com/waha/a.jpg".into()], false));
    for elsewhere in ["https://evil.example/a.jpg", "http://localhost:3000/api/files/../sessions", "a.jpg"] {
        let script = super::script();
        assert_eq!(fetched(Waha, &script, elsewhere).unwrap_err().problem().code, "media-elsewhere", "{elsewhere}");
        assert!(script.asked().is_empty());
    }
}

#[test]
fn a_file_that_was_late_is_asked_for_by_its_message() {
    let script = script().answer(200, json!({ "hasMedia": true, "media": null }));
    let error = fetched(Waha, &script, "message:1@c.us/false_1@c.us_3EB0").unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    assert_eq!(script.asked(), ["GET api/shop/chats/1%40c.us/messages/false_1%40c.us_3EB0?downloadMedia=true"]);
}

#[test]
fn evolution_api_answers_small_files_within_json() {
    let code = base64::engine::general_purpose::STANDARD.encode("a small picture");
    let script = script().answer(201, json!({ "mimetype": "image/png", "base64": code }));
    let blob = fetched(Evolution, &script, "message:3EB0IMG1").unwrap();
    assert_eq!((blob.mime.as_str(), script.stored()), ("image/png", vec![b"a small picture".to_vec()]));
    assert_eq!(body(&script.sent()[0])["message"]["key"]["id"], "3EB0IMG1");
    let lost = super::script().answer(400, json!({ "response": { "message": ["Message not found"] } }));
    assert!(fetched(Evolution, &lost, "message:3EB0IMG1").unwrap_err().is_transient());
    assert!(file::store(&super::script(), "", "image/png").is_err());
}
