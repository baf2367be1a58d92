//! `deskbell serve`: every workspace of the data folder.

use crate::args;
use crate::config::{self, Config};
use crate::{embedded, telemetry};
use anyhow::Context;
use deskbell_app::{Clock, Desk, DeskConfig};
use deskbell_http::{Server, ServerState};
use std::process::ExitCode;
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
    })?;
    telemetry::logs(&config.log);
    let desk = open(&config).await?;
    desk.open_all().await?;
    if desk.workspaces().is_empty() {
        tracing::warn!("there is no workspace yet; `deskbell workspace add NAME --name \"My shop\"` makes one");
    }
    let server = bind(&config, desk.clone()).await?;
    tracing::info!(address = %server.address(), workspaces = desk.workspaces().len(), "ready");
    server.run(stop_signal()?).await;
    desk.close().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// The desk with its plugins, no workspace open yet.
pub async fn open(config: &Config) -> anyhow::Result<Desk> {
    std::fs::create_dir_all(&config.data).with_context(|| format!("make the data folder {}", config.data.display()))?;
    let plugins = embedded::load(embedded::runtime(&config.data)?).await?;
    let desk = DeskConfig { data: config.data.clone(), store: config.store.store() };
    Ok(Desk::new(desk, plugins, Clock::system()))
}

pub async fn bind(config: &Config, desk: Desk) -> anyhow::Result<Server> {
    let state = ServerState::new(desk, config.http.clone(), telemetry::figures()?);
    Ok(Server::bind(state).await?)
}

/// Cancelled by the first interrupt or terminate signal.
pub fn stop_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut interrupt = signal(SignalKind::interrupt()).context("listen to signals")?;
    let mut terminate = signal(SignalKind::terminate()).context("listen to signals")?;
    let stopped = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping: what was accepted is finished first");
        stopped.cancel();
    });
    Ok(stop)
}
