#![allow(clippy::unwrap_used)]
use super::*;
use crate::script::{Script, body, settings};
use deskbell_sdk::channel::{
    Button, Header, Interactive, ListRow, ListSection, Location, MediaKind, Offer, OutboundMedia,
};
use deskbell_sdk::http::{Body, HttpError, PartContent, Response};
use deskbell_sdk::{Address, AddressKind, BlobRef};

fn accepted() -> Value {
    json!({"messaging_product": "whatsapp", "contacts": [{"input": "+5549988590187", "wa_id": "554988590187"}],
        "messages": [{"id": "wamid.OUT"}]})
}

fn message(content: OutboundContent) -> OutboundMessage {
    OutboundMessage { id: "attempt-1".into(), to: vec![Address::phone("+5549988590187")], content, reply_to: None }
}

fn run(script: &Script, message: &OutboundMessage) -> Result<Receipt, CallError> {
    let settings = settings();
    send(&Graph { wire: script, settings: &settings, attempt: 1 }, message)
}

/// The body of the one request that `content` makes.
fn sent(content: OutboundContent) -> Value {
    let script = Script::new().answer(200, accepted());
    run(&script, &message(content)).unwrap();
    body(&script.sent()[0])
}

/// The code with which `content` is refused before anything is sent.
fn refused(content: OutboundContent) -> String {
    let script = Script::new();
    let error = run(&script, &message(content)).unwrap_err();
    assert!(script.sent().is_empty(), "nothing may leave");
    match error {
        CallError::Rejected(problem) => problem.code,
        other => panic!("{other:?}"),
    }
}

fn text(body: &str) -> OutboundContent {
    OutboundContent::Text(OutboundText { body: body.into(), preview_link: false })
}

fn blob(mime: &str, size: u64) -> BlobRef {
    BlobRef { sha256: "ab".repeat(32), size, mime: mime.into() }
}

fn file(kind: MediaKind, mime: &str) -> OutboundMedia {
    OutboundMedia { kind, blob: blob(mime, 1_000), caption: None, filename: None }
}

#[test]
fn s0_4_text_goes_out_with_our_id_and_a_plus() {
    let script = Script::new().answer(200, accepted());
    let mut message = message(text("Olá"));
    message.reply_to = Some("wamid.IN".into());
    let receipt = run(&script, &message).unwrap();
    assert_eq!(receipt.remote_id, "wamid.OUT");
    assert!(!receipt.held);
    assert_eq!(receipt.recipient.unwrap().addresses, [Address::phone("+554988590187")], "WhatsApp's own spelling");
    let request = &script.sent()[0];
    assert_eq!(request.url(), "https://graph.facebook.com/v25.0/106540352242922/messages");
    assert_eq!(
        body(request),
        json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+5549988590187",
            "type": "text", "text": {"body": "Olá", "preview_url": false},
            "context": {"message_id": "wamid.IN"}, "biz_opaque_callback_data": "attempt-1",
        })
    );
}

#[test]
fn x5_without_a_phone_the_user_id_is_the_recipient() {
    let script = Script::new().answer(200, json!({"contacts": [{"user_id": "BR.1349"}], "messages": [{"id": "w"}]}));
    let mut message = message(text("hi"));
    message.to = vec![Address::new(AddressKind::UserId, "BR.1349")];
    let receipt = run(&script, &message).unwrap();
    assert_eq!(receipt.recipient.unwrap().addresses, [Address::user_id("BR.1349")]);
    let body = body(&script.sent()[0]);
    assert_eq!(body["recipient"], "BR.1349");
    assert!(body.get("to").is_none());
}

#[test]
fn texts_have_1_to_4096_characters() {
    assert_eq!(sent(text(&"ã".repeat(4_096)))["text"]["body"].as_str().unwrap().chars().count(), 4_096);
    assert_eq!(refused(text(&"a".repeat(4_097))), "text-length");
    assert_eq!(refused(text(" \n ")), "text-length");
}

#[test]
fn without_an_address_nothing_is_sent() {
    let mut message = message(text("hi"));
    message.to = vec![Address::new(AddressKind::Username, "ana")];
    let script = Script::new();
    assert!(matches!(run(&script, &message), Err(CallError::Rejected(p)) if p.code == "no-recipient"));
    assert!(script.sent().is_empty());
}

