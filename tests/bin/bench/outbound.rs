//! Replies to the simulated provider, with pacing off.

use crate::host::{Host, Prepared};
use crate::load;
use anyhow::bail;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Messages per second that the provider accepted, from the first it took to
/// the last: queueing them is not what is measured.
pub async fn measure(host: &Host, prepared: &Prepared, messages: u64) -> anyhow::Result<f64> {
    prepared.sim.set_callback(&format!("http://{}{}", host.address, prepared.hook)).await?;
    let before = prepared.sim.look(|view| view.sends_ever());
    let began = Instant::now();
    let token = prepared.token.clone();
    let make: load::Make = Arc::new(move |number| reply(&token, number));
    let queued = load::run(host.address, 16, 0..messages, make);
    let sent = wait(prepared, before + messages, began);
    let (queued, took) = tokio::join!(queued, sent);
    queued?;
    Ok(messages as f64 / took?.as_secs_f64())
}

fn reply(token: &str, number: u64) -> Request<Full<Bytes>> {
    let conversation = number % 1_000 + 1;
    let body = json!({ "content": { "kind": "text", "body": format!("Your car is ready. Answer {number}.") } });
    Request::post(format!("/api/v1/conversations/{conversation}/messages"))
        .header("host", "127.0.0.1")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"))
        .body(Full::new(Bytes::from(body.to_string())))
        .expect("a well-formed request")
}

async fn wait(prepared: &Prepared, target: u64, began: Instant) -> anyhow::Result<Duration> {
    while began.elapsed() < Duration::from_secs(180) {
        if prepared.sim.look(|view| view.sends_ever()) >= target {
            return Ok(began.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let sent = prepared.sim.look(|view| view.sends_ever());
    bail!("the provider has {sent} of {target} messages after three minutes")
}
