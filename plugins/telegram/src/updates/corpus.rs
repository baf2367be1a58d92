//! Golden files: `tests/corpus/NAME.json` is a list of updates as a poll gives
//! them, `NAME.events.json` what becomes of it. After a wanted change run the
//! tests with `UPDATE_CORPUS=1` and read the difference.

#![allow(clippy::unwrap_used)]

mod show;

use super::{Translation, translate_all};
use serde_json::json;
use serde_json::value::RawValue;
use std::path::{Path, PathBuf};
use std::{env, fs};

pub(super) const RECEIVED_MS: u64 = 1_780_000_500_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Every list of the corpus with its name.
pub(super) fn lists() -> Vec<(String, String)> {
    let mut lists: Vec<(String, String)> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json") && !is_golden(path))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
        .collect();
    lists.sort();
    lists
}

fn is_golden(path: &Path) -> bool {
    path.to_str().unwrap().ends_with(".events.json")
}

pub(super) fn translated(list: &str) -> (Translation, Option<i64>) {
    let raw: &RawValue = serde_json::from_str(list).unwrap();
    let mut out = Translation::default();
    let last = translate_all(raw, RECEIVED_MS, &mut out);
    (out, last)
}

fn shown(list: &str) -> String {
    let (translation, last) = translated(list);
    let shown = json!({
        "events": translation.events.iter().map(show::event).collect::<Vec<_>>(),
        "taps": translation.taps,
        "moved": translation.moved,
        "ignored": translation.ignored,
        "last": last,
    });
    format!("{shown:#}\n")
}

#[test]
fn x1_the_corpus_becomes_what_its_golden_files_say() {
    let mut wrong = Vec::new();
    for (name, list) in lists() {
        let path = folder().join(format!("{name}.events.json"));
        let got = shown(&list);
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
    let all: String = lists().iter().map(|(_, list)| shown(list)).collect();
    for word in [
        "message",
        "edited",
        "reaction",
        "identity-changed",
        "blocked",
        "unblocked",
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
        "unknown",
        "notice",
    ] {
        assert!(all.contains(&format!("\"{word}\"")), "no list of the corpus gives \"{word}\"");
    }
}
