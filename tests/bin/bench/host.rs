//! A release Deskbell as a process of its own.

use anyhow::{Context, bail, ensure};
use deskbell_app::{Clock, NewChannel};
use deskbell_domain::channel::{PrivateHost, Routing};
use deskbell_domain::id::WorkspaceSlug;
use deskbell_domain::secret::Secret;
use deskbell_domain::user::Role;
use deskbell_simulator::{Handle, SimConfig, Simulator, WebhookPolicy};
use deskbell_tests::{client_builder, desk, settings, whatsapp};
use reqwest::Client;
use serde_json::json;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A workspace that is ready to be served.
pub struct Prepared {
    pub data: PathBuf,
    pub hook: String,
    pub token: String,
    pub sim: Handle,
}

pub struct Host {
    child: Child,
    pub address: SocketAddr,
    pub client: Client,
    /// From the start of the process to the first "ready".
    pub ready: Duration,
}

pub fn free_port() -> anyhow::Result<SocketAddr> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

pub async fn prepare(data: &Path) -> anyhow::Result<Prepared> {
    // Statuses come in batches, as Meta may send them.
    let webhook = WebhookPolicy { coalesce: 50, ..WebhookPolicy::default() };
    let config = SimConfig { webhook, ..SimConfig::default() };
    let sim = Simulator::start(config.clone()).await?;
    let desk = desk(data, Clock::system()).await?;
    let shop = desk.create(WorkspaceSlug::new("shop")?, settings("Bench")).await?;
    let secret = |value: &str| vec![Secret::new(value)];
    let channel = shop
        .connect(NewChannel {
            id: whatsapp(),
            name: "WhatsApp".into(),
            plugin: "com.deskbell.whatsapp-cloud".into(),
            config: json!({
                "phone_number_id": config.phone_number_id, "waba_id": config.waba_id,
                "base_url": sim.url().trim_end_matches('/'),
            }),
            secrets: BTreeMap::from([
                ("app_secret".into(), secret(&config.app_secret)),
                ("verify_token".into(), secret(&config.verify_token)),
                ("access_token".into(), secret(&config.access_token)),
            ]),
            routing: Routing { new_card_module: Some("opportunity".into()), ..Routing::default() },
            private_hosts: vec![PrivateHost {
                host: sim.addr().ip().to_string(),
                port: Some(sim.addr().port()),
                http: true,
                address: None,
            }],
            // No pacing: what the machine can do.
            pace_per_10s: Some(0),
        })
        .await?;
    let (_, token) = shop.add_token("bench", Role::Owner, None).await?;
    desk.close().await;
    Ok(Prepared { data: data.to_owned(), hook: channel.hook_path, token: token.reveal().to_owned(), sim })
}

impl Host {
    pub async fn start(prepared: &Prepared) -> anyhow::Result<Self> {
        let binary = std::env::current_exe()?.with_file_name("deskbell");
        ensure!(binary.is_file(), "{} is missing; build it first", binary.display());
        let address = free_port()?;
        let began = Instant::now();
        let child = Command::new(binary)
            .args(["serve", "--listen", &address.to_string(), "--data"])
            .arg(&prepared.data)
            .env("DESKBELL_LOG__FILTER", "warn")
            .stdin(Stdio::null())
            .spawn()
            .context("start the host")?;
        let client = client_builder().build()?;
        let mut host = Self { child, address, client, ready: Duration::ZERO };
        host.wait_until_ready(began).await?;
        Ok(host)
    }

    async fn wait_until_ready(&mut self, began: Instant) -> anyhow::Result<()> {
        let url = format!("http://{}/readyz", self.address);
        while began.elapsed() < Duration::from_secs(120) {
            if let Some(status) = self.child.try_wait()? {
                bail!("the host ended by itself: {status}");
            }
            if self.client.get(&url).send().await.is_ok_and(|answer| answer.status() == 200) {
                self.ready = began.elapsed();
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("the host was not ready within two minutes")
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The sum of a histogram or counter, over all its labels that contain `with`.
    pub async fn metric(&self, name: &str, with: &str) -> anyhow::Result<f64> {
        let url = format!("http://{}/metrics", self.address);
        let text = self.client.get(url).send().await?.error_for_status()?.text().await?;
        let lines = text.lines().filter(|line| line.starts_with(name) && line.contains(with));
        Ok(lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum())
    }

    pub async fn stop(mut self) -> anyhow::Result<()> {
        Command::new("kill").args(["-TERM", &self.pid().to_string()]).status()?;
        let deadline = Instant::now() + Duration::from_secs(40);
        while Instant::now() < deadline {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.child.kill()?;
        bail!("the host did not stop within 40 s of being asked")
    }
}
