//! What holds for every body, however broken.

#![allow(clippy::unwrap_used)]

use super::corpus::{SCOPE, bodies};
use super::{Translation, translate};
use crate::bounds;
use deskbell_sdk::channel::{AccountEvent, Event, EventBody, InboundContent};
use deskbell_sdk::{Party, Problem};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The limits that the host enforces; beyond one the whole call would end.
fn within_limits(translation: &Translation) {
    assert!(translation.events.len() <= bounds::EVENTS);
    for event in &translation.events {
        assert!((1..=255).contains(&event.dedupe_key.len()), "{}", event.dedupe_key);
        check_event(event);
    }
}

fn check_event(event: &Event) {
    match &event.body {
        EventBody::Message(m) => {
            check_party(&m.sender);
            check_content(&m.content);
            assert!(!m.remote_id.is_empty());
        }
        EventBody::Echo(e) => {
            check_party(&e.recipient);
            check_content(&e.content);
        }
        EventBody::Edited(e) => e.content.iter().for_each(check_content),
        EventBody::Reaction(r) => {
            check_party(&r.sender);
            assert!(r.emoji.as_ref().is_none_or(|emoji| (1..=bounds::EMOJI).contains(&emoji.len())));
        }
        EventBody::Status(s) => {
            s.recipient.iter().for_each(check_party);
            s.problem.iter().for_each(check_problem);
            assert!(s.price_category.as_ref().is_none_or(|category| category.len() <= bounds::NAME));
        }
        EventBody::IdentityChanged(c) => {
            check_party(&c.before);
            check_party(&c.after);
        }
        EventBody::Preference(p) => check_party(&p.sender),
        EventBody::Account(AccountEvent::Notice(p) | AccountEvent::CredentialsBad(p)) => check_problem(p),
        EventBody::Account(_) | EventBody::Deleted(_) => {}
        EventBody::Typing(_) | EventBody::Blocked(_) | EventBody::Unblocked(_) => panic!("WhatsApp never tells that"),
    }
}

fn check_party(party: &Party) {
    assert!((1..=16).contains(&party.addresses.len()));
    for address in &party.addresses {
        assert!((1..=255).contains(&address.value.len()) && address.value.trim() == address.value);
    }
    assert!(party.display_name.as_ref().is_none_or(|name| name.len() <= 255));
}

fn check_problem(problem: &Problem) {
    assert!((1..=64).contains(&problem.code.len()) && problem.detail.len() <= 1024);
}

fn check_content(content: &InboundContent) {
    match content {
        InboundContent::Text(text) => assert!((1..=bounds::TEXT).contains(&text.len())),
        InboundContent::Media(m) => {
            assert!((1..=2048).contains(&m.media.reference.len()));
            assert!(m.caption.as_ref().is_none_or(|c| c.len() <= 4096));
            assert!(m.media.filename.as_ref().is_none_or(|n| n.len() <= 255));
            assert!(m.media.sha256.as_ref().is_none_or(|h| h.len() == 64));
        }
        InboundContent::Choice(c) => assert!(c.id.len() <= bounds::ID && c.title.len() <= bounds::ID),
        InboundContent::Stub(s) => {
            assert!(s.summary.len() <= 1024 && !s.summary.is_empty());
            assert!(s.raw.len() <= bounds::RAW);
            assert!(serde_json::from_str::<Value>(&s.raw).is_ok() || s.raw.contains("\\ud"), "{}", s.raw);
        }
    }
}

/// Any JSON, with the words of WhatsApp among its keys and values.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "id",
        "from",
        "type",
        "text",
        "body",
        "image",
        "audio",
        "interactive",
        "button_reply",
        "list_reply",
        "nfm_reply",
        "reaction",
        "message_id",
        "system",
        "user_changed_number",
        "wa_id",
        "user_id",
        "edit",
        "message",
        "revoke",
        "original_message_id",
        "unsupported",
        "errors",
        "code",
        "status",
        "sent",
        "failed",
        "recipient_id",
        "contacts",
        "profile",
        "name",
        "username",
        "emoji",
        "@ ana",
        "timestamp",
        "context",
        "referral",
        "order",
        "product_items",
        "location",
        "pricing",
        "category",
        "event",
        "value",
        "stop",
        "5549988590187",
        "BR.1349",
        "wamid.A",
        "1749416383",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|f| json!(f)),
        word.clone().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        // What is too long for some field, cut in the middle of a character.
        (1..400_usize, prop::sample::select(vec!["😀", "ã", " x"])).prop_map(|(n, part)| Value::from(part.repeat(n))),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..6)
                .prop_map(|pairs| pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()),
        ]
    })
}

