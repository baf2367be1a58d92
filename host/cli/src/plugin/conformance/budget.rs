//! Half of every limit stays free: cases are smaller than what comes one day.

use super::bench::Bench;
use super::report::Verdict;
use crate::plugin::test::case::Case;
use serde_json::Value;

const MOST: u64 = 50;

pub async fn within(bench: &mut Bench) -> anyhow::Result<Verdict> {
    let (mut found, mut highest) = (Vec::new(), ("nothing", 0));
    let all: Vec<(Case, Value)> = bench.cases.iter().cloned().zip(bench.baseline.clone()).collect();
    for (case, ended) in all {
        let mut shares = shares(&case, &ended["usage"]);
        if shares.iter().any(|(_, share)| *share > MOST) {
            // A machine that did something else meanwhile is no fault of the plugin's.
            shares = self::shares(&case, &bench.play(&case).await?["usage"]);
        }
        for (name, share) in shares {
            if share > highest.1 {
                highest = (name, share);
            }
            if share > MOST {
                found.push(format!("{}: {share} % of the limit of {name}", case.name()));
            }
        }
    }
    Ok(Verdict::of(found, format!("the most is {} % of {}", highest.1, highest.0)))
}

/// Percent of each limit. A case that lets the service wait spends its time on that.
fn shares(case: &Case, usage: &Value) -> Vec<(&'static str, u64)> {
    let waits = case.told.http.iter().any(|scripted| scripted.answer.delay_ms > 0 || scripted.answer.drip_ms > 0);
    let share = |used: &Value, limit: &Value| {
        let limit = limit.as_u64().filter(|limit| *limit > 0)?;
        Some(used.as_u64()?.saturating_mul(100).div_ceil(limit))
    };
    let own = |key: &str| share(&usage[key]["used"], &usage[key]["limit"]);
    let counted = |key: &str| share(&usage[key], &usage["limits"][key]);
    let all = [
        ("processor time", own("cpu_ms")),
        ("time", own("wall_ms").filter(|_| !waits)),
        ("memory", own("memory_bytes")),
        ("requests", counted("http_requests")),
        ("kv operations", counted("kv_operations")),
        ("log lines", counted("log_lines")),
    ];
    all.into_iter().filter_map(|(name, share)| Some((name, share?))).collect()
}
