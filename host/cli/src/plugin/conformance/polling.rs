//! Polling: the cursor and its events are kept in one commit. When that fails,
//! the same cursor is asked with again.

use super::bench::{Bench, ending, fixed};
use super::report::Verdict;
use crate::args::PluginFunction::Poll;
use crate::plugin::test::case::Case;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// What a cursor may have become by accident.
const STRANGE: [&[u8]; 4] = [b"", b"\x00", b"\xff\xfe garbage \x00", b"99999999999999999999 -1"];

pub async fn resumed(bench: &mut Bench) -> anyhow::Result<Verdict> {
    if !bench.plugin.exports().poller {
        return Ok(Verdict::none("the plugin does not poll: its provider calls"));
    }
    let cases = bench.good(Poll);
    if cases.is_empty() {
        return Ok(Verdict::Failed(vec!["the plugin polls, but no case of `poll` ends well; add one".to_owned()]));
    }
    let mut found = Vec::new();
    for (case, _) in &cases {
        let complaints = one(bench, &fixed(case)).await?;
        found.extend(complaints.into_iter().map(|text| format!("{}: {text}", case.name())));
    }
    Ok(Verdict::of(
        found,
        format!("{} cases, each from its cursor, its next one, and {} strange ones", cases.len(), STRANGE.len()),
    ))
}

async fn one(bench: &mut Bench, case: &Case) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let (first, again) = (bench.play(case).await?, bench.play(case).await?);
    for part in ["events", "next_cursor", "more"] {
        if first[part] != again[part] {
            found.push(format!(
                "{part} differ when the same cursor is asked with again: something would be lost or doubled"
            ));
        }
    }
    let brought = first["events"].as_array().is_some_and(|events| !events.is_empty());
    if brought && first["next_cursor"].is_null() {
        found.push("there are events but no next_cursor: they would come again for ever".to_owned());
    }
    if let Some(next) = first["next_cursor"].as_str() {
        let ended = bench.play(&from(case, next)).await?;
        if ended["outcome"] == "fault" {
            found.push(format!("from its own next_cursor: {}", ending(&ended)));
        }
        if brought && asked(&ended) == asked(&first) {
            found.push("with the next_cursor it asks for the same again".to_owned());
        }
    }
    for strange in STRANGE {
        let ended = bench.play(&from(case, &STANDARD.encode(strange))).await?;
        if ended["outcome"] == "fault" {
            found.push(format!("from a cursor that is no cursor: {}", ending(&ended)));
        }
    }
    Ok(found)
}

/// The service gives the same answer to whatever is asked.
fn from(case: &Case, cursor: &str) -> Case {
    let mut case = case.clone();
    case.told.request = json!({ "cursor": cursor });
    for scripted in &mut case.told.http {
        scripted.widen();
    }
    case
}

fn asked(found: &Value) -> Vec<(&Value, &Value)> {
    found["requests"].as_array().into_iter().flatten().map(|request| (&request["url"], &request["body"])).collect()
}
