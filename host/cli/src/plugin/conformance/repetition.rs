//! The same again: nothing but the input, the clock and the seed may matter.

use super::bench::{Bench, fixed};
use super::mutator::Dice;
use super::report::Verdict;
use crate::plugin::test::case::Case;
use serde_json::Value;

const ROUNDS: usize = 3;

pub async fn same(bench: &mut Bench) -> anyhow::Result<Verdict> {
    let cases: Vec<Case> = bench.cases.iter().map(fixed).collect();
    let mut found = Vec::new();
    for case in &cases {
        let (first, again) = (bench.play(case).await?, bench.play(case).await?);
        found.extend(difference(case, &first, &again));
    }
    Ok(Verdict::of(found, format!("{} cases twice, with the clock and random bytes scripted", cases.len())))
}

/// Every call has an instance of its own; here the plugin shows that it does
/// not mind, in whatever order the calls come.
pub async fn shuffled(bench: &mut Bench, seed: u64) -> anyhow::Result<Verdict> {
    let cases: Vec<Case> = bench.cases.iter().map(fixed).collect();
    let mut first = Vec::new();
    for case in &cases {
        first.push(bench.play(case).await?);
    }
    let mut found = Vec::new();
    for round in 0..ROUNDS {
        for n in order(cases.len(), seed + round as u64) {
            let again = bench.play(&cases[n]).await?;
            found.extend(difference(&cases[n], &first[n], &again));
        }
    }
    found.dedup();
    Ok(Verdict::of(found, format!("{} cases in {ROUNDS} other orders, a new instance for each call", cases.len())))
}

fn order(count: usize, seed: u64) -> Vec<usize> {
    let (mut dice, mut order) = (Dice::new(seed), (0..count).collect::<Vec<_>>());
    for n in (1..count).rev() {
        order.swap(n, dice.below(n + 1));
    }
    order
}

fn difference(case: &Case, first: &Value, again: &Value) -> Option<String> {
    let (first, again) = (comparable(first), comparable(again));
    let fields = first.as_object()?;
    let differs = fields.iter().find(|(key, value)| again.get(key.as_str()) != Some(*value));
    differs.map(|(key, _)| format!("{}: {key} is not the same the second time", case.name()))
}

/// Without what the host adds by chance: usage, and the boundary of a form.
fn comparable(found: &Value) -> Value {
    let mut found = found.clone();
    if let Some(fields) = found.as_object_mut() {
        fields.remove("usage");
    }
    for request in found["requests"].as_array_mut().into_iter().flatten() {
        if let Some(headers) = request["headers"].as_object_mut() {
            headers.retain(|_, value| !value.as_str().unwrap_or_default().contains("boundary="));
            headers.remove("content-length");
        }
    }
    found
}
