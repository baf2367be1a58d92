//! Starts and stops the whole thing.

use crate::shop;
use crate::tenant::Tenant;
use anyhow::{Context, anyhow};
use deskbell_app::{Clock, Desk, DeskConfig, Plugins};
use deskbell_domain::channel::Routing;
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_http::{Server, ServerState};
use deskbell_plugins::{CompilerCommand, Runtime, RuntimeConfig};
use deskbell_simulator::SimConfig;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub const SIGNING_SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/// What a test may choose.
pub struct Config {
    pub routing: Routing,
    pub simulator: SimConfig,
    pub clock: Clock,
    /// Messages in ten seconds; the plugin's own figure by default.
    pub pace_per_10s: Option<u32>,
    /// Whose plugins may be installed.
    pub plugins: deskbell_app::registry::Config,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            routing: Routing { new_card_module: Some("opportunity".into()), ..Routing::default() },
            simulator: SimConfig::default(),
            clock: Clock::system(),
            pace_per_10s: None,
            plugins: Default::default(),
        }
    }
}

impl Config {
    /// Time stands still until the test moves it.
    pub fn manual_clock() -> Self {
        Self { clock: Clock::manual(jiff::Timestamp::now()), ..Self::default() }
    }
}

/// One process with a workspace `shop`; more may be added.
pub struct TestHost {
    pub desk: Desk,
    tenant: Tenant,
    folder: Option<TempDir>,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Deref for TestHost {
    type Target = Tenant;

    fn deref(&self) -> &Tenant {
        &self.tenant
    }
}

pub fn whatsapp() -> ChannelId {
    ChannelId::new("whatsapp").expect("a name")
}

pub fn workshop() -> ChannelId {
    ChannelId::new("workshop").expect("a name")
}

impl TestHost {
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(Config::default()).await
    }

    pub async fn start_with(config: Config) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let sim = Tenant::simulator(&config).await?;
        let desk = trusting(folder.path(), config.clock.clone(), config.plugins.clone()).await?;
        let shop = desk.create(WorkspaceSlug::new("shop")?, shop::settings("Oficina")).await?;
        shop::furnish(&shop, &config, &sim).await?;
        let (address, stop, serving) = serve(&desk).await?;
        let tenant = Tenant::new(shop, sim, config.clock, address).await?;
        tenant.subscribe().await?;
        Ok(Self { desk, tenant, folder: Some(folder), stop, serving })
    }

    /// Another life of a host that was stopped, over the same folder. Its
    /// provider is another one that nobody has subscribed to.
    pub async fn reopen(folder: TempDir) -> anyhow::Result<Self> {
        Self::reopen_with(folder, Config::default()).await
    }

    pub async fn reopen_with(folder: TempDir, config: Config) -> anyhow::Result<Self> {
        let sim = Tenant::simulator(&config).await?;
        let desk = trusting(folder.path(), config.clock.clone(), config.plugins.clone()).await?;
        desk.open_all().await?;
        let shop = desk.workspace(&WorkspaceSlug::new("shop")?)?;
        let (address, stop, serving) = serve(&desk).await?;
        let tenant = Tenant::new(shop, sim, config.clock, address).await?;
        Ok(Self { desk, tenant, folder: Some(folder), stop, serving })
    }

    /// One more workspace in the same process, with a provider of its own.
    pub async fn add_workspace(&self, slug: &str) -> anyhow::Result<Tenant> {
        let config = Config { clock: self.clock.clone(), ..Config::default() };
        let sim = Tenant::simulator(&config).await?;
        let shop = self.desk.create(WorkspaceSlug::new(slug)?, shop::settings(slug)).await?;
        shop::furnish(&shop, &config, &sim).await?;
        let tenant = Tenant::new(shop, sim, config.clock, self.address).await?;
        tenant.subscribe().await?;
        Ok(tenant)
    }

    /// Where the workspaces lie.
    pub fn folder(&self) -> &Path {
        self.folder.as_ref().expect("there until the host is stopped").path()
    }

    /// Ends the server and the workspaces; the folder stays until it is dropped.
    pub async fn stop(mut self) -> anyhow::Result<TempDir> {
        self.stop.cancel();
        self.serving.await?;
        self.desk.close().await;
        self.tenant.sim.shutdown().await;
        self.folder.take().ok_or_else(|| anyhow!("stopped twice"))
    }
}

async fn serve(desk: &Desk) -> anyhow::Result<(SocketAddr, CancellationToken, JoinHandle<()>)> {
    let http = deskbell_http::Config { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..Default::default() };
    let server = Server::bind(ServerState::new(desk.clone(), http, Arc::new(String::new))).await?;
    let (address, stop) = (server.address(), CancellationToken::new());
    tokio::spawn(desk.clone().watch_plugins(stop.clone()));
    Ok((address, stop.clone(), tokio::spawn(server.run(stop))))
}

/// Compiled plugins are shared by all test runs of one build folder.
fn compiled() -> anyhow::Result<PathBuf> {
    let exe = std::env::current_exe()?;
    let folder = exe.parent().and_then(Path::parent).ok_or_else(|| anyhow!("a test lies in a build folder"))?;
    Ok(folder.join("compiled-plugins"))
}

/// A desk with the built plugins, without any workspace.
pub async fn desk(data: &Path, clock: Clock) -> anyhow::Result<Desk> {
    trusting(data, clock, Default::default()).await
}

async fn trusting(data: &Path, clock: Clock, trust: deskbell_app::registry::Config) -> anyhow::Result<Desk> {
    let runtime = Runtime::new(RuntimeConfig::new(compiled()?, CompilerCommand::InProcess))?;
    let plugins = Plugins::new(runtime);
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/dist");
    for name in ["whatsapp-cloud", "workshop"] {
        let path = dist.join(format!("{name}.wasm"));
        let component = std::fs::read(&path).with_context(|| format!("read {}; run `make plugins`", path.display()))?;
        plugins.load(component.into()).await?;
    }
    let config = DeskConfig {
        data: data.to_owned(),
        key: data.join("secrets.key"),
        store: deskbell_store::Config::default(),
        works: true,
        plugins: trust,
    };
    let desk = Desk::new(config, plugins, clock);
    desk.registry().open(true).await?;
    Ok(desk)
}
