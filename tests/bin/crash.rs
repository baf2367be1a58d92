//! Kills a serving Deskbell with SIGKILL at random moments under load, again
//! and again, and checks what it promised: every message that was acknowledged
//! is there once, none twice, and every row of the outbox came to an end.
//!
//! The senders behave like a provider: what was not acknowledged is sent again.

#![expect(clippy::print_stdout, reason = "a command that reports")]

use anyhow::{Context, bail, ensure};
use clap::Parser;
use deskbell_app::{Clock, NewChannel};
use deskbell_domain::channel::{PrivateHost, Routing};
use deskbell_domain::conversation::Conversation;
use deskbell_domain::id::WorkspaceSlug;
use deskbell_domain::message::{Content, Message, Stage};
use deskbell_domain::outbox::OutboxRow;
use deskbell_domain::secret::Secret;
use deskbell_domain::user::Role;
use deskbell_simulator::{Handle, SimConfig, Simulator};
use deskbell_store::{Range, Read, RemoteId, Store};
use deskbell_tests::{client_builder, desk, meta_signature, settings, whatsapp};
use rand::RngExt;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

#[derive(Parser)]
struct Args {
    /// How often the host is killed
    #[arg(long, default_value_t = 200)]
    rounds: u32,
    /// Senders at the same time
    #[arg(long, default_value_t = 8)]
    senders: u64,
}

/// What the senders know and share.
struct Load {
    client: Client,
    address: SocketAddr,
    hook: String,
    token: String,
    next: AtomicU64,
    stop: AtomicBool,
    /// Provider ids that were answered with 200.
    acknowledged: Mutex<BTreeSet<String>>,
    /// Replies that were answered with 2xx; the text is the key.
    replies: Mutex<BTreeSet<String>>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let folder = tempfile::tempdir()?;
    let simulator = SimConfig { auto_read: false, ..SimConfig::default() };
    let sim = Simulator::start(simulator).await?;
    let (hook, token) = prepare(folder.path(), &sim).await?;
    let address = free_port()?;
    let load = Arc::new(Load {
        client: client_builder().timeout(Duration::from_secs(5)).build()?,
        address,
        hook: format!("http://{address}{hook}"),
        token,
        next: AtomicU64::new(0),
        stop: AtomicBool::new(false),
        acknowledged: Mutex::default(),
        replies: Mutex::default(),
    });
    let senders: Vec<_> = (0..args.senders).map(|n| tokio::spawn(send_webhooks(Arc::clone(&load), n))).collect();
    let writer = tokio::spawn(write_replies(Arc::clone(&load)));
    let began = Instant::now();
    for round in 1..=args.rounds {
        let mut host = serve(folder.path(), address)?;
        wait_until_ready(&load, &mut host).await?;
        let pause = rand::rng().random_range(5..400);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        host.kill().context("kill the host")?;
        host.wait()?;
        if round % 20 == 0 || round == args.rounds {
            let kept = load.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len();
            println!("round {round}: {kept} messages acknowledged, {:.0} s", began.elapsed().as_secs_f64());
        }
    }
    let mut host = serve(folder.path(), address)?;
    wait_until_ready(&load, &mut host).await?;
    load.stop.store(true, Ordering::Release);
    for sender in senders {
        sender.await?;
    }
    writer.await?;
    settle(&load).await?;
    terminate(&mut host).await?;
    let verdict = verify(folder.path(), &load, &sim)?;
    println!("{verdict}");
    println!("{} rounds passed, 0 failed", args.rounds);
    sim.shutdown().await;
    Ok(())
}

/// A workspace with a WhatsApp channel that talks to the simulator.
async fn prepare(data: &Path, sim: &Handle) -> anyhow::Result<(String, String)> {
    let desk = desk(data, Clock::system()).await?;
    let shop = desk.create(WorkspaceSlug::new("shop")?, settings("Crash")).await?;
    let config = SimConfig::default();
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
            pace_per_10s: None,
        })
        .await?;
    let (_, token) = shop.add_token("crash", Role::Owner, None).await?;
    desk.close().await;
    Ok((channel.hook_path, token.reveal().to_owned()))
}

fn free_port() -> anyhow::Result<SocketAddr> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// The product's binary, built beside this one.
fn binary() -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("deskbell");
    ensure!(path.is_file(), "{} is missing; build it first", path.display());
    Ok(path)
}

