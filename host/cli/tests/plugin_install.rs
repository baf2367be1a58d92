//! Plugins from the command line, with a host that serves and without one.

#![allow(clippy::unwrap_used)]

use deskbell_tests::{built, repacked};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ID: &str = "com.acme.workshop";

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// A folder with a signing key that its host trusts.
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let (_, lines, _) = place.run(&["plugin", "keygen", "acme.key"]);
        let trust = lines[lines.find("[[plugins.trust]]").unwrap()..].replace("com.example.", "com.acme.");
        let config = format!("data = \"data\"\n[http]\nlisten = \"{}\"\n{trust}", free());
        std::fs::write(place.path("deskbell.toml"), config).unwrap();
        place
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Exit code, standard output, standard error.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let output = self.command(args).stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// What must go well; gives what it said.
    fn good(&self, args: &[&str]) -> String {
        let (code, lines, complaint) = self.run(args);
        assert_eq!(code, 0, "{args:?}: {lines}{complaint}");
        lines
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskbell"));
        command.current_dir(self.folder.path()).args(args).env("DESKBELL_LOG__FILTER", "warn");
        command
    }

    /// A signed file of our business connector under another name.
    fn release(&self, version: &str, more: &str) -> String {
        let edit = |manifest: &str| {
            let line = |line: &str| match line.split(" = ").next() {
                Some("id") => format!("id = \"{ID}\"\n"),
                Some("version") => format!("version = \"{version}\"\n"),
                _ => format!("{line}\n"),
            };
            manifest.lines().map(line).collect::<String>().replacen("[[http]]", &format!("{more}\n[[http]]"), 1)
        };
        let name = format!("acme-{version}.wasm");
        std::fs::write(self.path(&name), repacked(&built("workshop").unwrap(), edit).unwrap()).unwrap();
        self.good(&["plugin", "sign", &name, "--key", "acme.key"]);
        name
    }

    fn serve(&self) -> Serving {
        let child = self.command(&["serve"]).stderr(Stdio::null()).spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        while std::os::unix::net::UnixStream::connect(self.path("data/operator.sock")).is_err() {
            assert!(Instant::now() < deadline, "the host does not come up");
            std::thread::sleep(Duration::from_millis(50));
        }
        Serving(child)
    }
}

struct Serving(Child);

impl Serving {
    fn stop(mut self) {
        Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap();
        assert!(self.0.wait().unwrap().success());
    }
}

fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

const MORE: &str = "[[http]]\nhost = \"collect.acme.example\"\nmethods = [\"POST\"]\nwhy = \"statistics\"\n";

/// X7: an operator's day, against a host that serves meanwhile.
#[test]
fn x7_a_running_host_is_managed_by_its_socket() {
    let place = Place::new();
    place.good(&["workspace", "add", "shop", "--name", "Shop"]);
    let host = place.serve();
    assert_eq!(mode(&place.path("data/operator.sock")), 0o600);
    let first = place.release("1.0.0", "");
    let (code, lines, complaint) = place.run(&["plugin", "install", &first]);
    assert_eq!(code, 2, "nothing is granted silently: {lines}");
    assert!(lines.contains("signed by Your name") && lines.contains("because:"), "{lines}");
    assert!(complaint.contains("--grant-all"), "{complaint}");
    let (code, _, complaint) = place.run(&["plugin", "install", &first, "--approve", &"0".repeat(64)]);
    assert_eq!(code, 2);
    assert!(complaint.contains("not the one that was approved"), "{complaint}");
    let lines = place.good(&["plugin", "install", &first, "--yes", "--grant-all"]);
    assert!(lines.contains("1.0.0 is installed and at work"), "{lines}");

    let second = place.release("1.1.0", MORE);
    let lines = place.good(&["plugin", "upgrade", &second]);
    assert!(lines.contains("asks for more and waits; 1.0.0 works on"), "{lines}");
    assert!(place.good(&["plugin", "list"]).contains("1.1.0 waits"));
    let lines = place.good(&["plugin", "upgrade", "--approve", ID, "--yes", "--grant-all"]);
    assert!(lines.contains("is now 1.1.0"), "{lines}");
    let asked = place.good(&["plugin", "grants", ID]);
    assert!(asked.contains("http:collect.acme.example") && !asked.contains("not granted"), "{asked}");
    let fewer = place.good(&["plugin", "grants", ID, "--remove", "http:collect.acme.example"]);
    assert!(fewer.contains("[not granted yet]"), "{fewer}");
    assert!(place.good(&["plugin", "rollback", ID]).contains("is 1.0.0 again"));
    assert!(place.good(&["plugin", "list"]).contains("1.1.0 was taken back: taken back by hand"));
    place.good(&["plugin", "logs", ID]);
    host.stop();
    assert!(!place.path("data/operator.sock").exists());

    // The same, with nobody serving.
    let lines = place.good(&["plugin", "list"]);
    assert!(lines.contains(ID) && lines.contains("built-in"), "{lines}");
    assert!(place.good(&["plugin", "remove", ID]).contains("notes about channels are kept"));
    assert!(!place.good(&["plugin", "list"]).contains(ID));
}

/// X7: unsigned plugins only where a writer of plugins asked for it, and loudly.
#[test]
fn x7_unsigned_plugins_need_a_host_for_development() {
    let place = Place::new();
    let edit = |manifest: &str| manifest.replacen("com.deskbell.workshop", ID, 1);
    std::fs::write(place.path("mine.wasm"), repacked(&built("workshop").unwrap(), edit).unwrap()).unwrap();
    let (code, lines, _) = place.run(&["plugin", "install", "mine.wasm", "--yes", "--grant-all"]);
    assert_eq!(code, 1);
    assert!(lines.contains("refused: the file is not signed") && lines.contains("next:"), "{lines}");
    let mut dev = place.command(&["plugin", "install", "mine.wasm", "--yes", "--grant-all"]);
    let output = dev.env("DESKBELL_PLUGINS__DEV", "true").output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && lines.contains("SIGNED BY NOBODY"), "{lines}");
    let lines = place.good(&["plugin", "list"]);
    assert!(lines.contains("version 0.1.0 is not at work: the file is not signed"), "{lines}");
}
