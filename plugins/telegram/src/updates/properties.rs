//! What holds for every update, however broken.

#![allow(clippy::unwrap_used)]

use super::Translation;
use super::corpus::{RECEIVED_MS, lists, translated};
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
    let id = |id: &str| assert!((1..=bounds::ID).contains(&id.len()), "{id}");
    match &event.body {
        EventBody::Message(m) => {
            id(&m.remote_id);
            m.reply_to.iter().for_each(|reply| id(reply));
            check_party(&m.sender);
            check_content(&m.content);
            assert!(m.referral.as_ref().is_none_or(|r| r.len() <= 64));
        }
        EventBody::Edited(e) => {
            id(&e.remote_id);
            e.content.iter().for_each(check_content);
        }
        EventBody::Reaction(r) => {
            id(&r.remote_id);
            check_party(&r.sender);
            assert!(r.emoji.as_ref().is_none_or(|emoji| (1..=bounds::EMOJI).contains(&emoji.len())));
        }
        EventBody::IdentityChanged(c) => {
            check_party(&c.before);
            check_party(&c.after);
        }
        EventBody::Blocked(p) | EventBody::Unblocked(p) => check_party(p),
        EventBody::Account(AccountEvent::Notice(p)) => check_problem(p),
        other => panic!("Telegram never tells that: {other:?}"),
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

fn check(list: &str) {
    within_limits(&translated(list).0);
}

/// Every string of a value, with the place to put another one.
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
        Just(json!(true)),
        any::<i64>().prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        ".{0,40}".prop_map(|text| json!(text)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn x7_a_changed_update_stays_within_the_limits(file in 0usize..15, place in 1usize..400, with in odd()) {
        let lists = lists();
        let mut value: Value = serde_json::from_str(&lists[file % lists.len()].1.replace("\\ud83d", "")).unwrap();
        mutate(&mut value, &mut place.clone(), &with);
        if value.is_array() {
            check(&value.to_string());
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        let mut out = Translation::default();
        let _ = super::translate(&text, RECEIVED_MS, &mut out);
        within_limits(&out);
    }
}

#[test]
fn x1_the_same_update_gives_the_same_keys() {
    let keys = |list: &str| translated(list).0.events.into_iter().map(|e| e.dedupe_key).collect::<Vec<_>>();
    for (name, list) in lists() {
        assert_eq!(keys(&list), keys(&list), "{name}");
    }
}

/// A webhook brings alone what a poll brings among others; whichever comes
/// second must be known.
#[test]
fn x1_webhook_and_poll_agree() {
    for (name, list) in lists() {
        let updates: Vec<Box<serde_json::value::RawValue>> = serde_json::from_str(&list).unwrap();
        let mut alone = Translation::default();
        updates.iter().for_each(|u| super::translate(u.get(), RECEIVED_MS, &mut alone).unwrap());
        assert_eq!(alone.events, translated(&list).0.events, "{name}");
    }
}
