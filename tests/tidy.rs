//! Holds the layers of `ARCHITECTURE.md` against what Cargo knows, and the
//! house against its own promises.

#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Crate, the crates of ours it may use, and what it must never see.
const LAYERS: &[(&str, &[&str], &[&str])] = &[
    (
        "deskbell-domain",
        &[],
        &["tokio", "redb", "wasmtime", "rhai", "hyper", "axum", "reqwest", "futures-util", "rand", "tracing"],
    ),
    ("deskbell-store", &["deskbell-domain"], &["wasmtime", "rhai", "hyper", "axum", "reqwest"]),
    ("deskbell-plugins", &["deskbell-domain"], &["redb", "rhai", "axum"]),
    ("deskbell-rules", &["deskbell-domain"], &["redb", "wasmtime", "tokio", "hyper", "axum", "reqwest"]),
    (
        "deskbell-app",
        &["deskbell-domain", "deskbell-store", "deskbell-plugins", "deskbell-rules"],
        &["redb", "wasmtime", "rhai", "hyper", "axum", "clap", "utoipa"],
    ),
    ("deskbell-http", &["deskbell-domain", "deskbell-app"], &["redb", "wasmtime", "rhai", "clap"]),
    ("deskbell-simulator", &[], &["redb", "wasmtime", "rhai"]),
    (
        "deskbell",
        &[
            "deskbell-domain",
            "deskbell-store",
            "deskbell-plugins",
            "deskbell-rules",
            "deskbell-app",
            "deskbell-http",
            "deskbell-simulator",
            "deskbell-pack",
        ],
        &["redb", "wasmtime", "rhai", "axum"],
    ),
    ("deskbell-sdk", &[], &["tokio", "redb", "wasmtime", "rhai"]),
    ("deskbell-pack", &[], &["tokio", "redb", "wasmtime", "rhai"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Normal dependencies by package, as the manifests say.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let all = package["dependencies"].as_array().unwrap();
            let normal = all.iter().filter(|d| d["kind"].is_null());
            let names = normal.map(|d| d["name"].as_str().unwrap().to_owned()).collect();
            (package["name"].as_str().unwrap().to_owned(), names)
        })
        .collect()
}

#[test]
fn d7_layers_depend_downwards_alone() {
    let dependencies = dependencies();
    for (name, allowed, forbidden) in LAYERS {
        let used = dependencies.get(*name).unwrap_or_else(|| panic!("{name} is not in the workspace"));
        let ours = used.iter().filter(|d| d.starts_with("deskbell"));
        for other in ours {
            assert!(allowed.contains(&other.as_str()), "{name} must not use {other}");
        }
        for heavy in *forbidden {
            assert!(!used.contains(*heavy), "{name} must not see {heavy}");
        }
    }
    let known: BTreeSet<&str> =
        LAYERS.iter().map(|(name, ..)| *name).chain(["deskbell-tests", "deskbell-fuzz"]).collect();
    for name in dependencies.keys() {
        assert!(known.contains(name.as_str()), "{name} has no row in the layer table");
    }
}

#[test]
fn d7_the_top_level_is_as_promised() {
    for entry in ["Cargo.toml", "Makefile", "host", "plugins", "wit", "rules", "sdk", "tests"] {
        assert!(root().join(entry).exists(), "{entry} is missing");
    }
    for file in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "deny.toml", ".ci/run"] {
        assert!(root().join(file).is_file(), "{file} is missing");
    }
}

#[test]
fn every_crate_and_plugin_is_on_the_map() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for (name, ..) in LAYERS {
        assert!(map.contains(name), "ARCHITECTURE.md does not mention {name}");
    }
    for plugin in folders(&root().join("plugins"), "plugin.toml") {
        assert!(map.contains(&format!("plugins/{plugin}")), "ARCHITECTURE.md does not mention plugins/{plugin}");
    }
    for pack in folders(&root().join("rules"), "pack.toml") {
        assert!(map.contains(&format!("rules/{pack}")), "ARCHITECTURE.md does not mention rules/{pack}");
    }
}

/// Folders that hold `marker`.
fn folders(parent: &Path, marker: &str) -> Vec<String> {
    let entries = fs::read_dir(parent).unwrap();
    let with = entries.flatten().filter(|entry| entry.path().join(marker).is_file());
    with.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let skip = ["target", "node_modules", "dist", ".git", "schema.d.ts"].iter().any(|s| name == **s);
        if skip {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "ts" || e == "svelte" || e == "rhai") {
            found.push(path);
        }
    }
}

#[test]
fn unsafe_code_stands_in_one_place() {
    let mut files = Vec::new();
    sources(&root().join("host"), &mut files);
    let allow = format!("allow({}_code)", "unsafe");
    let with: Vec<String> = files
        .iter()
        .filter(|path| {
            path.extension().is_some_and(|e| e == "rs") && fs::read_to_string(path).unwrap().contains(&allow)
        })
        .map(|path| path.strip_prefix(root()).unwrap().display().to_string())
        .collect();
    assert_eq!(with, ["host/plugins/src/compiled.rs"], "loading compiled components is the only place");
}

#[test]
fn nothing_unfinished_is_left_behind() {
    let mut files = Vec::new();
    for folder in ["host", "plugins", "rules", "sdk", "tests"] {
        sources(&root().join(folder), &mut files);
    }
    let words = [format!("{}!(", "todo"), format!("{}!(", "unimplemented"), format!("FIX{}", "ME")];
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        for word in &words {
            assert!(!text.contains(word.as_str()), "{} has {word}", path.display());
        }
    }
}
