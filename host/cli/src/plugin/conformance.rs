//! `deskbell plugin conformance`: what every plugin must withstand, tried in
//! the production runtime with the plugin's own cases as seeds. A plugin with
//! good cases gets a report that says much.

mod bench;
mod budget;
mod description;
mod mutation;
mod mutator;
mod permissions;
mod polling;
mod repetition;
mod report;
mod secrecy;
mod texts;
mod weather;
mod webhooks;

use super::test::subject::{Subject, read_all};
use crate::args::PluginConformance;
use anyhow::Context;
use bench::{Bench, Start};
use report::{Point, Report, Verdict};
use std::process::ExitCode;

/// Every run tries the same, so that a failure can be looked at again.
const SEED: u64 = 20_261_122;

pub async fn run(args: &PluginConformance) -> anyhow::Result<ExitCode> {
    let subject = Subject::find(&args.plugin, args.cases.as_deref())?;
    let cases = match read_all(&subject.cases, None)? {
        Ok(cases) => cases,
        Err(mistakes) => return Ok(super::test::refuse(&mistakes)),
    };
    let mut bench = match Bench::start(subject.component, cases).await? {
        Start::Ready(bench) => bench,
        Start::Mistaken(mistakes) => return Ok(super::test::refuse(&mistakes)),
    };
    let points = points(&mut bench, args.mutations).await?;
    let report = Report::new(&bench, args.mutations, SEED, points);
    report.say();
    if let Some(file) = &args.json {
        let text = format!("{}\n", serde_json::to_string_pretty(&report.json())?);
        std::fs::write(file, text).with_context(|| format!("write {}", file.display()))?;
    }
    Ok(ExitCode::from(u8::from(!report.passed())))
}

async fn points(bench: &mut Bench, mutations: u64) -> anyhow::Result<Vec<Point>> {
    let mut points = Vec::new();
    let mut add = |name: &'static str, verdict: Verdict| {
        let number = points.len() + 1;
        points.push(Point { number, name, verdict });
    };
    add("a tampered webhook is rejected", webhooks::tampered(bench).await?);
    add("a webhook that comes twice has the same dedupe keys", webhooks::twice(bench).await?);
    add("trouble at the service ends in the right error", weather::errors(bench).await?);
    add("mutated webhooks never end in a fault", mutation::survived(bench, mutations, SEED).await?);
    add("secrets stay out of logs, events, errors and addresses", secrecy::kept(bench).await?);
    add("the same input, clock and seed give the same output", repetition::same(bench).await?);
    add("a permission that is withheld ends in a clean error", permissions::withheld(bench).await?);
    add("texts of every kind and size are taken or refused cleanly", texts::carried(bench).await?);
    add("a poll resumes from any cursor", polling::resumed(bench).await?);
    add("no case uses more than half of a limit", budget::within(bench).await?);
    add("describe is stable and calls nothing", description::stable(bench).await?);
    add("nothing depends on what was called before", repetition::shuffled(bench, SEED).await?);
    Ok(points)
}
