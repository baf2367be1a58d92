//! `deskbell backup` and `restore`.

use crate::args;
use crate::config;
use anyhow::{Context, bail};
use deskbell_store::{OpenError, Store};
use std::process::ExitCode;

/// A served workspace is backed up by its own process; this command opens a
/// store that nobody serves.
pub fn backup(args: &args::Backup) -> anyhow::Result<ExitCode> {
    let config = config::load(args.host.config.as_deref(), |_| {})?;
    let folder = config.data.join("workspaces").join(args.workspace.as_str());
    if !folder.is_dir() {
        bail!("there is no workspace {} in {}", args.workspace, config.data.display());
    }
    let store = match Store::open(&folder, config.store.store()) {
        Err(OpenError::Locked { .. }) => bail!(
            "workspace {} is being served; its host copies it while it works: POST /api/v1/backups with an owner's token",
            args.workspace
        ),
        opened => opened?,
    };
    let report = store.backup(&args.to).with_context(|| format!("back up workspace {}", args.workspace))?;
    say(&format!("{}: {} rows, {} bytes, verified", args.to.display(), report.rows, report.bytes));
    Ok(ExitCode::SUCCESS)
}

pub fn restore(args: &args::Restore) -> anyhow::Result<ExitCode> {
    let config = config::load(args.host.config.as_deref(), |_| {})?;
    let folder = config.data.join("workspaces").join(args.workspace.as_str());
    std::fs::create_dir_all(&folder).with_context(|| format!("make the folder {}", folder.display()))?;
    Store::restore(&args.from, &folder).with_context(|| format!("restore workspace {}", args.workspace))?;
    say(&format!("workspace {} is restored from {}", args.workspace, args.from.display()));
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::print_stdout, reason = "the command line answers there")]
pub fn say(line: &str) {
    println!("{line}");
}
