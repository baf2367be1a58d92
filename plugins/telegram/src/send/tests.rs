#![allow(clippy::unwrap_used)]
use super::*;
use crate::script::Script;
use deskbell_sdk::channel::{
    Button, Header, Interactive, ListRow, ListSection, Location, MediaKind, Offer, OutboundMedia, OutboundReaction,
    TemplateMessage,
};
use deskbell_sdk::http::HttpError;
use deskbell_sdk::{Address, BlobRef};

fn message(content: OutboundContent) -> OutboundMessage {
    OutboundMessage { id: "m-1-1-1".into(), to: vec![Address::user_id("5512345")], content, reply_to: None }
}

fn text(body: &str) -> OutboundMessage {
    message(OutboundContent::Text(OutboundText { body: body.into(), preview_link: false }))
}

fn file(kind: MediaKind, mime: &str, size: u64) -> OutboundMedia {
    let blob = BlobRef { sha256: "ab".repeat(32), size, mime: mime.into() };
    OutboundMedia { kind, blob, caption: None, filename: Some("boleto.pdf".into()) }
}

fn pdf() -> OutboundMessage {
    message(OutboundContent::Media(file(MediaKind::Document, "application/pdf", 9)))
}

fn sent(extra: Value) -> Value {
    let chat = json!({"id": 5_512_345, "type": "private", "first_name": "Ana", "username": "anasouza"});
    let mut message = json!({"message_id": 17, "date": 1_780_000_000, "chat": chat});
    message.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    message
}

/// The one call that a message makes.
fn call(message: &OutboundMessage) -> (String, Value) {
    let script = Script::new().ok(sent(json!({})));
    let receipt = send(&script.api(1), message).unwrap();
    assert_eq!((receipt.remote_id.as_str(), receipt.held), ("5512345:17", false));
    script.calls().remove(0)
}

fn refused(message: &OutboundMessage) -> String {
    let script = Script::new();
    let error = send(&script.api(1), message).unwrap_err();
    assert!(matches!(error, CallError::Rejected(_)), "{error:?}");
    assert!(script.sent().is_empty(), "checks come before anything leaves");
    error.problem().code.clone()
}

#[test]
fn a_text_goes_to_the_private_chat_as_it_is() {
    let (method, parameters) = call(&text("*Pronto* <b>sexta</b> _às 9_"));
    assert_eq!(method, "sendMessage");
    assert_eq!(
        parameters,
        json!({"chat_id": 5_512_345, "text": "*Pronto* <b>sexta</b> _às 9_", "link_preview_options": {"is_disabled": true}})
    );
    let script = Script::new().ok(sent(json!({})));
    let recipient = send(&script.api(1), &text("x")).unwrap().recipient.unwrap();
    assert_eq!(
        recipient.addresses,
        [Address::user_id("5512345"), Address::new(deskbell_sdk::AddressKind::Username, "anasouza")]
    );
}

#[test]
fn a_quote_may_be_gone_without_stopping_the_answer() {
    let quoting = OutboundMessage { reply_to: Some("5512345:12".into()), ..text("x") };
    let want = json!({"message_id": 12, "allow_sending_without_reply": true});
    assert_eq!(call(&quoting).1["reply_parameters"], want);
}

#[test]
fn lengths_are_counted_in_utf16() {
    call(&text(&"😀".repeat(2_048)));
    assert_eq!(refused(&text(&"😀".repeat(2_049))), "text-length");
    assert_eq!(refused(&text(" \n ")), "text-length");
    let captioned = |caption: String| {
        message(OutboundContent::Media(OutboundMedia {
            caption: Some(caption),
            ..file(MediaKind::Image, "image/png", 9)
        }))
    };
    call(&captioned("😀".repeat(512)));
    assert_eq!(refused(&captioned("😀".repeat(513))), "caption-length");
}

