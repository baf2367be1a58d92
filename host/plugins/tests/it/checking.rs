//! What `deskbell plugin check` says of good and of hostile components.

use crate::guest::{Guest, MANIFEST, append_section};
use deskbell_plugins::{Grade, check};

const HTTP: &str = r#"(import "deskbell:host/http@0.1.0" "send"
  (func (param i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32)))"#;
const RULE: &str = "[[http]]\nhost = \"api.example.com\"\nmethods = [\"GET\"]\nwhy = \"test\"\n";
const WEBHOOK: &str =
    "[[webhook]]\npath = \"\"\nmethods = [\"POST\"]\nverify = { scheme = \"plugin\" }\nwhy = \"test\"\n";

/// Every line in order, sizes left out.
fn golden(wasm: &[u8], expected: &[&str]) {
    let size = wasm.len().to_string();
    let line = |f: &deskbell_plugins::Finding| format!("{}: {}", f.grade.name(), f.text).replace(&size, "SIZE");
    assert_eq!(check(wasm).iter().map(line).collect::<Vec<_>>(), expected);
}

/// The errors and warnings alone.
fn complaints(wasm: &[u8]) -> Vec<String> {
    let findings = check(wasm);
    findings.into_iter().filter(|f| f.grade != Grade::Good).map(|f| format!("{}: {}", f.grade.name(), f.text)).collect()
}

#[test]
fn x7_a_good_component_has_only_good_lines() {
    let guest = Guest::new().imports(HTTP).asks(&format!("{RULE}{WEBHOOK}"));
    golden(
        &guest.build(),
        &[
            "good: plugin.toml: test.guest 1.0.0, kind channel, profile small",
            "good: imports: 8, none beyond what plugin.toml asks for",
            "good: world deskbell:channel/channel is complete",
            "good: every function and type is as the contract 0.1.0 says",
            "good: strings cross the border as UTF-8",
            "good: SIZE bytes, 0 % of 8 MiB",
            "good: names of functions are there for backtraces",
            "good: pool: 3 core modules, 3 core instances of 128, 1 memories of 8 (64 KiB at the start), 1 tables of 32 (1 elements)",
        ],
    );
}

#[test]
fn x7_imports_and_manifest_are_compared_both_ways() {
    let unasked = complaints(&Guest::new().imports(HTTP).asks(WEBHOOK).build());
    assert_eq!(
        unasked,
        [
            "error: the component imports deskbell:host/http@0.1.0: add to plugin.toml: [[http]] host = \"…\" methods = [\"GET\"] why = \"…\""
        ]
    );
    let secret = "[[secret]]\nname = \"key\"\nlabel = \"Key\"\nuse = [\"header\", \"reveal\"]\nwhy = \"test\"\n";
    let idle = complaints(&Guest::new().asks(&format!("{RULE}{secret}{WEBHOOK}")).build());
    assert_eq!(idle.len(), 3, "{idle:#?}");
    assert!(idle[0].starts_with("warning: plugin.toml asks for [[http]], but the code never uses deskbell:host/http"));
    assert!(idle[1].contains("use \"header\"") && idle[2].contains("use \"reveal\""), "{idle:#?}");
}

