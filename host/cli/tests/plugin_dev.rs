//! `deskbell plugin dev`, as an author leaves it running.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A folder in JavaScript whose "compiler" copies a component that is built
/// already, so that the test is about everything around it.
fn folder(root: &Path) -> PathBuf {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins").canonicalize().unwrap();
    let folder = root.join("shop");
    for part in ["cases", "node_modules", "deskbell/sdk/js", "../bin"] {
        std::fs::create_dir_all(folder.join(part)).unwrap();
    }
    std::fs::copy(ours.join("workshop/plugin.toml"), folder.join("plugin.toml")).unwrap();
    std::fs::copy(ours.join("workshop/cases/customer.json"), folder.join("cases/customer.json")).unwrap();
    std::fs::write(folder.join("package.json"), "{\"version\":\"0.1.0\"}").unwrap();
    std::fs::write(folder.join("deskbell/sdk/js/build.mjs"), "").unwrap();
    let node = root.join("bin/node");
    let component = ours.join("dist/workshop.wasm");
    std::fs::write(&node, format!("#!/bin/sh\n[ \"$1\" = --version ] || cp {} \"$3\"\n", component.display())).unwrap();
    std::fs::set_permissions(&node, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Running {
    fn start(root: &Path, arguments: &[&str]) -> Self {
        let path = format!("{}:{}", root.join("bin").display(), std::env::var("PATH").unwrap());
        let mut child = Command::new(env!("CARGO_BIN_EXE_deskbell"))
            .args(["plugin", "dev"])
            .args(arguments)
            .env("PATH", path)
            .env("DESKBELL_DATA", Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugin-dev"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Everything that is said until it waits for a change.
    fn round(&mut self) -> String {
        let mut said = String::new();
        for line in self.lines.by_ref() {
            let line = line.unwrap();
            if line.starts_with("watching ") {
                return said;
            }
            said.push_str(&line);
            said.push('\n');
        }
        panic!("it ended: {said}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn d2_every_change_is_built_and_tried() {
    let root = tempfile::tempdir().unwrap();
    let folder = folder(root.path());
    let mut dev = Running::start(root.path(), &[&folder.display().to_string()]);
    let first = dev.round();
    assert!(first.contains("dist/shop.wasm") && first.contains("1 passed, 0 failed"), "{first}");

    let case = folder.join("cases/customer.json");
    let text = std::fs::read_to_string(&case).unwrap().replace("\"name\": \"Maria Souza\"", "\"name\": \"Nobody\"");
    std::fs::write(&case, text).unwrap();
    let second = dev.round();
    assert!(second.contains("the cases changed") && second.contains("0 passed, 1 failed"), "{second}");
    assert!(!second.contains(" bytes"), "something was built: {second}");

    std::fs::write(folder.join("plugin.toml"), "id = 1").unwrap();
    let third = dev.round();
    assert!(third.contains("the plugin changed") && !third.contains("passed"), "{third}");
}

#[test]
fn d2_one_request_is_repeated_with_its_whole_outcome() {
    let root = tempfile::tempdir().unwrap();
    let folder = folder(root.path());
    let case = folder.join("cases/customer.json").display().to_string();
    let mut dev = Running::start(root.path(), &[&folder.display().to_string(), "--call", &case]);
    let said = dev.round();
    assert!(said.contains("\"event\": \"customer-changed\"") && said.contains("\"usage\""), "{said}");
}
