//! The packs that come with Deskbell: their own tests pass, and each condition in them is tested.
#![allow(clippy::unwrap_used)]

use deskbell_rules::{PackSource, RuleSet, shipped};
use rhai::{ASTNode, Engine, OptimizationLevel, Position, Stmt, Token};
use std::path::Path;

#[test]
fn d3_shipped_packs_pass_their_tests() {
    let report = RuleSet::test(&shipped());
    assert!(report.passed(), "{report}");
    for pack in shipped() {
        assert!(report.outcomes.iter().any(|outcome| outcome.pack == pack.name), "{} has no tests", pack.name);
    }
}

#[test]
fn shipped_packs_are_the_folders_in_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut folders: Vec<PackSource> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| PackSource::from_dir(&path).unwrap())
        .collect();
    folders.sort_by(|a, b| a.name.cmp(&b.name));
    let names = |packs: &[PackSource]| -> Vec<(String, Vec<String>)> {
        packs.iter().map(|p| (p.name.clone(), p.files.iter().map(|(file, _)| file.clone()).collect())).collect()
    };
    assert_eq!(names(&shipped()), names(&folders));
    assert!(shipped() == folders, "the texts differ");
}

/// A rule whose opposite would pass as well is not tested.
#[test]
fn x6_each_condition_of_a_shipped_pack_is_tested() {
    let mut mutants = 0;
    for pack in shipped() {
        for (index, (file, text)) in pack.files.iter().enumerate() {
            if !file.ends_with(".rhai") || file.ends_with("_test.rhai") {
                continue;
            }
            for (at, negated) in negations(text) {
                let mut mutant = pack.clone();
                mutant.files[index].1 = negated;
                let report = RuleSet::test(&[mutant]);
                assert!(report.errors.is_empty(), "{report}");
                assert!(report.failures().next().is_some(), "{}/{file}:{at}: no test notices the opposite", pack.name);
                mutants += 1;
            }
        }
    }
    assert!(mutants >= 10, "found {mutants} conditions");
}

/// The text with one `if` negated, for each `if`.
fn negations(text: &str) -> Vec<(Position, String)> {
    let mut engine = Engine::new();
    engine.set_optimization_level(OptimizationLevel::None);
    #[allow(deprecated, reason = "as the rule language reads it")]
    engine.on_parse_token(|token, _, _| match token {
        Token::Reserved(word) if word.as_str() == "module" => Token::Identifier(word),
        other => other,
    });
    let ast = engine.compile(text).unwrap();
    let mut mutants = Vec::new();
    ast.walk(&mut |path| {
        if let Some(ASTNode::Stmt(Stmt::If(flow, at))) = path.last() {
            let start = offset(text, *at) + "if".len();
            let end = offset(text, flow.body.position());
            let (before, condition, after) = (&text[..start], &text[start..end], &text[end..]);
            mutants.push((*at, format!("{before} !({}) {after}", condition.trim())));
        }
        true
    });
    assert_eq!(mutants.len(), text.matches("if ").count(), "each `if` of the text was found");
    mutants
}

fn offset(text: &str, at: Position) -> usize {
    let line: usize = text.split_inclusive('\n').take(at.line().unwrap() - 1).map(str::len).sum();
    let rest = &text[line..];
    line + rest.char_indices().nth(at.position().unwrap() - 1).map_or(rest.len(), |(offset, _)| offset)
}
