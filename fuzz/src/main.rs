//! `deskbell-fuzz`: the fuzz targets on the stable toolchain.

use anyhow::Context;
use clap::{Parser, Subcommand};
use deskbell_fuzz::{Mutator, Target, run, seeds};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;
use std::{fs, io};

/// Spoils good inputs at random and tries them.
///
/// Without a compiler that tells which branches an input took, this finds the
/// shallow faults.
#[derive(Parser)]
struct Args {
    /// The repository
    #[arg(long, default_value = ".", global = true)]
    root: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try each target for so many seconds
    Run {
        seconds: u64,
        /// Only this one
        #[arg(long)]
        target: Option<Target>,
        /// Another number, other inputs
        #[arg(long, default_value_t = 1)]
        number: u64,
    },
    /// Try one input
    Try { target: Target, file: PathBuf },
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    match &args.command {
        Command::Run { seconds, target, number } => {
            let targets = target.map_or(Target::ALL.to_vec(), |one| vec![one]);
            targets.into_iter().try_for_each(|target| fuzz(&args, target, *seconds, *number))
        }
        Command::Try { target, file } => {
            target.check(&fs::read(file).with_context(|| format!("read {}", file.display()))?);
            say(&format!("{target}: nothing wrong with {}", file.display()))
        }
    }
}

fn fuzz(args: &Args, target: Target, seconds: u64, number: u64) -> anyhow::Result<()> {
    let artifacts = args.root.join("fuzz/artifacts");
    let mutator = Mutator::new(number, seeds::of(target, &args.root)?, target.words());
    let tried = run::run(target, mutator, Duration::from_secs(seconds), &artifacts)?;
    say(&format!("{target}: {tried} inputs in {seconds} s, number {number}, no fault"))
}

fn say(line: &str) -> anyhow::Result<()> {
    writeln!(io::stdout(), "{line}").context("write to the terminal")
}
