//! The loop: one input after the other until the time is up or one is a fault.
//!
//! Each input is on disk before it is tried, so that it is still there when the
//! whole process dies of it. The next run begins with it.

use crate::mutate::Mutator;
use crate::target::Target;
use anyhow::{Context, anyhow, bail};
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::FileExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// As much stack as a worker of the host has.
const STACK: usize = 2 << 20;
/// Nothing this small may take so long, even unoptimised.
const HANGS: Duration = Duration::from_secs(20);

/// Tries inputs for so long; gives how many there were.
pub fn run(target: Target, mutator: Mutator, time: Duration, artifacts: &Path) -> anyhow::Result<u64> {
    let folder = artifacts.join(target.name());
    fs::create_dir_all(&folder).with_context(|| format!("make the folder {}", folder.display()))?;
    let in_flight = folder.join("in-flight");
    let tried = Arc::new(AtomicU64::new(0));
    let (done, result) = channel();
    let worker = {
        let (tried, in_flight) = (tried.clone(), in_flight.clone());
        move || {
            let _ = done.send(try_all(target, mutator, time, &in_flight, &tried));
        }
    };
    thread::Builder::new().name(target.name().into()).stack_size(STACK).spawn(worker).context("start a thread")?;
    let mut before = 0;
    let outcome = loop {
        match result.recv_timeout(HANGS) {
            Ok(outcome) => break outcome,
            Err(RecvTimeoutError::Disconnected) => bail!("the thread of {target} ended without a word"),
            Err(RecvTimeoutError::Timeout) => {
                let now = tried.load(Ordering::Relaxed);
                if now == before {
                    bail!("{target} hangs; {}", again(target, &in_flight));
                }
                before = now;
            }
        }
    };
    let fault = outcome?;
    match fault {
        None => {
            fs::remove_file(&in_flight).context("remove the input that was tried last")?;
            Ok(tried.load(Ordering::Relaxed))
        }
        Some(input) => {
            let kept = folder.join(format!("fault-{:016x}", fingerprint(&input)));
            fs::rename(&in_flight, &kept).context("keep the input")?;
            Err(anyhow!("{target} does not hold; {}", again(target, &kept)))
        }
    }
}

fn try_all(
    target: Target,
    mut mutator: Mutator,
    time: Duration,
    in_flight: &Path,
    tried: &AtomicU64,
) -> anyhow::Result<Option<Vec<u8>>> {
    let mut left_behind = fs::read(in_flight).ok();
    let file = File::create(in_flight).with_context(|| format!("write {}", in_flight.display()))?;
    let end = Instant::now() + time;
    while Instant::now() < end {
        let input = left_behind.take().unwrap_or_else(|| mutator.spoiled());
        file.write_all_at(&input, 0).and_then(|()| file.set_len(input.len() as u64)).context("keep the input")?;
        if catch_unwind(AssertUnwindSafe(|| target.check(&input))).is_err() {
            return Ok(Some(input));
        }
        tried.fetch_add(1, Ordering::Relaxed);
    }
    Ok(None)
}

fn fingerprint(input: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    hasher.finish()
}

/// How to see it again.
fn again(target: Target, file: &Path) -> String {
    format!("see it again with: deskbell-fuzz try {target} {}", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_that_an_earlier_run_left_behind_is_tried_again() {
        let folder = std::env::temp_dir().join(format!("deskbell-fuzz-{}", std::process::id()));
        fs::create_dir_all(folder.join("manifest")).expect("the folder for temporary files is there");
        fs::write(folder.join("manifest/in-flight"), "manifest = 1").expect("it can be written");
        let mutator = Mutator::new(1, vec![b"manifest = 1".to_vec()], vec!["id"]);
        let tried =
            run(Target::Manifest, mutator, Duration::from_millis(50), &folder).expect("nothing is wrong with it");
        assert!(tried > 1, "{tried} inputs");
        assert!(!folder.join("manifest/in-flight").exists());
        fs::remove_dir_all(folder).expect("it is ours");
    }
}
