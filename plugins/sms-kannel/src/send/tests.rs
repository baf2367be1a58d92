use super::*;
use crate::settings::example;
use deskbell_sdk::channel::{Location, OutboundReaction, OutboundText, TemplateMessage};
use deskbell_sdk::http::{Header, Method};
use deskbell_sdk::{Address, AddressKind};

fn message(content: OutboundContent) -> OutboundMessage {
    OutboundMessage { id: "m-7-1-1".to_owned(), to: vec![Address::phone("+5549988590187")], content, reply_to: None }
}

fn text_message(body: &str) -> OutboundMessage {
    message(OutboundContent::Text(OutboundText { body: body.to_owned(), preview_link: false }))
}

fn prepared(settings: &Settings, body: &str) -> Request {
    prepare(settings, &text_message(body)).map(|prepared| prepared.request).expect("a text that can be sent")
}

/// `Some("<password>")` for a secret of that name, with what stands before it.
fn header(request: &Request, name: &str) -> Option<String> {
    let (_, value) = request.headers().iter().find(|(key, _)| key == name)?;
    Some(match value {
        Header::Plain(value) => value.clone(),
        Header::Secret(secret) => format!("{}<{}>", secret.before, secret.name),
    })
}

fn code(result: Result<Prepared, CallError>) -> String {
    result.map(|_| "ok".to_owned()).unwrap_or_else(|error| error.problem().code.clone())
}

#[test]
fn a_text_becomes_one_post() {
    let request = prepared(&example(), "Sua moto está pronta");
    assert_eq!(request.method(), Method::Post);
    assert_eq!(request.url(), "http://10.0.0.5:13013/cgi-bin/sendsms");
    let check = |name: &str, expected: Option<&str>| assert_eq!(header(&request, name).as_deref(), expected, "{name}");
    check("x-kannel-username", Some("<username>"));
    check("x-kannel-password", Some("<password>"));
    check("x-kannel-from", Some("Oficina"));
    check("x-kannel-to", Some("+5549988590187"));
    check("x-kannel-coding", Some("2"));
    check("content-type", Some("text/plain; charset=UTF-16BE"));
    check("x-kannel-dlr-mask", Some("31"));
    check(
        "x-kannel-dlr-url",
        Some(
            "http://10.0.0.2:8080/hooks/shop/t0ken/report?message=m-7-1-1&status=%d&reply=%A&ts=%T&key=<callback_key>",
        ),
    );
    check("x-kannel-smsc", None);
    check("x-kannel-validity", None);
    assert_eq!(request.body_bytes().map(<[u8]>::len), Some(40));
}

#[test]
fn settings_that_are_empty_are_left_to_kannel() {
    let bare = Settings { callback_url: String::new(), sender: String::new(), ..example() };
    let request = prepared(&bare, "ok");
    for name in ["x-kannel-from", "x-kannel-dlr-mask", "x-kannel-dlr-url"] {
        assert_eq!(header(&request, name), None, "{name}");
    }
    let full = Settings { smsc: "link0".to_owned(), validity_min: 60, ..example() };
    let request = prepared(&full, "ok");
    assert_eq!(header(&request, "x-kannel-smsc").as_deref(), Some("link0"));
    assert_eq!(header(&request, "x-kannel-validity").as_deref(), Some("60"));
    assert_eq!(header(&request, "x-kannel-coding").as_deref(), Some("0"));
    assert_eq!(request.body_bytes(), Some(&b"ok"[..]));
}

#[test]
fn what_kannel_would_cut_off_is_refused() {
    let two_parts = Settings { max_parts: 2, ..example() };
    assert_eq!(code(prepare(&two_parts, &text_message(&"a".repeat(306)))), "ok");
    assert_eq!(code(prepare(&two_parts, &text_message(&"a".repeat(307)))), "too-long");
    assert_eq!(code(prepare(&example(), &text_message(" \n"))), "no-text");
}

#[test]
fn the_recipient_is_a_phone() {
    let mut message = text_message("ok");
    message.to = vec![Address::new(AddressKind::Other, "BANK")];
    assert_eq!(code(prepare(&example(), &message)), "no-phone");
}

#[test]
fn what_sms_cannot_carry_names_what_it_can() {
    let place = Location { latitude: "-27.1".to_owned(), longitude: "-52.6".to_owned(), name: None, address: None };
    let template = TemplateMessage { name: "a".to_owned(), language: "pt".to_owned(), parameters: Vec::new() };
    let reaction = OutboundReaction { remote_id: "m".to_owned(), emoji: None };
    for content in
        [OutboundContent::Location(place), OutboundContent::Template(template), OutboundContent::Reaction(reaction)]
    {
        let Err(CallError::Unsupported(problem)) = prepare(&example(), &message(content)).map(|_| ()) else {
            panic!("SMS has no such thing");
        };
        assert!(problem.detail.contains("text"), "{problem}");
    }
}

#[test]
fn ids_that_an_address_cannot_carry_are_shortened() {
    assert_eq!(remote_id("m-7-1-1"), "m-7-1-1");
    for odd in ["", "a b", "%d", "ã", &"a".repeat(101)] {
        let id = remote_id(odd);
        assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    }
}
