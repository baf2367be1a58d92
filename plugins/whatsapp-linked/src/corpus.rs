//! Golden files: `tests/corpus/NAME.json` is a list of webhook bodies of one
//! gateway, `NAME.events.json` what becomes of them. After a wanted change run
//! the tests with `UPDATE_CORPUS=1` and read the difference.

#![allow(clippy::unwrap_used)]

mod properties;
mod show;

use crate::gateway;
use crate::json::flag_at;
use crate::script::NOW_MS;
use crate::settings::Kind;
use crate::told::{Scope, Translation};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Every list of the corpus with its name.
fn lists() -> &'static [(String, Value)] {
    static LISTS: LazyLock<Vec<(String, Value)>> = LazyLock::new(read_lists);
    &LISTS
}

fn read_lists() -> Vec<(String, Value)> {
    let mut lists: Vec<(String, Value)> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json") && !is_golden(path))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), crate::json::parse(text.as_bytes()).unwrap())
        })
        .collect();
    lists.sort_by(|a, b| a.0.cmp(&b.0));
    lists
}

fn is_golden(path: &Path) -> bool {
    path.to_str().unwrap().ends_with(".events.json")
}

fn kind(list: &Value) -> Kind {
    if list["gateway"] == "waha" { Kind::Waha } else { Kind::Evolution }
}

fn translated(list: &Value) -> Translation {
    let scope = Scope {
        session: "shop",
        record_groups: flag_at(list, "record_groups"),
        record_shared: flag_at(list, "record_shared"),
        received_ms: NOW_MS,
    };
    let mut out = Translation::default();
    for body in list["bodies"].as_array().unwrap() {
        gateway::of(kind(list)).translate(&scope, body, &mut out);
    }
    out
}

fn shown(list: &Value) -> String {
    let translation = translated(list);
    let known =
        |(id, known): &(String, crate::memory::Known)| format!("{id} in {} from_me={}", known.chat, known.from_me);
    let shown = json!({
        "events": translation.events.iter().map(show::event).collect::<Vec<_>>(),
        "known": translation.known.iter().map(known).collect::<Vec<_>>(),
        "foreign": translation.foreign,
        "ignored": translation.ignored,
    });
    format!("{shown:#}\n")
}

#[test]
fn x1_the_corpus_becomes_what_its_golden_files_say() {
    let mut wrong = Vec::new();
    for (name, list) in lists() {
        let path = folder().join(format!("{name}.events.json"));
        let got = shown(list);
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
fn the_corpus_covers_every_kind_of_event_with_both_gateways() {
    for gateway in ["waha", "evolution"] {
        let all: String =
            lists().iter().filter(|(_, list)| list["gateway"] == gateway).map(|(_, l)| shown(l)).collect();
        for word in [
            "message",
            "edited",
            "deleted",
            "reaction",
            "status",
            "echo",
            "account",
            "text",
            "image",
            "video",
            "audio",
            "voice",
            "document",
            "sticker",
            "location",
            "contact",
            "poll",
            "call",
            "unknown",
            "sent",
            "failed",
            "delivered",
            "read",
            "played",
            "connected",
            "credentials-bad",
            "pairing-changed",
        ] {
            assert!(all.contains(&format!("\"{word}\"")), "no list of {gateway} gives \"{word}\"");
        }
    }
}

/// S4.2: nothing of groups, newsletters and status updates, and no word of what
/// was shared, unless it is set otherwise.
#[test]
fn s4_2_what_is_not_recorded_leaves_nothing() {
    for (name, list) in lists().iter().filter(|(_, list)| !flag_at(list, "record_shared")) {
        let shown = shown(list);
        for secret in ["secret place", "Secret Contact", "secret question", "+40 700 000 001"] {
            assert!(!shown.contains(secret), "{name} tells {secret}");
        }
        if !flag_at(list, "record_groups") {
            assert!(!shown.contains("g.us") && !shown.contains("in the group"), "{name} tells of a group");
        }
        assert!(!shown.contains("newsletter") && !shown.contains("status@broadcast"), "{name}");
    }
}

/// The gateway repeats what was not answered; the history tells it again.
#[test]
fn x1_the_same_request_gives_the_same_keys() {
    let keys = |list: &Value| translated(list).events.into_iter().map(|e| e.dedupe_key).collect::<Vec<_>>();
    for (name, list) in lists() {
        assert_eq!(keys(list), keys(list), "{name}");
    }
}
