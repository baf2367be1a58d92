//! `deskbell serve`: every workspace of the data folder.

use crate::args;
use crate::config::{self, Config};
use crate::{embedded, telemetry};
use anyhow::{Context, bail};
use deskbell_app::{Clock, Desk};
use deskbell_http::{OperatorSocket, Server, ServerState};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

pub async fn run(args: args::Serve) -> anyhow::Result<ExitCode> {
    let config = config::load(args.host.config.as_deref(), |config| {
        config.http.listen = args.listen.unwrap_or(config.http.listen);
        if let Some(url) = args.public_url {
            config.http.public_url = url;
        }
        if let Some(data) = args.data {
            config.data = data;
        }
        config.plugins.dev |= args.dev;
    })?;
    telemetry::logs(&config.log);
    let desk = open(&config, Purpose::SERVE).await?;
    if config.plugins.dev {
        tracing::warn!("THIS HOST TAKES UNSIGNED PLUGINS (--dev): never serve customers like this");
    }
    desk.open_all().await?;
    let closed = desk.closed();
    if desk.workspaces().is_empty() && !closed.is_empty() {
        bail!("no workspace opens:\n  {}", closed.join("\n  "));
    }
    if desk.workspaces().is_empty() {
        tracing::warn!("there is no workspace yet; `deskbell workspace add NAME --name \"My shop\"` makes one");
    }
    let state = state(&config, desk.clone())?;
    let server = Server::bind(state.clone()).await?;
    tracing::info!(address = %server.address(), workspaces = desk.workspaces().len(), "ready");
    let stop = stop_signal()?;
    let retry = tokio::spawn(open_the_rest(desk.clone(), stop.clone()));
    let watch = tokio::spawn(desk.clone().watch_plugins(stop.clone()));
    let socket = tokio::spawn(operator(state, config.data.join(OPERATOR), stop.clone()));
    server.run(stop).await;
    socket.await.context("the task that serves the operator ended by a panic")?;
    retry.await.context("the task that opens workspaces ended by a panic")?;
    watch.await.context("the task that watches plugins ended by a panic")?;
    desk.close().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// A workspace that did not open may do so later: when another process lets go
/// of it, when there is room again, when its backup is back.
async fn open_the_rest(desk: Desk, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(RETRY) => {}
        }
        if let Err(error) = desk.open_all().await {
            tracing::warn!(%error, "the workspaces cannot be listed");
        }
    }
}

/// What a process opens the desk for.
#[derive(Clone, Copy)]
pub struct Purpose {
    /// See [`deskbell_app::DeskConfig`].
    pub works: bool,
    /// It may change what is installed; one process at a time.
    pub manages: bool,
}

impl Purpose {
    pub const SERVE: Self = Self { works: true, manages: true };
    /// A command that changes a setting.
    pub const SET: Self = Self { works: false, manages: false };
}

/// The desk with its plugins, no workspace open yet.
pub async fn open(config: &Config, purpose: Purpose) -> anyhow::Result<Desk> {
    std::fs::create_dir_all(&config.data).with_context(|| format!("make the data folder {}", config.data.display()))?;
    let plugins = embedded::load(embedded::runtime(&config.data)?).await?;
    let desk = config.desk(purpose.works);
    let desk = Desk::new(desk, plugins, Clock::system());
    desk.registry().open(purpose.manages).await?;
    Ok(desk)
}

pub async fn bind(config: &Config, desk: Desk) -> anyhow::Result<Server> {
    Ok(Server::bind(state(config, desk)?).await?)
}

/// The socket's name in the data folder.
pub const OPERATOR: &str = "operator.sock";

/// Customers are served also where the operator's commands cannot be.
async fn operator(state: ServerState, path: PathBuf, stop: CancellationToken) {
    match OperatorSocket::bind(&state, &path) {
        Ok(socket) => socket.run(stop).await,
        Err(error) => tracing::warn!(%error, "`deskbell plugin` cannot reach this host"),
    }
}

fn state(config: &Config, desk: Desk) -> anyhow::Result<ServerState> {
    let (rendered, plugins) = (telemetry::figures()?, desk.plugins().clone());
    // The sandbox's gauges are read when somebody looks at them.
    let figures = Arc::new(move || {
        plugins.runtime().stats();
        rendered()
    });
    Ok(ServerState::new(desk, config.http.clone(), figures))
}

const RETRY: Duration = Duration::from_secs(30);

/// Cancelled by the first interrupt or terminate signal; a second one ends the
/// process at once, which it survives as it does a crash.
pub fn stop_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut interrupt = signal(SignalKind::interrupt()).context("listen to signals")?;
    let mut terminate = signal(SignalKind::terminate()).context("listen to signals")?;
    let stopped = stop.clone();
    tokio::spawn(async move {
        let mut signalled = async || {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        };
        signalled().await;
        tracing::info!("stopping: what was accepted is finished first; signal again to stop at once");
        stopped.cancel();
        signalled().await;
        std::process::exit(130);
    });
    Ok(stop)
}
