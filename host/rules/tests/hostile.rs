//! Rules that misbehave: each becomes a message to its author, the others go on,
//! and the message being processed keeps its default.
#![allow(clippy::unwrap_used)]

use deskbell_domain::rule::{Decision, InboundFacts};
use deskbell_rules::{FactsInput, Limits, PackSource, RuleSet, Ruled, compile_source};
use proptest::prelude::*;
use std::sync::Arc;

fn pack(name: &str, order: i32, script: &str) -> PackSource {
    let manifest = format!("name = {name:?}\nversion = \"1\"\norder = {order}\ndescription = \"for a test\"\n");
    PackSource::new(name, vec![("pack.toml".to_owned(), manifest), ("rules.rhai".to_owned(), script.to_owned())])
}

fn message(json: &str) -> Arc<InboundFacts> {
    match FactsInput::parse(json).unwrap() {
        FactsInput::Message(facts) => facts,
        FactsInput::Event(_) => panic!("these are facts of an event"),
    }
}

fn ruled(script: &str) -> Ruled {
    let good = pack("good", 2, "fn route(msg) { tag(\"seen\"); }");
    // The clock is left out of it: a busy machine must not change what is found.
    let limits = Limits { wall_ms: 600_000, ..Limits::default() };
    let rules = RuleSet::compile(&[pack("bad", 1, script), good], limits).unwrap();
    rules.inbound(&message(r#"{"message":{"text":"my secret text","from":"+40721123456"},"contact":{"name":"Ana"}}"#))
}

/// The failing rule says why, its decisions are dropped, and the next pack decides.
fn fails(script: &str, words: &str) {
    let ruled = ruled(script);
    assert_eq!(ruled.failures, 1, "{script}: {ruled:?}");
    let run = &ruled.explanation.runs[0];
    let failure = run.error.as_ref().unwrap();
    assert!(failure.message.contains(words), "{script}: {}", failure.message);
    assert!(failure.line.is_some(), "{script}: {failure:?}");
    assert!(run.decisions.is_empty());
    let decisions: Vec<_> = ruled.decisions.iter().map(|d| &d.decision).collect();
    assert_eq!(decisions, [&Decision::Tag { tag: "seen".to_owned() }], "{script}");
}

fn route(body: &str) -> String {
    format!("fn route(msg) {{ tag(\"lost\");\n{body}\n}}")
}

#[test]
fn x6_endless_loops_end() {
    fails(&route("loop { }"), "too many steps");
    fails(&route("while true { let x = 1; }"), "too many steps");
    fails(&route("for i in 0..9_000_000_000 { let x = i; }"), "too many steps");
    fails(&format!("fn spin() {{ loop {{}} }} {}", route("loop { try { spin(); } catch { } }")), "too many steps");
}

#[test]
fn x6_a_slow_rule_ends() {
    let limits = Limits { operations: u64::MAX, wall_ms: 5, ..Limits::default() };
    let rules = RuleSet::compile(&[pack("slow", 1, &route("loop { let x = 1; }"))], limits).unwrap();
    let ruled = rules.inbound(&message("{}"));
    assert_eq!(ruled.explanation.runs[0].error.as_ref().unwrap().message, "took too long");
}

#[test]
fn x6_steps_inside_library_calls_are_counted() {
    let script = format!(
        "fn slow(x) {{ let n = 0; while n < 1_000 {{ n += 1; }} x }} {}",
        route("let list = []; for i in 0..900 { list.push(i); } list.map(slow);")
    );
    fails(&script, "too many steps");
}

#[test]
fn x6_deep_recursion_ends() {
    fails(&format!("fn down(n) {{ down(n + 1) }} {}", route("down(0);")), "too deeply");
    fails(&format!("fn down(n) {{ try {{ down(n + 1) }} catch {{ down(n + 1) }} }} {}", route("down(0);")), "too");
}

#[test]
fn x6_giant_values_are_refused() {
    fails(&route("let s = \"x\"; loop { s += s; }"), "too large");
    fails(&route("let s = \"x\"; s.pad(1_000_000_000, 'y');"), "too large");
    fails(
        &route("let s = \"aaaaaaaa\"; for i in 0..12 { s += s; } for i in 0..9 { s.replace(\"a\", s); }"),
        "too large",
    );
    fails(&route("let a = []; loop { a.push(1); }"), "too large");
    fails(&route("let a = []; a.pad(1_000_000_000, 1);"), "too large");
    fails(&route("let a = [1]; loop { a = [a, a]; }"), "too large");
    fails(&route("let s = \"x\"; s.pad(100_000, 'y'); let a = []; loop { a.push(s); }"), "too large");
}

/// Each step doubles the value, so the steps alone are no limit.
#[test]
fn x6_values_that_contain_themselves_are_refused() {
    fails(&route("let m = #{}; let i = 0; loop { m[`k${i}`] = m; i += 1; }"), "too");
    fails(&route("let m = #{ a: 1, b: 1 }; loop { m.a = m; m.b = m; }"), "too");
    fails(&route("let a = [1, 2]; loop { a[0] = a; a[1] = a; }"), "too");
    fails(&route("let a = [1, 2]; loop { a[0] = [a, a]; }"), "too");
    fails(&route("let m = #{ a: [] }; loop { m.a.push(m); }"), "too");
    fails(&route("let m = #{ a: [1, 2] }; loop { m.a[0] = m; m.a[1] = m; }"), "too");
    fails(&route("let m = #{}; let i = 0; loop { m[`k${i}`] = i; i += 1; }"), "too");
    fails(
        &route("let s = \"x\"; let m = #{}; let i = 0; loop { if i < 16 { s += s; } m[`k${i}`] = s + i; i += 1; }"),
        "too",
    );
}

#[test]
fn x6_nested_values_do_not_end_the_process() {
    fails(&route("let a = []; loop { a = [a]; }"), "too");
    fails(&route("let m = #{}; loop { m = #{ m: m }; }"), "too");
}

#[test]
fn x6_mistakes_that_show_when_a_script_runs() {
    fails(&route("let x = 1 / 0;"), "division by zero");
    fails(&route("let x = 9_223_372_036_854_775_807 + 1;"), "overflow");
    fails(&route("throw \"no\";"), "no");
    fails(&route("let x = [1][7];"), "out of bounds");
    fails(&route("let m = #{}; let x = m.nothing;"), "nothing");
    fails(&format!("fn helper(x) {{ x.nmae }} {}", route("for c in [msg.contact] { helper(c); }")), "nmae");
    fails(&route("let x = 5; for c in [x] { assign(c); }"), "assign expects a text as to, got a number");
    fails(&route("for c in [\"7\"] { file_on(c); }"), "file_on expects a card as card, got a text");
    fails(&route("file_on(msg.contact.cards().newest());"), "file_on expects a card as card, got nothing");
    fails(&route("priority(\"hihg\");"), "did you mean \"high\"?");
    fails(&route("tag(\"  \");"), "empty text");
    fails(&route("for t in 0..40 { tag(`t${t}`); }"), "more than 32 decisions");
    fails(&route("create_card(\"a\", \"b\"); create_card(\"a\", \"c\");"), "already decided on line 2");
    fails(&route("send_template(\"t\", #{ documnet: () });"), "no option");
    fails(&route("send_template(\"t\", #{ document: \"quote\" });"), "no card here");
    fails(&route("send_template(\"t\", #{ document: 5 });"), "got a number");
}

#[test]
fn neither_texts_nor_numbers_reach_an_explanation() {
    let leaky = route("let t = msg.text; let p = msg.sender.phone; throw `${t} ${p}`;");
    let shown = format!("{:?}", ruled(&leaky).explanation);
    assert!(!shown.contains("secret") && !shown.contains("0721123456"), "{shown}");
    assert!(shown.contains("14 characters") && shown.contains("…56"), "{shown}");
}

#[test]
fn an_explanation_is_bounded() {
    let many = route("for i in 0..100 { let c = msg.contact.has_tag(`t${i}`); }");
    assert_eq!(ruled(&many).explanation.runs[0].read.len(), 64);
}

#[test]
fn a_long_expression_does_not_end_the_process() {
    for text in [
        format!("fn route(msg) {{ let x = 1{}; }}", " + 1".repeat(60_000)),
        format!("fn route(msg) {{ {}1{} }}", "(".repeat(60_000), ")".repeat(60_000)),
        format!("fn route(msg) {{ {} {} }}", "{".repeat(60_000), "}".repeat(60_000)),
        format!("fn route(msg) {{ msg{} }}", ".contact".repeat(30_000)),
        format!("fn route(msg) {{ let x = {}1{}; }}", "[".repeat(60_000), "]".repeat(60_000)),
        format!("fn route(msg) {{ {}{{}} }}", "if true {} else ".repeat(15_000)),
        format!("fn route(msg) {{ let x = {}1; }}", "!".repeat(60_000)),
        format!("fn route(msg) {{ let x = [1]{}; }}", "[0]".repeat(60_000)),
        format!("fn route(msg) {{ let x = 1{}; }}", " ?? 1".repeat(40_000)),
        format!("fn route(msg) {{ let x = `{}`; }}", "${1}".repeat(40_000)),
        format!("fn route(msg) {{ let x = {}1; }}", "`${".repeat(40_000)),
        format!("fn route(msg) {{ let x = 1{}; }}", " ** 1".repeat(40_000)),
    ] {
        // Whether it is taken or refused, it ends.
        let _ = compile_source(&text);
    }
}

#[test]
fn functions_that_call_each_other_in_many_ways_are_checked_in_time() {
    let mut text = String::from("fn route(msg) { f0(msg, 1); }\n");
    for i in 0..60 {
        let next = i + 1;
        text += &format!("fn f{i}(a, b) {{ f{next}(a, b); f{next}(b, a); f{next}(a, a); f{next}(\"x\", b); }}\n");
    }
    text += "fn f60(a, b) { }\n";
    assert!(compile_source(&text).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// What an editor sends while somebody types.
    #[test]
    fn any_text_is_answered(text in ".{0,200}") {
        let _ = compile_source(&text);
    }

    #[test]
    fn any_mixture_of_the_languages_words_is_answered(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        let _ = compile_source(&format!("fn route(msg) {{ {} }}", words.join(" ")));
        let _ = compile_source(&words.join(""));
    }
}

const WORDS: &[&str] = &[
    "fn", "route", "(", ")", "{", "}", "[", "]", "msg", ".", "contact", "if", "else", "let", "x", "=", "==", "1",
    "\"a\"", ";", ",", "for", "in", "..", "loop", "while", "return", "throw", "try", "catch", "switch", "=>", "_",
    "?.", "??", "`", "${", "#{", ":", "::", "|", "||", "&&", "!", "-", "break", "continue", "const", "settings", "now",
    "\n", "//", "/*", "file_on", "é", "'", "\\", "Fn", "call", "this", "import", "as", "private", "module", "5.5",
    "?[",
];
