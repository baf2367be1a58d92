//! All packs of a workspace, compiled once and shared.

use crate::engine;
use crate::error::RuleError;
use crate::facts::Facts;
use crate::facts_json::{FactsError, FactsInput};
use crate::hook::Hook;
use crate::library::{EventHandle, Library, MessageHandle, Settings};
use crate::limits::Limits;
use crate::manifest::{self, Manifest};
use crate::pack::{self, Pack};
use crate::run::{RunHandle, describe};
use crate::source::PackSource;
use crate::watch::Watch;
use deskbell_domain::rule::{Decided, Decision, Explanation, InboundFacts, RuleRun, TriggerFacts};
use rhai::{CallFnOptions, Dynamic, Scope};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Immutable; a new version is a new one, and the old goes on until it is replaced.
pub struct RuleSet {
    library: Library,
    packs: Vec<Pack>,
    limits: Limits,
}

/// What the rules say to one message or event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ruled {
    /// What is to be done. Where packs answer the same question (where to file,
    /// whom to assign, which priority), the first pack's answer stands.
    pub decisions: Vec<Decided>,
    pub explanation: Explanation,
    /// Rules that failed; their decisions are not among those above.
    pub failures: usize,
}

/// Why a trial run gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("the packs have {} mistakes", .0.len())]
    Rules(Vec<RuleError>),
    #[error(transparent)]
    Facts(#[from] FactsError),
}

/// One run on facts written by hand, for a consultant trying a rule.
pub fn run(packs: &[PackSource], facts: &str, limits: Limits) -> Result<Ruled, RunError> {
    let rules = RuleSet::compile(packs, limits).map_err(RunError::Rules)?;
    Ok(rules.run(&FactsInput::parse(facts)?))
}

impl RuleSet {
    /// No packs: nothing is ever decided.
    pub fn empty() -> Self {
        let limits = Limits::default();
        Self { library: engine::build(&limits, &[]), packs: Vec::new(), limits }
    }

    /// All packs, or every mistake in any of them.
    pub fn compile(packs: &[PackSource], limits: Limits) -> Result<Self, Vec<RuleError>> {
        let mut errors = same_names(packs);
        let mut read: Vec<(&PackSource, Manifest)> = Vec::new();
        for source in packs {
            match manifest::read(source) {
                Ok(manifest) => read.push((source, manifest)),
                Err(found) => errors.extend(found),
            }
        }
        let mut settings: Vec<_> = read.iter().flat_map(|(_, manifest)| pack::setting_kinds(manifest)).collect();
        settings.sort_by(|a, b| a.0.cmp(&b.0));
        settings.dedup_by(|a, b| a.0 == b.0);
        let library = engine::build(&limits, &settings);
        let mut compiled = Vec::new();
        for (source, manifest) in &read {
            match pack::compile(&library, source, manifest, &limits) {
                Ok(pack) => compiled.push(pack),
                Err(found) => errors.extend(found),
            }
        }
        compiled.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        if errors.is_empty() { Ok(Self { library, packs: compiled, limits }) } else { Err(errors) }
    }

    /// Filters in pack order until one leaves the message out; then routes.
    pub fn inbound(&self, facts: &Arc<InboundFacts>) -> Ruled {
        let mut ruled = Ruled::default();
        let message = Facts::Inbound(facts.clone());
        for hook in [Hook::Filter, Hook::Route] {
            for pack in &self.packs {
                ruled.add(self.hook(pack, hook, &message, &pack.settings));
                if ruled.ignored() {
                    return ruled;
                }
            }
        }
        ruled
    }

    pub fn trigger(&self, facts: &Arc<TriggerFacts>) -> Ruled {
        let mut ruled = Ruled::default();
        let event = Facts::Trigger(facts.clone());
        for pack in &self.packs {
            ruled.add(self.hook(pack, Hook::Trigger, &event, &pack.settings));
        }
        ruled
    }

    pub fn run(&self, facts: &FactsInput) -> Ruled {
        match facts {
            FactsInput::Message(facts) => self.inbound(facts),
            FactsInput::Event(facts) => self.trigger(facts),
        }
    }

    /// Names of the packs in the order in which they run.
    pub fn packs(&self) -> impl Iterator<Item = &str> {
        self.packs.iter().map(|pack| pack.name.as_str())
    }

    pub(crate) fn pack(&self, name: &str) -> Option<&Pack> {
        self.packs.iter().find(|pack| pack.name == name)
    }

    /// One pack's hook, if it has it, under these settings.
    pub(crate) fn hook(&self, pack: &Pack, hook: Hook, facts: &Facts, settings: &Settings) -> Option<RuleRun> {
        let script = pack.hook(hook)?;
        let run = RunHandle::new(hook, facts.clone(), settings.clone(), self.limits.decisions);
        let argument = match facts {
            Facts::Inbound(facts) => Dynamic::from(MessageHandle(facts.clone())),
            Facts::Trigger(facts) => Dynamic::from(EventHandle(facts.clone())),
        };
        let options = CallFnOptions::new().eval_ast(false).with_tag(run.clone());
        let watch = Watch::start(&self.limits);
        let result = self.library.engine.call_fn_with_options::<Dynamic>(
            options,
            &mut Scope::new(),
            &script.ast,
            hook.name(),
            (argument,),
        );
        let operations = watch.operations();
        drop(watch);
        let failure = result.err().map(|error| describe(&error, facts, script.at));
        let finished = run.finish(&pack.name, failure, operations);
        if let Some(failure) = &finished.error {
            // The message may name what a customer wrote; the explanation keeps it, the log does not.
            tracing::warn!(pack = pack.name, hook = hook.name(), line = failure.line, "rule failed");
        }
        Some(finished)
    }
}

impl std::fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.packs()).finish()
    }
}

impl Ruled {
    pub(crate) fn add(&mut self, run: Option<RuleRun>) {
        let Some(run) = run else { return };
        self.failures += usize::from(run.error.is_some());
        for decided in &run.decisions {
            let settled = self.decisions.iter().any(|earlier| settles(&earlier.decision, &decided.decision));
            if !settled {
                self.decisions.push(decided.clone());
            }
        }
        self.explanation.runs.push(run);
    }

    pub(crate) fn ignored(&self) -> bool {
        self.decisions.iter().any(|decided| matches!(decided.decision, Decision::Ignore { .. }))
    }
}

/// An earlier pack's answer leaves nothing to say for the later one.
fn settles(earlier: &Decision, later: &Decision) -> bool {
    earlier == later || crate::run::contradict(earlier, later)
}

fn same_names(packs: &[PackSource]) -> Vec<RuleError> {
    let mut seen = BTreeSet::new();
    let twice = packs.iter().filter(|source| !seen.insert(source.name.as_str()));
    twice
        .map(|source| {
            RuleError::new(&source.name, manifest::FILE, format!("two packs are called {:?}", source.name))
                .hint("rename one of them")
        })
        .collect()
}