#[test]
fn every_kind_of_file_has_its_method() {
    use MediaKind::{Audio, Document, Image, Sticker, Video, Voice};
    let check = |kind, mime: &str, size, method: &str, field: &str| {
        let (called, parameters) = call(&message(OutboundContent::Media(file(kind, mime, size))));
        assert_eq!(called, method, "{mime}");
        assert_eq!(parameters[field]["file"], "abab", "{mime}");
        assert_eq!(parameters["chat_id"], "5512345");
    };
    check(Image, "image/jpeg", 9, "sendPhoto", "photo");
    check(Image, "image/png", 10 * 1024 * 1024 + 1, "sendDocument", "document");
    check(Image, "image/tiff", 9, "sendDocument", "document");
    check(Image, "image/gif", 9, "sendAnimation", "animation");
    check(Video, "video/mp4", 9, "sendVideo", "video");
    check(Video, "video/quicktime", 9, "sendDocument", "document");
    check(Audio, "audio/mpeg", 9, "sendAudio", "audio");
    check(Audio, "audio/wav", 9, "sendDocument", "document");
    check(Voice, "Audio/OGG; codecs=opus", 9, "sendVoice", "voice");
    check(Document, "video/mp4", 9, "sendDocument", "document");
    check(Sticker, "image/webp", 9, "sendSticker", "sticker");
    let of = |kind, mime: &str, size| message(OutboundContent::Media(file(kind, mime, size)));
    assert_eq!(refused(&of(Sticker, "image/png", 9)), "media-type");
    assert_eq!(refused(&of(Document, "application/pdf", 0)), "media-empty");
    assert_eq!(refused(&of(Document, "application/pdf", 50 * 1024 * 1024 + 1)), "media-size");
}

#[test]
fn a_file_is_uploaded_once_and_then_sent_by_its_id() {
    let script = Script::new().ok(sent(json!({"document": {"file_id": "BQAC1"}}))).ok(sent(json!({})));
    send(&script.api(1), &pdf()).unwrap();
    send(&script.api(1), &pdf()).unwrap();
    let calls = script.calls();
    assert_eq!(calls[0].1["document"], json!({"file": "abab", "name": "boleto.pdf", "mime": "application/pdf"}));
    assert_eq!(calls[1].1["document"], "BQAC1");
    let other_name =
        OutboundMedia { filename: Some("nota.pdf".into()), ..file(MediaKind::Document, "application/pdf", 9) };
    let named = Script::new().ok(sent(json!({})));
    named.files.replace(script.files.take());
    send(&named.api(1), &message(OutboundContent::Media(other_name))).unwrap();
    assert_eq!(named.calls()[0].1["document"]["name"], "nota.pdf", "another name is another upload");
}

#[test]
fn an_id_that_telegram_no_longer_knows_is_replaced() {
    let script = Script::new()
        .ok(sent(json!({"document": {"file_id": "OLD"}})))
        .no(400, "Bad Request: wrong file identifier/HTTP URL specified")
        .ok(sent(json!({"document": {"file_id": "NEW"}})));
    send(&script.api(1), &pdf()).unwrap();
    send(&script.api(1), &pdf()).unwrap();
    assert_eq!(script.calls()[2].1["document"]["file"], "abab");
    assert_eq!(script.files.borrow().values().collect::<Vec<_>>(), ["NEW"]);
    let fresh = Script::new().no(400, "Bad Request: wrong file identifier/HTTP URL specified");
    assert!(send(&fresh.api(1), &pdf()).is_err(), "an upload is not repeated");
    assert_eq!(fresh.sent().len(), 1);
}

#[test]
fn a_photo_is_known_by_its_largest_size() {
    let photo = json!({"photo": [{"file_id": "small"}, {"file_id": "large"}]});
    let script = Script::new().ok(sent(photo));
    send(&script.api(1), &message(OutboundContent::Media(file(MediaKind::Image, "image/png", 9)))).unwrap();
    assert_eq!(script.files.borrow().values().collect::<Vec<_>>(), ["large"]);
}

#[test]
fn an_image_that_cannot_be_shown_goes_as_a_file() {
    let image = message(OutboundContent::Media(file(MediaKind::Image, "image/png", 9)));
    let document = sent(json!({"document": {"file_id": "D"}}));
    let script = Script::new().no(400, "Bad Request: PHOTO_INVALID_DIMENSIONS").ok(document);
    send(&script.api(1), &image).unwrap();
    let methods: Vec<String> = script.calls().into_iter().map(|(method, _)| method).collect();
    assert_eq!(methods, ["sendPhoto", "sendDocument"]);
    let twice = Script::new().no(400, "Bad Request: IMAGE_PROCESS_FAILED").no(400, "Bad Request: IMAGE_PROCESS_FAILED");
    assert!(matches!(send(&twice.api(1), &image), Err(CallError::Rejected(p)) if p.code == "media-type"));
}

