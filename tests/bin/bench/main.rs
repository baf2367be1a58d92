//! Measures a release Deskbell as its users would load it, and a bare server
//! beside it in the same run. Prints what it measured and writes
//! `target/bench/report.json`.
//!
//! Load generator, host and provider share the machine: ratios count more than
//! times.

#![expect(clippy::print_stdout, reason = "a command that reports")]

mod bare;
mod host;
mod inbound;
mod load;
mod outbound;
mod procfs;

use anyhow::Context;
use clap::Parser;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Parser)]
struct Args {
    /// Messages of the inbound run that is timed
    #[arg(long, default_value_t = 30_000)]
    messages: u64,
    /// Messages after which memory is read
    #[arg(long, default_value_t = 100_000)]
    total: u64,
    /// Connections at the same time
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Messages of the outbound run
    #[arg(long, default_value_t = 10_000)]
    outbound: u64,
    /// Where the report goes
    #[arg(long, default_value = "target/bench/report.json")]
    report: PathBuf,
    /// Serve as the bare server instead (used by the bench itself)
    #[arg(long, hide = true)]
    bare: Option<SocketAddr>,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match args.bare {
        Some(address) => runtime.block_on(bare::serve(address)),
        None => runtime.block_on(measure(args)),
    }
}

async fn measure(args: Args) -> anyhow::Result<()> {
    println!("{}", procfs::machine());
    let bare = bare::measure(args.connections, args.messages).await.context("the bare server")?;
    println!("bare server      {:>8.0} requests/s", bare.per_second);
    let folder = tempfile::tempdir()?;
    let prepared = host::prepare(folder.path()).await?;
    // The first start compiles the plugins; the second shows a warm one.
    host::Host::start(&prepared).await?.stop().await?;
    let host = host::Host::start(&prepared).await?;
    println!("ready            {:>8.3} s (wanted: 0.5)", host.ready.as_secs_f64());
    let inbound = inbound::measure(&host, &prepared, &args).await?;
    print_inbound(&inbound, bare.per_second);
    let rss = inbound::memory_after(&host, &prepared, &args).await?;
    println!("memory           {rss:>8.0} MB after {} messages (wanted: 120)", args.total);
    let outbound = outbound::measure(&host, &prepared, args.outbound).await?;
    println!("outbound         {outbound:>8.0} messages/s (wanted: 1,000)");
    let ready = host.ready;
    host.stop().await?;
    write(&args, report(&inbound, bare.per_second, rss, ready, outbound))
}

fn print_inbound(inbound: &inbound::Inbound, bare: f64) {
    let run = &inbound.run;
    println!("inbound          {:>8.0} messages/s (wanted: 3,000)", run.per_second);
    println!("  ratio to bare  {:>8.3} (wanted: 0.12)", run.per_second / bare);
    println!("  p50, p99       {:>8.1} {:.1} ms (wanted: p99 under 50)", run.p50_ms, run.p99_ms);
    let cpu = &inbound.cpu_us;
    println!(
        "  CPU/message    edge {:.0}, sandbox {:.0}, rules {:.0}, store {:.0} us",
        cpu.edge, cpu.sandbox, cpu.rules, cpu.store
    );
    println!("  disk/message   {:>8.0} bytes", inbound.bytes_per_message);
}

fn report(inbound: &inbound::Inbound, bare: f64, rss: f64, ready: Duration, outbound: f64) -> Value {
    json!({
        "machine": procfs::machine(),
        "bare": { "requests_per_s": bare },
        "inbound": {
            "messages_per_s": inbound.run.per_second,
            "p50_ms": inbound.run.p50_ms,
            "p99_ms": inbound.run.p99_ms,
            "ratio_to_bare": inbound.run.per_second / bare,
            "cpu_us": {
                "edge": inbound.cpu_us.edge, "sandbox": inbound.cpu_us.sandbox,
                "rules": inbound.cpu_us.rules, "store": inbound.cpu_us.store,
            },
            "bytes_per_message": inbound.bytes_per_message,
        },
        "rss_mb_after_100k": rss,
        "ready_s": ready.as_secs_f64(),
        "outbound": { "messages_per_s": outbound },
    })
}

fn write(args: &Args, report: Value) -> anyhow::Result<()> {
    if let Some(folder) = args.report.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&args.report, serde_json::to_string_pretty(&report)?)?;
    println!("written to {}", args.report.display());
    Ok(())
}
