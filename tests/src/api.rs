//! The HTTP API as a test calls it.

use anyhow::{Context, bail};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::net::SocketAddr;

use crate::until;

/// One workspace by its API, as an owner.
#[derive(Clone)]
pub struct Api {
    pub client: Client,
    pub address: SocketAddr,
    pub workspace: String,
    pub token: String,
}

impl Api {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("http://{}/api/v1{path}", self.address))
            .header("x-workspace", &self.workspace)
            .bearer_auth(&self.token)
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> anyhow::Result<Response> {
        let request = self.request(method, path);
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        Ok(request.send().await?)
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let response = self.call(Method::GET, path, None).await?;
        if !response.status().is_success() {
            bail!("GET {path}: {}", response.status());
        }
        Ok(response.json().await?)
    }

    /// The items of a list.
    pub async fn list(&self, path: &str) -> anyhow::Result<Vec<Value>> {
        Ok(self.get(path).await?["items"].as_array().cloned().unwrap_or_default())
    }

    /// The answer and its status, whatever it is.
    pub async fn post(&self, path: &str, body: Value) -> anyhow::Result<(u16, Value)> {
        answer(self.call(Method::POST, path, Some(body)).await?).await
    }

    pub async fn put(&self, path: &str, body: Value) -> anyhow::Result<(u16, Value)> {
        answer(self.call(Method::PUT, path, Some(body)).await?).await
    }

    /// Every conversation, newest first.
    pub async fn conversations(&self) -> anyhow::Result<Vec<Value>> {
        self.list("/conversations").await
    }

    /// Waits for the conversation with the contact of this name.
    pub async fn conversation_with(&self, name: &str) -> Value {
        until(&format!("a conversation with {name}"), async || {
            self.conversations().await.ok()?.into_iter().find(|c| c["contact"]["name"] == name)
        })
        .await
    }

    /// The messages of a conversation, oldest first.
    pub async fn thread(&self, conversation: &Value) -> anyhow::Result<Vec<Value>> {
        let mut items = self.list(&format!("/conversations/{}/messages?limit=200", conversation["id"])).await?;
        items.sort_by_key(|message| message["id"].as_u64());
        Ok(items)
    }

    /// Waits until the thread has this many messages.
    pub async fn thread_of(&self, conversation: &Value, messages: usize) -> Vec<Value> {
        until(&format!("{messages} messages"), async || {
            self.thread(conversation).await.ok().filter(|thread| thread.len() == messages)
        })
        .await
    }

    /// Writes a text to the customer; it must be taken.
    pub async fn write(&self, conversation: &Value, body: &str) -> anyhow::Result<Value> {
        let (status, message) = self.send(conversation, json!({ "kind": "text", "body": body })).await?;
        if status != 201 {
            bail!("the text was not taken: {status} {message}");
        }
        Ok(message)
    }

    /// Sends any content; gives status and answer.
    pub async fn send(&self, conversation: &Value, content: Value) -> anyhow::Result<(u16, Value)> {
        self.post(&format!("/conversations/{}/messages", conversation["id"]), json!({ "content": content })).await
    }

    /// A message as it is now.
    pub async fn message(&self, message: &Value) -> anyhow::Result<Value> {
        self.get(&message_path(message)).await
    }

    /// Waits until a message of ours has this status.
    pub async fn settled(&self, message: &Value, status: &str) -> Value {
        until(&format!("a message that is {status}"), async || {
            self.message(message).await.ok().filter(|now| now["status"] == status)
        })
        .await
    }

    pub async fn retry(&self, message: &Value) -> anyhow::Result<(u16, Value)> {
        self.post(&format!("{}/retry", message_path(message)), Value::Null).await
    }

    pub async fn discard(&self, message: &Value) -> anyhow::Result<(u16, Value)> {
        self.post(&format!("{}/discard", message_path(message)), Value::Null).await
    }

    /// Which rules ran for a message.
    pub async fn explanation(&self, message: &Value) -> anyhow::Result<Value> {
        self.get(&format!("{}/explanation", message_path(message))).await
    }

    /// The contact of a conversation, with addresses and cards.
    pub async fn contact(&self, conversation: &Value) -> anyhow::Result<Value> {
        self.get(&format!("/contacts/{}", conversation["contact"]["id"])).await
    }

    /// Contacts found by part of a name or digits of a number.
    pub async fn contacts(&self, search: &str) -> anyhow::Result<Vec<Value>> {
        self.list(&format!("/contacts?search={search}")).await
    }

    /// Uploads a file; gives its hash.
    pub async fn upload(&self, mime: &str, bytes: &'static [u8]) -> anyhow::Result<String> {
        let request = self.request(Method::POST, "/media").header("content-type", mime).body(bytes);
        let (status, file) = answer(request.send().await?).await?;
        file["sha256"].as_str().map(str::to_owned).with_context(|| format!("upload: {status} {file}"))
    }

    /// A file's bytes by the address that a message names.
    pub async fn download(&self, url: &str) -> anyhow::Result<Vec<u8>> {
        let path = url.strip_prefix("/api/v1").context("an address of this API")?;
        let response = self.call(Method::GET, path, None).await?.error_for_status()?;
        Ok(response.bytes().await?.to_vec())
    }
}

async fn answer(response: Response) -> anyhow::Result<(u16, Value)> {
    let status = response.status().as_u16();
    Ok((status, response.json().await.unwrap_or(Value::Null)))
}

fn message_path(message: &Value) -> String {
    format!("/conversations/{}/messages/{}", message["conversation"], message["id"])
}
