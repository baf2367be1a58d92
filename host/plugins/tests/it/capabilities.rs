//! Secrets, the plugin's own store and files: what a guest can reach of them.

use crate::Bench;
use crate::account::{Memory, account, info, with_secret};
use crate::guest::{Arena, Guest};
use deskbell_domain::media::BlobRef;
use deskbell_plugins::{Account, AccountInfo, BlobError, BlobStore, ByteStream, Failure, KvWrite, Outcome};
use std::sync::Arc;

const SECRETS: &str = r#"
(import "deskbell:host/secrets@0.1.0" "verify-hmac" (func $verify (param i32 i32 i32 i32 i32 i32 i32 i32)))
(import "deskbell:host/secrets@0.1.0" "matches" (func $matches (param i32 i32 i32 i32 i32)))
(import "deskbell:host/secrets@0.1.0" "reveal" (func $reveal (param i32 i32 i32)))"#;

/// Shows a result with a truth value or an error of `secrets`.
const SHOW_BOOL: &str = r#"(func $bool (param $r i32)
  (if (i32.load8_u (local.get $r))
    (then
      (if (i32.load8_u offset=4 (local.get $r))
        (then (i32.store8 (i32.const 4096) (i32.const 109)) (call $show (i32.const 4096) (i32.const 1)))
        (else (call $show (i32.load offset=8 (local.get $r)) (i32.load offset=12 (local.get $r))))))
    (else
      (i32.store8 (i32.const 4096) (i32.add (i32.const 48) (i32.load8_u offset=4 (local.get $r))))
      (call $show (i32.const 4096) (i32.const 1)))))"#;

const SECRET: &str = "[[secret]]\nname = \"key\"\nlabel = \"K\"\nuse = [\"hmac\", \"compare\"]\nwhy = \"test\"\n";

async fn run(guest: Guest, account: Account) -> Outcome<AccountInfo> {
    Bench::new().load(guest).await.check_account(Arc::new(account), info()).await
}

async fn shown(guest: Guest, account: Account) -> String {
    run(guest, account).await.result.unwrap().display
}

fn secrets_guest(call: impl FnOnce(&mut Arena) -> String) -> Guest {
    let mut arena = Arena::new();
    let call = call(&mut arena);
    Guest::new()
        .imports(SECRETS)
        .memory("2")
        .asks(SECRET)
        .extra(format!("{}{SHOW_BOOL}", arena.segment()))
        .check(format!("{call} (i32.const 1024)"))
}

#[tokio::test]
async fn a_secret_is_compared_across_its_rotation() {
    let guess = |text: &'static str| {
        secrets_guest(|a| {
            format!("(call $matches {} {} (i32.const 3072)) (call $bool (i32.const 3072))", a.text("key"), a.text(text))
        })
    };
    let account = || with_secret("key", &["new", "old"]);
    assert_eq!(shown(guess("new"), account()).await, "1");
    assert_eq!(shown(guess("old"), account()).await, "1");
    assert_eq!(shown(guess("ol"), account()).await, "0");
    assert_eq!(shown(guess(""), account()).await, "0");
    assert_eq!(shown(guess("new"), crate::account::account()).await, "m", "missing");
}

/// X7: an empty secret once counted as one, and the empty guess matched it.
#[tokio::test]
async fn x7_an_empty_secret_is_no_secret() {
    let guess = |text: &'static str| {
        secrets_guest(|a| {
            format!("(call $matches {} {} (i32.const 3072)) (call $bool (i32.const 3072))", a.text("key"), a.text(text))
        })
    };
    assert_eq!(shown(guess(""), with_secret("key", &[""])).await, "m", "missing");
    assert_eq!(shown(guess(""), with_secret("key", &["", "old"])).await, "0");
    assert_eq!(shown(guess("old"), with_secret("key", &["", "old"])).await, "1");
}

