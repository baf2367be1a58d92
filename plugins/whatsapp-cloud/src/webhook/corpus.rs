//! Golden files: `tests/corpus/NAME.json` is a webhook body, `NAME.events.json`
//! what becomes of it. After a wanted change run the tests with
//! `UPDATE_CORPUS=1` and read the difference.

#![allow(clippy::unwrap_used)]

mod show;

use super::{Scope, translate};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::{env, fs};

pub(super) const SCOPE: Scope<'static> =
    Scope { phone_number_id: "106540352242922", waba_id: "102290129340398", received_ms: 1_780_000_000_000 };

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Every body of the corpus with its name.
pub(super) fn bodies() -> Vec<(String, String)> {
    let mut bodies: Vec<(String, String)> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json") && !is_golden(path))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
        .collect();
    bodies.sort();
    bodies
}

fn is_golden(path: &Path) -> bool {
    path.to_str().unwrap().ends_with(".events.json")
}

fn shown(body: &str) -> String {
    let translation = translate(&SCOPE, body.as_bytes());
    let shown = json!({
        "events": translation.events.iter().map(show::event).collect::<Vec<_>>(),
        "foreign": translation.foreign,
        "ignored": translation.ignored,
        "malformed": translation.malformed,
    });
    format!("{shown:#}\n")
}

#[test]
fn x1_the_corpus_becomes_what_its_golden_files_say() {
    let mut wrong = Vec::new();
    for (name, body) in bodies() {
        let path = folder().join(format!("{name}.events.json"));
        let got = shown(&body);
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
fn the_corpus_covers_every_kind_of_event() {
    let all: String = bodies().iter().map(|(_, body)| shown(body)).collect();
    for word in [
        "message",
        "edited",
        "deleted",
        "reaction",
        "status",
        "echo",
        "identity-changed",
        "preference",
        "account",
        "text",
        "image",
        "video",
        "audio",
        "voice",
        "document",
        "sticker",
        "choice",
        "location",
        "contact",
        "poll",
        "order",
        "form",
        "call",
        "edit",
        "unknown",
        "credentials-bad",
        "notice",
        "quality",
        "template-status",
        "window-closed",
        "unreachable",
        "opted-out",
        "transient",
        "pending",
        "approved",
        "rejected",
        "paused",
        "disabled",
    ] {
        assert!(all.contains(&format!("\"{word}\"")), "no body of the corpus gives \"{word}\"");
    }
}
