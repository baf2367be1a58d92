//! What is said of a plugin. The JSON is a contract: fields are only added.

use super::bench::Bench;
use crate::keep::say;
use deskbell_plugins::manifest::HOST_API;
use serde_json::{Value, json};

pub enum Verdict {
    /// With what was tried.
    Passed(String),
    /// Everything that was found.
    Failed(Vec<String>),
    /// With the reason.
    NotApplicable(String),
}

impl Verdict {
    /// Failed when something was found.
    pub fn of(found: Vec<String>, tried: impl Into<String>) -> Self {
        if found.is_empty() { Self::Passed(tried.into()) } else { Self::Failed(found) }
    }

    pub fn none(reason: &str) -> Self {
        Self::NotApplicable(reason.to_owned())
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Passed(_) => "passed",
            Self::Failed(_) => "failed",
            Self::NotApplicable(_) => "not-applicable",
        }
    }

    fn detail(&self) -> Vec<String> {
        match self {
            Self::Passed(text) | Self::NotApplicable(text) => vec![text.clone()],
            Self::Failed(found) => found.clone(),
        }
    }
}

pub struct Point {
    pub number: usize,
    pub name: &'static str,
    pub verdict: Verdict,
}

pub struct Report {
    plugin: Value,
    title: String,
    cases: usize,
    mutations: u64,
    seed: u64,
    points: Vec<Point>,
}

impl Report {
    pub fn new(bench: &Bench, mutations: u64, seed: u64, points: Vec<Point>) -> Self {
        let manifest = bench.plugin.manifest();
        let (id, version) = (&manifest.id, manifest.version.to_string());
        let plugin = json!({ "id": id, "version": version, "sha256": bench.plugin.digest() });
        Self { title: format!("{id} {version}"), plugin, cases: bench.cases.len(), mutations, seed, points }
    }

    pub fn passed(&self) -> bool {
        !self.points.iter().any(|point| matches!(point.verdict, Verdict::Failed(_)))
    }

    pub fn say(&self) {
        say(&format!("{}, {} cases", self.title, self.cases));
        for Point { number, name, verdict } in &self.points {
            let word = match verdict {
                Verdict::Passed(_) => "passed",
                Verdict::Failed(_) => "FAILED",
                Verdict::NotApplicable(_) => "  -   ",
            };
            say(&format!("{word} {number:2}  {name}"));
            verdict.detail().iter().for_each(|line| say(&format!("           {line}")));
        }
        let failed = self.points.iter().filter(|point| matches!(point.verdict, Verdict::Failed(_))).count();
        say(&match failed {
            0 => "conforms".to_owned(),
            _ => format!("does not conform: {failed} of {} points failed", self.points.len()),
        });
    }

    pub fn json(&self) -> Value {
        let point = |point: &Point| {
            let Point { number, name, verdict } = point;
            json!({ "number": number, "name": name, "verdict": verdict.name(), "detail": verdict.detail() })
        };
        json!({
            "conformance": 1,
            "plugin": self.plugin,
            "host": env!("CARGO_PKG_VERSION"),
            "contract": HOST_API,
            "cases": self.cases,
            "mutations": self.mutations,
            "seed": self.seed,
            "passed": self.passed(),
            "points": self.points.iter().map(point).collect::<Vec<_>>(),
        })
    }
}
