//! Packs together: order, conflicts, settings, and what an explanation says.
#![allow(clippy::unwrap_used)]

use deskbell_domain::rule::{Decision, RuleRun};
use deskbell_rules::{FactsInput, Limits, PackSource, RuleSet, Ruled, reference, shipped};

fn pack(name: &str, order: i32, script: &str) -> PackSource {
    let manifest = format!("name = {name:?}\nversion = \"1\"\norder = {order}\ndescription = \"for a test\"\n");
    PackSource::new(name, vec![("pack.toml".to_owned(), manifest), ("rules.rhai".to_owned(), script.to_owned())])
}

fn ruled(packs: &[PackSource], facts: &str) -> Ruled {
    RuleSet::compile(packs, Limits::default()).unwrap().run(&FactsInput::parse(facts).unwrap())
}

fn decisions(ruled: &Ruled) -> Vec<&Decision> {
    ruled.decisions.iter().map(|decided| &decided.decision).collect()
}

#[test]
fn no_packs_decide_nothing() {
    let facts = FactsInput::parse("{}").unwrap();
    assert_eq!(RuleSet::empty().run(&facts), Ruled::default());
}

#[test]
fn packs_run_in_order_and_the_first_ignore_ends_it() {
    let packs = [
        pack("late", 9, "fn filter(msg) { ignore(\"late\"); } fn route(msg) { tag(\"x\"); }"),
        pack("early", 1, "fn filter(msg) { ignore(\"early\"); }"),
    ];
    let ruled = ruled(&packs, "{}");
    assert_eq!(decisions(&ruled), [&Decision::Ignore { reason: "early".to_owned() }]);
    assert_eq!(ruled.explanation.runs.len(), 1, "nothing ran after it");
}

#[test]
fn the_first_packs_answer_stands_and_the_rest_adds_up() {
    let packs = [
        pack("own", 1, "fn route(msg) { file_on(msg.contact.cards().numbered(\"2\")); tag(\"a\"); assign(\"ana\"); }"),
        pack(
            "usual",
            2,
            "fn route(msg) { file_on(msg.contact.cards().newest()); tag(\"a\"); tag(\"b\"); priority(\"low\"); }",
        ),
    ];
    let facts = r#"{"contact":{},"cards":[{"number":"1","created":"2026-01-10T00:00:00Z"},{"number":"2"}]}"#;
    let ruled = ruled(&packs, facts);
    let names: Vec<&str> = decisions(&ruled).iter().map(|d| d.name()).collect();
    assert_eq!(names, ["file-on", "tag", "assign", "tag", "priority"]);
    assert!(matches!(decisions(&ruled)[0], Decision::FileOn { card } if card.0 == 2));
    assert_eq!(ruled.explanation.runs[1].decisions.len(), 4, "the explanation keeps what each pack wanted");
}

fn only(ruled: &Ruled) -> &RuleRun {
    assert_eq!(ruled.explanation.runs.len(), 1);
    &ruled.explanation.runs[0]
}

#[test]
fn x6_an_explanation_says_what_was_read_and_where_it_was_decided() {
    let script = "fn route(msg) {\n  let card = msg.contact.cards(\"quote\").newest();\n  if card.open && hours.open {\n    \
                  file_on(card);\n  }\n}";
    let facts = r#"{"contact":{"name":"Ana"},"cards":[{"number":"Q7","module":"quote"}]}"#;
    let ruled = ruled(&[pack("p", 1, script)], facts);
    let run = only(&ruled);
    let read: Vec<(&str, &str)> = run.read.iter().map(|(path, value)| (path.as_str(), value.as_str())).collect();
    let wanted = [
        ("msg.contact", "a contact"),
        ("msg.contact.cards(\"quote\")", "1 in the list"),
        ("cards.newest()", "quote Q7"),
        ("quote Q7.open", "true"),
        ("hours.open", "true"),
    ];
    assert_eq!(read, wanted);
    assert_eq!((run.pack.as_str(), run.hook.as_str(), run.decisions[0].line), ("p", "route", 4));
    assert!(run.operations > 5);
}

#[test]
fn x6_a_failure_has_its_place() {
    let ruled = ruled(&[pack("p", 1, "fn route(msg) {\n  inner(0);\n}\nfn inner(x) {\n  let y = 1 / x;\n}")], "{}");
    let failure = only(&ruled).error.as_ref().unwrap();
    assert_eq!((failure.line, ruled.failures), (Some(5), 1), "{failure:?}");
}

#[test]
fn d3_templates_name_a_document_of_the_card() {
    let script = "fn trigger(event) { send_template(\"t\", #{ document: \"invoice\" }); }";
    let card = r#"{"event":{"change":"created"},"card":{"documents":[{"kind":"invoice","filename":"i-7.pdf"}]}}"#;
    let ruled = ruled(&[pack("p", 1, script)], card);
    assert_eq!(
        decisions(&ruled),
        [&Decision::SendTemplate { template: "t".to_owned(), document: Some("i-7.pdf".to_owned()) }]
    );
}

