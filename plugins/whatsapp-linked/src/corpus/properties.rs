//! What holds for every body, however broken.

use super::{lists, translated};
use crate::bounds;
use crate::told::Translation;
use deskbell_sdk::channel::{AccountEvent, AccountInfo, Event, EventBody, InboundContent};
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
    for (id, known) in &translation.known {
        check_id(id);
        assert!(!known.chat.is_empty() && known.chat.len() <= bounds::NAME, "{known:?}");
    }
}

fn check_id(id: &str) {
    assert!((1..=bounds::ID).contains(&id.len()), "{id}");
}

fn check_event(event: &Event) {
    match &event.body {
        EventBody::Message(m) => {
            check_id(&m.remote_id);
            m.reply_to.iter().for_each(|id| check_id(id));
            check_party(&m.sender);
            check_content(&m.content);
        }
        EventBody::Echo(e) => {
            check_id(&e.remote_id);
            check_party(&e.recipient);
            check_content(&e.content);
        }
        EventBody::Edited(e) => {
            check_id(&e.remote_id);
            e.content.iter().for_each(check_content);
        }
        EventBody::Deleted(id) => check_id(id),
        EventBody::Reaction(r) => {
            check_id(&r.remote_id);
            check_party(&r.sender);
            assert!(r.emoji.as_ref().is_none_or(|emoji| (1..=bounds::EMOJI).contains(&emoji.len())));
        }
        EventBody::Status(s) => {
            check_id(&s.remote_id);
            s.problem.iter().for_each(check_problem);
        }
        EventBody::Account(AccountEvent::Notice(p) | AccountEvent::CredentialsBad(p)) => check_problem(p),
        EventBody::Account(AccountEvent::Connected(info)) => check_info(info),
        EventBody::Account(AccountEvent::PairingChanged) => {}
        other => panic!("a linked device never tells that: {other:?}"),
    }
}

fn check_party(party: &Party) {
    assert!((1..=16).contains(&party.addresses.len()));
    for address in &party.addresses {
        assert!((1..=255).contains(&address.value.len()) && address.value.trim() == address.value, "{address:?}");
    }
    assert!(party.display_name.as_ref().is_none_or(|name| name.len() <= 255));
}

fn check_problem(problem: &Problem) {
    assert!((1..=64).contains(&problem.code.len()) && problem.detail.len() <= 1024);
}

fn check_info(info: &AccountInfo) {
    assert!((1..=bounds::ID).contains(&info.remote_id.len()) && info.display.len() <= bounds::NAME, "{info:?}");
}

fn check_content(content: &InboundContent) {
    match content {
        InboundContent::Text(text) => assert!((1..=bounds::TEXT).contains(&text.len())),
        InboundContent::Media(m) => {
            assert!((1..=bounds::REFERENCE).contains(&m.media.reference.len()));
            assert!(m.caption.as_ref().is_none_or(|c| c.len() <= bounds::CAPTION));
            assert!(m.media.filename.as_ref().is_none_or(|n| n.len() <= bounds::NAME));
            assert!(m.media.mime.as_ref().is_none_or(|n| n.len() <= bounds::NAME));
        }
        InboundContent::Choice(c) => assert!(c.id.len() <= 1024 && c.title.len() <= 1024),
        InboundContent::Stub(s) => {
            assert!(s.summary.len() <= bounds::SUMMARY && !s.summary.is_empty());
            assert!(s.provider_type.len() <= bounds::NAME);
            assert!(s.raw.len() <= bounds::RAW && serde_json::from_str::<Value>(&s.raw).is_ok());
        }
    }
}

/// Puts another value at one place.
fn mutate(value: &mut Value, pick: &mut usize, with: &Value) -> bool {
    if *pick == 0 {
        *value = with.clone();
        return true;
    }
    *pick -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| mutate(item, pick, with)),
        Value::Object(fields) => fields.values_mut().any(|field| mutate(field, pick, with)),
        _ => false,
    }
}

fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!("")),
        Just(json!("  \u{a0} ")),
        Just(json!("ã".repeat(100_000))),
        Just(json!("😀\u{202e}".repeat(600))),
        Just(json!("false_1@g.us_2_3@lid")),
        Just(json!(true)),
        any::<i64>().prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        ".{0,40}".prop_map(|text| json!(text)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn x7_a_changed_body_stays_within_the_limits(
        file in 0usize..64,
        body in 0usize..64,
        place in 1usize..120,
        with in odd(),
        groups in any::<bool>(),
    ) {
        let lists = lists();
        let mut list = lists[file % lists.len()].1.clone();
        list["record_groups"] = json!(groups);
        list["record_shared"] = json!(groups);
        let bodies = list["bodies"].as_array_mut().unwrap();
        let index = body % bodies.len();
        mutate(&mut bodies[index], &mut place.clone(), &with);
        within_limits(&translated(&list));
    }
}

#[test]
fn x7_the_corpus_itself_is_within_the_limits() {
    lists().iter().for_each(|(_, list)| within_limits(&translated(list)));
}
