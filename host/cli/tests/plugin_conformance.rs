//! `deskbell plugin conformance` as partners and machines use it.
//! `UPDATE_GOLDEN=1` writes the expected report anew.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

fn run(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_deskbell"))
        .args(["plugin", "conformance"])
        .args(arguments)
        .env("DESKBELL_DATA", Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugin-conformance"))
        .output()
        .unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), text)
}

fn plugin(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins").join(name)
}

/// X7: the report is shown to operators and read by machines.
#[test]
fn x7_the_report_for_machines_is_a_contract() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let (code, said) =
        run(&[&plugin("workshop").display().to_string(), "--mutations", "60", "--json", &file.display().to_string()]);
    assert_eq!(code, 0, "{said}");
    let mut report: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(report["plugin"]["sha256"].as_str().unwrap().len(), 64);
    report["plugin"]["sha256"] = json!("…");
    // How much was used differs from machine to machine.
    report["points"][9]["detail"] = json!(["…"]);
    let text = format!("{}\n", serde_json::to_string_pretty(&report).unwrap());
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugin_conformance/workshop.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&golden).unwrap(), "{} differs", golden.display());
}

#[test]
fn x7_cases_that_do_not_pass_are_no_seeds() {
    let folder = tempfile::tempdir().unwrap();
    let case = json!({ "call": "describe", "expect": { "capabilities": { "system": "another" } } });
    std::fs::write(folder.path().join("one.json"), case.to_string()).unwrap();
    let cases = folder.path().display().to_string();
    let (code, said) = run(&["com.deskbell.workshop", "--cases", &cases]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("one.json does not pass") && said.contains("deskbell plugin test"), "{said}");
    std::fs::write(folder.path().join("one.json"), "{\"cal\":1}").unwrap();
    let (code, said) = run(&["com.deskbell.workshop", "--cases", &cases]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("did you mean `call`?"), "{said}");
}

/// What has no cases for something is told so, not praised.
#[test]
fn x7_what_no_case_shows_does_not_apply() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("one.json"), "{\"call\":\"describe\",\"expect\":{}}").unwrap();
    let (code, said) = run(&["com.deskbell.workshop", "--cases", &folder.path().display().to_string()]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("  -   ")).count(), 7, "{said}");
}
