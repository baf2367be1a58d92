//! Golden files: `tests/corpus/NAME.json` is a request that Kannel 1.4.5 made
//! behind `tests/kannel/peers.py`, or such a one with fields moved, changed or
//! left out; `NAME.events.json` what becomes of it. After a wanted change run
//! the tests with `UPDATE_CORPUS=1` and read the difference.

#![allow(clippy::unwrap_used)]

mod show;

use super::{Scope, translate};
use deskbell_sdk::WebhookRequest;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// A request as `deskbell plugin call … handle` takes it, with the body as text
/// or as hexadecimal bytes.
#[derive(Deserialize)]
struct Recorded {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body_hex: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn recorded() -> Vec<(String, WebhookRequest)> {
    let mut requests: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.to_str().unwrap().ends_with(".events.json"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), request(&path)))
        .collect();
    requests.sort_by(|(a, _), (b, _)| a.cmp(b));
    requests
}

fn request(path: &Path) -> WebhookRequest {
    let recorded: Recorded = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    WebhookRequest {
        method: recorded.method,
        path: recorded.path,
        query: recorded.query,
        headers: recorded.headers,
        body: super::charset::from_hex(&recorded.body_hex).unwrap(),
        received_ms: 1_780_000_000_000,
    }
}

fn shown(country_code: &str, request: &WebhookRequest) -> String {
    let event = translate(&Scope { country_code }, request);
    format!("{:#}\n", json!(event.as_ref().map(show::event)))
}

#[test]
fn x1_the_corpus_becomes_what_its_golden_files_say() {
    let mut wrong = Vec::new();
    for (name, request) in recorded() {
        // The recorded national number is Brazilian.
        let got = shown(if name.contains("national") { "55" } else { "" }, &request);
        let path = folder().join(format!("{name}.events.json"));
        if env::var_os("UPDATE_CORPUS").is_some() {
            fs::write(&path, &got).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != got {
            wrong.push(format!("{name} gives\n{got}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nif this is wanted: UPDATE_CORPUS=1", wrong.join("\n"));
}

#[test]
fn the_corpus_covers_every_outcome() {
    let all: String = recorded().iter().map(|(_, request)| shown("", request)).collect();
    for word in [
        "text",
        "stub",
        "binary",
        "empty",
        "unreadable",
        "sent",
        "delivered",
        "failed",
        "unreachable",
        "notice",
        "phone",
        "other",
    ] {
        assert!(all.contains(word), "no request of the corpus gives \"{word}\"");
    }
}

#[test]
fn x1_a_repeated_request_has_the_same_key() {
    for (name, mut request) in recorded() {
        let key =
            |request: &WebhookRequest| translate(&Scope { country_code: "" }, request).map(|event| event.dedupe_key);
        let first = key(&request);
        request.received_ms += 60_000;
        assert_eq!(key(&request), first, "{name}");
    }
}

proptest! {
    #[test]
    fn x7_strange_requests_stay_within_the_contract(
        path in "(/report)?",
        post in any::<bool>(),
        query in proptest::collection::vec(("(id|from|ts|coding|charset|hex|text|message|status|reply|udh)", "\\PC{0,200}|[0-9A-F]{0,40}"), 0..8),
        body in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let method = if post { "POST" } else { "GET" }.to_owned();
        let request = WebhookRequest { method, path, query, headers: Vec::new(), body, received_ms: 5 };
        for country_code in ["", "55"] {
            if let Some(event) = translate(&Scope { country_code }, &request) {
                prop_assert!((1..=255).contains(&event.dedupe_key.len()));
            }
        }
    }
}
