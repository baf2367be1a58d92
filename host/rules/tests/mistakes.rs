//! Mistakes that are found when a pack is compiled, with place and suggestion, all at once.
#![allow(clippy::unwrap_used)]

use deskbell_rules::{Limits, PackSource, RuleError, RuleSet};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

const MANIFEST: &str = "name = \"p\"\nversion = \"1\"\ndescription = \"x\"\n\
    [settings.late_fee]\ntype = \"number\"\ndefault = 5\ndescription = \"x\"\n";

fn errors(files: &[(&str, &str)]) -> Vec<RuleError> {
    let files = files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
    RuleSet::compile(&[PackSource::new("p", files)], Limits::default()).map(|_| Vec::new()).unwrap_or_else(|e| e)
}

fn script(text: &str) -> Vec<RuleError> {
    errors(&[("pack.toml", MANIFEST), ("r.rhai", text)])
}

/// The script has exactly this mistake, there, with this hint (empty: none).
fn check(text: &str, line: u32, column: u32, message: &str, hint: &str) {
    let found = script(text);
    assert_eq!(found.len(), 1, "{text}: {found:#?}");
    let error = &found[0];
    assert!(error.message.contains(message), "{text}: {}", error.message);
    assert_eq!((error.line, error.column), (Some(line), Some(column)), "{text}: {}", error.message);
    let given = error.hint.as_deref().unwrap_or("");
    assert!(given.contains(hint) && given.is_empty() == hint.is_empty(), "{text}: {given:?}");
}

fn fine(text: &str) {
    let found = script(text);
    assert!(found.is_empty(), "{text}: {found:#?}");
}

#[test]
fn d5_names_that_do_not_exist() {
    check("fn filter(msg) {\n  ingore(\"x\");\n}", 2, 3, "no function `ingore`", "`ignore`");
    check("fn route(msg) { tag(mgs.kind); }", 1, 21, "no variable `mgs`", "`msg`");
    check("fn route(msg) { tag(msg.kidn); }", 1, 25, "no property `kidn`", "`kind`");
    check("fn route(msg) { tag(msg.contact.nmae); }", 1, 33, "a contact has no property `nmae`", "`name`");
    check("fn route(msg) { let c = msg.contact.crads(\"x\"); }", 1, 37, "no method `crads`", "`cards`");
    check("fn route(msg) { file_on(msg.contact.cards().open().newst()); }", 1, 52, "no method `newst`", "`newest`");
    check("fn route(msg) { for c in msg.contact.cards() { if c.opne { file_on(c); } } }", 1, 53, "`opne`", "`open`");
    check("fn route(msg) { if hours.opn { tag(\"x\"); } }", 1, 26, "`opn`", "`open`");
    check("fn route(msg) { if now.huor > 5 { tag(\"x\"); } }", 1, 24, "`huor`", "`hour`");
    check("fn route(msg) { tag(`${settings.late_fe}`); }", 1, 33, "no setting `late_fe`", "`settings.late_fee`");
    check("fn trigger(event) { task(event.crad.number); }", 1, 32, "`crad`", "`card`");
    check("fn route(msg) { let t = msg.text; t.is_emtpy(); }", 1, 37, "no method `is_emtpy`", "`is_empty`");
    check("fn fliter(msg) { }", 1, 16, "nothing calls `fliter`", "`filter`");
    check("fn route(msg) { a::b(); }", 1, 17, "no module", "stands alone");
}

#[test]
fn d5_mistakes_inside_functions_that_a_hook_calls() {
    check("fn route(msg) { vip(msg.contact); }\nfn vip(c) { tag(c.nmae); }", 2, 19, "`nmae`", "`name`");
    check(
        "fn card(msg) { msg.conversation.card }\nfn route(msg) { tag(card(msg).titel); }",
        2,
        31,
        "`titel`",
        "`title`",
    );
    check("fn trigger(event) { note(); }\nfn note() { tag(\"x\"); }", 2, 13, "`tag` cannot be used in `trigger`", "");
}

#[test]
fn d5_methods_and_properties_are_not_mixed_up() {
    check("fn route(msg) { tag(msg.kind()); }", 1, 25, "no method `kind`", "a property; write it without ()");
    check("fn route(msg) { let c = msg.contact.cards; }", 1, 37, "no property `cards`", "a method");
}