fn serve(data: &Path, address: SocketAddr) -> anyhow::Result<Child> {
    Command::new(binary()?)
        .args(["serve", "--listen", &address.to_string(), "--data"])
        .arg(data)
        .env("DESKBELL_LOG__FILTER", "error")
        .stdin(Stdio::null())
        .spawn()
        .context("start the host")
}

async fn wait_until_ready(load: &Load, host: &mut Child) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(60);
    let url = format!("http://{}/readyz", load.address);
    while Instant::now() < deadline {
        if let Some(status) = host.try_wait()? {
            bail!("the host ended by itself: {status}");
        }
        let answer = load.client.get(&url).send().await;
        if answer.is_ok_and(|answer| answer.status() == StatusCode::OK) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    bail!("the host was not ready within a minute")
}

/// One message after the other; each is sent until it is acknowledged.
async fn send_webhooks(load: Arc<Load>, sender: u64) {
    while !load.stop.load(Ordering::Acquire) {
        let number = load.next.fetch_add(1, Ordering::AcqRel);
        let id = format!("wamid.crash-{sender}-{number}");
        let body = webhook(&id, number % 50, number).to_string();
        let signature = meta_signature(&SimConfig::default().app_secret, body.as_bytes());
        loop {
            let request = load.client.post(&load.hook).header("x-hub-signature-256", &signature).body(body.clone());
            if request.send().await.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                load.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn webhook(id: &str, customer: u64, number: u64) -> Value {
    let config = SimConfig::default();
    let from = format!("5549988{customer:06}");
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": config.waba_id, "changes": [{
        "field": "messages",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": config.display_number, "phone_number_id": config.phone_number_id },
            "contacts": [{ "profile": { "name": format!("Customer {customer}") }, "wa_id": from }],
            "messages": [{
                "from": from, "id": id, "timestamp": jiff::Timestamp::now().as_second().to_string(),
                "type": "text", "text": { "body": format!("message {number}") },
            }],
        },
    }] }] })
}

