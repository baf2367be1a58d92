#![allow(clippy::unwrap_used)]
use super::*;
use crate::script::{Script, settings};
use deskbell_sdk::BlobRef;
use deskbell_sdk::channel::Location;

fn text_value(text: &str) -> ParameterValue {
    ParameterValue::Text(text.into())
}

fn parameter(slot: ParameterSlot, name: Option<&str>, value: ParameterValue) -> TemplateParameter {
    TemplateParameter { slot, name: name.map(str::to_owned), value }
}

fn template(parameters: Vec<TemplateParameter>) -> TemplateMessage {
    TemplateMessage { name: "order_ready".into(), language: "pt_BR".into(), parameters }
}

fn pdf(kind: MediaKind, mime: &str) -> ParameterValue {
    let blob = BlobRef { sha256: "ab".repeat(32), size: 9, mime: mime.into() };
    let filename = Some("boleto.pdf".to_owned());
    ParameterValue::Media(OutboundMedia { kind, blob, caption: Some("not shown".into()), filename })
}

fn built(script: &Script, template: &TemplateMessage) -> Result<Value, CallError> {
    let settings = settings();
    object(&Graph { wire: script, settings: &settings, attempt: 1 }, template)
}

fn components(parameters: Vec<TemplateParameter>) -> Value {
    built(&Script::new(), &template(parameters)).unwrap()["components"].clone()
}

fn refused(template: &TemplateMessage) -> String {
    let script = Script::new();
    let error = built(&script, template).unwrap_err();
    assert!(script.sent().is_empty(), "checks come before uploads");
    assert!(matches!(error, CallError::Rejected(_)), "{error:?}");
    error.problem().code.clone()
}

use ParameterSlot::{Body, Button, Header};

#[test]
fn without_values_there_are_no_components() {
    assert_eq!(
        built(&Script::new(), &template(vec![])).unwrap(),
        json!({"name": "order_ready", "language": {"code": "pt_BR"}, "components": []})
    );
}

#[test]
fn numbered_values_keep_their_order() {
    let got = components(vec![
        parameter(Body, None, text_value("Ana")),
        parameter(Header, None, text_value("1042")),
        parameter(Body, None, text_value("R$ 120,00")),
    ]);
    let want = json!([
        {"type": "header", "parameters": [{"type": "text", "text": "1042"}]},
        {"type": "body", "parameters": [{"type": "text", "text": "Ana"}, {"type": "text", "text": "R$ 120,00"}]},
    ]);
    assert_eq!(got, want);
}

#[test]
fn named_values_carry_their_names() {
    let got = components(vec![parameter(Body, Some("first_name"), text_value("Ana"))]);
    let want = json!([{"type": "body", "parameters": [
        {"type": "text", "text": "Ana", "parameter_name": "first_name"}]}]);
    assert_eq!(got, want);
    let mixed = vec![parameter(Body, Some("first_name"), text_value("Ana")), parameter(Body, None, text_value("1042"))];
    assert_eq!(refused(&template(mixed)), "template-names");
}

#[test]
fn s1_9_the_boleto_stands_in_the_header() {
    let script = Script::new().answer(200, json!({"id": "77"}));
    let got = built(&script, &template(vec![parameter(Header, None, pdf(MediaKind::Document, "application/pdf"))]));
    let want = json!([{"type": "header", "parameters": [
        {"type": "document", "document": {"id": "77", "filename": "boleto.pdf"}}]}]);
    assert_eq!(got.unwrap()["components"], want);
    for (kind, mime, word) in [(MediaKind::Image, "image/png", "image"), (MediaKind::Video, "video/mp4", "video")] {
        let script = Script::new().answer(200, json!({"id": "77"}));
        let got = built(&script, &template(vec![parameter(Header, None, pdf(kind, mime))])).unwrap();
        assert_eq!(got["components"][0]["parameters"][0], json!({"type": word, word: {"id": "77"}}));
    }
    let audio = vec![parameter(Header, None, pdf(MediaKind::Audio, "audio/mpeg"))];
    assert_eq!(refused(&template(audio)), "header-kind");
    let gif = vec![parameter(Header, None, pdf(MediaKind::Image, "image/gif"))];
    assert_eq!(refused(&template(gif)), "media-type");
}

