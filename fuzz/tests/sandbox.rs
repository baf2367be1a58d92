//! Spoiled requests through the production sandbox, plugin and all. What a
//! plugin makes of them must pass the host's own checks: one value beyond a
//! limit ends the call, and with it everything else in the request.
#![allow(clippy::unwrap_used)]

use async_trait::async_trait;
use bytes::Bytes;
use deskbell_domain::id::{ChannelId, WorkspaceSlug};
use deskbell_domain::media::BlobRef;
use deskbell_domain::time::Timestamp;
use deskbell_fuzz::{Mutator, Target, seeds};
use deskbell_plugins::{
    Account, BlobError, BlobStore, ByteStream, CallInfo, CompilerCommand, Failure, KvEntry, KvReader, KvUnavailable,
    Plugin, Runtime, RuntimeConfig, WebhookRequest,
};
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A plugin as it ships, and an account of it.
struct Sandbox {
    plugin: Arc<Plugin>,
    account: Arc<Account>,
    _compiled: tempfile::TempDir,
}

impl Sandbox {
    async fn load(name: &str, settings: Value) -> Self {
        let component = root().join("plugins/dist").join(format!("{name}.wasm"));
        let wasm =
            std::fs::read(&component).unwrap_or_else(|e| panic!("{}: {e}; run make plugins", component.display()));
        let compiled = tempfile::tempdir().unwrap();
        let runtime = Runtime::new(RuntimeConfig::new(compiled.path(), CompilerCommand::InProcess)).unwrap();
        let plugin = runtime.load(wasm.into()).await.unwrap();
        let Value::Object(config) = settings else { panic!("settings are an object") };
        let account = Account {
            workspace: WorkspaceSlug::new("shop").unwrap(),
            channel: ChannelId::new("front-desk").unwrap(),
            locale: "pt-BR".into(),
            config,
            secrets: BTreeMap::new(),
            private_hosts: vec![],
            kv: Arc::new(Nothing),
            blobs: Arc::new(Nothing),
            ambient: Default::default(),
        };
        Self { plugin, account: Arc::new(account), _compiled: compiled }
    }

    /// Handles a request as if its signature had been checked.
    async fn holds(&self, body: &[u8]) {
        let request = WebhookRequest {
            method: "POST".into(),
            path: String::new(),
            query: vec![],
            headers: vec![("webhook-id".into(), "msg_1".into())],
            body: Bytes::copy_from_slice(body),
            received: Timestamp::now(),
        };
        let info = CallInfo { call_id: "call-1".into(), attempt: 1, deadline: None };
        if let Err(Failure::Fault(fault)) = self.plugin.handle(self.account.clone(), info, request).await.result {
            panic!("{fault}\n{}", String::from_utf8_lossy(body));
        }
    }
}

/// Nothing is kept; a file has a hash and a size all the same.
struct Nothing;

impl KvReader for Nothing {
    fn get(&self, _: &str, _: &str) -> Result<Option<KvEntry>, KvUnavailable> {
        Ok(None)
    }

    fn scan(&self, _: &str, _: &str, _: Option<&str>, _: usize) -> Result<Vec<(String, KvEntry)>, KvUnavailable> {
        Ok(vec![])
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

    async fn put(&self, mime: &str, data: ByteStream, _: u64) -> Result<BlobRef, BlobError> {
        let chunks: Vec<Bytes> = data.try_collect().await.map_err(BlobError::Source)?;
        let size = chunks.iter().map(|chunk| chunk.len() as u64).sum();
        Ok(BlobRef { sha256: "a".repeat(64), size, mime: mime.into() })
    }
}

/// The same with one text after the other replaced.
fn stretched(seed: &Value, text: &str) -> Vec<Value> {
    let mut all = Vec::new();
    while let Some(next) = replaced(seed, text, all.len()) {
        all.push(next);
    }
    all
}

fn replaced(seed: &Value, text: &str, which: usize) -> Option<Value> {
    fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
        match value {
            Value::String(_) if *left == 0 => Some(value),
            Value::String(_) => {
                *left -= 1;
                None
            }
            Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
            Value::Object(fields) => fields.values_mut().find_map(|field| nth(field, left)),
            _ => None,
        }
    }
    let mut copy = seed.clone();
    *nth(&mut copy, &mut { which })? = Value::from(text);
    Some(copy)
}

