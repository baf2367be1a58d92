//! What is refused before it runs, and how compiled files are kept.

use crate::account::{account, info};
use crate::guest::{Guest, MANIFEST, append_section};
use crate::{Bench, config};
use deskbell_plugins::{
    CompilerCommand, GrantPolicy, Grants, InspectError, LoadError, Manifest, Permission, Runtime, inspect,
};
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

const HTTP: &str = r#"(import "deskbell:host/http@0.1.0" "send"
  (func (param i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32)))"#;
const RULE: &str = "[[http]]\nhost = \"api.example.com\"\nmethods = [\"GET\"]\nwhy = \"test\"\n";

#[tokio::test]
async fn an_import_that_was_not_asked_for_is_refused_with_the_line_to_add() {
    let error = Bench::new().refusal(Guest::new().imports(HTTP)).await;
    let LoadError::Import { import, reason } = error else { panic!("{error:?}") };
    assert_eq!(import, "deskbell:host/http@0.1.0");
    assert!(reason.contains("[[http]]"), "{reason}");
}

#[tokio::test]
async fn an_import_that_was_not_granted_is_refused() {
    let bench = Bench::new();
    let wasm = Guest::new().imports(HTTP).asks(RULE).build();
    let none = GrantPolicy::Only(Grants::default());
    let error = bench.runtime.load_granted(wasm.clone(), &none).await.unwrap_err();
    assert!(matches!(&error, LoadError::Import { reason, .. } if reason.contains("grant")), "{error:?}");
    let other = Permission::Http { host: "evil.example.com".into() };
    let more_than_asked = GrantPolicy::Only(Grants(BTreeSet::from([other])));
    assert!(bench.runtime.load_granted(wasm.clone(), &more_than_asked).await.is_err(), "granted but not asked");
    let asked = Permission::Http { host: "api.example.com".into() };
    let granted = GrantPolicy::Only(Grants(BTreeSet::from([asked.clone()])));
    let plugin = bench.runtime.load_granted(wasm, &granted).await.unwrap();
    assert!(plugin.grants().has(&asked));
}

