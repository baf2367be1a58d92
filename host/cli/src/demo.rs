//! `deskbell demo`: a workshop with a simulated WhatsApp, everything real but
//! the provider.

mod seed;
mod state;

use crate::args;
use crate::config::{Config, LogConfig};
use crate::keep::say;
use crate::{serve, telemetry};
use anyhow::Context;
use deskbell_app::{Desk, NewChannel, Workspace};
use deskbell_domain::channel::{PrivateHost, Routing};
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_domain::secret::Secret;
use deskbell_domain::user::Role;
use deskbell_simulator::{Handle, SimConfig, Simulator};
use serde_json::json;
use state::DemoState;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::ExitCode;

const WORKSPACE: &str = "demo";
const WHATSAPP: &str = "whatsapp";
const WORKSHOP: &str = "workshop";
const LOGIN: &str = "maria";

pub async fn run(args: args::Demo) -> anyhow::Result<ExitCode> {
    let mut config = Config { data: args.data.clone(), ..Config::default() };
    config.http.listen = args.listen;
    config.http.public_url = format!("http://{}", args.listen);
    telemetry::logs(&LogConfig {
        filter: std::env::var("DESKBELL_LOG__FILTER").unwrap_or("warn".into()),
        ..config.log.clone()
    });
    let state = DemoState::load(&args.data)?;
    let phone = start_phone(&args, &state).await?;
    let desk = serve::open(&config, serve::Purpose::SERVE).await?;
    let shop = workspace(&desk, &state, phone.addr()).await?;
    let server = serve::bind(&config, desk.clone()).await?;
    let address = server.address();
    let stop = serve::stop_signal()?;
    let serving = tokio::spawn(server.run(stop));
    let hook = shop.channel(&channel(WHATSAPP))?.hook_path;
    phone.set_callback(&format!("http://{address}{hook}")).await.context("register the webhook with the simulator")?;
    welcome(address, &phone, &shop, &state)?;
    serving.await.context("the server stopped by a panic")?;
    phone.shutdown().await;
    desk.close().await;
    Ok(ExitCode::SUCCESS)
}

fn channel(name: &str) -> ChannelId {
    ChannelId::new(name).expect("a constant that is a name")
}

async fn start_phone(args: &args::Demo, state: &DemoState) -> anyhow::Result<Handle> {
    let simulator = SimConfig {
        bind: args.phone,
        app_secret: state.app_secret.clone(),
        verify_token: state.verify_token.clone(),
        access_token: state.access_token.clone(),
        customers: seed::phones(),
        templates: seed::provider_templates(),
        ..SimConfig::default()
    };
    Simulator::start(simulator).await.with_context(|| format!("start the simulated provider on {}", args.phone))
}

/// The demo's shop: made at the first start, found again at the next.
async fn workspace(desk: &Desk, state: &DemoState, phone: SocketAddr) -> anyhow::Result<Workspace> {
    let slug = WorkspaceSlug::new(WORKSPACE).expect("a constant that is a name");
    if desk.on_disk()?.contains(&slug) {
        let shop = desk.open(slug).await?;
        let (config, hosts) = provider(phone);
        shop.configure_channel(&channel(WHATSAPP), config, hosts).await?;
        return Ok(shop);
    }
    let shop = desk.create(slug, seed::settings()).await?;
    shop.add_user(LOGIN, "Maria (front desk)", Role::Owner, Secret::new(&*state.password)).await?;
    let (config, private_hosts) = provider(phone);
    shop.connect(NewChannel {
        id: channel(WHATSAPP),
        name: "WhatsApp front desk".into(),
        plugin: "com.deskbell.whatsapp-cloud".into(),
        config,
        secrets: secrets(&[
            ("app_secret", &state.app_secret),
            ("verify_token", &state.verify_token),
            ("access_token", &state.access_token),
        ]),
        routing: Routing { new_card_module: Some("opportunity".into()), ..Routing::default() },
        private_hosts,
        pace_per_10s: None,
    })
    .await?;
    shop.connect(NewChannel {
        id: channel(WORKSHOP),
        name: "Workshop system".into(),
        plugin: "com.deskbell.workshop".into(),
        config: json!({}),
        secrets: secrets(&[("signing_secret", &state.signing_secret)]),
        routing: Routing::default(),
        private_hosts: Vec::new(),
        pace_per_10s: None,
    })
    .await?;
    seed::fill(&shop, &channel(WHATSAPP), &channel(WORKSHOP), &state.signing_secret).await?;
    Ok(shop)
}

/// The production plugin talks to the simulator through a named exception for
/// exactly its address.
fn provider(phone: SocketAddr) -> (serde_json::Value, Vec<PrivateHost>) {
    let sim = SimConfig::default();
    let config = json!({
        "phone_number_id": sim.phone_number_id,
        "waba_id": sim.waba_id,
        "base_url": format!("http://{phone}"),
    });
    let host = PrivateHost { host: phone.ip().to_string(), port: Some(phone.port()), http: true, address: None };
    (config, vec![host])
}

fn secrets(pairs: &[(&str, &str)]) -> BTreeMap<String, Vec<Secret>> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), vec![Secret::new(*value)])).collect()
}

fn welcome(address: SocketAddr, phone: &Handle, shop: &Workspace, state: &DemoState) -> anyhow::Result<()> {
    let workshop = shop.channel(&channel(WORKSHOP))?;
    say("");
    say("Deskbell demo is ready.");
    say("");
    say(&format!("  Inbox             http://{address}/"));
    say(&format!("  Sign in as        {LOGIN}  password  {}", state.password));
    say(&format!("  Customer's phone  {}/", phone.url().trim_end_matches('/')));
    say("");
    say(&format!("  Workshop webhook  http://{address}{}", workshop.hook_path));
    say(&format!("  Signing secret    {}", state.signing_secret));
    say("");
    say("Stop with Ctrl+C; what happened is kept for the next start.");
    Ok(())
}
