//! What a plugin says of itself is asked once, when it is loaded, and then
//! relied upon.

use super::bench::Bench;
use super::report::Verdict;
use crate::plugin::readable;

const TIMES: usize = 3;

/// Loading asks a sealed instance: whatever it called of the host would have
/// ended the load.
pub async fn stable(bench: &mut Bench) -> anyhow::Result<Verdict> {
    let first = bench.plugin.describe().await.ok();
    let mut found = Vec::new();
    for _ in 0..TIMES {
        let again = bench.runtime.load(bench.component.clone()).await.map_err(readable)?;
        if again.describe().await.ok() != first {
            found.push("it says something else the next time".to_owned());
        }
    }
    found.dedup();
    Ok(Verdict::of(found, format!("asked {} times, each time in a new instance that may call nothing", TIMES + 1)))
}
