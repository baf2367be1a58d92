//! The argument of a call, from a JSON file.
//!
//! Everywhere in it `{"file": "quote.pdf", "mime": "application/pdf"}` stands
//! for a file beside the JSON file; it is stored and becomes a blob reference.

mod asked;

use super::world::{World, json};
use anyhow::{Context, anyhow, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use deskbell_domain::address::{Address, AddressKind};
use deskbell_domain::outbound::{OutboundContent, OutboundMessage};
use deskbell_plugins::{BlobStore, WebhookRequest};
use futures_util::StreamExt;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::path::Path;

pub struct Argument {
    value: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Webhook {
    #[serde(default = "post")]
    method: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    query: Pairs,
    #[serde(default)]
    headers: Pairs,
    #[serde(default)]
    body: Body,
    received_ms: Option<i64>,
}

fn post() -> String {
    "POST".into()
}

/// An object, or a list of pairs where a name comes twice.
#[derive(Deserialize)]
#[serde(untagged)]
enum Pairs {
    Object(Map<String, Value>),
    List(Vec<(String, String)>),
}

impl Default for Pairs {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

/// Text, or `{"base64": "…"}`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Text(String),
    Base64 { base64: String },
}

impl Default for Body {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outgoing {
    #[serde(default = "first_attempt")]
    id: String,
    to: Vec<Recipient>,
    content: OutboundContent,
    #[serde(default)]
    reply_to: Option<String>,
}

fn first_attempt() -> String {
    "m-1-1-1".into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipient {
    kind: AddressKind,
    value: String,
}

impl Argument {
    pub async fn read(file: Option<&Path>, world: &World) -> anyhow::Result<Self> {
        let Some(file) = file else { return Ok(Self { value: Value::Null }) };
        Self::of(json(file)?, file.parent().unwrap_or(Path::new(".")), world).await
    }

    /// A request whose files lie in `folder`.
    pub async fn of(mut value: Value, folder: &Path, world: &World) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        find_files(&mut value, &mut files);
        for slot in files {
            *slot = store(slot, folder, world).await?;
        }
        Ok(Self { value })
    }

    pub fn parse<T: DeserializeOwned>(self, what: &str) -> anyhow::Result<T> {
        if self.value.is_null() {
            bail!("this function needs --request FILE with {what}");
        }
        serde_json::from_value(self.value).with_context(|| format!("the request is not {what}"))
    }

    /// A request that does not say when it came, came `now`.
    pub fn webhook(self, now: Option<Timestamp>) -> anyhow::Result<WebhookRequest> {
        let webhook: Webhook = self.parse("a webhook request")?;
        Ok(WebhookRequest {
            method: webhook.method.to_uppercase(),
            path: webhook.path,
            query: pairs(webhook.query)?,
            headers: pairs(webhook.headers)?.into_iter().map(|(n, v)| (n.to_lowercase(), v)).collect(),
            body: match webhook.body {
                Body::Text(text) => text.into(),
                Body::Base64 { base64 } => Bytes::from(STANDARD.decode(base64).context("the body is not base64")?),
            },
            received: match webhook.received_ms {
                Some(ms) => deskbell_domain::time::from_millis(ms),
                None => now.unwrap_or_else(Timestamp::now),
            },
        })
    }

    pub fn message(self, realm: &str) -> anyhow::Result<OutboundMessage> {
        let outgoing: Outgoing = self.parse("an outgoing message")?;
        let to = addresses(outgoing.to, realm);
        Ok(OutboundMessage { id: outgoing.id, to, content: outgoing.content, reply_to: outgoing.reply_to })
    }

    /// `{"cursor": "base64"}`; none at the first poll.
    pub fn cursor(&self) -> anyhow::Result<Option<Vec<u8>>> {
        self.position("cursor")
    }

    /// A place in a list that the plugin named before, in base64.
    fn position(&self, key: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let given = self.value.get(key).and_then(Value::as_str);
        given.map(|text| STANDARD.decode(text).with_context(|| format!("`{key}` is not base64"))).transpose()
    }
}

fn addresses(given: Vec<Recipient>, realm: &str) -> Vec<Address> {
    given.into_iter().map(|r| Address::new(realm, r.kind, r.value)).collect()
}

fn pairs(pairs: Pairs) -> anyhow::Result<Vec<(String, String)>> {
    let text = |(name, value): (String, Value)| match value {
        Value::String(text) => Ok((name, text)),
        other => Err(anyhow!("{name} must be a text, not {other}")),
    };
    match pairs {
        Pairs::List(list) => Ok(list),
        Pairs::Object(object) => object.into_iter().map(text).collect(),
    }
}

fn find_files<'a>(value: &'a mut Value, found: &mut Vec<&'a mut Value>) {
    let is_file = value.get("file").is_some_and(Value::is_string) && value.get("mime").is_some_and(Value::is_string);
    if is_file {
        found.push(value);
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| find_files(item, found)),
        Value::Object(fields) => fields.values_mut().for_each(|field| find_files(field, found)),
        _ => {}
    }
}

async fn store(slot: &Value, folder: &Path, world: &World) -> anyhow::Result<Value> {
    let text = |key: &str| slot[key].as_str().unwrap_or_default();
    let path = folder.join(text("file"));
    let bytes = std::fs::read(&path).with_context(|| format!("read {}", path.display()))?;
    let stream = futures_util::stream::once(async move { Ok(Bytes::from(bytes)) }).boxed();
    let blob = world.blobs.put(text("mime"), stream, deskbell_app::MAX_UPLOAD).await?;
    Ok(serde_json::to_value(blob)?)
}