#[tokio::test]
async fn a_signature_is_verified_across_the_rotation() {
    // HMAC-SHA-256 of "data" with key "old".
    let code = {
        use hmac::{Hmac, KeyInit, Mac};
        let mut mac = <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(b"old").unwrap();
        mac.update(b"data");
        mac.finalize().into_bytes().to_vec()
    };
    let guest = |code: &[u8]| {
        secrets_guest(|a| {
            let (key, data, mac) = (a.text("key"), a.text("data"), a.text(code));
            format!("(call $verify {key} (i32.const 1) {data} {mac} (i32.const 3072)) (call $bool (i32.const 3072))")
        })
    };
    let account = || with_secret("key", &["new", "old"]);
    assert_eq!(shown(guest(&code), account()).await, "1");
    assert_eq!(shown(guest(&code[..31]), account()).await, "0");
    assert_eq!(shown(guest(&[0; 32]), account()).await, "0");
}

#[tokio::test]
async fn a_secret_or_use_that_was_not_asked_for_is_denied_with_the_line_to_add() {
    let other = secrets_guest(|a| {
        format!("(call $matches {} {} (i32.const 3072)) (call $bool (i32.const 3072))", a.text("other"), a.text("x"))
    });
    let account = || with_secret("other", &["x"]);
    let text = shown(other, account()).await;
    assert_eq!(text, "add to plugin.toml: [[secret]] name = \"other\" use = [\"compare\"]");
    let reveal =
        secrets_guest(|a| format!("(call $reveal {} (i32.const 3072)) (call $bool (i32.const 3072))", a.text("key")));
    let text = shown(reveal, with_secret("key", &["x"])).await;
    assert_eq!(text, "add to plugin.toml: [[secret]] name = \"key\" use = [\"reveal\"]");
}

#[tokio::test]
async fn a_revealed_secret_is_blanked_from_the_log() {
    let mut arena = Arena::new();
    let name = arena.text("key");
    let guest = Guest::new()
        .imports(format!(
            r#"{SECRETS}(import "deskbell:host/log@0.1.0" "write" (func $log (param i32 i32 i32 i32 i32)))"#
        ))
        .memory("2")
        .asks(&SECRET.replace("\"compare\"", "\"compare\", \"reveal\""))
        .extra(arena.segment())
        .check(format!(
            "(call $reveal {name} (i32.const 3072))
             (call $log (i32.const 1) (i32.load (i32.const 3076)) (i32.load (i32.const 3080)) (i32.const 0) (i32.const 0))
             (call $show (i32.load (i32.const 3076)) (i32.load (i32.const 3080))) (i32.const 1024)"
        ));
    let outcome = run(guest, with_secret("key", &["canary-1234"])).await;
    assert_eq!(outcome.log[0].message, "••••");
    assert_eq!(outcome.result.unwrap().display, "canary-1234");
}

const KV: &str = r#"
(import "deskbell:host/kv@0.1.0" "get" (func $get (param i32 i32 i32 i32 i32)))
(import "deskbell:host/kv@0.1.0" "set" (func $set (param i32 i32 i32 i32 i32 i32 i32 i32 i32)))"#;
const BUCKET: &str = "[[kv]]\nbucket = \"state\"\nwhy = \"test\"\n";

fn kv_guest(body: impl FnOnce(&mut Arena) -> String) -> Guest {
    let mut arena = Arena::new();
    let body = body(&mut arena);
    Guest::new().imports(KV).memory("2").asks(BUCKET).extra(arena.segment()).check(body)
}

fn set(a: &mut Arena, bucket: &str) -> String {
    let (bucket, key, value) = (a.text(bucket), a.text("k"), a.text("v2"));
    format!("(call $set {bucket} {key} {value} (i32.const 1) (i32.const 60) (i32.const 3072))")
}

