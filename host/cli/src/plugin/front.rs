//! Where plugins are managed: the running host by its socket, else the data
//! folder itself. Both speak the API's own words.

use crate::args::Host;
use crate::config;
use crate::serve;
use anyhow::{Context, bail};
use bytes::Bytes;
use deskbell_app::Desk;
use deskbell_http::{Operator, ServerState};
use serde_json::Value;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;

/// What is answered: status and body.
type Answer = (u16, Bytes);

pub enum Front {
    /// A host runs on the data folder.
    Host { client: reqwest::Client, socket: PathBuf },
    /// None does: this process does its work.
    Folder { desk: Desk, operator: Operator },
}

impl Front {
    /// `changes`: no other process may manage the plugins meanwhile.
    pub async fn open(host: &Host, changes: bool) -> anyhow::Result<Self> {
        let config = config::load(host.config.as_deref(), |_| {})?;
        let socket = config.data.join(serve::OPERATOR);
        if UnixStream::connect(&socket).is_ok() {
            return Self::host(socket);
        }
        let desk = serve::open(&config, serve::Purpose { works: false, manages: changes }).await?;
        if changes {
            desk.open_all().await?;
        }
        let state = ServerState::new(desk.clone(), config.http.clone(), Arc::new(String::new));
        Ok(Self::Folder { desk, operator: Operator::new(&state) })
    }

    fn host(socket: PathBuf) -> anyhow::Result<Self> {
        // The first of the process chooses; the socket itself speaks plain http.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().unix_socket(socket.clone()).build();
        Ok(Self::Host { client: client.context("prepare to speak with the running host")?, socket })
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        read(self.ask("GET", path, "application/json", Bytes::new()).await?)
    }

    pub async fn change(&self, method: &str, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        let body = body.map(|body| body.to_string().into()).unwrap_or_default();
        read(self.ask(method, path, "application/json", body).await?)
    }

    pub async fn upload(&self, path: &str, component: Bytes) -> anyhow::Result<Value> {
        read(self.ask("POST", path, "application/wasm", component).await?)
    }

    async fn ask(&self, method: &str, path: &str, mime: &str, body: Bytes) -> anyhow::Result<Answer> {
        let path = format!("/api/v1/plugins{path}");
        match self {
            Self::Folder { operator, .. } => Ok(operator.ask(method, &path, mime, body).await),
            Self::Host { client, socket } => {
                let asked =
                    client.request(method.parse()?, format!("http://deskbell{path}")).header("content-type", mime);
                let answer = asked.body(body).send().await;
                let answer = answer.with_context(|| format!("ask the host at {}", socket.display()))?;
                Ok((answer.status().as_u16(), answer.bytes().await?))
            }
        }
    }

    pub async fn close(self) {
        if let Self::Folder { desk, .. } = self {
            desk.close().await;
        }
    }
}

fn read((status, body): Answer) -> anyhow::Result<Value> {
    let value: Value = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body)? };
    if status < 400 {
        return Ok(value);
    }
    match value["detail"].as_str() {
        Some(detail) => bail!("{detail}"),
        None => bail!("the host answered {status}"),
    }
}
