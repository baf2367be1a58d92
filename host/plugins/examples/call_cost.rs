//! What one call costs: `cargo run --release -p deskbell-plugins --example
//! call_cost -- PLUGIN.wasm [CALLS]`. Prints the time to load (first time and
//! from the cache) and percentiles of `handle` with an empty request, which is
//! admission, instantiation, the call and dropping it all.
#![allow(clippy::print_stdout)]

use async_trait::async_trait;
use bytes::Bytes;
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_domain::media::BlobRef;
use deskbell_domain::time::Timestamp;
use deskbell_plugins::{
    Account, BlobError, BlobStore, ByteStream, CallInfo, CompilerCommand, KvEntry, KvReader, KvUnavailable, Plugin,
    Runtime, RuntimeConfig, WebhookRequest,
};
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

struct Nothing;

impl KvReader for Nothing {
    fn get(&self, _: &str, _: &str) -> Result<Option<KvEntry>, KvUnavailable> {
        Ok(None)
    }

    fn scan(&self, _: &str, _: &str, _: Option<&str>, _: usize) -> Result<Vec<(String, KvEntry)>, KvUnavailable> {
        Ok(Vec::new())
    }

    fn usage(&self, _: &str) -> Result<u64, KvUnavailable> {
        Ok(0)
    }
}

#[async_trait]
impl BlobStore for Nothing {
    async fn read(&self, _: &BlobRef, _: u64, _: u32) -> Result<Bytes, BlobError> {
        Err(BlobError::Missing)
    }

    async fn open(&self, _: &BlobRef) -> Result<ByteStream, BlobError> {
        Err(BlobError::Missing)
    }

    async fn put(&self, _: &str, _: ByteStream, _: u64) -> Result<BlobRef, BlobError> {
        Err(BlobError::TooLarge)
    }
}

fn account() -> Result<Account, Box<dyn Error>> {
    Ok(Account {
        workspace: WorkspaceSlug::new("bench")?,
        channel: ChannelId::new("bench")?,
        locale: "en".into(),
        config: Default::default(),
        secrets: Default::default(),
        private_hosts: Vec::new(),
        kv: Arc::new(Nothing),
        blobs: Arc::new(Nothing),
        ambient: Default::default(),
    })
}

fn request() -> WebhookRequest {
    WebhookRequest {
        method: "POST".into(),
        path: String::new(),
        query: Vec::new(),
        headers: Vec::new(),
        body: Bytes::from_static(b"{}"),
        received: Timestamp::now(),
    }
}

async fn measure(plugin: &Plugin, calls: usize) -> Result<Vec<Duration>, Box<dyn Error>> {
    let account = Arc::new(account()?);
    let mut times = Vec::with_capacity(calls);
    for n in 0..calls {
        let info = CallInfo { call_id: n.to_string(), attempt: 1, deadline: None };
        let started = Instant::now();
        let outcome = plugin.handle(account.clone(), info, request()).await;
        times.push(started.elapsed());
        // A plugin may refuse the empty request; a fault would end in the breaker.
        if let Err(failure) = outcome.result
            && failure.is_fault()
        {
            return Err(failure.into());
        }
    }
    times.sort_unstable();
    Ok(times)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let file = args.next().ok_or("usage: call_cost PLUGIN.wasm [CALLS]")?;
    let calls = args.next().map_or(Ok(10_000), |n| n.parse())?;
    let wasm = Bytes::from(std::fs::read(file)?);
    let cache = std::env::temp_dir().join(format!("call-cost-{}", std::process::id()));
    let runtime = Runtime::new(RuntimeConfig::new(&cache, CompilerCommand::InProcess))?;
    let started = Instant::now();
    runtime.load(wasm.clone()).await?;
    println!("load, compiling      {:?}", started.elapsed());
    let started = Instant::now();
    let plugin = runtime.load(wasm).await?;
    println!("load, from the cache {:?}", started.elapsed());
    let times = measure(&plugin, calls).await?;
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("handle p50 {:?}, p99 {:?}, max {:?} ({calls} calls)", at(0.5), at(0.99), at(1.0));
    std::fs::remove_dir_all(cache)?;
    Ok(())
}
