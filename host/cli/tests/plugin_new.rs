//! `deskbell plugin new`, as a partner begins: the folder builds, its unit
//! tests and its cases pass.

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

/// The way of a partner's first afternoon.
#[test]
fn d2_a_new_plugin_builds_and_passes_its_tests_and_cases() {
    let toolchain = Toolchain::find();
    for kind in ["channel", "erp"] {
        let folder = tempfile::tempdir().unwrap();
        let plugin = made(folder.path(), kind);
        let native = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-native");
        let (code, said) =
            run(Command::new("cargo").args(["test", "--quiet"]).current_dir(&plugin).env("CARGO_TARGET_DIR", native));
        assert_eq!(code, 0, "{said}");
        let (code, said) = run(toolchain.deskbell(&["plugin", "build"]).current_dir(&plugin));
        assert_eq!(code, 0, "{said}");
        assert!(!said.contains("error: ") && !said.contains("warning: "), "{said}");
        let compiled = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugin-new");
        let (code, said) =
            run(toolchain.deskbell(&["plugin", "test", "."]).current_dir(&plugin).env("DESKBELL_DATA", compiled));
        assert_eq!(code, 0, "{said}");
        assert!(said.contains(" 0 failed") || said.contains(", 0 failed"), "{said}");
    }
}