#[tokio::test]
async fn wasi_is_refused() {
    let guest = Guest::new().foreign().imports(r#"(import "wasi:fake/clocks@0.2.0" "now" (func (result i64)))"#);
    let error = Bench::new().refusal(guest).await;
    assert!(matches!(&error, LoadError::Import { import, .. } if import.starts_with("wasi:")), "{error:?}");
}

#[tokio::test]
async fn a_precompiled_file_is_refused() {
    let bench = Bench::new();
    bench.load(Guest::new()).await;
    let mut compiled = std::fs::read_dir(bench.cache.path()).unwrap().map(|e| e.unwrap().path());
    let compiled = compiled.find(|p| p.extension().is_some_and(|e| e == "cwasm")).unwrap();
    let error = bench.runtime.load(std::fs::read(compiled).unwrap().into()).await.unwrap_err();
    assert!(matches!(error, LoadError::Inspect(InspectError::Precompiled)), "{error:?}");
}

#[tokio::test]
async fn an_oversized_file_is_refused() {
    let mut wasm = Guest::new().build().to_vec();
    append_section(&mut wasm, "ballast", &vec![0; 8 << 20]);
    let error = Bench::new().runtime.load(wasm.into()).await.unwrap_err();
    assert!(matches!(error, LoadError::Inspect(InspectError::TooLarge { .. })), "{error:?}");
}

#[tokio::test]
async fn what_is_no_component_is_refused() {
    let bench = Bench::new();
    let refused = async |bytes: Vec<u8>| match bench.runtime.load(bytes.into()).await.unwrap_err() {
        LoadError::Inspect(error) => error,
        other => panic!("{other:?}"),
    };
    assert!(matches!(refused(Guest::new().core()).await, InspectError::CoreModule));
    assert!(matches!(refused(b"hello".to_vec()).await, InspectError::Malformed(_)));
    assert!(matches!(refused(vec![]).await, InspectError::Malformed(_) | InspectError::NoManifest));
    let whole = Guest::new().build();
    assert!(matches!(refused(whole[..whole.len() / 2].to_vec()).await, InspectError::Malformed(_)));
}

#[tokio::test]
async fn a_missing_broken_or_unknown_manifest_is_refused() {
    let bench = Bench::new();
    let error = bench.refusal(Guest::new().no_manifest()).await;
    assert!(matches!(error, LoadError::Inspect(InspectError::NoManifest)), "{error:?}");
    for broken in ["manifest = ", "manifest = 1", &format!("{MANIFEST}\nsurprise = true")] {
        let error = bench.refusal(Guest::new().manifest(broken)).await;
        assert!(matches!(error, LoadError::Inspect(InspectError::Manifest(_))), "{error:?}");
    }
    let mut twice = Guest::new().build().to_vec();
    append_section(&mut twice, deskbell_plugins::manifest::SECTION, MANIFEST.as_bytes());
    let error = bench.runtime.load(twice.into()).await.unwrap_err();
    assert!(matches!(error, LoadError::Inspect(InspectError::Malformed(_))), "{error:?}");
}

#[tokio::test]
async fn a_kind_without_its_exports_is_refused() {
    let guest = Guest::new().manifest(MANIFEST.replace("\"channel\"", "\"erp-module\""));
    let error = Bench::new().refusal(guest).await;
    assert!(matches!(error, LoadError::Export { export: "deskbell:erp/module", .. }), "{error:?}");
    assert!(error.to_string().contains("kind erp-module must export deskbell:erp/module; name it"), "{error}");
}

/// X7: each refusal once named a command that does not exist, or no step at all.
#[test]
fn x7_refusals_name_a_step_that_exists() {
    let errors = [
        InspectError::CoreModule.to_string(),
        InspectError::NoManifest.to_string(),
        LoadError::NotUtf8.to_string(),
        LoadError::Link("x".into()).to_string(),
    ];
    for error in errors {
        assert!(!error.contains("plugin build") && error.contains("build"), "{error}");
    }
}

#[test]
fn inspecting_reads_without_compiling() {
    let wasm = Guest::new().imports(HTTP).asks(RULE).build();
    let seen = inspect(&wasm).unwrap();
    assert_eq!(seen.manifest.id, "test.guest");
    assert_eq!(seen.size, wasm.len());
    assert!(seen.imports.contains(&"deskbell:host/http@0.1.0".to_owned()), "{:?}", seen.imports);
    assert!(seen.exports.contains(&"deskbell:channel/connector@0.1.0".to_owned()), "{:?}", seen.exports);
    assert!(seen.names && seen.utf8 && seen.core_modules >= 1);
}

#[tokio::test]
async fn exports_are_found() {
    let plugin = Bench::new().load(Guest::new()).await;
    let exports = plugin.exports();
    assert!(exports.connector && exports.channel_webhook && !exports.poller && !exports.erp_module);
    let outcome = plugin.poll(Arc::new(account()), info(), None).await;
    let error = outcome.result.unwrap_err();
    assert_eq!(error.name(), "unsupported", "{error:?}");
}

#[tokio::test]
async fn compiled_files_are_private_reused_and_never_trusted_unchecked() {
    let bench = Bench::new();
    let wasm = Guest::new().build();
    bench.runtime.load(wasm.clone()).await.unwrap();
    let mode = |p: &std::path::Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(bench.cache.path()), 0o700);
    let files = || -> Vec<_> { std::fs::read_dir(bench.cache.path()).unwrap().map(|e| e.unwrap().path()).collect() };
    assert!(files().iter().filter(|p| p.extension().is_some_and(|e| e == "mac")).all(|p| mode(p) == 0o600));
    assert!(!files().iter().any(|p| p.extension().is_some_and(|e| e == "tmp")), "nothing is left lying about");
    // A compiler that cannot run shows that the cache answers.
    let broken = CompilerCommand::Child { program: "/nonexistent".into(), args: vec![] };
    let again = Runtime::new(config(bench.cache.path(), |c| c.compiler = broken.clone())).unwrap();
    again.load(wasm.clone()).await.unwrap();
    // One changed byte and the file is not opened.
    let compiled = files().into_iter().find(|p| p.extension().is_some_and(|e| e == "cwasm")).unwrap();
    let mut bytes = std::fs::read(&compiled).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&compiled, bytes).unwrap();
    assert!(matches!(again.load(wasm.clone()).await, Err(LoadError::Compile(_))));
    bench.runtime.load(wasm).await.unwrap();
}

#[tokio::test]
async fn the_child_and_this_process_compile_alike() {
    let bench = Bench::with(|c| c.compiler = CompilerCommand::InProcess);
    bench.load(Guest::new()).await;
}

#[tokio::test]
async fn a_component_that_does_not_compile_says_why() {
    // One core module more at the front: every later index names another one.
    let core = wat::parse_str("(module)").unwrap();
    let mut wasm = Guest::new().build().to_vec();
    let mut section = vec![1, core.len() as u8];
    section.extend(core);
    wasm.splice(8..8, section);
    let error = Bench::new().runtime.load(wasm.into()).await.unwrap_err();
    assert!(
        matches!(&error, LoadError::Compile(e) if e.to_string().contains("core instance 0 has no export")),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_compiler_that_fails_is_named() {
    for (program, word) in [("/nonexistent", "could not be run"), ("/bin/false", "exit status")] {
        let broken = CompilerCommand::Child { program: program.into(), args: vec![] };
        let error = Bench::with(|c| c.compiler = broken).refusal(Guest::new()).await;
        assert!(matches!(&error, LoadError::Compile(e) if e.to_string().contains(word)), "{error:?}");
    }
}

#[test]
fn our_own_manifests_are_good() {
    for text in [
        include_str!("../../../../plugins/whatsapp-cloud/plugin.toml"),
        include_str!("../../../../plugins/workshop/plugin.toml"),
    ] {
        Manifest::parse(text).unwrap();
    }
}
