//! The tests that come with a pack: given facts, when the pack runs, expect decisions.

mod expect;
mod given;
mod report;

pub use report::{TestOutcome, TestReport};

use crate::check::Role;
use crate::engine;
use crate::library::Library;
use crate::limits::Limits;
use crate::manifest;
use crate::pack::{self, is_tests};
use crate::ruleset::RuleSet;
use crate::run::innermost;
use crate::source::PackSource;
use crate::watch::Watch;
use given::Stage;
use rhai::{AST, CallFnOptions, Dynamic, Scope};
use std::collections::BTreeSet;
use std::sync::Arc;

impl RuleSet {
    /// Runs every `test_…` function of the packs; mistakes in the packs are in
    /// the report as well.
    pub fn test(packs: &[PackSource]) -> TestReport {
        Self::test_within(packs, Limits::default())
    }

    pub fn test_within(packs: &[PackSource], limits: Limits) -> TestReport {
        match Self::compile(packs, limits.clone()) {
            Ok(rules) => run_all(Arc::new(rules), packs, &limits),
            Err(errors) => TestReport { errors, ..TestReport::default() },
        }
    }
}

fn run_all(rules: Arc<RuleSet>, packs: &[PackSource], limits: &Limits) -> TestReport {
    let limits = limits.for_tests();
    let library = library(&limits);
    let mut report = TestReport::default();
    for source in packs {
        // Compiling has just read it.
        let Ok(manifest) = manifest::read(source) else { continue };
        let settings = pack::setting_kinds(&manifest);
        for (file, text) in source.files.iter().filter(|(file, _)| is_tests(file)) {
            match pack::script(&library, &settings, source, (file, text), Role::Tests) {
                Ok(ast) => run_file(&library, &limits, &Stage::new(&rules, &source.name), (file, &ast), &mut report),
                Err(errors) => report.errors.extend(errors),
            }
        }
    }
    report
}

/// The rules' own names, and those of the tests.
fn library(limits: &Limits) -> Library {
    let mut library = engine::build(limits, &[]);
    given::register(&mut library);
    expect::register(&mut library);
    // They belong to a run of a hook; a test says what they are.
    library.globals.clear();
    library.index();
    library
}

fn run_file(library: &Library, limits: &Limits, stage: &Stage, (file, ast): (&str, &AST), report: &mut TestReport) {
    let names: BTreeSet<&str> = ast
        .iter_functions()
        .filter(|f| f.params.is_empty())
        .map(|f| f.name)
        .filter(|n| n.starts_with("test_"))
        .collect();
    for name in names {
        let options = CallFnOptions::new().eval_ast(false).with_tag(stage.clone());
        let watch = Watch::start(limits);
        let result = library.engine.call_fn_with_options::<Dynamic>(options, &mut Scope::new(), ast, name, ());
        drop(watch);
        let failure = result.err().map(|error| {
            let (message, at) = innermost(&error);
            (message, at.line().and_then(|line| u32::try_from(line).ok()))
        });
        let (message, line) = failure.map_or((None, None), |(message, line)| (Some(message), line));
        report.outcomes.push(TestOutcome {
            pack: stage.pack().to_owned(),
            file: file.to_owned(),
            name: name.to_owned(),
            line,
            failure: message,
        });
    }
}
