//! Thousands of spoiled webhooks. What reaches a plugin in production has a
//! good signature, so the plugin's own code is called directly.

use super::bench::{Bench, Ending, Hook};
use super::mutator::{Dice, mutated};
use super::report::Verdict;
use crate::args::PluginFunction::Handle;
use anyhow::Context;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// A plugin rests after five faults; more would tell nothing new.
const ENOUGH: usize = 3;

pub async fn survived(bench: &mut Bench, count: u64, seed: u64) -> anyhow::Result<Verdict> {
    let cases = bench.good(Handle);
    if cases.is_empty() {
        return Ok(Verdict::none(
            "no case of `handle` ends well; the plugin takes no webhooks, or its cases show none",
        ));
    }
    let workers = std::thread::available_parallelism().map_or(2, usize::from) as u64;
    let mut running = JoinSet::new();
    for worker in 0..workers {
        let mut hooks = Vec::new();
        for (case, _) in &cases {
            hooks.push(bench.hook(case).await?);
        }
        let share = (worker..count).step_by(usize::try_from(workers).unwrap_or(1));
        running.spawn(work(Arc::new(hooks), share, seed));
    }
    let mut found = Vec::new();
    while let Some(ended) = running.join_next().await {
        found.extend(ended.context("a worker of the mutations ended early")??);
    }
    found.sort();
    Ok(Verdict::of(
        found.into_iter().map(|(_, text)| text).take(ENOUGH).collect(),
        format!("{count} mutations of {} webhooks, seed {seed}", cases.len()),
    ))
}

/// Each mutation has a number, which alone decides what it is.
async fn work(
    hooks: Arc<Vec<Hook>>,
    numbers: impl Iterator<Item = u64> + Send,
    seed: u64,
) -> anyhow::Result<Vec<(u64, String)>> {
    let mut found = Vec::new();
    for number in numbers {
        let mut dice = Dice::new(seed ^ number.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let hook = &hooks[dice.below(hooks.len())];
        let other = hooks[dice.below(hooks.len())].request.body.clone();
        let spoiled = mutated(&mut dice, &hook.request, &other, &|text| hook.secret_in(text));
        if let Ending::Fault(fault) = patiently(hook, &spoiled).await? {
            found.push((number, format!("mutation {number} of {}: {fault}", hook.case)));
        }
        if found.len() >= ENOUGH {
            break;
        }
    }
    Ok(found)
}

/// A full host is no answer.
async fn patiently(hook: &Hook, request: &deskbell_plugins::WebhookRequest) -> anyhow::Result<Ending> {
    for _ in 0..50 {
        match hook.handle(request).await {
            Ending::Busy => tokio::time::sleep(Duration::from_millis(100)).await,
            ended => return Ok(ended),
        }
    }
    anyhow::bail!("the host has been too busy for the mutations for five seconds; try again when it does less")
}