#[test]
fn x7_wasi_is_refused_with_the_next_step() {
    let guest = Guest::new().foreign().imports(r#"(import "wasi:fake/clocks@0.2.0" "now" (func (result i64)))"#);
    let expected = "error: the component imports wasi:fake/clocks@0.2.0: there is no WASI here; build for wasm32-unknown-unknown, or with stubs";
    assert_eq!(complaints(&guest.clone().asks(WEBHOOK).build()), [expected]);
    let both = complaints(&guest.no_manifest().build());
    assert!(both[0].contains("no section `deskbell:manifest`") && both[1] == expected, "{both:#?}");
}

#[test]
fn x7_an_incomplete_world_names_every_missing_export() {
    let guest = Guest::new().manifest(MANIFEST.replace("\"channel\"", "\"erp-module\""));
    let found = complaints(&guest.build());
    assert!(found[0].contains("kind erp-module must export deskbell:erp/module;"), "{found:#?}");
    assert!(found[1].contains("kind erp-module must export deskbell:erp/webhook or deskbell:erp/sync;"), "{found:#?}");
}

/// An author can do nothing about the empty instance of componentize-py.
#[test]
fn x7_an_export_that_nobody_calls_is_told_unless_a_tool_put_it_there() {
    let empty = r#"(component (instance $i) (export "exports" (instance $i)) (export "spare" (instance $i)))"#;
    let mut wasm = wat::parse_str(empty).unwrap();
    append_section(&mut wasm, "deskbell:manifest", MANIFEST.as_bytes());
    let found = complaints(&wasm);
    assert!(found.contains(&"warning: the component exports spare, which nobody calls".to_owned()), "{found:#?}");
    assert!(!found.iter().any(|line| line.contains("exports exports")), "{found:#?}");
}

/// The runtime would say "wrong type", or nothing before the first message is sent.
#[test]
fn x7_differences_to_the_contract_are_said_in_its_own_words() {
    let found = |from, to| {
        let all = complaints(&Guest::new().asks(WEBHOOK).altered(from, to).build());
        assert!(!all.is_empty() && !all.iter().any(|line| line.contains("wrong type")), "{all:#?}");
        all.join("\n")
    };
    let field = "record `descriptor`";
    assert_eq!(
        found("max-text: u32,", "longest-text: u32,"),
        format!(
            "error: {field} lacks field `max-text: u32`\nerror: {field} has field `longest-text`, which the contract does not have"
        )
    );
    assert_eq!(
        found("max-text: u32,", "max-text: s32,"),
        format!("error: field `max-text` of {field} is `s32`, the contract says `u32`")
    );
    assert_eq!(
        found(
            "send: func(ctx: call-ctx, message: outbound-message)",
            "send: func(ctx: call-ctx, letter: outbound-message)"
        ),
        "error: deskbell:channel/connector@0.1.0 `send` is `func(ctx: call-ctx, letter: outbound-message) -> result<receipt, call-error>`, the contract says `func(ctx: call-ctx, message: outbound-message) -> result<receipt, call-error>`"
    );
    assert_eq!(found("mark-read(string),", "seen(string),").lines().count(), 2);
}

#[tokio::test]
async fn x7_loading_says_the_difference_in_the_same_words() {
    let error = crate::Bench::new().refusal(Guest::new().altered("max-text: u32,", "max-text: s32,")).await;
    assert!(error.to_string().contains("field `max-text` of record `descriptor` is `s32`"), "{error}");
    // Nothing calls this one at load.
    let error = crate::Bench::new().refusal(Guest::new().altered("mark-read(string),", "seen(string),")).await;
    assert!(error.to_string().contains("variant `signal` lacks case `mark-read: string`"), "{error}");
}

#[test]
fn x7_what_is_no_component_is_refused_with_the_reason() {
    let only = |wasm: &[u8], part: &str| {
        let found = complaints(wasm);
        assert!(found.len() == 1 && found[0].starts_with("error: ") && found[0].contains(part), "{found:#?}");
    };
    only(&Guest::new().core(), "core module");
    only(b"hello", "not a WebAssembly component");
    let whole = Guest::new().build();
    only(&whole[..whole.len() / 2], "not a WebAssembly component");
}

#[tokio::test]
async fn x7_a_precompiled_file_is_refused() {
    let bench = crate::Bench::new();
    bench.load(Guest::new()).await;
    let mut files = std::fs::read_dir(bench.cache.path()).unwrap().map(|e| e.unwrap().path());
    let compiled = files.find(|p| p.extension().is_some_and(|e| e == "cwasm")).unwrap();
    assert_eq!(
        complaints(&std::fs::read(compiled).unwrap()),
        ["error: this is a precompiled file; install the .wasm component instead"]
    );
}

#[test]
fn x7_a_component_that_does_not_fit_says_by_how_much() {
    let mut wasm = Guest::new().asks(WEBHOOK).build().to_vec();
    append_section(&mut wasm, "ballast", &vec![0; 8 << 20]);
    let found = complaints(&wasm);
    assert!(found[0].contains("profile small allows 8388608 (8 MiB)"), "{found:#?}");
    let found = complaints(&Guest::new().asks(WEBHOOK).memory("600").build());
    assert_eq!(
        found,
        ["error: an instance needs 39321600 bytes of memory at the start, the pool has room for 33554432"]
    );
    let found = complaints(&Guest::new().asks(WEBHOOK).extra("(table 40000 funcref)").build());
    assert!(found[0].contains("40000 elements in one table, the pool has room for 32768"), "{found:#?}");
}

#[test]
fn x7_a_broken_manifest_is_shown_at_its_line() {
    let found =
        complaints(&Guest::new().asks("[[http]]\nhost = \"a.example\"\nmethods = [\"GET\"]\nwhy = \"\"\n").build());
    assert!(found[0].starts_with("error: plugin.toml, line ") && found[0].contains("why"), "{found:#?}");
}
