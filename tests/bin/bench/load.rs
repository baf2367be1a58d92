//! Many connections that each send one request after the other.

use anyhow::{Context, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

/// One load run.
pub struct Run {
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
}

/// Builds the request of one number.
pub type Make = Arc<dyn Fn(u64) -> Request<Full<Bytes>> + Send + Sync>;

/// Sends the numbers of `range` over `connections`; each answer must be 2xx.
pub async fn run(
    address: SocketAddr,
    connections: usize,
    range: std::ops::Range<u64>,
    make: Make,
) -> anyhow::Result<Run> {
    let next = Arc::new(AtomicU64::new(range.start));
    let began = Instant::now();
    let senders: Vec<_> = (0..connections)
        .map(|_| tokio::spawn(connection(address, Arc::clone(&next), range.end, Arc::clone(&make))))
        .collect();
    let mut latencies = Vec::with_capacity(usize::try_from(range.end - range.start).unwrap_or(0));
    for sender in senders {
        latencies.extend(sender.await.context("a sender stopped by a panic")??);
    }
    let took = began.elapsed();
    latencies.sort_unstable();
    let at = |share: f64| {
        let index = ((latencies.len() as f64) * share) as usize;
        latencies.get(index.min(latencies.len().saturating_sub(1))).map_or(0.0, |d| d.as_secs_f64() * 1000.0)
    };
    Ok(Run { per_second: latencies.len() as f64 / took.as_secs_f64(), p50_ms: at(0.50), p99_ms: at(0.99) })
}

async fn connection(address: SocketAddr, next: Arc<AtomicU64>, end: u64, make: Make) -> anyhow::Result<Vec<Duration>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut latencies = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= end {
            return Ok(latencies);
        }
        let began = Instant::now();
        sender.ready().await?;
        let answer = sender.send_request(make(number)).await?;
        ensure!(answer.status().is_success(), "request {number} was answered with {}", answer.status());
        answer.into_body().collect().await?;
        latencies.push(began.elapsed());
    }
}