#[test]
fn d5_arguments() {
    check("fn filter(msg) { ignore(); }", 1, 18, "no `ignore` with no arguments", "it takes 1");
    check("fn route(msg) { tag(\"a\", \"b\"); }", 1, 17, "no `tag` with 2 arguments", "it takes 1");
    check("fn route(msg) { tag(5); }", 1, 21, "tag expects a text as tag, got a number", "");
    check("fn route(msg) { file_on(\"1042\"); }", 1, 25, "file_on expects a card as card, got a text", "");
    check("fn route(msg) { file_on(msg.contact.cards()); }", 1, 25, "file_on expects a card as card, got cards", "");
    check("fn route(msg) { let c = msg.contact.cards(5); }", 1, 43, "cards expects a text as module, got a number", "");
    check("fn route(msg) { helper(1, 2); }\nfn helper(a) { }", 1, 17, "no `helper` with 2 arguments", "it takes 1");
}

#[test]
fn d5_decisions_in_the_wrong_hook() {
    check("fn trigger(event) { ignore(\"x\"); }", 1, 21, "`ignore` cannot be used in `trigger`", "");
    check("fn filter(msg) { tag(\"x\"); }", 1, 18, "move it to `route`", "");
    check("fn filter(msg) { task(\"x\"); }", 1, 18, "`task` cannot be used in `filter`", "");
}

#[test]
fn d5_the_shape_of_a_file() {
    check("fn filter() { }", 1, 13, "`filter` takes one parameter", "fn filter(msg)");
    check("let x = 1;\nfn filter(msg) { }", 1, 1, "functions only", "[settings]");
    check("fn filter(msg) { msg.text = \"x\"; }", 1, 18, "facts are read-only", "tag");
    check("fn filter(msg) { let now = 1; }", 1, 22, "`now` is the name of something", "another name");
    check("fn filter(settings) { }", 1, 21, "`settings` is the name of something", "another name");
    check("fn filter(msg) { for x in msg.group { } }", 1, 27, "a loop cannot go through true or false", "cards");
}

#[test]
fn d5_what_the_language_leaves_out() {
    for (text, word, hint) in [
        ("eval(\"1\");", "eval", "where it is needed"),
        ("print(\"x\");", "print", "explanation"),
        ("import \"x\" as y;", "import", "stands alone"),
        ("let f = Fn(\"x\");", "Fn", "by its name"),
    ] {
        check(&format!("fn route(msg) {{ {text} }}"), 1, if word == "Fn" { 25 } else { 17 }, word, hint);
    }
    for text in ["sleep(5);", "let t = timestamp();", "exit();", "let t = rand();"] {
        let found = script(&format!("fn route(msg) {{ {text} }}"));
        assert!(found[0].message.starts_with("there is no function"), "{text}: {found:?}");
    }
    assert!(!script("fn route(msg) { let f = |x| x; }").is_empty(), "function values hold more than can be measured");
}

#[test]
fn d5_all_mistakes_at_once() {
    let found = errors(&[
        ("a.rhai", "fn filter(msg) { ingore(\"x\"); tag(mgs); }"),
        ("b.rhai", "fn route(msg) { tag(1) tag(2); }"),
        ("c.rhai", "fn filter(msg) { }"),
        ("d.rhai", "fn filter(msg) { }"),
        ("pack.toml", MANIFEST),
    ]);
    let files: Vec<&str> = found.iter().map(|error| error.file.as_str()).collect();
    assert_eq!(files, ["a.rhai", "a.rhai", "a.rhai", "b.rhai", "d.rhai"], "{found:#?}");
    assert!(found[4].message.contains("already in c.rhai"));
}

#[test]
fn d5_mistakes_in_pack_toml() {
    let check = |toml: &str, wanted: &[&str]| {
        let found: Vec<String> = errors(&[("pack.toml", toml)]).iter().map(|e| e.message.clone()).collect();
        assert_eq!(found.len(), wanted.len(), "{toml}: {found:?}");
        assert!(found.iter().zip(wanted).all(|(found, wanted)| found.contains(wanted)), "{toml}: {found:?}");
    };
    check("nmae = \"p\"\nversion = \"1\"", &["no name", "no description", "unknown field nmae"]);
    check("name = \"q\"\nversion = \"\"\ndescription = \"x\"", &["\"q\" here and \"p\"", "version is empty"]);
    check("name = ", &["string values must be quoted"]);
    let head = "name = \"p\"\nversion = \"1\"\ndescription = \"x\"\n";
    let setting = |body: &str| format!("{head}[settings.a]\n{body}\n");
    check(&setting("type = \"text\""), &["setting a has no default", "setting a has no description"]);
    check(
        &setting("type = \"text\"\ndefault = 5\ndescription = \"x\""),
        &["the default of setting a expects a text, got 5"],
    );
    check(
        &setting("type = \"list\"\ndefault = [\"gruop\"]\ndescription = \"x\"\nchoices = [\"group\"]"),
        &["does not know \"gruop\", it takes group; did you mean \"group\"?"],
    );
    check(&format!("{head}order = \"first\""), &["invalid type"]);
    check(
        &format!("{head}[settings.\"A b\"]\ntype = \"bool\"\ndefault = true\ndescription = \"x\""),
        &["cannot be a setting's name"],
    );
    assert!(errors(&[("r.rhai", "")])[0].message.contains("no pack.toml"));
}

