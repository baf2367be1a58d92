//! Messages of ours.

use super::{script, settings};
use crate::memory::{self, Known};
use crate::script::{Script, body};
use crate::send::{send, signal};
use crate::settings::Kind::{self, Evolution, Waha};
use deskbell_sdk::channel::{
    Location, MediaKind, OutboundContent, OutboundMedia, OutboundMessage, OutboundReaction, OutboundText, Receipt,
    Signal,
};
use deskbell_sdk::http::HttpError;
use deskbell_sdk::{Address, BlobRef, CallError};
use serde_json::{Value, json};

fn message(content: OutboundContent) -> OutboundMessage {
    OutboundMessage { id: "m-1-1-1".into(), to: vec![Address::phone("+554988590187")], content, reply_to: None }
}

fn text() -> OutboundMessage {
    message(OutboundContent::Text(OutboundText { body: "Está pronto.".into(), preview_link: false }))
}

fn sent(kind: Kind, script: &Script, message: &OutboundMessage) -> Result<Receipt, CallError> {
    script.with(&settings(kind), |api| send(api, message))
}

fn waha_ok(script: Script) -> Script {
    script.answer(201, json!({ "id": "true_554988590187@c.us_3EB0OUT1", "timestamp": 1 }))
}

fn evolution_ok(script: Script) -> Script {
    script
        .answer(201, json!({ "key": { "id": "3EB0OUT1", "remoteJid": "554988590187@s.whatsapp.net", "fromMe": true } }))
}

/// The address and the body of the only request.
fn only(script: &Script) -> (String, Value) {
    assert_eq!(script.asked().len(), 1);
    (script.asked()[0].clone(), body(&script.sent()[0]))
}

#[test]
fn s1_13_a_text_leaves_and_is_named_without_its_chat() {
    let script = waha_ok(script());
    assert_eq!(sent(Waha, &script, &text()).unwrap().remote_id, "3EB0OUT1");
    let expected =
        json!({ "session": "shop", "chatId": "554988590187@c.us", "text": "Está pronto.", "linkPreview": false });
    assert_eq!(only(&script), ("POST api/sendText".into(), expected));
    let script = evolution_ok(super::script());
    assert_eq!(sent(Evolution, &script, &text()).unwrap().remote_id, "3EB0OUT1");
    let expected = json!({ "number": "554988590187", "text": "Está pronto.", "linkPreview": false });
    assert_eq!(only(&script), ("POST message/sendText/shop".into(), expected));
    assert!(memory::known(&script, "3EB0OUT1").unwrap().from_me);
}

#[test]
fn every_engine_names_the_message_in_its_own_way() {
    for answer in [
        json!({ "id": { "fromMe": true, "_serialized": "true_554988590187@c.us_3EB0OUT1" } }),
        json!({ "key": { "id": "3EB0OUT1" } }),
        json!({ "_data": { "Info": { "ID": "3EB0OUT1" } } }),
    ] {
        let script = script().answer(201, answer.clone());
        assert_eq!(sent(Waha, &script, &text()).unwrap().remote_id, "3EB0OUT1", "{answer}");
    }
    let nameless = script().answer(201, json!({}));
    assert!(matches!(sent(Waha, &nameless, &text()), Err(CallError::Retry(hint)) if hint.uncertain));
}

#[test]
fn x5_who_hides_the_number_is_written_to_by_the_other_id() {
    let mut hidden = text();
    hidden.to = vec![Address::user_id("BR.1"), Address::user_id("204987654321098@lid")];
    let script = waha_ok(script());
    sent(Waha, &script, &hidden).unwrap();
    assert_eq!(only(&script).1["chatId"], "204987654321098@lid");
    let script = evolution_ok(super::script());
    sent(Evolution, &script, &hidden).unwrap();
    assert_eq!(only(&script).1["number"], "204987654321098@lid");
    hidden.to.pop();
    assert!(matches!(sent(Waha, &super::script(), &hidden), Err(CallError::Rejected(_))));
}