#[test]
fn s1_5_files_are_uploaded_then_sent_by_id() {
    let script = Script::new().answer(200, json!({"id": "4490709327384033"})).answer(200, accepted());
    let mut pdf = file(MediaKind::Document, "application/pdf");
    pdf.caption = Some("Seu orçamento".into());
    pdf.filename = Some("orçamento 1042.pdf".into());
    run(&script, &message(OutboundContent::Media(pdf))).unwrap();
    let sent = script.sent();
    assert_eq!(sent[0].url(), "https://graph.facebook.com/v25.0/106540352242922/media");
    let Body::Multipart(parts) = sent[0].body() else { panic!("the upload is a form") };
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["messaging_product", "type", "file"]);
    assert_eq!(parts[0].content, PartContent::Bytes(b"whatsapp".to_vec()));
    assert_eq!(parts[2].content, PartContent::Blob(blob("application/pdf", 1_000)));
    assert_eq!(parts[2].mime.as_deref(), Some("application/pdf"));
    assert_eq!(parts[2].filename.as_deref(), Some("orçamento 1042.pdf"));
    let body = body(&sent[1]);
    assert_eq!(body["type"], "document");
    assert_eq!(
        body["document"],
        json!({"id": "4490709327384033", "caption": "Seu orçamento", "filename": "orçamento 1042.pdf"})
    );
}

#[test]
fn each_kind_of_file_has_its_word() {
    let object = |kind, mime| {
        let script = Script::new().answer(200, json!({"id": "7"})).answer(200, accepted());
        run(&script, &message(OutboundContent::Media(file(kind, mime)))).unwrap();
        let body = body(&script.sent()[1]);
        let word = body["type"].as_str().unwrap().to_owned();
        (word.clone(), body[&word].clone())
    };
    assert_eq!(object(MediaKind::Image, "image/png"), ("image".into(), json!({"id": "7"})));
    assert_eq!(object(MediaKind::Video, "video/mp4"), ("video".into(), json!({"id": "7"})));
    assert_eq!(object(MediaKind::Audio, "audio/mpeg"), ("audio".into(), json!({"id": "7"})));
    assert_eq!(object(MediaKind::Voice, "audio/ogg; codecs=opus"), ("audio".into(), json!({"id": "7", "voice": true})));
    assert_eq!(object(MediaKind::Sticker, "image/webp"), ("sticker".into(), json!({"id": "7"})));
    let document = object(MediaKind::Document, "text/plain");
    assert_eq!(document, ("document".into(), json!({"id": "7", "filename": "document.txt"})));
}

#[test]
fn x1_a_failed_upload_is_never_an_uncertain_message() {
    let upload = |script: Script| run(&script, &message(OutboundContent::Media(file(MediaKind::Image, "image/png"))));
    for script in [
        Script::new().fail(HttpError::Timeout),
        Script::new().answer(500, json!({})),
        Script::new().answer(200, json!({})),
        Script::new().answer(400, json!({"error": {"code": 131_000}})),
    ] {
        assert!(matches!(upload(script), Err(CallError::Retry(hint)) if !hint.uncertain));
    }
    let wrong = Script::new().answer(400, json!({"error": {"code": 131_053}}));
    assert!(matches!(upload(wrong), Err(CallError::Rejected(_))));
}

#[test]
fn x1_what_may_have_left_is_uncertain() {
    let outcome = |script: Script| run(&script, &message(text("hi"))).unwrap_err();
    let uncertain = |script: Script| matches!(outcome(script), CallError::Retry(hint) if hint.uncertain);
    assert!(uncertain(Script::new().fail(HttpError::Timeout)));
    assert!(uncertain(Script::new().fail(HttpError::Protocol("reset".into()))));
    assert!(uncertain(Script::new().fail(HttpError::TooLarge)));
    assert!(uncertain(Script::new().answer(502, Value::Null)));
    assert!(uncertain(Script::new().answer(200, json!({}))));
    assert!(uncertain(Script::new().response(Response::new(200, [], "<html>"))));
    for error in
        [HttpError::Dns, HttpError::Connect, HttpError::Tls, HttpError::BudgetExhausted, HttpError::Unavailable]
    {
        assert!(matches!(outcome(Script::new().fail(error)), CallError::Retry(hint) if !hint.uncertain));
    }
    assert!(matches!(outcome(Script::new().fail(HttpError::Denied("line".into()))), CallError::Auth(_)));
    assert!(matches!(outcome(Script::new().fail(HttpError::Invalid("header".into()))), CallError::Rejected(_)));
}

#[test]
fn refusals_are_translated() {
    let outcome = |status, code| {
        let script = Script::new().answer(status, json!({"error": {"code": code, "fbtrace_id": "T"}}));
        run(&script, &message(text("hi"))).unwrap_err()
    };
    assert!(matches!(outcome(401, 190), CallError::Auth(_)));
    assert!(matches!(outcome(400, 131_047), CallError::Rejected(_)));
    assert!(matches!(outcome(400, 131_056), CallError::RateLimited(limit) if limit.after_ms == 4_000));
    let slow = Script::new().response(Response::new(429, [("retry-after", "30")], "{}"));
    assert!(matches!(run(&slow, &message(text("hi"))), Err(CallError::RateLimited(limit)) if limit.after_ms == 30_000));
}