fn migrated() -> Script {
    Script::new().answer(
        400,
        json!({"ok": false, "error_code": 400, "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": -1_004_012_345_i64}}),
    )
}

#[test]
fn a_group_that_moved_is_followed_and_remembered() {
    let quoting = OutboundMessage { reply_to: Some("-4012345:12".into()), ..text("x") };
    let there = json!({"message_id": 3, "chat": {"id": -1_004_012_345_i64, "type": "supergroup"}});
    let script = migrated().ok(there.clone()).ok(there);
    assert_eq!(send(&script.api(1), &quoting).unwrap().remote_id, "-1004012345:3");
    send(&script.api(1), &quoting).unwrap();
    let calls = script.calls();
    assert_eq!(calls[0].1["reply_parameters"]["message_id"], 12);
    for (_, parameters) in &calls[1..] {
        assert_eq!(parameters["chat_id"], -1_004_012_345_i64);
        assert_eq!(parameters.get("reply_parameters"), None, "its messages are numbered anew");
    }
}

#[test]
fn x2_what_may_have_left_is_not_sent_again() {
    let uncertain = |script: Script| {
        let error = send(&script.api(1), &text("x")).unwrap_err();
        assert_eq!(script.sent().len(), 1, "{error:?}");
        matches!(error, CallError::Retry(hint) if hint.uncertain)
    };
    assert!(uncertain(Script::new().fail(HttpError::Timeout)));
    assert!(uncertain(Script::new().fail(HttpError::Protocol("broken".into()))));
    assert!(uncertain(Script::new().fail(HttpError::TooLarge)));
    assert!(uncertain(Script::new().answer(502, json!({}))));
    assert!(uncertain(Script::new().ok(json!({}))));
    assert!(uncertain(Script::new().raw(200, "<html>")));
    assert!(!uncertain(Script::new().fail(HttpError::Connect)));
    assert!(!uncertain(Script::new().no(403, "Forbidden: bot was blocked by the user")));
    assert!(!uncertain(Script::new().no(429, "Too Many Requests: retry after 3")));
    let twice = migrated().fail(HttpError::Timeout);
    assert!(matches!(send(&twice.api(1), &text("x")), Err(CallError::Retry(hint)) if hint.uncertain));
}

#[test]
fn a_place_with_a_name_is_a_venue() {
    let place = |name: Option<&str>, latitude: &str| {
        message(OutboundContent::Location(Location {
            latitude: latitude.into(),
            longitude: "-52.6152".into(),
            name: name.map(str::to_owned),
            address: None,
        }))
    };
    let (method, parameters) = call(&place(None, "-27.1004"));
    assert_eq!((method.as_str(), &parameters["latitude"]), ("sendLocation", &json!(-27.1004)));
    let (method, parameters) = call(&place(Some("Oficina"), "-27.1004"));
    assert_eq!(
        (method.as_str(), &parameters["title"], &parameters["address"]),
        ("sendVenue", &json!("Oficina"), &json!("Oficina"))
    );
    for odd in ["", "91", "NaN", "1e1", "27,1"] {
        assert_eq!(refused(&place(None, odd)), "location", "{odd}");
    }
}

fn button(id: &str, title: &str) -> Button {
    Button { id: id.into(), title: title.into() }
}

fn interactive(header: Option<Header>, offer: Offer) -> OutboundMessage {
    let footer = Some("Oficina Lopes".to_owned());
    message(OutboundContent::Interactive(Interactive { header, body: "Confirma?".into(), footer, offer }))
}