#[test]
fn settings_of_the_workspace_replace_the_defaults() {
    let mut packs = shipped();
    let filters = packs.iter_mut().find(|pack| pack.name == "filters").unwrap();
    filters.settings.insert("skip_kinds".to_owned(), serde_json::json!(["poll"]));
    let poll = ruled(&packs, r#"{"message":{"kind":"poll"}}"#);
    assert_eq!(decisions(&poll)[0].name(), "ignore");
    assert!(decisions(&ruled(&packs, r#"{"message":{"group":true}}"#)).is_empty());
}

#[test]
fn moments_follow_the_shops_clock() {
    let script = "fn route(msg) { tag(`${now.weekday} ${now.date} ${now.time} ${now.days_since(msg.at)} ${now.hours_since(msg.at)}`); }";
    let facts =
        r#"{"now":"2026-11-21T01:30:00Z","time_zone":"America/Sao_Paulo","message":{"at":"2026-11-20T02:00:00Z"}}"#;
    let ruled = ruled(&[pack("p", 1, script)], facts);
    assert_eq!(decisions(&ruled), [&Decision::Tag { tag: "friday 2026-11-20 22:30 1 23".to_owned() }]);
}

#[test]
fn money_is_never_a_fraction() {
    let script = "fn trigger(event) { task(`${event.card.total} ${event.card.total_cents}`); }";
    let total = |minor: i64, currency: &str| {
        let facts = format!(r#"{{"event":{{}},"card":{{"total":{{"minor":{minor},"currency":"{currency}"}}}}}}"#);
        match decisions(&ruled(&[pack("p", 1, script)], &facts))[0] {
            Decision::CreateTask { title } => title.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(total(125_005, "EUR"), "1250.05 EUR 125005");
    assert_eq!(total(-5, "BRL"), "-0.05 BRL -5");
    assert_eq!(total(500, "JPY"), "500 JPY 500");
}

#[test]
fn a_very_long_message_can_be_read() {
    let facts = serde_json::json!({ "message": { "text": "é".repeat(100_000) } }).to_string();
    let ruled = ruled(&[pack("p", 1, "fn route(msg) { if msg.text.contains(\"é\") { tag(\"é\"); } }")], &facts);
    assert_eq!((ruled.failures, ruled.decisions.len()), (0, 1), "{ruled:?}");
}

#[test]
fn a_failing_test_of_a_pack_shows_the_explanation() {
    let mut source = pack("p", 1, "fn route(msg) { if msg.group { tag(\"group\"); } }");
    let test = "fn test_tagged() {\n  given(#{}).when().expect_tagged(\"group\");\n}\nfn test_fine() { given(#{}).when().expect_nothing(); }";
    source.files.push(("rules_test.rhai".to_owned(), test.to_owned()));
    let report = RuleSet::test(&[source.clone()]);
    let failed: Vec<_> = report.failures().collect();
    assert_eq!((report.outcomes.len(), failed.len(), failed[0].line), (2, 1, Some(2)), "{report}");
    let text = report.to_string();
    assert!(text.contains("expected: tagged \"group\"") && text.contains("read msg.group = false"), "{text}");

    source.files[2].1 = "fn test_typo() { given(#{}).whne(); tag(\"x\"); }".to_owned();
    let report = RuleSet::test(&[source]);
    let messages: Vec<&str> = report.errors.iter().map(|error| error.message.as_str()).collect();
    assert!(messages[0].contains("no method `whne`") && messages[1].contains("only a hook can"), "{messages:?}");
}

#[test]
fn a_test_that_names_wrong_facts_is_told() {
    let mut source = pack("p", 1, "fn route(msg) { }");
    source.files.push(("a_test.rhai".to_owned(), "fn test_x() { given(#{ mesage: #{} }).when(); }".to_owned()));
    let report = RuleSet::test(&[source]);
    assert!(report.to_string().contains("unknown field `mesage`"), "{report}");
}

#[test]
fn a_rule_set_is_shared_between_threads() {
    let rules = std::sync::Arc::new(RuleSet::compile(&shipped(), Limits::default()).unwrap());
    let facts = FactsInput::parse(r#"{"contact":{},"cards":[{"number":"1"}]}"#).unwrap();
    let expected = rules.run(&facts);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..200).for_each(|_| assert_eq!(rules.run(&facts), expected)));
        }
    });
}

/// Set UPDATE_REFERENCE to write it anew.
#[test]
fn the_language_reference_is_up_to_date() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/REFERENCE.md");
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(&path, reference()).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == reference(), "run this test with UPDATE_REFERENCE=1");
}