/// A list of items under one of the known names.
fn any_list() -> impl Strategy<Value = (&'static str, Vec<Value>)> {
    let names = vec!["messages", "statuses", "message_echoes", "user_preferences", "user_id_update", "errors"];
    (prop::sample::select(names), prop::collection::vec(any_json(), 0..8))
}

fn count(translation: &Translation) -> usize {
    translation.events.len() + translation.ignored + translation.foreign
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// X1: N items in, N outcomes out, whatever each of them is.
    #[test]
    fn x1_every_item_has_its_own_outcome(
        lists in prop::collection::vec(any_list(), 0..4),
        contacts in any_json(),
        ours in any::<bool>(),
    ) {
        let items: usize = lists.iter().map(|(_, items)| items.len()).sum();
        let number = if ours { SCOPE.phone_number_id } else { "999" };
        let changes: Vec<Value> = lists.into_iter().map(|(name, items)| json!({
            "field": "messages",
            "value": {"metadata": {"phone_number_id": number}, "contacts": contacts, name: items},
        })).collect();
        let body = json!({"object": "whatsapp_business_account", "entry": [{"id": SCOPE.waba_id, "changes": changes}]});
        let translation = translate(&SCOPE, body.to_string().as_bytes());
        prop_assert_eq!(count(&translation), items);
        within_limits(&translation);
    }

    /// X1: a field that is read, longer than the host takes it.
    #[test]
    fn x1_long_words_are_cut_to_what_the_host_takes(part in prop::sample::select(vec!["😀", "ã", "@ x"]), times in 1..3_000_usize) {
        let long = part.repeat(times);
        let value = json!({
            "metadata": {"phone_number_id": SCOPE.phone_number_id},
            "contacts": [{"wa_id": "5549988590187", "profile": {"name": long, "username": long}}],
            "messages": [
                {"id": "wamid.A", "from": "5549988590187", "type": "reaction", "reaction": {"message_id": "wamid.B", "emoji": long}},
                {"id": "wamid.C", "from": long, "type": "image", "image": {"id": "1", "caption": long, "filename": long, "mime_type": long}},
                {"id": long, "from": "5549988590187", "type": "button", "button": {"text": long, "payload": long}, "referral": {"headline": long}},
                {"id": "wamid.D", "type": long, "from_user_id": long},
            ],
            "statuses": [{"id": "wamid.E", "status": "sent", "recipient_id": long, "pricing": {"category": long}}],
            "errors": [{"code": 1, "message": long, "fbtrace_id": long}],
        });
        let body = json!({"object": "whatsapp_business_account", "entry": [{"id": SCOPE.waba_id, "changes": [{"field": "messages", "value": value}]}]});
        within_limits(&translate(&SCOPE, body.to_string().as_bytes()));
    }

    /// X1: any JSON at all, in the place of the whole body.
    #[test]
    fn x1_any_json_is_survived(body in any_json()) {
        within_limits(&translate(&SCOPE, body.to_string().as_bytes()));
    }

    /// X1: real bodies with bytes changed, cut out or doubled; twice the same
    /// request gives twice the same events.
    #[test]
    fn x1_damaged_bodies_are_survived(
        which in any::<prop::sample::Index>(),
        wounds in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..12),
    ) {
        let bodies = bodies();
        let mut body = which.get(&bodies).1.clone().into_bytes();
        for (at, byte, kind) in wounds {
            let at = at.index(body.len());
            match kind {
                0 => body[at] = byte,
                1 => drop(body.drain(at..(at + usize::from(byte)).min(body.len()))),
                2 => body.insert(at, byte),
                _ => {
                    let piece = body[at..(at + usize::from(byte)).min(body.len())].to_vec();
                    body.splice(at..at, piece);
                }
            }
            prop_assume!(!body.is_empty());
        }
        let once = translate(&SCOPE, &body);
        within_limits(&once);
        prop_assert_eq!(once.events, translate(&SCOPE, &body).events);
    }
}