#[test]
fn buttons_stand_below_the_text() {
    let offer = || Offer::Buttons(vec![button("confirm:1042", "Sim"), button("refuse:1042", "Não")]);
    let (method, parameters) = call(&interactive(Some(Header::Text("Ordem 1042".into())), offer()));
    assert_eq!(
        (method.as_str(), &parameters["text"]),
        ("sendMessage", &json!("Ordem 1042\n\nConfirma?\n\nOficina Lopes"))
    );
    let rows =
        json!([[{"text": "Sim", "callback_data": "confirm:1042"}], [{"text": "Não", "callback_data": "refuse:1042"}]]);
    assert_eq!(parameters["reply_markup"], json!({ "inline_keyboard": rows }));
    let above = Header::Media(file(MediaKind::Document, "application/pdf", 9));
    let (method, parameters) = call(&interactive(Some(above), offer()));
    assert_eq!((method.as_str(), &parameters["caption"]), ("sendDocument", &json!("Confirma?\n\nOficina Lopes")));
    let markup: Value = serde_json::from_str(parameters["reply_markup"].as_str().unwrap()).unwrap();
    assert_eq!(markup["inline_keyboard"], rows);
}

#[test]
fn a_list_becomes_buttons_and_its_descriptions_text() {
    let row = |id: &str, title: &str, description: Option<&str>| ListRow {
        id: id.into(),
        title: title.into(),
        description: description.map(str::to_owned),
    };
    let section = ListSection {
        title: Some("Horários".into()),
        rows: vec![row("9", "9:00", Some("com o João")), row("10", "10:00", None)],
    };
    let (_, parameters) = call(&interactive(None, Offer::Choices(("Escolha".into(), vec![section]))));
    let text = "Confirma?\n\nHorários\n• 9:00: com o João\n• 10:00\n\nOficina Lopes";
    assert_eq!(parameters["text"], text);
    assert_eq!(parameters["reply_markup"]["inline_keyboard"].as_array().unwrap().len(), 2);
}

#[test]
fn buttons_that_telegram_would_refuse() {
    let refused = |buttons| refused(&interactive(None, Offer::Buttons(buttons)));
    assert_eq!(refused(vec![]), "button-count");
    assert_eq!(refused((0..101).map(|n| button(&n.to_string(), "x")).collect()), "button-count");
    assert_eq!(refused(vec![button(&"ã".repeat(33), "x")]), "button-id");
    assert_eq!(refused(vec![button("", "x")]), "button-id");
    assert_eq!(refused(vec![button("x", " ")]), "button-title");
}

#[test]
fn a_reaction_is_set_and_taken_back() {
    let reaction = |emoji: Option<&str>, id: &str| {
        message(OutboundContent::Reaction(OutboundReaction { remote_id: id.into(), emoji: emoji.map(str::to_owned) }))
    };
    let run = |emoji| {
        let script = Script::new().ok(json!(true));
        let receipt = send(&script.api(1), &reaction(emoji, "5512345:12:c:99")).unwrap();
        assert_eq!(receipt.remote_id, "5512345:12:reaction");
        script.calls().remove(0)
    };
    let (method, parameters) = run(Some("❤\u{fe0f}"));
    assert_eq!(method, "setMessageReaction");
    assert_eq!(parameters["reaction"], json!([{"type": "emoji", "emoji": "❤"}]));
    assert_eq!(run(None).1["reaction"], json!([]));
    assert_eq!(refused(&reaction(Some("👍"), "wamid.A")), "message-id");
    let down = Script::new().fail(HttpError::Timeout);
    let error = send(&down.api(1), &reaction(Some("👍"), "7:1"));
    assert!(matches!(error, Err(CallError::Retry(hint)) if !hint.uncertain), "setting it twice does no harm");
}

#[test]
fn templates_belong_to_other_channels() {
    let template = TemplateMessage { name: "order_ready".into(), language: "pt_BR".into(), parameters: vec![] };
    let script = Script::new();
    let error = send(&script.api(1), &message(OutboundContent::Template(template)));
    assert!(matches!(error, Err(CallError::Unsupported(_))));
}

#[test]
fn the_token_is_in_no_error() {
    for script in [
        Script::new().no(401, "Unauthorized"),
        Script::new().no(404, "Not Found"),
        Script::new().answer(302, json!({})),
        Script::new().fail(HttpError::Timeout),
        Script::new().no(400, "Bad Request: chat not found"),
    ] {
        let error = send(&script.api(1), &text("x")).unwrap_err();
        assert!(!format!("{error:?}").contains("AAE-secret"), "{error:?}");
    }
}
