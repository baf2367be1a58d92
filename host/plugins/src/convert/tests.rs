#![allow(clippy::unwrap_used)]
use super::*;
use wit::channel::message as w;
use wit::types::{errors, media, party};

fn person(value: &str) -> party::Party {
    let address = party::Address { kind: party::AddressKind::Phone, value: value.into() };
    party::Party { addresses: vec![address], display_name: None }
}

fn message(content: w::InboundContent) -> w::Event {
    event(w::EventBody::Message(w::InboundMessage {
        remote_id: "r".into(),
        sender: person("+49"),
        content,
        reply_to: None,
        forwarded: false,
        group: false,
        referral: None,
    }))
}

fn event(body: w::EventBody) -> w::Event {
    w::Event { dedupe_key: "k".into(), at_ms: 1, body }
}

fn text(n: usize) -> w::Event {
    message(w::InboundContent::Text("x".repeat(n)))
}

fn stub(summary: usize, raw: usize) -> w::Event {
    message(w::InboundContent::Stub(w::Stub {
        kind: w::StubKind::Poll,
        provider_type: "poll".into(),
        summary: "s".repeat(summary),
        raw: "r".repeat(raw),
    }))
}

fn file(remote: media::RemoteMedia) -> w::Event {
    message(w::InboundContent::Media(w::MediaContent { kind: w::MediaKind::Image, media: remote, caption: None }))
}

fn remote(reference: usize) -> media::RemoteMedia {
    media::RemoteMedia { reference: "m".repeat(reference), mime: None, size: None, sha256: None, filename: None }
}

fn scope<'a>(realm: &'a str, files: &'a Handed) -> Scope<'a> {
    Scope { realm, files }
}

/// The field a fault names; none when the event passes.
fn refused(event: w::Event) -> Option<String> {
    let fault = channel_events(scope("whatsapp", &Handed::default()), vec![event]).err()?;
    assert_eq!(fault.kind, FaultKind::BadReturn);
    Some(fault.detail)
}

#[test]
fn every_limit_of_the_contract_holds_and_names_its_field() {
    let check = |good: w::Event, bad: w::Event, field: &str| {
        assert_eq!(refused(good), None, "{field}");
        let detail = refused(bad).unwrap_or_else(|| panic!("{field} passed"));
        assert!(detail.starts_with("events[0]: ") && detail.contains(&format!("`{field}`")), "{detail}");
    };
    check(text(65_536), text(65_537), "text");
    check(text(1), text(0), "text");
    check(stub(1024, 65_536), stub(1025, 0), "stub.summary");
    check(stub(0, 0), stub(0, 65_537), "stub.raw");
    check(file(remote(2048)), file(remote(2049)), "media.reference");
    let named = |n| media::RemoteMedia { filename: Some("f".repeat(n)), ..remote(1) };
    check(file(named(255)), file(named(256)), "media.filename");
    let hashed = |hash: &str| media::RemoteMedia { sha256: Some(hash.into()), ..remote(1) };
    check(file(hashed(&"a".repeat(64))), file(hashed(&"A".repeat(64))), "media.sha256");
    let keyed = |n| w::Event { dedupe_key: "k".repeat(n), ..text(1) };
    check(keyed(255), keyed(256), "dedupe-key");
    check(keyed(1), keyed(0), "dedupe-key");
    let typing = |p| event(w::EventBody::Typing(p));
    check(typing(person(&"1".repeat(255))), typing(person(&"1".repeat(256))), "value");
    check(typing(person("+49 30")), typing(person(" +49")), "value");
    let crowd = |n| party::Party { addresses: vec![person("+49").addresses[0].clone(); n], display_name: None };
    check(typing(crowd(16)), typing(crowd(17)), "typing.addresses");
    check(typing(crowd(1)), typing(crowd(0)), "typing.addresses");
}

#[test]
fn an_event_as_a_whole_and_their_number_are_bounded() {
    let edits = |n: usize| {
        // Caption and text are small; only many large fields together exceed an event.
        let content = w::InboundContent::Stub(w::Stub {
            kind: w::StubKind::Unknown,
            provider_type: String::new(),
            summary: String::new(),
            raw: "r".repeat(n),
        });
        event(w::EventBody::Edited(w::Edited { remote_id: "r".into(), content: Some(content) }))
    };
    assert_eq!(refused(edits(60_000)), None);
    let many: Vec<_> = (0..2001).map(|_| text(1)).collect();
    assert!(channel_events(scope("x", &Handed::default()), many[..2000].to_vec()).is_ok());
    assert!(
        channel_events(scope("x", &Handed::default()), many).unwrap_err().detail.contains("`events` has 2001 entries")
    );
    let mut reader = Reader::plain();
    for _ in 0..4 {
        reader.text("part", "x".repeat(65_536), 0..=65_536).unwrap();
    }
    assert!(reader.text("part", "x".into(), 0..=1).unwrap_err().detail.contains("262144"));
}

#[test]
fn addresses_live_in_the_channels_realm() {
    let user = party::Address { kind: party::AddressKind::UserId, value: "7".into() };
    let sender = party::Party { addresses: vec![user, person("+49").addresses[0].clone()], display_name: None };
    let events =
        channel_events(scope("telegram", &Handed::default()), vec![event(w::EventBody::Typing(sender))]).unwrap();
    let deskbell_domain::inbound::EventBody::Typing { sender } = &events[0].body else { panic!("{events:?}") };
    let realms: Vec<_> = sender.addresses.iter().map(|a| a.realm.as_str()).collect();
    assert_eq!(realms, ["telegram", "*"]);
}

