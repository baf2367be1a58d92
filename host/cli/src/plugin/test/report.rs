//! What the author reads.

use super::case::Case;
use crate::keep::say;
use serde_json::Value;

pub fn case(case: &Case, found: &Value, differences: &[String]) {
    let word = if differences.is_empty() { "passed" } else { "FAILED" };
    say(&format!("{word}  {} ({})", case.title, case.name()));
    for difference in differences {
        say(&format!("        {difference}"));
    }
    for line in found["log"].as_array().into_iter().flatten() {
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let fields: Vec<String> = fields(&line["fields"]);
        say(format!("        log {}: {} {}", text("level"), text("message"), fields.join(" ")).trim_end());
    }
    if let Some(budget) = budget(&found["usage"]) {
        say(&format!("        budget {budget}"));
    }
}

fn fields(fields: &Value) -> Vec<String> {
    let pair = |field: &Value| Some(format!("{}={}", field[0].as_str()?, field[1].as_str()?));
    fields.as_array().into_iter().flatten().filter_map(pair).collect()
}

/// "cpu 2 %, …" of each limit; none where nothing ran.
fn budget(usage: &Value) -> Option<String> {
    let limits = usage.get("limits")?;
    let part = |name: &str, used: &Value, limit: &Value| {
        let limit = limit.as_u64().filter(|limit| *limit > 0)?;
        Some(format!("{name} {} %", used.as_u64()?.saturating_mul(100).div_ceil(limit)))
    };
    let own = |name: &str, key: &str| part(name, &usage[key]["used"], &usage[key]["limit"]);
    let counted = |name: &str, key: &str| part(name, &usage[key], &limits[key]);
    let all = [
        own("cpu", "cpu_ms"),
        own("time", "wall_ms"),
        own("memory", "memory_bytes"),
        counted("requests", "http_requests"),
        counted("kv", "kv_operations"),
        counted("log", "log_lines"),
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(", "))
}
