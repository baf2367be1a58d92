//! `deskbell plugin call` as partners use it: its input and output are a
//! contract. `UPDATE_GOLDEN=1` writes the expected outcomes anew.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const PLUGIN: &str = "com.deskbell.whatsapp-cloud";

/// A folder with the files of one call.
struct Call {
    folder: tempfile::TempDir,
    arguments: Vec<String>,
}

struct Printed {
    code: i32,
    json: Value,
    complaint: String,
}

impl Call {
    fn of(function: &str) -> Self {
        let arguments = ["plugin", "call", PLUGIN, function].map(str::to_owned).to_vec();
        Self { folder: tempfile::tempdir().unwrap(), arguments }
    }

    fn with(mut self, flag: &str, content: &Value) -> Self {
        let file = self.folder.path().join(format!("{flag}.json"));
        std::fs::write(&file, content.to_string()).unwrap();
        self.arguments.extend([format!("--{flag}"), file.display().to_string()]);
        self
    }

    /// Settings and secrets of a channel whose provider is at `base_url`.
    fn account(self, base_url: &str) -> Self {
        let settings = json!({ "phone_number_id": "106540352242922", "base_url": base_url });
        let secrets = json!({ "app_secret": "app-secret", "verify_token": "verify-token", "access_token": "token" });
        self.with("config", &settings).with("secrets", &secrets)
    }

    fn run(&self) -> Printed {
        let output = Command::new(env!("CARGO_BIN_EXE_deskbell"))
            .args(&self.arguments)
            .env("DESKBELL_DATA", data())
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        Printed {
            code: output.status.code().unwrap(),
            json: if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() },
            complaint: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// One folder of compiled plugins for all calls.
fn data() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugin-call")
}

/// Compares with the file, numbers of the budget left out.
fn check(name: &str, mut found: Value) {
    if let Some(usage) = found.get_mut("usage") {
        for part in ["cpu_ms", "wall_ms", "memory_bytes"] {
            assert!(usage[part]["used"].is_u64() && usage[part]["limit"].is_u64(), "{part} in {usage}");
            usage[part]["used"] = json!("…");
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/plugin_call/{name}.json"));
    let text = format!("{}\n", serde_json::to_string_pretty(&found).unwrap());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text, expected, "{} differs", file.display());
}

/// A text of a customer, as Meta sends it, with its signature by `app-secret`.
fn webhook() -> Value {
    let body = include_str!("plugin_call/text.body");
    json!({
        "method": "POST",
        "headers": { "X-Hub-Signature-256": include_str!("plugin_call/text.signature").trim() },
        "body": body,
        "received_ms": 1_772_460_300_000_u64,
    })
}

#[test]
fn d2_a_webhook_becomes_events() {
    let printed = Call::of("handle").with("request", &webhook()).account("https://graph.facebook.com").run();
    assert_eq!((printed.code, printed.complaint.as_str()), (0, ""));
    check("handled", printed.json);
}

#[test]
fn d2_the_body_may_come_as_base64() {
    let mut request = webhook();
    request["body"] = json!({ "base64": include_str!("plugin_call/text.base64").trim() });
    let printed = Call::of("handle").with("request", &request).account("https://graph.facebook.com").run();
    assert_eq!(printed.code, 0);
    check("handled", printed.json);
}

#[test]
fn d2_a_wrong_signature_is_refused_before_the_plugin_runs() {
    let mut request = webhook();
    request["headers"] = json!({ "X-Hub-Signature-256": format!("sha256={}", "0".repeat(64)) });
    let printed = Call::of("handle").with("request", &request).account("https://graph.facebook.com").run();
    assert_eq!(printed.code, 1);
    check("refused", printed.json);
}

#[test]
fn d2_a_send_that_reaches_nobody_says_what_to_do() {
    // Taken and given back, so that nobody listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let message = json!({ "to": [{ "kind": "phone", "value": "+5549988590187" }],
        "content": { "kind": "text", "body": "Hello", "preview_link": false } });
    let mut call = Call::of("send").with("request", &message).account(&format!("http://provider.test:{port}"));
    call.arguments.extend(["--map-host".into(), format!("provider.test:{port}=127.0.0.1:{port}")]);
    let printed = call.run();
    assert_eq!(printed.code, 1, "{}", printed.complaint);
    check("not-sent", printed.json);
}

#[test]
fn d2_describe_needs_no_account() {
    let printed = Call::of("describe").run();
    assert_eq!(printed.code, 0);
    assert_eq!(printed.json["outcome"], "ok");
    assert_eq!(printed.json["capabilities"]["channel_kind"], "whatsapp", "{}", printed.json);
}

/// Optional interfaces: the answer is plain, not a fault of the plugin.
#[test]
fn d2_a_function_that_the_plugin_lacks_is_named() {
    for (function, interface) in [
        ("poll", "poller"),
        ("pairing-start", "pairing"),
        ("pairing-status", "pairing"),
        ("log-out", "pairing"),
        ("history", "history"),
        ("templates", "templates"),
        ("create-template", "templates"),
        ("template-status", "templates"),
        ("check-contacts", "contacts"),
        ("mail", "inbound-mail"),
        ("changes", "sync"),
        ("find", "lookup"),
        ("documents", "documents"),
        ("actions", "actions"),
        ("act", "actions"),
    ] {
        let printed = Call::of(function).account("https://graph.facebook.com").run();
        assert_eq!(printed.code, 2, "{}", printed.complaint);
        let expected = format!("has no {function}: it does not export the interface {interface}");
        assert!(printed.complaint.contains(&expected), "{}", printed.complaint);
    }
}

#[test]
fn d2_what_is_missing_is_named() {
    let check = |call: Call, code: i32, parts: &[&str]| {
        let printed = call.run();
        assert_eq!(printed.code, code, "{}", printed.complaint);
        for part in parts {
            assert!(printed.complaint.contains(part), "{part} in {}", printed.complaint);
        }
    };
    check(Call::of("handle").account("https://graph.facebook.com"), 2, &["--request FILE"]);
    check(Call::of("handle").with("request", &webhook()), 2, &["settings", "phone_number_id"]);
    let mut absent = Call::of("describe");
    absent.arguments[2] = "no-such.wasm".into();
    check(absent, 2, &["no-such.wasm"]);
    let unknown = Call::of("handle").with("request", &json!({ "boddy": "" })).account("https://graph.facebook.com");
    check(unknown, 2, &["boddy"]);
}
