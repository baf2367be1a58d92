//! `deskbell plugin dev`: build, check and test at every change of the folder.

mod watch;

use super::test::case::Case;
use super::test::outside::Outside;
use super::test::play::play;
use super::{build, check, readable, test};
use crate::args::{PluginDev, PluginTest};
use crate::keep::say;
use crate::{config, embedded};
use anyhow::Context;
use deskbell_plugins::Grade;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use watch::{Change, Watch};

/// Goes on until it is interrupted.
pub async fn run(args: &PluginDev) -> anyhow::Result<ExitCode> {
    let folder = args.folder.canonicalize().with_context(|| format!("open {}", args.folder.display()))?;
    let mut watch = Watch::new(&folder)?;
    let mut change = Change::Source;
    let mut built = None;
    loop {
        if change == Change::Source || built.is_none() {
            built = kept(rebuilt(&folder).await);
        }
        if built.is_some() {
            kept(tried(&folder, args.call.as_deref()).await);
        }
        say(&format!("watching {}", folder.display()));
        change = watch.next().await?;
        say(change.words());
    }
}

/// A mistake of the moment is told; the next change may mend it.
fn kept<T>(result: anyhow::Result<T>) -> Option<T> {
    result.map_err(|error| crate::complain(&error)).ok()
}

/// Cargo and its like take their time, and no other work waits here.
async fn rebuilt(folder: &Path) -> anyhow::Result<PathBuf> {
    let folder = folder.to_owned();
    let component = tokio::task::spawn_blocking(move || build::build(&folder, None)).await??;
    let bytes = super::read(&component)?;
    // What is good needs no words at every change.
    for finding in check(&bytes).iter().filter(|finding| finding.grade != Grade::Good) {
        say(&format!("{}: {}", finding.grade.name(), finding.text));
    }
    Ok(component)
}

async fn tried(folder: &Path, call: Option<&Path>) -> anyhow::Result<()> {
    match call {
        Some(file) => replayed(folder, file).await,
        None => {
            let args = PluginTest { plugin: folder.display().to_string(), cases: None, only: None };
            test::run(&args).await.map(drop)
        }
    }
}

/// One case, with its whole outcome instead of a comparison.
async fn replayed(folder: &Path, file: &Path) -> anyhow::Result<()> {
    let case = match Case::read(file) {
        Ok(case) => case,
        Err(mistake) => {
            say(&mistake.to_string());
            return Ok(());
        }
    };
    let subject = test::subject::component(&folder.display().to_string())?;
    let mut outside = Outside::start().await?;
    // Only the folder of compiled plugins is asked for.
    let runtime = embedded::trusting(&config::load(None, |_| {})?.data, vec![outside.root()])?;
    let plugin = runtime.load(subject).await.map_err(readable)?;
    match play(&plugin, &mut outside, 0, &case, None).await? {
        Ok(played) => say(&serde_json::to_string_pretty(&played.found)?),
        Err(mistake) => say(&mistake.to_string()),
    }
    Ok(())
}
