//! `deskbell plugin build` as authors use it.

#![allow(clippy::unwrap_used)]

mod toolchain;

use std::path::{Path, PathBuf};
use std::process::Command;
use toolchain::Toolchain;

fn run(command: &mut Command) -> (i32, String) {
    let output = command.output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), text)
}

fn plugins() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins").canonicalize().unwrap()
}

#[test]
fn d2_a_folder_in_rust_becomes_a_component_that_can_be_installed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("made/sms.wasm");
    let (code, said) =
        run(Toolchain::find().deskbell(&["plugin", "build"]).arg(plugins().join("sms-kannel")).arg("--out").arg(&out));
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("com.deskbell.sms-kannel 0.1.0"), "{said}");
    assert!(said.contains("good: names of functions are there for backtraces"), "{said}");
    assert!(!said.contains("error: "), "{said}");
    let component = std::fs::read(&out).unwrap();
    for place in [plugins().display().to_string(), std::env::var("HOME").unwrap()] {
        assert!(!component.windows(place.len()).any(|part| part == place.as_bytes()), "{place} is in the component");
    }
}

#[test]
fn d2_a_missing_target_is_named_with_what_installs_it() {
    let folder = tempfile::tempdir().unwrap();
    let rustc = folder.path().join("rustc");
    std::fs::write(&rustc, "#!/bin/sh\necho /nowhere/lib\n").unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&rustc, mode).unwrap();
    let (code, said) =
        run(Toolchain::none().deskbell(&["plugin", "build"]).arg(plugins().join("sms-kannel")).env("RUSTC", &rustc));
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("the standard library for wasm32-unknown-unknown is missing"), "{said}");
    assert!(said.contains("rustup target add wasm32-unknown-unknown"), "{said}");
}

#[test]
fn d2_programs_that_are_not_there_are_named() {
    let check = |file: &str, text: &str, parts: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("plugin.toml"), "id = \"com.acme.sms\"\nversion = \"0.1.0\"").unwrap();
        std::fs::write(folder.path().join(file), text).unwrap();
        let mut command = Toolchain::none().deskbell(&["plugin", "build"]);
        let (code, said) = run(command.arg(folder.path()).env("PATH", "/nowhere"));
        assert_eq!(code, 2, "{said}");
        for part in parts {
            assert!(said.contains(part), "{part:?} in {said}");
        }
    };
    check("Cargo.toml", "[package]\nname = \"sms\"", &["cargo is missing", "sh.rustup.rs"]);
    check("package.json", "{}", &["node is missing", "apt-get install nodejs npm"]);
    check("pyproject.toml", "", &["python3 is missing", "apt-get install python3"]);
    check("README.md", "", &["no Cargo.toml, package.json or pyproject.toml"]);
}
