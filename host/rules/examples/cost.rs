//! What the shipped packs cost: microseconds and operations a message, and the
//! time to compile them. `cargo run --release -p deskbell-rules --example cost`
#![allow(clippy::print_stdout, reason = "a figure for people is what it is for")]

use deskbell_rules::{FactsInput, Limits, RuleSet, shipped};
use std::time::Instant;

const BATCHES: u32 = 500;
const BATCH: u32 = 100;

const CASES: [(&str, &str); 5] = [
    ("unknown sender", r#"{"channel":{"new_card_module":"opportunity"},"message":{"name":"Maria"}}"#),
    (
        "customer, two cards",
        r#"{"contact":{"name":"Ana","known":true},"conversation":{"card":"1"},
            "cards":[{"number":"1"},{"number":"2","created":"2026-01-15T00:00:00Z"}]}"#,
    ),
    ("50 cards", ""),
    ("group message", r#"{"message":{"group":true}}"#),
    (
        "order is ready",
        r#"{"event":{"change":"status-changed"},"card":{"status":"ready","documents":[{"kind":"quote","filename":"q.pdf"}]}}"#,
    ),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let started = Instant::now();
    let rules = RuleSet::compile(&shipped(), Limits::default()).map_err(|errors| format!("{errors:?}"))?;
    println!("compile all shipped packs: {:.2} ms", started.elapsed().as_secs_f64() * 1e3);
    for (name, json) in CASES {
        let facts = if json.is_empty() { many_cards()? } else { FactsInput::parse(json)? };
        let operations: u64 = rules.run(&facts).explanation.runs.iter().map(|run| run.operations).sum();
        let batches: Vec<f64> = (0..BATCHES).map(|_| batch(&rules, &facts)).collect();
        let mean = batches.iter().sum::<f64>() / f64::from(BATCHES);
        let best = batches.iter().copied().fold(f64::INFINITY, f64::min);
        println!("{name:<20} {mean:>6.2} µs, undisturbed {best:>6.2} µs, {operations:>4} operations");
    }
    Ok(())
}

/// Microseconds a message. A batch is shorter than a time slice, so the best of
/// many was not interrupted by other work on the machine.
fn batch(rules: &RuleSet, facts: &FactsInput) -> f64 {
    let started = Instant::now();
    for _ in 0..BATCH {
        std::hint::black_box(rules.run(std::hint::black_box(facts)));
    }
    started.elapsed().as_secs_f64() * 1e6 / f64::from(BATCH)
}

fn many_cards() -> Result<FactsInput, Box<dyn std::error::Error>> {
    let cards: Vec<_> = (0..50).map(|n| serde_json::json!({ "number": n.to_string() })).collect();
    let facts = serde_json::json!({ "contact": { "name": "Ana" }, "conversation": { "card": "7" }, "cards": cards });
    Ok(FactsInput::from_value(facts)?)
}