#[test]
fn problems_and_replies_are_bounded() {
    let problem = |code: usize, detail: usize| errors::Problem { code: "c".repeat(code), detail: "d".repeat(detail) };
    let rejected = |p| call_error(errors::CallError::Rejected(p));
    assert!(rejected(problem(64, 1024)).is_ok());
    assert!(rejected(problem(65, 0)).is_err());
    assert!(rejected(problem(0, 0)).is_err());
    assert!(rejected(problem(1, 1025)).is_err());
    let answer = |status, body| {
        reply(wit::types::web::WebhookReply { status, headers: vec![("X-A".into(), "b".into())], body: vec![0; body] })
    };
    let good = answer(200, 65_536).unwrap();
    assert_eq!(good.content_type, None, "other headers are not taken over");
    assert!(answer(599, 0).is_ok() && answer(199, 0).is_err() && answer(600, 0).is_err());
    assert!(answer(200, 65_537).is_err());
    let smuggled = wit::types::web::WebhookReply {
        status: 200,
        headers: vec![("Content-Type".into(), "text/plain\r\nx: y".into())],
        body: vec![],
    };
    assert!(reply(smuggled).is_err());
}

#[test]
fn a_far_moment_is_held_inside_what_a_moment_can_be() {
    let mut late = text(1);
    late.at_ms = u64::MAX;
    assert_eq!(
        channel_events(scope("x", &Handed::default()), vec![late]).unwrap()[0].at,
        deskbell_domain::time::Timestamp::MAX
    );
}

#[test]
fn a_document_must_be_a_file_that_the_call_has() {
    use deskbell_domain::business::{BusinessBody, DocumentSource};
    use deskbell_domain::media::BlobRef;
    use wit::erp::business as b;
    let hash = "a".repeat(64);
    let claimed = media::BlobRef { sha256: hash.clone(), size: 1, mime: "text/html".into() };
    let document =
        b::Document { kind: "quote".into(), filename: "q.pdf".into(), source: b::DocumentSource::Blob(claimed) };
    let card = b::Card {
        module: "quote".into(),
        external_id: "1".into(),
        number: "1".into(),
        title: String::new(),
        status: "open".into(),
        status_label: "Open".into(),
        open: true,
        customer: "c".into(),
        total: Some(b::Money { minor: 1, currency: "BRL".into() }),
        due_ms: None,
        link: None,
        documents: vec![document],
        fields: vec![],
    };
    let changed = b::EventBody::CardChanged(b::CardEvent { card, change: b::CardChange::Created });
    let event = b::Event { dedupe_key: "k".into(), version: 1, at_ms: 0, body: changed };
    let mut files = Handed::default();
    let fault = business_events(scope("erp", &files), vec![event.clone()]).unwrap_err();
    assert!(fault.detail.contains("neither been handed nor stored"), "{}", fault.detail);
    let ours = BlobRef { sha256: hash, size: 7, mime: "application/pdf".into() };
    files.add(ours.clone());
    let events = business_events(scope("erp", &files), vec![event]).unwrap();
    let BusinessBody::CardChanged { card, .. } = &events[0].body else { panic!("{events:?}") };
    assert_eq!(card.documents[0].source, DocumentSource::Blob { blob: ours }, "size and type are the host's");
}

fn deleted(module: usize) -> wit::erp::business::Event {
    use wit::erp::business as b;
    let body = b::EventBody::CardDeleted(("m".repeat(module), "1".into()));
    b::Event { dedupe_key: "k".into(), version: 1, at_ms: 0, body }
}

/// S1.5: the integrations promise words of 64 bytes; one byte less here once
/// refused a whole request.
#[test]
fn s1_5_words_have_up_to_64_bytes() {
    let files = Handed::default();
    assert!(business_events(scope("erp", &files), vec![deleted(64)]).is_ok());
    assert!(business_events(scope("erp", &files), vec![deleted(65)]).is_err());
}

/// S3.3: a photo whose server called it "octet-stream" was shown as an unknown file.
#[test]
fn s3_3_a_type_that_the_transport_does_not_tell_is_taken_from_who_knows_it() {
    use deskbell_domain::media::BlobRef;
    let file = |mime: &str| BlobRef { sha256: "a".repeat(64), size: 1, mime: mime.into() };
    let check = |transport: &str, named: Option<&str>, expected: &str| {
        assert_eq!(typed(file(transport), named).mime, expected, "{transport} {named:?}");
    };
    check("application/octet-stream", Some("image/jpeg"), "image/jpeg");
    check("Application/Octet-Stream; charset=binary", Some("audio/ogg; codecs=opus"), "audio/ogg; codecs=opus");
    check("binary/octet-stream", Some("image/png"), "image/png");
    check("", Some("image/png"), "image/png");
    check("application/pdf", Some("text/html"), "application/pdf");
    check("application/octet-stream", None, "application/octet-stream");
    for odd in ["", "pdf", "/", "text/plain\r\nx: y", &format!("a/{}", "b".repeat(255))] {
        check("application/octet-stream", Some(odd), "application/octet-stream");
    }
    let mut files = Handed::default();
    files.add(file("application/octet-stream"));
    let told = media::BlobRef { sha256: "a".repeat(64), size: 1, mime: "image/jpeg".into() };
    assert_eq!(blob(scope("x", &files), "fetch-media", told).unwrap().mime, "image/jpeg");
}