#[tokio::test]
async fn writes_are_read_back_and_come_out_with_the_result() {
    let guest = kv_guest(|a| {
        let set = set(a, "state");
        let get = format!("(call $get {} {} (i32.const 3136))", a.text("state"), a.text("k"));
        format!("{set} {get} (call $show (i32.load (i32.const 3152)) (i32.load (i32.const 3156))) (i32.const 1024)")
    });
    let mut account = account();
    let old = [(("state".to_owned(), "k".to_owned()), b"v1".to_vec())];
    account.kv = Arc::new(Memory(old.into()));
    let outcome = run(guest, account).await;
    assert_eq!(outcome.result.unwrap().display, "v2");
    let ttl = Some(std::time::Duration::from_secs(60));
    assert_eq!(outcome.kv, [KvWrite { bucket: "state".into(), key: "k".into(), value: Some(b"v2".to_vec()), ttl }]);
    assert_eq!(outcome.usage.kv_ops, 2);
}

#[tokio::test]
async fn writes_of_a_failed_call_vanish() {
    let traps = kv_guest(|a| format!("{} unreachable", set(a, "state")));
    let outcome = run(traps, account()).await;
    assert!(outcome.result.unwrap_err().is_fault() && outcome.kv.is_empty());
    let refuses = kv_guest(|a| format!("{} (call $reject) (i32.const 1024)", set(a, "state")));
    let outcome = run(refuses, account()).await;
    assert!(matches!(outcome.result, Err(Failure::Plugin(_))) && outcome.kv.is_empty());
    let invalid =
        kv_guest(|a| format!("{} (call $show (i32.const 2048) (i32.const 999)) (i32.const 1024)", set(a, "state")));
    let outcome = run(invalid, account()).await;
    assert!(outcome.result.unwrap_err().is_fault() && outcome.kv.is_empty(), "a bad return commits nothing either");
}

#[tokio::test]
async fn a_bucket_that_was_not_asked_for_is_denied_with_the_line_to_add() {
    let guest = kv_guest(|a| {
        format!(
            "{} (call $show (i32.load (i32.const 3080)) (i32.load (i32.const 3084))) (i32.const 1024)",
            set(a, "other")
        )
    });
    let outcome = run(guest, account()).await;
    assert_eq!(outcome.result.unwrap().display, "add to plugin.toml: [[kv]] bucket = \"other\"");
    assert!(outcome.kv.is_empty());
}

const MEDIA: &str =
    r#"(import "deskbell:host/media@0.1.0" "read" (func $read (param i32 i32 i64 i32 i32 i64 i32 i32)))"#;

#[tokio::test]
async fn files_of_others_cannot_be_read_even_by_hash() {
    let files = Arc::new(crate::account::Files::default());
    let blob = files.add("private", "text/plain");
    let mut account = account();
    account.blobs = files;
    let mut arena = Arena::new();
    let (hash, mime) = (arena.text(&blob.sha256), arena.text("text/plain"));
    let guest = |media: &str| {
        Guest::new()
            .imports(MEDIA)
            .memory("2")
            .asks(media)
            .extra(arena.segment())
            .check(format!(
                "(call $read {hash} (i64.const 7) {mime} (i64.const 0) (i32.const 7) (i32.const 3072))
                 (i32.store8 (i32.const 4096) (i32.add (i32.const 48)
                   (i32.add (i32.load8_u (i32.const 3076)) (i32.mul (i32.const 3) (i32.eqz (i32.load8_u (i32.const 3072)))))))
                 (call $show (i32.const 4096) (i32.const 1)) (i32.const 1024)"
            ))
    };
    let read = "[media]\nread = true\nwhy = \"test\"\n";
    assert_eq!(shown(guest(read), account.clone()).await, "0", "missing");
    let write = "[media]\nwrite = true\nwhy = \"test\"\n";
    assert_eq!(shown(guest(write), account).await, "2", "denied");
}

/// Files whose keeping costs a second and a half of processor time.
struct Laborious;

#[async_trait::async_trait]
impl BlobStore for Laborious {
    async fn read(&self, _: &BlobRef, _: u64, _: u32) -> Result<bytes::Bytes, BlobError> {
        Err(BlobError::Missing)
    }

    async fn open(&self, _: &BlobRef) -> Result<ByteStream, BlobError> {
        Err(BlobError::Missing)
    }

