//! `deskbell plugin new` and `build`, as a partner begins: the folder builds,
//! passes its unit tests, its cases and everything that every plugin must.

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

/// A new plugin in an empty folder.
fn made(folder: &Path, kind: &str) -> PathBuf {
    let arguments = ["plugin", "new", "--lang", "rust", "--kind", kind, "acme-desk"];
    let (code, said) = run(Toolchain::none().deskbell(&arguments).current_dir(folder));
    assert_eq!(code, 0, "{said}");
    folder.join("acme-desk")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(files(&path)),
            path => found.push(path),
        }
    }
    found
}

#[test]
fn d2_no_placeholder_is_left_and_the_sdk_is_there() {
    for kind in ["channel", "erp"] {
        let folder = tempfile::tempdir().unwrap();
        let plugin = made(folder.path(), kind);
        for file in files(&plugin) {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            for placeholder in ["__name__", "__ident__", "__title__", "__id__"] {
                assert!(!text.contains(placeholder), "{placeholder} in {}", file.display());
            }
        }
        for file in [
            "README.md",
            ".gitignore",
            "cases/forged.json",
            "deskbell/sdk/rust/src/lib.rs",
            "deskbell/wit/host/host.wit",
        ] {
            assert!(plugin.join(file).is_file(), "{file}");
        }
        assert!(!plugin.join("deskbell/sdk/js").exists() && !plugin.join("deskbell/sdk/templates").exists());
    }
}

#[test]
fn d2_a_folder_with_something_in_it_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let plugin = folder.path().join("acme-desk");
    std::fs::create_dir(&plugin).unwrap();
    std::fs::write(plugin.join("notes.txt"), "mine").unwrap();
    let arguments = ["plugin", "new", "--lang", "rust", "--kind", "erp", "acme-desk"];
    let (code, said) = run(Toolchain::none().deskbell(&arguments).current_dir(folder.path()));
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("acme-desk is there already and not empty"), "{said}");
    assert_eq!(files(&plugin).len(), 1);
}

fn deskbell(toolchain: &Toolchain, plugin: &Path, arguments: &[&str]) -> (i32, String) {
    let compiled = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugin-new");
    run(toolchain.deskbell(arguments).current_dir(plugin).env("DESKBELL_DATA", compiled))
}

/// The way of a partner's first afternoon.
fn builds_and_passes(toolchain: &Toolchain, plugin: &Path) {
    let native = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-native");
    let (code, said) =
        run(Command::new("cargo").args(["test", "--quiet"]).current_dir(plugin).env("CARGO_TARGET_DIR", native));
    assert_eq!(code, 0, "{said}");
    let (code, said) = deskbell(toolchain, plugin, &["plugin", "build"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("com.example.acme-desk 0.1.0"), "{said}");
    assert!(said.contains("good: names of functions are there for backtraces"), "{said}");
    assert!(!said.contains("error: ") && !said.contains("warning: "), "{said}");
    let (code, said) = deskbell(toolchain, plugin, &["plugin", "test", "."]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains(" passed, 0 failed"), "{said}");
    let (code, said) = deskbell(toolchain, plugin, &["plugin", "conformance", ".", "--mutations", "300"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with("conforms\n") && !said.contains("FAILED"), "{said}");
}

/// X7: what is shipped tells nothing of the machine it was built on.
fn names_no_place_of_this_machine(plugin: &Path) {
    let component = std::fs::read(plugin.join("dist/acme-desk.wasm")).unwrap();
    for place in [plugin.display().to_string(), std::env::var("HOME").unwrap()] {
        assert!(!component.windows(place.len()).any(|part| part == place.as_bytes()), "{place} is in the component");
    }
}

#[test]
fn d2_a_new_integration_builds_and_passes_everything() {
    let folder = tempfile::tempdir().unwrap();
    let plugin = made(folder.path(), "erp");
    builds_and_passes(&Toolchain::find(), &plugin);
    names_no_place_of_this_machine(&plugin);
}

/// And a careless change of it does not.
#[test]
fn d2_a_new_channel_builds_and_passes_until_it_is_spoiled() {
    let (toolchain, folder) = (Toolchain::find(), tempfile::tempdir().unwrap());
    let plugin = made(folder.path(), "channel");
    builds_and_passes(&toolchain, &plugin);
    names_no_place_of_this_machine(&plugin);
    let spoil = |file: &str, from: &str, to: &str| {
        let path = plugin.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} in {file}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    // It trusts the length of a number, takes the moment for the message's
    // name, and gives a message up when the service has trouble.
    spoil("src/incoming.rs", "&& is_phone(&from)", "&& from.as_bytes()[9] > 0");
    spoil("src/incoming.rs", "format!(\"s:{id}:{word}\")", "format!(\"s:{}\", deskbell_sdk::clock::now_ms())");
    spoil(
        "src/outgoing.rs",
        "CallError::uncertain(code, \"the service has",
        "CallError::rejected(code, \"the service has",
    );
    std::fs::remove_file(plugin.join("cases/report.json")).unwrap();
    let report = std::fs::read_to_string(plugin.join("cases/message.json")).unwrap();
    let report = report.replace("\\\"type\\\":\\\"message\\\"", "\\\"type\\\":\\\"delivered\\\"");
    let mut report: serde_json::Value = serde_json::from_str(&report).unwrap();
    report["expect"] = serde_json::json!({ "outcome": "ok" });
    std::fs::write(plugin.join("cases/delivered.json"), report.to_string()).unwrap();
    let (code, said) = deskbell(&toolchain, &plugin, &["plugin", "build"]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = deskbell(&toolchain, &plugin, &["plugin", "conformance", ".", "--mutations", "3000"]);
    assert_eq!(code, 1, "{said}");
    for point in ["FAILED  2  ", "FAILED  3  ", "FAILED  4  "] {
        assert!(said.contains(point), "{point} in\n{said}");
    }
    assert!(said.contains("does not conform: 3 of 12 points failed"), "{said}");
}

#[test]
fn d2_a_missing_target_is_named_with_what_installs_it() {
    let folder = tempfile::tempdir().unwrap();
    let rustc = folder.path().join("rustc");
    std::fs::write(&rustc, "#!/bin/sh\necho /nowhere/lib\n").unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&rustc, mode).unwrap();
    let (code, said) = run(Toolchain::none()
        .deskbell(&["plugin", "build"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/sms-kannel"))
        .env("RUSTC", &rustc));
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
