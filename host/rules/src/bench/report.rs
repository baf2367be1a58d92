//! What the tests of some packs said.

use crate::error::RuleError;
use std::fmt;

#[derive(Debug, Clone, Default)]
pub struct TestReport {
    pub outcomes: Vec<TestOutcome>,
    /// Mistakes that kept packs or test files from running.
    pub errors: Vec<RuleError>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestOutcome {
    pub pack: String,
    pub file: String,
    pub name: String,
    /// Where it failed.
    pub line: Option<u32>,
    /// None: it passed. Else what was expected, what came, and the explanation.
    pub failure: Option<String>,
}

impl TestReport {
    pub fn passed(&self) -> bool {
        self.errors.is_empty() && self.failures().next().is_none()
    }

    pub fn failures(&self) -> impl Iterator<Item = &TestOutcome> {
        self.outcomes.iter().filter(|outcome| outcome.failure.is_some())
    }
}

impl fmt::Display for TestReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for error in &self.errors {
            writeln!(f, "mistake  {error}")?;
        }
        for outcome in &self.outcomes {
            match &outcome.failure {
                None => writeln!(f, "ok       {} {}", outcome.pack, outcome.name)?,
                Some(failure) => {
                    let line = outcome.line.map(|line| format!(":{line}")).unwrap_or_default();
                    writeln!(f, "FAILED   {} {} ({}{line})", outcome.pack, outcome.name, outcome.file)?;
                    for line in failure.lines() {
                        writeln!(f, "         {line}")?;
                    }
                }
            }
        }
        let failed = self.failures().count();
        writeln!(f, "{} passed, {failed} failed, {} mistakes", self.outcomes.len() - failed, self.errors.len())
    }
}