    async fn put(&self, mime: &str, _: ByteStream, _: u64) -> Result<BlobRef, BlobError> {
        let started = std::time::Instant::now();
        while started.elapsed() < std::time::Duration::from_millis(1500) {
            std::hint::spin_loop();
        }
        Ok(BlobRef { sha256: "a".repeat(64), size: 1, mime: mime.into() })
    }
}

#[tokio::test]
async fn the_hosts_own_work_is_not_charged_to_the_guest() {
    let mut arena = Arena::new();
    let (mime, data) = (arena.text("text/plain"), arena.text("x"));
    let guest = Guest::new()
        .imports(r#"(import "deskbell:host/media@0.1.0" "put" (func $put (param i32 i32 i32 i32 i32)))"#)
        .memory("2")
        .asks("[media]\nwrite = true\nwhy = \"test\"\n")
        .extra(arena.segment())
        // Afterwards enough work to be looked at by the clock.
        .check(format!(
            "(local $i i32) (call $put {mime} {data} (i32.const 3072))
             (loop $l (local.set $i (i32.add (local.get $i) (i32.const 1)))
               (br_if $l (i32.lt_u (local.get $i) (i32.const 40000000))))
             (call $show (i32.const 1056) (i32.const 4)) (i32.const 1024)"
        ));
    let mut account = account();
    account.blobs = Arc::new(Laborious);
    let outcome = run(guest, account).await;
    assert!(outcome.result.is_ok(), "{:?}", outcome.result);
    assert!(outcome.usage.cpu_ms < 1000 && outcome.usage.wall_ms >= 1500, "{:?}", outcome.usage);
}

#[tokio::test]
async fn settings_come_as_json_with_their_defaults() {
    let mut arena = Arena::new();
    let key = arena.text("version");
    let guest = Guest::new()
        .imports(r#"(import "deskbell:host/config@0.1.0" "get" (func $config (param i32 i32 i32)))"#)
        .memory("2")
        .asks("[config]\ntype = \"object\"\n[config.properties.version]\ntype = \"string\"\ndefault = \"v25.0\"\n")
        .extra(arena.segment())
        .check(format!(
            "(call $config {key} (i32.const 3072))
             (call $show (i32.load (i32.const 3076)) (i32.load (i32.const 3080))) (i32.const 1024)"
        ));
    assert_eq!(shown(guest.clone(), account()).await, "\"v25.0\"");
    let mut own = account();
    own.config.insert("version".into(), "v26.0".into());
    assert_eq!(shown(guest, own).await, "\"v26.0\"");
}

/// X7: a test scripts time and chance, so that the same case ends the same way.
#[tokio::test]
async fn x7_time_and_chance_can_be_scripted() {
    use deskbell_domain::time::from_millis;
    use deskbell_plugins::Ambient;
    let guest = Guest::new()
        .imports(
            r#"(import "deskbell:host/clock@0.1.0" "now-ms" (func $now (result i64)))
(import "deskbell:host/random@0.1.0" "bytes" (func $bytes (param i32 i32)))"#,
        )
        .memory("2")
        .check(
            "(call $bytes (i32.const 1) (i32.const 3072))
(i32.store8 (i32.const 4096) (i32.add (i32.const 48) (i64.eq (call $now) (i64.const 1749416384000))))
(i32.store8 (i32.const 4097) (i32.add (i32.const 65) (i32.and (i32.const 15) (i32.load8_u (i32.load (i32.const 3072))))))
(call $show (i32.const 4096) (i32.const 2)) (i32.const 1024)",
        );
    let seen = |ambient| shown(guest.clone(), Account { ambient, ..account() });
    let scripted = |seed| Ambient { now: Some(from_millis(1_749_416_384_000)), seed: Some(seed) };
    let first = seen(scripted(1)).await;
    assert!(first.starts_with('1'), "{first}");
    assert_eq!(seen(scripted(1)).await, first);
    let mut others = Vec::new();
    for seed in 2..6 {
        others.push(seen(scripted(seed)).await);
    }
    assert!(others.iter().any(|other| *other != first), "{others:?}");
    assert!(seen(Ambient::default()).await.starts_with('0'));
}