#[test]
fn a_paced_template_is_held() {
    for (word, held) in [("accepted", false), ("held_for_quality_assessment", true), ("paused", true)] {
        let script = Script::new().answer(200, json!({"messages": [{"id": "w", "message_status": word}]}));
        let receipt = run(&script, &message(text("hi"))).unwrap();
        assert_eq!((receipt.held, receipt.recipient), (held, None), "{word}");
    }
}

#[test]
fn reactions_come_and_go() {
    let reaction = |emoji: Option<&str>| {
        OutboundContent::Reaction(OutboundReaction { remote_id: "wamid.IN".into(), emoji: emoji.map(str::to_owned) })
    };
    let mut with_quote = message(reaction(Some("👍")));
    with_quote.reply_to = Some("wamid.OTHER".into());
    let script = Script::new().answer(200, accepted());
    run(&script, &with_quote).unwrap();
    let body = body(&script.sent()[0]);
    assert_eq!(body["reaction"], json!({"message_id": "wamid.IN", "emoji": "👍"}));
    assert!(body.get("context").is_none(), "a reaction quotes nothing");
    assert_eq!(sent(reaction(None))["reaction"]["emoji"], "");
    let nowhere = OutboundReaction { remote_id: String::new(), emoji: None };
    assert_eq!(refused(OutboundContent::Reaction(nowhere)), "reaction-target");
}

#[test]
fn locations_keep_their_digits() {
    let place = |latitude: &str, longitude: &str| {
        OutboundContent::Location(Location {
            latitude: latitude.into(),
            longitude: longitude.into(),
            name: Some("Oficina".into()),
            address: None,
        })
    };
    let want = json!({"latitude": "-27.1004", "longitude": "-52.6152", "name": "Oficina"});
    assert_eq!(sent(place("-27.1004", "-52.6152"))["location"], want);
    for (latitude, longitude) in [("90.1", "0"), ("0", "-180.5"), ("", "0"), ("NaN", "0"), ("1e1", "0"), ("0", "x")] {
        assert_eq!(refused(place(latitude, longitude)), "location", "{latitude} {longitude}");
    }
}

fn button(id: &str, title: &str) -> Button {
    Button { id: id.into(), title: title.into() }
}

fn buttons(buttons: Vec<Button>) -> Interactive {
    Interactive { header: None, body: "Escolha".into(), footer: None, offer: Offer::Buttons(buttons) }
}

#[test]
fn buttons_look_as_meta_wants_them() {
    let mut message = buttons(vec![button("yes", "Sim"), button("no", "Não")]);
    message.header = Some(Header::Text("Orçamento".into()));
    message.footer = Some("Oficina Lopes".into());
    assert_eq!(
        sent(OutboundContent::Interactive(message))["interactive"],
        json!({
            "type": "button", "header": {"type": "text", "text": "Orçamento"}, "body": {"text": "Escolha"},
            "footer": {"text": "Oficina Lopes"},
            "action": {"buttons": [
                {"type": "reply", "reply": {"id": "yes", "title": "Sim"}},
                {"type": "reply", "reply": {"id": "no", "title": "Não"}},
            ]},
        })
    );
}

#[test]
fn what_is_blank_is_left_out() {
    let mut message = buttons(vec![button("a", "A")]);
    message.footer = Some(" ".into());
    assert!(sent(OutboundContent::Interactive(message))["interactive"].get("footer").is_none());
    let rows = vec![ListRow { description: Some(String::new()), ..row("a") }];
    let sent = sent(OutboundContent::Interactive(list("Ver", vec![section(Some(""), rows)])));
    assert_eq!(sent["interactive"]["action"]["sections"], json!([{"rows": [{"id": "a", "title": "Linha"}]}]));
}

#[test]
fn a_file_can_stand_above_buttons() {
    let with = |kind, mime| {
        let mut message = buttons(vec![button("a", "A")]);
        message.header = Some(Header::Media(file(kind, mime)));
        OutboundContent::Interactive(message)
    };
    let script = Script::new().answer(200, json!({"id": "7"})).answer(200, accepted());
    run(&script, &message(with(MediaKind::Document, "application/pdf"))).unwrap();
    let header = body(&script.sent()[1])["interactive"]["header"].clone();
    assert_eq!(header, json!({"type": "document", "document": {"id": "7", "filename": "document.pdf"}}));
    assert_eq!(refused(with(MediaKind::Audio, "audio/mpeg")), "header-kind");
    assert_eq!(refused(with(MediaKind::Image, "image/gif")), "media-type");
}

