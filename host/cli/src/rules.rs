//! `deskbell rules`.

use crate::args;
use crate::keep::say;
use anyhow::{Context, anyhow};
use deskbell_rules::{Limits, PackSource, RuleSet, RunError};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub fn run(args: args::Rules) -> anyhow::Result<ExitCode> {
    match args {
        args::Rules::Check { packs } => check(&packs),
        args::Rules::Run { pack, facts } => explain(&pack, &facts),
    }
}

fn sources(folders: &[PathBuf]) -> anyhow::Result<Vec<PackSource>> {
    if folders.is_empty() {
        return Ok(deskbell_rules::shipped());
    }
    folders.iter().map(|folder| Ok(PackSource::from_dir(folder)?)).collect()
}

fn check(folders: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let report = RuleSet::test(&sources(folders)?);
    for error in &report.errors {
        say(&format!("{:?}", miette::Report::new(error.clone())));
    }
    say(report.to_string().trim_end());
    Ok(if report.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn explain(pack: &Path, facts: &Path) -> anyhow::Result<ExitCode> {
    let sources = [PackSource::from_dir(pack)?];
    let facts = std::fs::read_to_string(facts).with_context(|| format!("read {}", facts.display()))?;
    let ruled = deskbell_rules::run(&sources, &facts, Limits::default()).map_err(|error| match error {
        RunError::Rules(errors) => {
            let all: Vec<String> =
                errors.into_iter().map(|error| format!("{:?}", miette::Report::new(error))).collect();
            anyhow!("the pack has mistakes\n{}", all.join("\n"))
        }
        other => anyhow!(other),
    })?;
    say(&serde_json::to_string_pretty(&ruled.explanation)?);
    Ok(ExitCode::SUCCESS)
}
