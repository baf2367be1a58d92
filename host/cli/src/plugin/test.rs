//! `deskbell plugin test`: each case in the production runtime, with the
//! outside world scripted.

pub(super) mod case;
mod compare;
pub(super) mod mistake;
pub(super) mod outside;
pub(super) mod play;
mod report;
pub(super) mod script;
pub(super) mod subject;
mod wire;

use super::readable;
use crate::args::PluginTest;
use crate::keep::say;
use crate::{config, embedded};
use case::Case;
use mistake::Mistake;
use outside::Outside;
use play::{Played, play};
use serde_json::{Value, json};
use std::process::ExitCode;
use subject::{Subject, read_all};

const FAILED: u8 = 1;
const MISTAKEN: u8 = 2;

pub async fn run(args: &PluginTest) -> anyhow::Result<ExitCode> {
    let subject = Subject::find(&args.plugin, args.cases.as_deref())?;
    let cases = match read_all(&subject.cases, args.only.as_deref())? {
        Ok(cases) => cases,
        Err(mistakes) => return Ok(refuse(&mistakes)),
    };
    let mut outside = Outside::start().await?;
    // Only the folder of compiled plugins is asked for.
    let runtime = embedded::trusting(&config::load(None, |_| {})?.data, vec![outside.root()])?;
    let plugin = runtime.load(subject.component).await.map_err(readable)?;
    say(&format!("{} {} of {}", plugin.manifest().id, plugin.manifest().version, subject.from));
    let (mut failed, mut mistakes) = (0, Vec::new());
    for (number, case) in cases.iter().enumerate() {
        match play(&plugin, &mut outside, number, case, None).await? {
            Ok(played) => failed += usize::from(!judge(case, &played)),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    say(&format!("{} passed, {failed} failed", cases.len() - failed - mistakes.len()));
    Ok(match failed {
        _ if !mistakes.is_empty() => refuse(&mistakes),
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(FAILED),
    })
}

pub(super) fn refuse(mistakes: &[Mistake]) -> ExitCode {
    for mistake in mistakes {
        say(&mistake.to_string());
    }
    ExitCode::from(MISTAKEN)
}

/// Compares and reports.
fn judge(case: &Case, played: &Played) -> bool {
    let differences = differences(case, played);
    report::case(case, &played.found, &differences);
    differences.is_empty()
}

/// What is not as the case expects.
pub(super) fn differences(case: &Case, Played { found, script }: &Played) -> Vec<String> {
    let mut expected = case.told.expect.clone();
    expected.entry("outcome").or_insert_with(|| json!("ok"));
    let mut differences = Vec::new();
    compare::differences("", &Value::Object(expected.clone()), found, &mut differences);
    if expected["outcome"] != found["outcome"] {
        let why = ["error", "fault", "busy", "reason"].iter().find_map(|key| found.get(*key));
        differences.extend(why.map(|why| format!("it ended with {}", compare::shown(why))));
    }
    differences.extend(script.complaints());
    differences
}