#[test]
fn a_quote_names_the_chat_where_the_message_was() {
    let mut reply = text();
    reply.reply_to = Some("3EB0IN01".into());
    let quoted = |known: Option<Known>| {
        let script = waha_ok(script());
        known.iter().for_each(|known| memory::keep_known(&script, "3EB0IN01", known));
        sent(Waha, &script, &reply).unwrap();
        only(&script).1["reply_to"].clone()
    };
    assert_eq!(quoted(None), "false_554988590187@c.us_3EB0IN01");
    let hidden = Known { from_me: false, chat: "204987654321098@lid".into(), participant: None };
    assert_eq!(quoted(Some(hidden)), "false_204987654321098@lid_3EB0IN01");
    let script = evolution_ok(super::script());
    sent(Evolution, &script, &reply).unwrap();
    let key = json!({ "id": "3EB0IN01", "remoteJid": "554988590187@s.whatsapp.net", "fromMe": false });
    assert_eq!(only(&script).1["quoted"], json!({ "key": key }));
}

#[test]
fn a_file_goes_within_the_request() {
    let media = |kind: MediaKind| {
        message(OutboundContent::Media(OutboundMedia {
            kind,
            blob: BlobRef { sha256: "ab".repeat(32), size: 3, mime: "application/pdf".into() },
            caption: Some("O orçamento".into()),
            filename: Some("a \"b\".pdf".into()),
        }))
    };
    let check = |kind: MediaKind, waha: &str, evolution: &str| {
        let script = waha_ok(script().with_file(b"abc".to_vec()));
        sent(Waha, &script, &media(kind)).unwrap();
        let (asked, told) = only(&script);
        assert_eq!(asked, format!("POST api/{waha}"));
        let file = json!({ "mimetype": "application/pdf", "filename": "a \"b\".pdf", "data": "YWJj" });
        assert_eq!((&told["file"], &told["caption"]), (&file, &json!("O orçamento")));
        let script = evolution_ok(super::script().with_file(b"abc".to_vec()));
        sent(Evolution, &script, &media(kind)).unwrap();
        let (asked, told) = only(&script);
        let (endpoint, field) = evolution.split_once(' ').unwrap();
        assert_eq!((asked, &told[field]), (format!("POST message/{endpoint}/shop"), &json!("YWJj")));
    };
    check(MediaKind::Document, "sendFile", "sendMedia media");
    check(MediaKind::Image, "sendImage", "sendMedia media");
    check(MediaKind::Video, "sendVideo", "sendMedia media");
    check(MediaKind::Audio, "sendFile", "sendMedia media");
    check(MediaKind::Voice, "sendVoice", "sendWhatsAppAudio audio");
    check(MediaKind::Sticker, "sendFile", "sendSticker sticker");
}

#[test]
fn what_a_linked_device_cannot_do_is_said() {
    let large = OutboundMedia {
        kind: MediaKind::Document,
        blob: BlobRef { sha256: "ab".repeat(32), size: 6 * 1024 * 1024, mime: "application/pdf".into() },
        caption: None,
        filename: None,
    };
    let error = sent(Waha, &script(), &message(OutboundContent::Media(large))).unwrap_err();
    assert!(matches!(&error, CallError::Rejected(p) if p.detail.contains("5 MiB")), "{error:?}");
    let long = OutboundText { body: "x".repeat(4_097), preview_link: false };
    assert!(matches!(sent(Waha, &script(), &message(OutboundContent::Text(long))), Err(CallError::Rejected(_))));
    let nowhere = Location { latitude: "north".into(), longitude: "1".into(), name: None, address: None };
    let error = sent(Waha, &script(), &message(OutboundContent::Location(nowhere))).unwrap_err();
    assert_eq!(error.problem().code, "location");
}