/// X1: an emoji that was too long, or a user name with a blank, once lost its
/// whole batch.
#[tokio::test]
async fn x1_what_whatsapp_sends_never_becomes_more_than_the_host_takes() {
    let settings = json!({ "phone_number_id": "106540352242922", "waba_id": "102290129340398" });
    let sandbox = Sandbox::load("whatsapp-cloud", settings).await;
    let seeds = seeds::of(Target::Webhook, root()).unwrap();
    let long = ["😀".repeat(70), "@ ana".to_owned(), "x".repeat(1_300)];
    for seed in &seeds {
        sandbox.holds(seed).await;
        let Ok(seed) = serde_json::from_slice::<Value>(seed) else { continue };
        for text in &long {
            for body in stretched(&seed, text) {
                sandbox.holds(body.to_string().as_bytes()).await;
            }
        }
    }
    let mut mutator = Mutator::new(1, seeds, Target::Webhook.words());
    for _ in 0..500 {
        sandbox.holds(&mutator.spoiled()).await;
    }
}

/// S1.5: what the integration accepts from a shop, the host takes as well.
#[tokio::test]
async fn s1_5_what_a_shop_may_send_the_host_takes() {
    let sandbox = Sandbox::load("workshop", json!({ "base_url": "https://erp.example" })).await;
    let batch = json!({ "events": [
        { "id": "evt-1", "type": "customer.changed", "timestamp": "2026-03-02T14:05:00Z", "data": {
            "id": "C-17", "name": "Maria Souza", "phone": "(49) 99999-8888", "emails": ["maria@example.com"],
            "language": "pt-BR", "note": "prefers mornings" } },
        { "id": "evt-2", "type": "card.changed", "timestamp": "2026-03-02T14:05:00Z", "data": {
            "id": "Q-1", "module": "quote", "number": "1042", "title": "Brake pads", "customer": "C-17",
            "status": "sent", "status_label": "Sent", "link": "https://erp.example/q/1",
            "total": { "minor": 45_000, "currency": "BRL" }, "fields": { "plate": "ABC1D23" },
            "documents": [
                { "kind": "quote", "filename": "q.pdf", "url": "https://erp.example/q.pdf", "sha256": "a".repeat(64) },
                { "kind": "invoice", "filename": "i.pdf", "base64": "JVBERi0xLjc=", "mime": "application/pdf" } ] } },
        { "id": "evt-3", "type": "card.deleted", "timestamp": "2026-03-02T14:05:00Z", "data": { "id": "Q-2", "module": "quote" } },
        { "id": "evt-4", "type": "customer.deleted", "timestamp": "2026-03-02T14:05:00Z", "data": { "id": "C-9" } } ] });
    sandbox.holds(batch.to_string().as_bytes()).await;
    let url = |n: usize| format!("https://erp.example/{}", "u".repeat(n - 20));
    let texts = [1, 32, 35, 64, 128, 200, 254, 255, 1_024, 2_048, 4_096].map(|n| "w".repeat(n));
    for text in texts.into_iter().chain([url(2_048), "ã".repeat(127), " x ".into(), "+ 1".into()]) {
        for body in stretched(&batch, &text) {
            sandbox.holds(body.to_string().as_bytes()).await;
        }
    }
    // More values than memory: an answer, not a fault.
    let tiny = vec![json!({ "id": "1" }); 45_000];
    sandbox.holds(json!({ "events": tiny }).to_string().as_bytes()).await;
    let deep = vec![json!({ "": 0 }); 200_000];
    sandbox.holds(json!({ "events": [{ "data": deep }] }).to_string().as_bytes()).await;
}
