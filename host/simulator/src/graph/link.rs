//! Files that a message names by address: fetched before the message goes on.

use crate::media::{Media, objection};
use crate::sim::Sim;
use axum::http::header::CONTENT_TYPE;
use bytes::{Bytes, BytesMut};
use serde_json::Value;
use std::time::Duration;

const LARGEST: usize = 100 << 20;
const PATIENCE: Duration = Duration::from_secs(10);

/// Puts the id of the fetched file beside each `link`. False: one could not be had.
pub(super) async fn resolve(sim: &Sim, body: &mut Value) -> bool {
    let mut links = Vec::new();
    collect(body, &mut links);
    for object in links {
        let Some(link) = object["link"].as_str() else { return false };
        let Some(media) = fetch(sim, link).await else { return false };
        object["id"] = media.id.into();
    }
    true
}

fn collect<'a>(value: &'a mut Value, links: &mut Vec<&'a mut Value>) {
    if value.get("link").is_some_and(Value::is_string) && value.get("id").is_none() {
        return links.push(value);
    }
    match value {
        Value::Object(map) => map.values_mut().for_each(|v| collect(v, links)),
        Value::Array(list) => list.iter_mut().for_each(|v| collect(v, links)),
        _ => {}
    }
}

async fn fetch(sim: &Sim, link: &str) -> Option<Media> {
    let mut response = sim.client.get(link).timeout(PATIENCE).send().await.ok()?.error_for_status().ok()?;
    let mime = response.headers().get(CONTENT_TYPE)?.to_str().ok()?.to_string();
    let data = read(&mut response).await?;
    if objection(&mime, &data).is_some() {
        return None;
    }
    let limit = sim.config.limits.media_bytes;
    Some(sim.change(|world| world.media.put(&mime, None, data, limit)))
}

async fn read(response: &mut reqwest::Response) -> Option<Bytes> {
    let mut data = BytesMut::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        data.extend_from_slice(&chunk);
        if data.len() > LARGEST {
            return None;
        }
    }
    Some(data.freeze())
}
