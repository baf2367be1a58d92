//! `deskbell doctor`: what is wrong, and the next step.

use crate::args::Host;
use crate::config;
use crate::embedded;
use crate::keep::say;
use deskbell_rules::{Limits, PackSource, RuleSet};
use deskbell_store::{OpenError, Range, Read, RulePack, Store};
use std::process::ExitCode;

pub async fn run(host: &Host) -> anyhow::Result<ExitCode> {
    let config = config::load(host.config.as_deref(), |_| {})?;
    say("configuration  good");
    let mut findings = 0;
    findings += rules();
    findings += plugins(&config).await;
    findings += stores(&config)?;
    say(&format!("{findings} findings"));
    Ok(if findings == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn rules() -> usize {
    let report = RuleSet::test(&deskbell_rules::shipped());
    let failed = report.errors.len() + report.failures().count();
    tell("shipped rules", failed, "this binary was not built well; get it anew")
}

async fn plugins(config: &config::Config) -> usize {
    if embedded::components().next().is_none() {
        return tell("plugins", 1, "this binary carries none; build it with `make`");
    }
    let loaded = match embedded::runtime(&config.data) {
        Ok(runtime) => embedded::load(runtime).await,
        Err(error) => Err(error),
    };
    match loaded {
        Ok(_) => tell("plugins", 0, ""),
        Err(error) => tell("plugins", 1, &format!("{error:#}")),
    }
}

fn stores(config: &config::Config) -> anyhow::Result<usize> {
    let desk = config.desk(false);
    let mut findings = 0;
    for slug in desk.on_disk()? {
        let name = format!("workspace {slug}");
        findings += match Store::open(&desk.folder(&slug), desk.store) {
            Ok(store) => {
                let found = store.check();
                for finding in &found {
                    say(&format!("  {finding}"));
                }
                tell(&name, found.len(), "restore the last backup with `deskbell restore`") + published(&name, &store)?
            }
            Err(OpenError::Locked { .. }) => {
                say(&format!("{name:14} is being served; stop it to check its store"));
                0
            }
            Err(error) => tell(&name, 1, &error.to_string()),
        };
    }
    Ok(findings)
}

/// The rules that the workspace published itself.
fn published(workspace: &str, store: &Store) -> anyhow::Result<usize> {
    let packs = store.read(|s| Ok(s.scan::<RulePack>(Range::all().limit(200))?))?;
    let sources: Vec<_> = packs.into_iter().map(|pack| PackSource::new(pack.name, pack.files)).collect();
    let errors = RuleSet::compile(&sources, Limits::default()).err().unwrap_or_default();
    for error in &errors {
        say(&format!("  {error}"));
    }
    Ok(match errors.len() {
        0 => 0,
        mistakes => {
            tell(&format!("rules of {workspace}"), mistakes, "mend and publish them; the shipped ones are at work")
        }
    })
}

fn tell(what: &str, findings: usize, next: &str) -> usize {
    match findings {
        0 => say(&format!("{what:14} good")),
        n => say(&format!("{what:14} {n} findings: {next}")),
    }
    findings
}