#[test]
fn d5_settings_of_the_workspace_are_checked() {
    let mut pack = PackSource::new("p", vec![("pack.toml".to_owned(), MANIFEST.to_owned())]);
    pack.settings.insert("late_fee".to_owned(), "many".into());
    pack.settings.insert("latefee".to_owned(), 3.into());
    let found = RuleSet::compile(&[pack.clone(), pack], Limits::default()).unwrap_err();
    let text = found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(text.contains("setting late_fee expects a number, got \"many\""), "{text}");
    assert!(text.contains("no setting latefee"), "{text}");
    assert!(text.contains("two packs are called \"p\""), "{text}");
}

#[test]
fn d5_folders_that_are_no_packs() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("p");
    assert!(PackSource::from_dir(&dir).unwrap_err().to_string().contains("read "));
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("pack.toml"), MANIFEST).unwrap();
    std::fs::write(dir.join("notes.md"), [0xff]).unwrap();
    std::fs::write(dir.join("r.rhai"), "\u{feff}fn route(msg) { }").unwrap();
    let pack = PackSource::from_dir(&dir).unwrap();
    assert_eq!(pack.files.len(), 2, "other files are left alone");
    assert!(RuleSet::compile(&[pack], Limits::default()).is_ok(), "an invisible mark at the start is no mistake");
    let utf16: Vec<u8> = "fn route(msg) { }".encode_utf16().flat_map(u16::to_le_bytes).chain([0xff]).collect();
    std::fs::write(dir.join("r.rhai"), utf16).unwrap();
    let error = PackSource::from_dir(&dir).unwrap_err().to_string();
    assert!(error.ends_with("r.rhai is not UTF-8 text; save it as UTF-8"), "{error}");
}

#[test]
fn d5_a_mistake_shows_its_line() {
    let found = script("fn route(msg) {\n    tag(msg.kidn);\n}\n");
    let mut out = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
    handler.render_report(&mut out, &found[0] as &dyn Diagnostic).unwrap();
    assert!(out.contains("tag(msg.kidn);") && out.contains("did you mean `kind`?"), "{out}");
}

#[test]
fn d5_scripts_that_are_right_are_taken() {
    fine("fn route(msg) { let c = (); if msg.contact != () { c = msg.contact; } if c != () { tag(c.name); } }");
    fine("fn route(msg) { let s = \"\"; for c in msg.contact.cards().open() { s += c.number; } tag(s); }");
    fine("fn route(msg) { switch msg.kind { \"text\" => tag(\"a\"), \"image\" | \"video\" => tag(\"b\"), _ => () } }");
    fine(
        "fn route(msg) { let a = [1, 2]; a.push(3); let b = a.map(double); tag(`${a[0] + b[1]}`); }\nfn double(x) { x * 2 }",
    );
    fine("fn route(msg) { let m = #{ a: #{ b: [1] } }; tag(`${m.a.b[0]}`); m.a.b[0] = 2; m[\"c\"] = 1; }");
    fine("fn route(msg) { try { throw \"x\"; } catch (e) { tag(`${e}`); } }");
    fine("fn route(msg) { let words = msg.text.to_lower().split(\" \"); if \"stop\" in words { tag(\"stop\"); } }");
    fine("fn route(msg) { if msg.at < now && now.hours_since(msg.at) > 2 { priority(\"high\"); } }");
    fine("fn route(msg) { if msg.text.len() > 5 && msg.text.len > 5 { tag(\"long\"); } }");
    fine("fn trigger(event) { let d = event.card.document(\"quote\"); send_template(\"t\", #{ document: d }); }");
    fine(
        "fn route(msg) { let x = 1; loop { x += 1; if x > 3 { break; } } while x > 0 { x -= 1; } do { x += 1; } until x > 2; }",
    );
    fine("fn route(msg) { let c = msg.conversation?.card; if c != () { tag(c.number); } }");
    fine("// nothing but a comment");
}
