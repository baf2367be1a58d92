//! The composition root: process, files, signals, commands. No business here.

mod args;
mod channels;
mod config;
mod demo;
mod doctor;
mod embedded;
mod keep;
mod plugin;
mod rules;
mod serve;
mod telemetry;
mod tokens;
mod users;

use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

/// Much is allocated on one thread and freed on another, which the system's
/// allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut raw = std::env::args_os();
    // The compiler's child process: no configuration, no runtime, its own limits.
    if raw.nth(1).is_some_and(|first| first == COMPILE) {
        return deskbell_plugins::compile_child(raw);
    }
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("deskbell")
        .build()
        .expect("the system has threads and timers to give");
    match runtime.block_on(run(args)) {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            ExitCode::from(2)
        }
    }
}

/// Names the hidden command that compiles one component.
pub(crate) const COMPILE: &str = "__compile";

async fn run(args: Args) -> anyhow::Result<ExitCode> {
    match args.command {
        Command::Serve(serve) => serve::run(serve).await,
        Command::Demo(demo) => demo::run(demo).await,
        Command::Plugin(plugin) => plugin::run(plugin).await,
        Command::Rules(rules) => rules::run(rules),
        Command::User(user) => users::run(&user.host, user.command).await,
        Command::Token(token) => tokens::run(&token.host, token.command).await,
        Command::Channel(channel) => channels::run(&channel.host, channel.command).await,
        Command::Workspace(workspace) => users::workspace(&workspace.host, workspace.command).await,
        Command::Backup(backup) => keep::backup(&backup),
        Command::Restore(restore) => keep::restore(&restore),
        Command::Doctor(host) => doctor::run(&host).await,
    }
}

/// One sentence for each link of the chain; nothing but the message itself.
#[expect(clippy::print_stderr, reason = "the command line answers there")]
pub(crate) fn complain(error: &anyhow::Error) {
    eprintln!("deskbell: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because {cause}");
    }
}
