//! `deskbell plugin keygen`, `sign` and `verify` as authors and operators use
//! them.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Exit code, standard output, standard error.
fn deskbell(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_deskbell")).current_dir(folder).args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A component of ours under the author's eyes; none where none is built.
fn component(folder: &Path) -> Option<PathBuf> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/dist/workshop.wasm");
    let copy = folder.join("workshop.wasm");
    fs::copy(built, &copy).ok().map(|_| copy)
}

/// X7: from a key to a file that a host believes.
#[test]
fn x7_what_was_signed_is_believed_where_the_key_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let Some(file) = component(folder.path()) else { return };
    let run = |args: &[&str]| deskbell(folder.path(), args);
    let (code, lines, _) = run(&["plugin", "keygen", "acme.key"]);
    assert_eq!(code, 0);
    let mode = fs::metadata(folder.path().join("acme.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let secret = fs::read_to_string(folder.path().join("acme.key")).unwrap();
    assert!(!lines.contains(secret.trim()), "the secret half is not printed");
    assert_eq!(run(&["plugin", "keygen", "acme.key"]).0, 2, "a key is never written over");
    assert_eq!(fs::read_to_string(folder.path().join("acme.key")).unwrap(), secret);

    let (code, _, complaint) = run(&["plugin", "verify", "workshop.wasm"]);
    assert_eq!(code, 2);
    assert!(complaint.contains("not signed"), "{complaint}");
    assert_eq!(run(&["plugin", "sign", "workshop.wasm", "--key", "acme.key"]).0, 0);
    let (code, line, _) = run(&["plugin", "verify", "workshop.wasm", "--key", "acme.key.pub"]);
    assert_eq!(code, 0);
    assert!(line.contains("com.deskbell.workshop"), "{line}");
    let (_, _, complaint) = run(&["plugin", "verify", "workshop.wasm"]);
    assert!(complaint.contains("[[plugins.trust]]"), "{complaint}");

    let trust = lines[lines.find("[[plugins.trust]]").unwrap()..].to_owned();
    fs::write(folder.path().join("deskbell.toml"), &trust).unwrap();
    let (_, _, complaint) = run(&["plugin", "verify", "workshop.wasm"]);
    assert!(complaint.contains("may not sign com.deskbell.workshop"), "{complaint}");
    fs::write(folder.path().join("deskbell.toml"), trust.replace("com.example.", "com.deskbell.")).unwrap();
    let (code, line, complaint) = run(&["plugin", "verify", "workshop.wasm"]);
    assert_eq!((code, complaint.as_str()), (0, ""));
    assert!(line.contains("Your name"), "{line}");

    let mut changed = fs::read(&file).unwrap();
    changed[4000] ^= 1;
    fs::write(&file, changed).unwrap();
    let (code, _, complaint) = run(&["plugin", "verify", "workshop.wasm"]);
    assert_eq!(code, 2);
    assert!(complaint.contains("changed after key") || complaint.contains("not a WebAssembly"), "{complaint}");
}

#[test]
fn x7_a_key_of_the_wrong_half_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let Some(_) = component(folder.path()) else { return };
    deskbell(folder.path(), &["plugin", "keygen", "acme.key"]);
    let (_, _, complaint) = deskbell(folder.path(), &["plugin", "verify", "workshop.wasm", "--key", "acme.key"]);
    assert!(complaint.contains("secret key"), "{complaint}");
    let (_, _, complaint) = deskbell(folder.path(), &["plugin", "sign", "workshop.wasm", "--key", "acme.key.pub"]);
    assert!(complaint.contains("no key to sign with"), "{complaint}");
    let config = "[[plugins.trust]]\nprefix = \"com.\"\nkey = \"deskbell-pub:1:x\"\nname = \"A\"\n";
    fs::write(folder.path().join("deskbell.toml"), config).unwrap();
    let (_, _, complaint) = deskbell(folder.path(), &["plugin", "verify", "workshop.wasm"]);
    assert!(complaint.contains("plugins.trust") && complaint.contains("damaged"), "{complaint}");
}
