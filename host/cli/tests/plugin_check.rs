//! `deskbell plugin check` as authors use it.

#![allow(clippy::unwrap_used)]

use std::process::Command;

fn check(component: &str) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_deskbell")).args(["plugin", "check", component]).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn x7_our_own_plugins_have_only_good_lines() {
    for plugin in ["com.deskbell.whatsapp-cloud", "com.deskbell.whatsapp-linked", "com.deskbell.workshop"] {
        let (code, findings, complaint) = check(plugin);
        assert_eq!((code, complaint.as_str()), (0, ""), "{findings}");
        assert!(findings.lines().count() >= 8, "{findings}");
        assert!(findings.lines().all(|line| line.starts_with("good: ")), "{findings}");
    }
}

#[test]
fn x7_what_cannot_be_installed_ends_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.wasm");
    std::fs::write(&file, "no component").unwrap();
    let (code, findings, _) = check(&file.display().to_string());
    assert_eq!(code, 1);
    assert!(findings.starts_with("error: this is not a WebAssembly component"), "{findings}");
}

#[test]
fn x7_a_file_that_is_not_there_is_named() {
    let (code, findings, complaint) = check("no-such.wasm");
    assert_eq!((code, findings.as_str()), (2, ""));
    assert!(complaint.contains("no-such.wasm"), "{complaint}");
}
