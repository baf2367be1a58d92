//! `deskbell plugin test` as authors use it.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const PLUGIN: &str = "com.deskbell.whatsapp-cloud";

fn run(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_deskbell"))
        .args(["plugin", "test"])
        .args(arguments)
        .env("DESKBELL_DATA", Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugin-test"))
        .output()
        .unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), text)
}

fn plugins() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins")
}

/// Our own case of a text that is sent.
fn sending() -> Value {
    let file = plugins().join("whatsapp-cloud/cases/send.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Runs one case: the exit code and what is said.
fn case(text: &str) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("one.json"), text).unwrap();
    run(&[PLUGIN, "--cases", &folder.path().display().to_string()])
}

fn check(case_text: &str, code: i32, parts: &[&str]) {
    let (found, said) = case(case_text);
    assert_eq!(found, code, "{said}");
    for part in parts {
        assert!(said.contains(part), "{part:?} in\n{said}");
    }
}

#[test]
fn x7_our_own_plugins_pass_their_cases() {
    for plugin in ["sms-kannel", "telegram", "whatsapp-cloud", "whatsapp-linked", "workshop"] {
        let (code, said) = run(&[&plugins().join(plugin).display().to_string()]);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("0 failed") && said.contains("budget cpu"), "{said}");
    }
}

/// Components that were built with the SDK of each version of the contract.
/// They are never built again: what they were promised must go on holding.
#[test]
fn x7_components_of_earlier_sdks_still_pass() {
    let golden = plugins().join("../tests/golden-plugins");
    let versions: Vec<PathBuf> = std::fs::read_dir(golden).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!versions.is_empty());
    for version in versions {
        for kind in ["channel", "erp"] {
            let component = version.join(format!("{kind}.wasm")).display().to_string();
            let (code, said) = run(&[&component, "--cases", &version.join(kind).display().to_string()]);
            assert!(code == 0 && said.contains(", 0 failed"), "{component}: {said}");
        }
    }
}

#[test]
fn x7_only_what_is_named_runs() {
    let (code, said) = run(&[&plugins().join("whatsapp-cloud").display().to_string(), "--only", "delivery report"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("1 passed, 0 failed"), "{said}");
}

#[test]
fn x7_a_difference_is_shown_where_it_is() {
    let mut other = sending();
    other["expect"]["receipt"]["remote_id"] = json!("wamid.OTHER");
    check(
        &other.to_string(),
        1,
        &["FAILED", "receipt.remote_id: expected \"wamid.OTHER\", found \"wamid.OUT001\"", "0 passed, 1 failed"],
    );
}

/// A case must never reach the real service, whatever it forgets to script.
#[test]
fn x7_a_request_that_is_not_scripted_is_told_and_goes_nowhere() {
    let mut other = sending();
    other["http"] = json!([]);
    check(
        &other.to_string(),
        1,
        &["nothing in `http` answers POST https://graph.facebook.com/v25.0/106540352242922/messages", "it ended with"],
    );
}

#[test]
fn x7_an_answer_that_nobody_asks_for_is_told() {
    let mut other = sending();
    other["http"][0]["times"] = json!(2);
    check(&other.to_string(), 1, &["was expected 2 times, came 1 times"]);
}

/// Waiting is the call's own time, as with a slow service.
#[test]
fn x7_a_late_answer_takes_the_calls_time() {
    let mut other = sending();
    other["http"][0]["answer"]["delay_ms"] = json!(1500);
    let (code, said) = case(&other.to_string());
    assert_eq!(code, 0, "{said}");
    let (_, rest) = said.split_once(", time ").unwrap();
    let percent: u32 = rest.split(' ').next().unwrap().parse().unwrap();
    assert!(percent >= 10, "{said}");
}

/// X7: recordings and reports are shown around.
#[test]
fn x7_a_secret_is_shown_as_its_name() {
    let mut other = sending();
    other["expect"]["requests"] = json!([]);
    let (code, said) = case(&other.to_string());
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("Bearer {secret.access_token}"), "{said}");
    assert!(!said.contains("access-token-of-the-cases"), "{said}");
}

#[test]
fn x7_a_mistake_in_a_case_file_names_file_line_and_hint() {
    let text = serde_json::to_string_pretty(&sending()).unwrap();
    let line = |needle: &str| text.lines().position(|line| line.contains(needle)).unwrap() + 1;
    let check = |from: &str, to: &str, parts: &[&str]| {
        let place = format!("one.json, line {}: ", line(from));
        let (code, said) = case(&text.replacen(from, to, 1));
        assert_eq!(code, 2, "{said}");
        for part in parts.iter().chain([&place.as_str()]) {
            assert!(said.contains(part), "{part:?} in\n{said}");
        }
    };
    check("\"request\":", "\"reqest\":", &["unknown field `reqest`", "did you mean `request`?"]);
    check("\"call\": \"send\"", "\"call\": \"sned\"", &["did you mean `send`?"]);
    check("\"receipt\":", "\"reciept\":", &["`expect` has no `reciept`", "did you mean `receipt`?"]);
    check("\"value\":", "\"vlaue\":", &["the request is not an outgoing message", "did you mean `value`?"]);
}

#[test]
fn x7_settings_that_do_not_fit_are_a_mistake_of_the_case() {
    let mut other = sending();
    other["config"] = json!({ "phone_number_id": "abc" });
    check(&other.to_string(), 2, &["the settings do not fit the manifest", "phone_number_id"]);
}