/// People answer meanwhile; each reply has a key, so that asking again is safe.
async fn write_replies(load: Arc<Load>) {
    let base = format!("http://{}/api/v1/conversations", load.address);
    let mut number = 0u64;
    while !load.stop.load(Ordering::Acquire) {
        number += 1;
        let conversation = rand::rng().random_range(1..=50u64);
        let key = format!("answer-{number}");
        for _ in 0..200 {
            let request = load
                .client
                .post(format!("{base}/{conversation}/messages"))
                .bearer_auth(&load.token)
                .header("idempotency-key", &key)
                .json(&json!({ "content": { "kind": "text", "body": key } }));
            match request.send().await.map(|answer| answer.status()) {
                Ok(status) if status.is_success() => {
                    load.replies.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
                    break;
                }
                Ok(status) if status.is_client_error() => break,
                _ => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Until nothing is queued or under way any more.
async fn settle(load: &Load) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(120);
    while Instant::now() < deadline {
        let answer = load
            .client
            .get(format!("http://{}/api/v1/outbox", load.address))
            .bearer_auth(&load.token)
            .send()
            .await?
            .error_for_status()?;
        let page: Value = answer.json().await?;
        let rows = page["items"].as_array().cloned().unwrap_or_default();
        let waiting = rows.iter().any(|row| ["queued", "sending"].contains(&row["state"].as_str().unwrap_or_default()));
        if !waiting && page["next"].is_null() {
            return Ok(());
        }
        // Rows that wait for a person stand first; look only for the others.
        if !waiting && rows.iter().all(|row| row["state"] == "uncertain") {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("the outbox did not come to rest within two minutes")
}

async fn terminate(host: &mut Child) -> anyhow::Result<()> {
    Command::new("kill").args(["-TERM", &host.id().to_string()]).status()?;
    let deadline = Instant::now() + Duration::from_secs(40);
    while Instant::now() < deadline {
        if let Some(status) = host.try_wait()? {
            ensure!(status.success(), "the host did not stop well: {status}");
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    host.kill()?;
    bail!("the host did not stop within 40 s of being asked")
}

/// Reads the store itself.
fn verify(data: &Path, load: &Load, sim: &Handle) -> anyhow::Result<String> {
    let store = Store::open(&data.join("workspaces/shop"), deskbell_store::Config::default())?;
    let findings = store.check();
    ensure!(findings.is_empty(), "the store has findings: {}", findings[0]);
    let messages = all_messages(&store)?;
    let inbound = verify_inbound(&store, load, &messages)?;
    let (accepted, uncertain) = verify_outbound(&store, load, &messages)?;
    verify_provider(sim, &messages)?;
    Ok(format!(
        "{inbound} inbound messages, each there once; {accepted} replies accepted by the provider, {uncertain} uncertain"
    ))
}

fn all_messages(store: &Store) -> anyhow::Result<Vec<Message>> {
    let mut messages = Vec::new();
    let conversations = store.read(|s| Ok(s.scan::<Conversation>(Range::all().limit(10_000))?))?;
    for conversation in conversations {
        let range = Range::prefix(&conversation.id).limit(1_000_000);
        messages.extend(store.read(|s| Ok(s.scan::<Message>(range)?))?);
    }
    Ok(messages)
}

fn verify_inbound(store: &Store, load: &Load, messages: &[Message]) -> anyhow::Result<usize> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    for id in messages.iter().filter_map(|message| message.remote_id.as_deref()) {
        *seen.entry(id).or_default() += 1;
    }
    let twice = seen.iter().find(|(_, count)| **count > 1);
    ensure!(twice.is_none(), "there twice: {twice:?}");
    let acknowledged = load.acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
    for id in acknowledged.iter() {
        ensure!(seen.contains_key(id.as_str()), "acknowledged and lost: {id}");
        let key = (whatsapp(), id.clone());
        let known = store.read(|s| Ok(s.get::<RemoteId>(&key)?))?;
        ensure!(known.is_some(), "not found by its provider id: {id}");
    }
    ensure!(!acknowledged.is_empty(), "nothing was acknowledged; the load did not reach the host");
    Ok(acknowledged.len())
}

fn verify_outbound(store: &Store, load: &Load, messages: &[Message]) -> anyhow::Result<(usize, usize)> {
    let rows = store.read(|s| Ok(s.scan::<OutboxRow>(Range::all().limit(1_000_000))?))?;
    for row in &rows {
        let state = row.state.name();
        ensure!(["uncertain", "held", "dead"].contains(&state), "row {} did not come to an end: {state}", row.id);
    }
    let stages = messages.iter().filter_map(|message| message.outbound.as_ref().map(|outbound| &outbound.stage));
    let (mut accepted, mut uncertain) = (0, 0);
    for stage in stages {
        match stage {
            Stage::Accepted => accepted += 1,
            Stage::Uncertain => uncertain += 1,
            Stage::Held { .. } | Stage::Failed { .. } => {}
            other => bail!("a message did not come to an end: {other:?}"),
        }
    }
    let written = once_each("written twice", messages.iter().filter_map(answer))?;
    let replies = load.replies.lock().unwrap_or_else(PoisonError::into_inner);
    for reply in replies.iter() {
        ensure!(written.contains(reply), "acknowledged and lost: {reply}");
    }
    Ok((accepted, uncertain))
}

/// The text of what people wrote: different for each reply, however often it
/// was asked for.
fn answer(message: &Message) -> Option<String> {
    match &message.content {
        Content::Text { body } if message.outbound.is_some() => Some(body.clone()),
        _ => None,
    }
}

/// The provider's side: no reply was accepted twice, under whatever id.
fn verify_provider(sim: &Handle, messages: &[Message]) -> anyhow::Result<()> {
    let mut accepted = Vec::new();
    sim.look(|view| {
        accepted.extend(view.sends().filter_map(|send| send.body["text"]["body"].as_str().map(str::to_owned)));
    });
    let accepted = once_each("sent twice", accepted.into_iter())?;
    let known: BTreeSet<String> = messages.iter().filter_map(answer).collect();
    ensure!(accepted.is_subset(&known), "the provider has messages that are not here");
    Ok(())
}

fn once_each(problem: &str, texts: impl Iterator<Item = String>) -> anyhow::Result<BTreeSet<String>> {
    let mut all = BTreeSet::new();
    for text in texts {
        ensure!(!all.contains(&text), "{problem}: {text:?}");
        all.insert(text);
    }
    Ok(all)
}