#[test]
fn a_bad_value_is_found_before_the_upload() {
    let parameters = vec![
        parameter(Header, None, pdf(MediaKind::Document, "application/pdf")),
        parameter(Body, None, text_value(" \n ")),
    ];
    assert_eq!(refused(&template(parameters)), "parameter-length");
}

#[test]
fn a_place_in_the_header_is_complete() {
    let place = |name: Option<&str>| {
        ParameterValue::Location(Location {
            latitude: "-27.1".into(),
            longitude: "-52.6".into(),
            name: name.map(str::to_owned),
            address: Some("Rua A, 12".into()),
        })
    };
    let got = components(vec![parameter(Header, None, place(Some("Oficina")))]);
    assert_eq!(got[0]["parameters"][0]["location"]["address"], "Rua A, 12");
    assert_eq!(refused(&template(vec![parameter(Header, None, place(None))])), "location");
}

#[test]
fn buttons_are_grouped_by_index() {
    let got = components(vec![
        parameter(Button(1), None, ParameterValue::UrlSuffix("1042?x=1".into())),
        parameter(Button(0), None, ParameterValue::Payload("confirm:1042".into())),
    ]);
    let want = json!([
        {"type": "button", "sub_type": "quick_reply", "index": "0",
            "parameters": [{"type": "payload", "payload": "confirm:1042"}]},
        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "1042?x=1"}]},
    ]);
    assert_eq!(got, want);
}

#[test]
fn s1_15_values_are_made_fit_or_refused() {
    let cleaned = |text: &str| {
        components(vec![parameter(Body, None, text_value(text))])[0]["parameters"][0]["text"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(cleaned("  Rua A\n\nCentro\tSul "), "Rua A Centro Sul");
    assert_eq!(cleaned("a    b"), "a    b", "four blanks may stay");
    assert_eq!(cleaned("a     b"), "a b");
    assert_eq!(cleaned("a \r\n b\u{2028}c"), "a b c");
    assert_eq!(cleaned("10\u{a0}000 €"), "10\u{a0}000 €");
    for empty in ["", "   ", "\n\t"] {
        assert_eq!(refused(&template(vec![parameter(Body, None, text_value(empty))])), "parameter-length");
    }
}

#[test]
fn values_only_where_they_belong() {
    let check = |slot, value, code: &str| assert_eq!(refused(&template(vec![parameter(slot, None, value)])), code);
    check(Body, pdf(MediaKind::Document, "application/pdf"), "template-slot");
    check(Body, ParameterValue::Payload("x".into()), "template-slot");
    check(Header, ParameterValue::UrlSuffix("x".into()), "template-slot");
    check(Button(0), text_value("x"), "template-slot");
    check(Button(10), ParameterValue::Payload("x".into()), "template-slot");
    check(Button(0), ParameterValue::Payload(String::new()), "parameter-length");
    check(Button(0), ParameterValue::Payload("p".repeat(257)), "parameter-length");
    check(Button(0), ParameterValue::UrlSuffix("a b".into()), "url-suffix");
    check(Button(0), ParameterValue::UrlSuffix(String::new()), "parameter-length");
    check(Header, text_value(&"h".repeat(61)), "parameter-length");
    check(Body, text_value(&"b".repeat(1_025)), "parameter-length");
    let twice = |slot: ParameterSlot, value: ParameterValue| {
        template(vec![parameter(slot, None, value.clone()), parameter(slot, None, value)])
    };
    assert_eq!(refused(&twice(Header, text_value("x"))), "template-slot");
    assert_eq!(refused(&twice(Button(0), ParameterValue::Payload("x".into()))), "template-slot");
}

#[test]
fn names_are_as_meta_registers_them() {
    let named = |name: &str| TemplateMessage { name: name.into(), ..template(vec![]) };
    for bad in ["", "Order", "order ready", "pedido_é", &"a".repeat(513)] {
        assert_eq!(refused(&named(bad)), "template-name", "{bad}");
    }
    let no_language = TemplateMessage { language: " ".into(), ..template(vec![]) };
    assert_eq!(refused(&no_language), "template-language");
}
