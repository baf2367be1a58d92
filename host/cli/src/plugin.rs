//! `deskbell plugin`.

mod answer;
mod argument;
mod build;
mod conformance;
mod dev;
mod fetch;
mod front;
mod inspected;
mod install;
mod installed;
mod new;
mod outcome;
mod perform;
mod sign;
mod test;
mod world;

use crate::args;
use crate::config;
use crate::embedded;
use crate::keep::say;
use anyhow::Context;
use argument::Argument;
use bytes::Bytes;
use deskbell_plugins::{Grade, check, inspect};
use outcome::Printed;
use perform::{Call, perform};
use std::path::Path;
use std::process::ExitCode;
use world::{Setup, World};
pub use world::{json, secrets};

pub async fn run(args: args::Plugin) -> anyhow::Result<ExitCode> {
    match args {
        args::Plugin::Keygen { file } => sign::keygen(&file),
        args::Plugin::Sign(args) => sign::run(&args),
        args::Plugin::Verify(args) => sign::verify(&args),
        args::Plugin::Install(args) => install::install(&args).await,
        args::Plugin::Upgrade(args) => install::upgrade(&args).await,
        args::Plugin::List(host) => installed::list(&host).await,
        args::Plugin::Grants(args) => installed::grants(&args).await,
        args::Plugin::Rollback(args) => installed::roll_back(&args).await,
        args::Plugin::Remove(args) => installed::remove(&args).await,
        args::Plugin::Logs(args) => installed::logs(&args).await,
        args::Plugin::Build(args) => build::run(&args),
        args::Plugin::New(args) => new::run(&args),
        args::Plugin::Check { component } => report(&component),
        args::Plugin::Inspect { component } => show(&component),
        args::Plugin::Test(args) => test::run(&args).await,
        args::Plugin::Dev(args) => dev::run(&args).await,
        args::Plugin::Conformance(args) => conformance::run(&args).await,
        args::Plugin::Call(call) => {
            // Only the folder of compiled plugins is asked for.
            let config = config::load(None, |_| {})?;
            let printed = call_one(&config.data, &call).await?;
            say(&serde_json::to_string_pretty(&printed.value)?);
            Ok(ExitCode::from(printed.code))
        }
    }
}

fn show(component: &str) -> anyhow::Result<ExitCode> {
    let found = inspect(&find(component)?).map_err(readable)?;
    say(&serde_json::to_string_pretty(&inspected::shown(&found))?);
    Ok(ExitCode::SUCCESS)
}

fn report(component: &str) -> anyhow::Result<ExitCode> {
    findings(&find(component)?)
}

fn findings(component: &[u8]) -> anyhow::Result<ExitCode> {
    let findings = check(component);
    for finding in &findings {
        say(&format!("{}: {}", finding.grade.name(), finding.text));
    }
    let refused = findings.iter().any(|finding| finding.grade == Grade::Error);
    Ok(ExitCode::from(u8::from(refused)))
}

/// A plugin of this binary by its id, or a component file.
fn find(component: &str) -> anyhow::Result<Bytes> {
    match embedded::find(component) {
        Some(component) => Ok(component),
        None => read(Path::new(component)),
    }
}

/// A diagnostic with the author's text beside it.
fn readable(error: impl miette::Diagnostic + Send + Sync + 'static) -> anyhow::Error {
    anyhow::anyhow!("{:?}", miette::Report::new(error))
}

fn read(path: &Path) -> anyhow::Result<Bytes> {
    Ok(std::fs::read(path).with_context(|| format!("read {}", path.display()))?.into())
}

async fn call_one(data: &Path, call: &args::PluginCall) -> anyhow::Result<Printed> {
    let component = find(&call.component)?;
    let scratch = tempfile::tempdir().context("make a folder for the call's files")?;
    let plugin = embedded::runtime(data)?.load(component).await.map_err(readable)?;
    let world = World::new(&plugin, Setup::of(call)?, scratch.path())?;
    let argument = Argument::read(call.request.as_deref(), &world).await?;
    let call = Call { function: call.function, attempt: call.attempt, deadline: None, sign: false };
    perform(&plugin, &call, &world, argument).await
}
