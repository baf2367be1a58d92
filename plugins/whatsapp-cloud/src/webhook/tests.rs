#![allow(clippy::unwrap_used)]
use super::corpus::{SCOPE, bodies};
use super::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn message(id: &str, body: &str) -> Value {
    json!({"from": "5549988590187", "id": id, "timestamp": "1749416383", "type": "text", "text": {"body": body}})
}

fn change(list: &str, items: Vec<Value>) -> Value {
    json!({"field": "messages", "value": {"messaging_product": "whatsapp",
        "metadata": {"phone_number_id": SCOPE.phone_number_id}, list: items}})
}

fn run(changes: Vec<Value>) -> Translation {
    let body = json!({"object": "whatsapp_business_account", "entry": [{"id": SCOPE.waba_id, "changes": changes}]});
    translate(&SCOPE, body.to_string().as_bytes())
}

fn keys(translation: &Translation) -> Vec<&str> {
    translation.events.iter().map(|event| event.dedupe_key.as_str()).collect()
}

#[test]
fn the_body_of_the_signature_vector_says_nothing() {
    let translation = translate(&SCOPE, br#"{"object":"whatsapp_business_account","entry":[]}"#);
    assert!(translation.events.is_empty());
}

/// A redelivery may come alone or in another batch: the keys are the same.
#[test]
fn x1_keys_do_not_depend_on_the_batch() {
    let alone = |n: usize| run(vec![change("messages", vec![message(&format!("wamid.{n}"), "x")])]);
    let together = run(vec![change("messages", (0..3).map(|n| message(&format!("wamid.{n}"), "x")).collect())]);
    let alone: Vec<String> = (0..3).flat_map(|n| alone(n).events).map(|event| event.dedupe_key).collect();
    assert_eq!(keys(&together), alone);
    assert_eq!(alone, ["m:wamid.0", "m:wamid.1", "m:wamid.2"]);
}

#[test]
fn x1_facts_of_one_corpus_body_have_different_keys() {
    for (name, body) in bodies() {
        let translation = translate(&SCOPE, body.as_bytes());
        let facts: Vec<&str> = keys(&translation).into_iter().filter(|key| !key.starts_with("n:backfill")).collect();
        let distinct: BTreeSet<&str> = facts.iter().copied().collect();
        assert_eq!(distinct.len(), facts.len(), "{name}: {facts:?}");
    }
}

#[test]
fn x1_a_full_batch_of_a_thousand_is_a_thousand_events() {
    let messages = (0..400).map(|n| message(&format!("wamid.M{n}"), "x")).collect();
    let statuses = (0..600)
        .map(|n| json!({"id": format!("wamid.S{n}"), "status": "sent", "timestamp": "1749416383", "recipient_id": "1"}))
        .collect();
    let translation = run(vec![change("messages", messages), change("statuses", statuses)]);
    assert_eq!(translation.events.len(), 1_000);
}

#[test]
fn x1_beyond_the_limit_messages_stay_and_it_is_told() {
    let statuses = (0..1_500)
        .map(|n| json!({"id": format!("wamid.S{n}"), "status": "sent", "timestamp": "1749416383", "recipient_id": "1"}))
        .collect();
    let messages = (0..600).map(|n| message(&format!("wamid.M{n}"), "x")).collect();
    let translation = run(vec![change("statuses", statuses), change("messages", messages)]);
    assert_eq!(translation.events.len(), bounds::EVENTS);
    let count = |wanted: fn(&EventBody) -> bool| translation.events.iter().filter(|e| wanted(&e.body)).count();
    assert_eq!(count(|body| matches!(body, EventBody::Message(_))), 600);
    assert_eq!(count(|body| matches!(body, EventBody::Status(_))), 1_399);
    assert_eq!(count(|body| matches!(body, EventBody::Account(_))), 1);
}

#[test]
fn x1_a_message_nested_too_deep_is_a_stub() {
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let body = format!(
        r#"{{"entry":[{{"id":"{}","changes":[{{"field":"messages","value":{{"messages":[{{"id":"wamid.D","x":{deep}}},{}]}}}}]}}]}}"#,
        SCOPE.waba_id,
        message("wamid.OK", "neighbour")
    );
    let translation = translate(&SCOPE, body.as_bytes());
    assert_eq!(translation.events.len(), 2);
    let EventBody::Message(stub) = &translation.events[0].body else { panic!("a message") };
    assert!(matches!(stub.content, deskbell_sdk::channel::InboundContent::Stub(_)));
    assert_eq!(translation.events[1].dedupe_key, "m:wamid.OK");
}

#[test]
fn oversized_texts_ids_and_names_stay_within_the_contract() {
    let long = "ã".repeat(70_000);
    let mut huge = message(&"w".repeat(600), &long);
    huge["from"] = json!("9".repeat(400));
    let mut change = change("messages", vec![huge, message(&"v".repeat(300), "x")]);
    change["value"]["contacts"] = json!([{"profile": {"name": long, "username": long}, "wa_id": "1".repeat(300)}]);
    let translation = run(vec![change]);
    assert_eq!(translation.events.len(), 2);
    for event in &translation.events {
        assert!(event.dedupe_key.len() <= 255);
        let EventBody::Message(message) = &event.body else { panic!("a message") };
        assert_eq!(message.sender.addresses.len(), 1);
    }
}

/// The verdict of Meta comes twice with the same words, weeks apart.
#[test]
fn a_template_paused_again_is_a_new_fact() {
    let update = |time: u64| {
        let value = json!({"event": "PAUSED", "message_template_name": "order_ready",
            "message_template_language": "pt_BR", "reason": "NONE"});
        let entry = json!({"id": SCOPE.waba_id, "time": time,
            "changes": [{"field": "message_template_status_update", "value": value}]});
        let body = json!({"object": "whatsapp_business_account", "entry": [entry]}).to_string();
        translate(&SCOPE, body.as_bytes()).events.remove(0)
    };
    assert_eq!(update(1_751_247_548), update(1_751_247_548));
    assert_ne!(update(1_751_247_548).dedupe_key, update(1_753_000_000).dedupe_key);
}

#[test]
fn details_of_notices_carry_nothing_of_customers() {
    for (name, body) in bodies() {
        for event in translate(&SCOPE, body.as_bytes()).events {
            let problem = match &event.body {
                EventBody::Account(AccountEvent::Notice(p) | AccountEvent::CredentialsBad(p)) => Some(p),
                EventBody::Status(status) => status.problem.as_ref(),
                _ => None,
            };
            let Some(problem) = problem else { continue };
            for private in ["88590187", "77770000", "99990000", "Ana", "Souza", "Bom dia"] {
                assert!(!problem.detail.contains(private), "{name}: {}", problem.detail);
            }
        }
    }
}