#[test]
fn a_place_keeps_its_decimals() {
    let place = Location {
        latitude: "-27.1004".into(),
        longitude: "-52.6152".into(),
        name: Some("Oficina".into()),
        address: Some("Rua A, 12".into()),
    };
    let script = waha_ok(script());
    sent(Waha, &script, &message(OutboundContent::Location(place.clone()))).unwrap();
    let told = only(&script).1;
    assert_eq!((&told["latitude"], &told["title"]), (&json!(-27.1004), &json!("Oficina, Rua A, 12")));
    let script = evolution_ok(super::script());
    sent(Evolution, &script, &message(OutboundContent::Location(place))).unwrap();
    assert_eq!(only(&script).1["address"], "Rua A, 12");
}

#[test]
fn a_reaction_needs_no_pause_and_may_be_taken_back() {
    let reaction = |emoji: Option<&str>| {
        let emoji = emoji.map(str::to_owned);
        message(OutboundContent::Reaction(OutboundReaction { remote_id: "3EB0IN01".into(), emoji }))
    };
    let script = script().answer(200, json!({})).answer(201, json!({}));
    crate::pace::sent(&script, 60, "1@c.us");
    sent(Waha, &script, &reaction(Some("👍"))).unwrap();
    let expected = json!({ "session": "shop", "messageId": "false_554988590187@c.us_3EB0IN01", "reaction": "👍" });
    assert_eq!((script.asked()[0].as_str(), body(&script.sent()[0])), ("PUT api/reaction", expected));
    sent(Evolution, &script, &reaction(None)).unwrap();
    assert_eq!(body(&script.sent()[1])["reaction"], "");
}

#[test]
fn s1_13_somebody_else_waits() {
    let script = waha_ok(script());
    sent(Waha, &script, &text()).unwrap();
    let mut other = text();
    other.to = vec![Address::phone("+40721123456")];
    let Err(CallError::RateLimited(limit)) = sent(Waha, &script, &other) else { panic!("a pause") };
    assert_eq!(limit.after_ms, 90_000);
    assert_eq!(script.asked().len(), 1, "nothing was asked of the gateway");
}

#[test]
fn x1_a_message_whose_answer_is_lost_is_uncertain() {
    for (kind, endpoint) in [(Waha, "api/sendText"), (Evolution, "message/sendText/shop")] {
        for script in [script().fail(HttpError::Timeout), script().answer(500, json!({}))] {
            let error = sent(kind, &script, &text()).unwrap_err();
            assert!(matches!(error, CallError::Retry(hint) if hint.uncertain), "{endpoint}");
        }
        let refused = script().fail(HttpError::Connect);
        assert!(matches!(sent(kind, &refused, &text()), Err(CallError::Retry(hint)) if !hint.uncertain));
    }
}

#[test]
fn read_marks_and_typing_go_to_the_chat_of_the_message() {
    let signalled = |kind: Kind, wanted: Signal| {
        let script = script().answer(200, json!({}));
        let known = Known { from_me: false, chat: "204987654321098@lid".into(), participant: None };
        memory::keep_known(&script, "3EB0IN01", &known);
        script.with(&settings(kind), |api| signal(api, &wanted)).unwrap();
        only(&script)
    };
    let (read, typing) = (|| Signal::MarkRead("3EB0IN01".into()), || Signal::Typing("3EB0IN01".into()));
    let (asked, told) = signalled(Waha, read());
    assert_eq!(asked, "POST api/sendSeen");
    assert_eq!(told["messageIds"], json!(["false_204987654321098@lid_3EB0IN01"]));
    assert_eq!(signalled(Waha, typing()).0, "POST api/startTyping");
    let (asked, told) = signalled(Evolution, read());
    assert_eq!(asked, "POST chat/markMessageAsRead/shop");
    assert_eq!(told["readMessages"][0]["remoteJid"], "204987654321098@lid");
    assert_eq!(signalled(Evolution, typing()).1["number"], "204987654321098@lid");
    let unknown = script().with(&settings(Waha), |api| signal(api, &read()));
    assert!(matches!(unknown, Err(CallError::Rejected(_))));
}
