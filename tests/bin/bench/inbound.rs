//! Signed WhatsApp webhooks, each a new message of one of 1,000 contacts.

use crate::Args;
use crate::host::{Host, Prepared};
use crate::load::{self, Run};
use crate::procfs;
use bytes::Bytes;
use deskbell_simulator::SimConfig;
use deskbell_tests::meta_signature;
use http_body_util::Full;
use hyper::Request;
use serde_json::json;
use std::sync::Arc;

const CONTACTS: u64 = 1_000;

/// What one message costs, in microseconds of processor time.
pub struct CpuPerMessage {
    pub edge: f64,
    pub sandbox: f64,
    pub rules: f64,
    pub store: f64,
}

pub struct Inbound {
    pub run: Run,
    pub cpu_us: CpuPerMessage,
    pub bytes_per_message: f64,
}

/// The request of message `number`.
pub fn webhook(path: &str, number: u64) -> Request<Full<Bytes>> {
    let body = body(number);
    let signature = meta_signature(&SimConfig::default().app_secret, body.as_bytes());
    Request::post(path)
        .header("host", "127.0.0.1")
        .header("content-type", "application/json")
        .header("x-hub-signature-256", signature)
        .body(Full::new(Bytes::from(body)))
        .expect("a well-formed request")
}

fn body(number: u64) -> String {
    let config = SimConfig::default();
    let customer = number % CONTACTS;
    let from = format!("5549988{customer:06}");
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": config.waba_id, "changes": [{
        "field": "messages",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "554933221100", "phone_number_id": config.phone_number_id },
            "contacts": [{ "profile": { "name": format!("Customer {customer}") }, "wa_id": from }],
            "messages": [{
                "from": from, "id": format!("wamid.HBgNNTU0OTk4ODU5MDE4NxUCABIYFDNBMDJCRUQ{number:012}"),
                "timestamp": jiff::Timestamp::now().as_second().to_string(), "type": "text",
                "text": { "body": format!("Good morning, is my car ready? This is message number {number}.") },
            }],
        },
    }] }] })
    .to_string()
}

fn make(prepared: &Prepared) -> load::Make {
    let path = prepared.hook.clone();
    Arc::new(move |number| webhook(&path, number))
}

struct Counters {
    process: f64,
    store_thread: f64,
    sandbox: f64,
    rules: f64,
    written: f64,
}

impl Counters {
    async fn read(host: &Host) -> anyhow::Result<Self> {
        Ok(Self {
            process: procfs::cpu_seconds(host.pid()),
            store_thread: procfs::thread_seconds(host.pid(), "store"),
            sandbox: host.metric("deskbell_plugin_cpu_seconds_sum", "export=\"handle\"").await?,
            rules: host.metric("deskbell_intake_seconds_sum", "part=\"rules\"").await?,
            written: procfs::written_bytes(host.pid()),
        })
    }
}

pub async fn measure(host: &Host, prepared: &Prepared, args: &Args) -> anyhow::Result<Inbound> {
    // Every contact exists before the clock starts.
    load::run(host.address, args.connections, 0..CONTACTS * 2, make(prepared)).await?;
    let before = Counters::read(host).await?;
    let range = CONTACTS * 2..CONTACTS * 2 + args.messages;
    let run = load::run(host.address, args.connections, range, make(prepared)).await?;
    let after = Counters::read(host).await?;
    let per_message = |seconds: f64| (seconds * 1e6 / args.messages as f64).max(0.0);
    let sandbox = per_message(after.sandbox - before.sandbox);
    let rules = per_message(after.rules - before.rules);
    let store = per_message(after.store_thread - before.store_thread) - rules;
    let edge = per_message(after.process - before.process) - sandbox - rules - store;
    Ok(Inbound {
        run,
        cpu_us: CpuPerMessage { edge, sandbox, rules, store },
        bytes_per_message: (after.written - before.written) / args.messages as f64,
    })
}

/// Resident memory when `total` messages were taken.
pub async fn memory_after(host: &Host, prepared: &Prepared, args: &Args) -> anyhow::Result<f64> {
    let sent = CONTACTS * 2 + args.messages;
    if sent < args.total {
        load::run(host.address, args.connections, sent..args.total, make(prepared)).await?;
    }
    Ok(procfs::resident_mb(host.pid()))
}
