//! What is refused before it is installed: each with its reason and the next
//! step, and nothing of it stays.

use super::guest::Guest;
use super::{ID, Shop, renamed};
use deskbell_plugins::{SecretKey, sign};
use deskbell_tests::built;
use serde_json::Value;

async fn refusal(shop: &Shop, component: Vec<u8>) -> (String, String, String) {
    let plan = shop.plan(component).await;
    let first = &plan["refusals"][0];
    let word = |key: &str| first[key].as_str().unwrap_or_default().to_owned();
    let digest = plan["digest"].clone();
    let (status, _) =
        shop.host.post("/plugins", serde_json::json!({ "digest": digest, "approve": true })).await.unwrap();
    assert!(status == 404 || status == 409, "it cannot be installed all the same: {status}");
    (word("code"), word("reason"), word("next"))
}

/// X7: the whole list of "bad input gets".
#[tokio::test]
async fn x7_every_unfit_file_is_refused_with_reason_and_next_step() {
    let shop = Shop::start().await;
    let check = async |component: Vec<u8>, code: &str, part: &str| {
        let (found, reason, next) = refusal(&shop, component).await;
        assert_eq!(found, code, "{reason}");
        assert!(reason.contains(part), "{part} in {reason}");
        assert!(!next.is_empty(), "no next step for {code}");
    };
    check(b"#!/bin/sh".to_vec(), "not-a-component", "not a WebAssembly component").await;
    check(Guest::new().core(), "not-a-component", "core module").await;
    check(Guest::new().no_manifest().build().to_vec(), "no-manifest", "deskbell:manifest").await;
    check(Guest::new().manifest("manifest = 1\nid = 3").build().to_vec(), "manifest", "line").await;
    let wasi = Guest::new().foreign().imports(r#"(import "wasi:fake/clocks@0.2.0" "now" (func (result i64)))"#);
    check(wasi.build().to_vec(), "wasi", "no WASI").await;
    let kv = r#"(import "deskbell:host/kv@0.1.0" "delete" (func (param i32 i32 i32 i32 i32)))"#;
    check(Guest::new().imports(kv).build().to_vec(), "import", "deskbell:host/kv").await;
    let mut large = Guest::new().build().to_vec();
    super::guest::append_section(&mut large, "padding", &vec![0; 9 << 20]);
    check(large, "too-large", "profile small allows").await;
    let compiled = wasmtime_file();
    check(compiled, "precompiled", "precompiled").await;

    check(renamed("1.0.0", ""), "unsigned", "not signed").await;
    check(sign(&renamed("1.0.0", ""), &SecretKey::generate()).unwrap(), "unknown-key", "does not know").await;
    check(shop.signed(&built("whatsapp-cloud").unwrap()), "other-prefix", "may not sign com.deskbell").await;
    let mut changed = shop.acme("1.0.0", "");
    let manifest = changed.windows(4).rposition(|part| part == b"1.0.").unwrap();
    changed[manifest] = b'2';
    check(changed, "signature", "changed after key").await;
    let mut behind = shop.acme("1.0.0", "");
    super::guest::append_section(&mut behind, "more", b"x");
    check(behind, "signature", "stands behind").await;

    shop.install(shop.acme("1.1.0", ""), true).await;
    check(shop.acme("1.0.0", ""), "older", "older than 1.1.0").await;
    check(shop.acme("1.1.0", "# other bytes"), "same-version", "other content").await;
    assert_eq!(shop.plugin(ID).await["version"], "1.1.0");
    let all = shop.host.get("/plugins").await.unwrap();
    let installed = all["items"].as_array().unwrap().iter().filter(|plugin| plugin["origin"] == "installed");
    assert_eq!(installed.count(), 1, "nothing else stays: {:?}", names(&all));
    shop.host.stop().await.unwrap();
}

fn names(all: &Value) -> Vec<&str> {
    all["items"].as_array().unwrap().iter().filter_map(|plugin| plugin["id"].as_str()).collect()
}

/// A file of machine code as the sandbox writes them for itself.
fn wasmtime_file() -> Vec<u8> {
    let exe = std::env::current_exe().unwrap();
    let compiled = exe.parent().and_then(std::path::Path::parent).unwrap().join("compiled-plugins");
    let mut files = std::fs::read_dir(compiled).unwrap().map(|entry| entry.unwrap().path());
    let file = files.find(|path| path.extension().is_some_and(|extension| extension == "cwasm")).unwrap();
    std::fs::read(file).unwrap()
}