#[test]
fn every_limit_of_buttons_is_named() {
    let check = |message: Interactive, code: &str| assert_eq!(refused(OutboundContent::Interactive(message)), code);
    let one = || vec![button("a", "A")];
    check(buttons(vec![]), "button-count");
    check(buttons((0..4).map(|n| button(&n.to_string(), &n.to_string())).collect()), "button-count");
    check(buttons(vec![button("a", &"t".repeat(21))]), "button-title");
    check(buttons(vec![button("a", "")]), "button-title");
    check(buttons(vec![button(&"i".repeat(257), "A")]), "button-id");
    check(buttons(vec![button("", "A")]), "button-id");
    check(buttons(vec![button("a", "A"), button("b", "A")]), "button-title");
    check(buttons(vec![button("a", "A"), button("a", "B")]), "button-id");
    check(Interactive { body: "b".repeat(1_025), ..buttons(one()) }, "body-length");
    check(Interactive { body: String::new(), ..buttons(one()) }, "body-length");
    check(Interactive { footer: Some("f".repeat(61)), ..buttons(one()) }, "footer-length");
    check(Interactive { header: Some(Header::Text("h".repeat(61))), ..buttons(one()) }, "header-length");
    let full = Interactive {
        header: Some(Header::Text("ã".repeat(60))),
        body: "ã".repeat(1_024),
        footer: Some("ã".repeat(60)),
        offer: Offer::Buttons((0..3).map(|n| button(&n.to_string().repeat(256), &n.to_string().repeat(20))).collect()),
    };
    assert_eq!(sent(OutboundContent::Interactive(full))["interactive"]["type"], "button");
}

fn row(id: &str) -> ListRow {
    ListRow { id: id.into(), title: "Linha".into(), description: None }
}

fn section(title: Option<&str>, rows: Vec<ListRow>) -> ListSection {
    ListSection { title: title.map(str::to_owned), rows }
}

fn list(label: &str, sections: Vec<ListSection>) -> Interactive {
    Interactive { header: None, body: "Escolha".into(), footer: None, offer: Offer::Choices((label.into(), sections)) }
}

#[test]
fn lists_look_as_meta_wants_them() {
    let rows = vec![ListRow { description: Some("das 9 às 10".into()), ..row("a") }, row("b")];
    assert_eq!(
        sent(OutboundContent::Interactive(list("Ver", vec![section(Some("Hoje"), rows)])))["interactive"],
        json!({
            "type": "list", "body": {"text": "Escolha"},
            "action": {"button": "Ver", "sections": [{"title": "Hoje", "rows": [
                {"id": "a", "title": "Linha", "description": "das 9 às 10"}, {"id": "b", "title": "Linha"},
            ]}]},
        })
    );
}

#[test]
fn every_limit_of_lists_is_named() {
    let check = |message: Interactive, code: &str| assert_eq!(refused(OutboundContent::Interactive(message)), code);
    let rows = |from: usize, to: usize| (from..to).map(|n| row(&n.to_string())).collect::<Vec<_>>();
    let one = || vec![section(None, rows(0, 1))];
    check(list("", one()), "list-label");
    check(list(&"l".repeat(21), one()), "list-label");
    check(list("Ver", vec![]), "section-count");
    check(list("Ver", (0..11).map(|n| section(Some("S"), rows(n, n + 1))).collect()), "section-count");
    check(list("Ver", vec![section(None, rows(0, 11))]), "row-count");
    check(list("Ver", vec![section(Some("A"), rows(0, 6)), section(Some("B"), rows(6, 11))]), "row-count");
    check(list("Ver", vec![section(None, vec![])]), "row-count");
    check(list("Ver", vec![section(Some("A"), rows(0, 1)), section(Some("B"), vec![])]), "row-count");
    check(list("Ver", vec![section(Some("A"), rows(0, 1)), section(None, rows(1, 2))]), "section-title");
    check(list("Ver", vec![section(Some(&"t".repeat(25)), rows(0, 1))]), "section-title");
    check(list("Ver", vec![section(None, vec![row("a"), row("a")])]), "row-id");
    check(list("Ver", vec![section(None, vec![row(&"i".repeat(201))])]), "row-id");
    check(list("Ver", vec![section(None, vec![ListRow { title: "t".repeat(25), ..row("a") }])]), "row-title");
    let long = ListRow { description: Some("d".repeat(73)), ..row("a") };
    check(list("Ver", vec![section(None, vec![long])]), "row-description");
    check(Interactive { body: "b".repeat(4_097), ..list("Ver", one()) }, "body-length");
    let picture = Header::Media(file(MediaKind::Image, "image/png"));
    check(Interactive { header: Some(picture), ..list("Ver", one()) }, "list-header");
    let full = (0..10).map(|n| section(Some(&"ã".repeat(24)), rows(n, n + 1))).collect();
    let full = Interactive { body: "ã".repeat(4_096), ..list(&"l".repeat(20), full) };
    assert_eq!(sent(OutboundContent::Interactive(full))["interactive"]["type"], "list");
}
