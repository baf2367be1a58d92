//! Requests to the outside: asked for, granted, bounded, and never to a place
//! that the operator did not mean.

mod address;
mod body;
mod client;
mod error;
mod headers;
mod target;

pub(crate) use body::{Body, Part, PartContent};
pub use client::ClientError;
pub(crate) use client::{Client, ClientMaker, ClientPool};
pub(crate) use error::HttpError;

use super::secrets::SecretError;
use super::{Broken, Caps, Permit};
use crate::account::{Account, BlobError, ByteStream};
use crate::grants::Permission;
use crate::limits::{HTTP_BODY, HTTP_REQUESTS};
use deskbell_domain::media::BlobRef;
use deskbell_domain::secret::Secret;
use futures_util::{StreamExt, TryStreamExt};
use headers::{HeaderProblem, RequestHeaders};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::{Duration, Instant};
pub use target::check_private_hosts;
use target::{Exception, Rules, Target};

/// A request as a plugin describes it.
pub(crate) struct Request {
    pub method: &'static str,
    pub url: String,
    pub headers: Vec<(String, HeaderText)>,
    pub body: Body,
    pub timeout: Option<Duration>,
    pub store_response: bool,
}

pub(crate) enum HeaderText {
    Plain(String),
    Secret { name: String, before: String },
}

pub(crate) struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: ResponseBody,
}

pub(crate) enum ResponseBody {
    Bytes(Vec<u8>),
    Blob(BlobRef),
}

/// The call's outgoing side.
pub(crate) struct Outbound {
    client: Option<Client>,
    requests: u32,
    /// Bytes of responses that were kept as files.
    kept: u64,
}

impl Outbound {
    pub fn new(client: Option<Client>) -> Self {
        Self { client, requests: 0, kept: 0 }
    }

    pub fn requests(&self) -> u32 {
        self.requests
    }
}

impl Caps {
    pub async fn http_send(&mut self, request: Request) -> Result<Result<Response, HttpError>, Broken> {
        let account = self.account("http.send")?.clone();
        let answer = self.http_exchange(&account, request).await;
        if let Ok(Response { body: ResponseBody::Blob(blob), .. }) = &answer {
            self.http.kept = self.http.kept.saturating_add(blob.size);
            self.media.add(blob.clone());
        }
        Ok(answer)
    }

    async fn http_exchange(&mut self, account: &Arc<Account>, request: Request) -> Result<Response, HttpError> {
        self.http.requests = self.http.requests.saturating_add(1);
        if self.http.requests > HTTP_REQUESTS {
            return Err(HttpError::BudgetExhausted);
        }
        let Some(client) = self.http.client.clone() else { return Err(HttpError::BudgetExhausted) };
        let target = self.http_target(account, &request)?;
        let headers = self.http_headers(&request)?;
        let timeout = self.http_time(request.timeout);
        let store = request.store_response.then(|| target.max_blob.min(self.http_room()));
        if store == Some(0) {
            return Err(HttpError::BudgetExhausted);
        }
        let exchange = async {
            let method = reqwest::Method::from_bytes(request.method.as_bytes())
                .map_err(|_| HttpError::Invalid("no such method".into()))?;
            let builder = client.request(method, target.url.clone()).headers(headers.map);
            let builder = body::attach(builder, request.body, account, &self.media).await?;
            let response = builder.send().await?;
            receive(response, account, store).await
        };
        tokio::time::timeout(timeout, exchange).await.unwrap_or(Err(HttpError::Timeout))
    }

    fn http_target(&self, account: &Account, request: &Request) -> Result<Target, HttpError> {
        let rules = rules(&self.permit, &account.config);
        let exceptions: Vec<_> = account.private_hosts.iter().filter_map(Exception::read).collect();
        target::check(&request.url, request.method, &rules, &exceptions).map_err(|reason| {
            // The host's name may stem from message content; only the fact is logged.
            let plugin = &self.permit.manifest.id;
            tracing::warn!(%plugin, channel = %account.channel, "outgoing request denied");
            HttpError::Denied(self.log.clean(&reason))
        })
    }

    fn http_headers(&self, request: &Request) -> Result<RequestHeaders, HttpError> {
        let mut headers = RequestHeaders::default();
        for (name, value) in &request.headers {
            let owned = matches!(request.body, Body::Multipart(_)) && name.eq_ignore_ascii_case("content-type");
            if owned {
                continue;
            }
            let added = match value {
                HeaderText::Plain(value) => headers.add(name, value, false),
                HeaderText::Secret { name: secret, before } => {
                    headers.add(name, &format!("{before}{}", self.http_secret(secret)?.reveal()), true)
                }
            };
            added.map_err(|problem| match problem {
                HeaderProblem::TooLarge => HttpError::TooLarge,
                HeaderProblem::Malformed => HttpError::Invalid("a header cannot be written".into()),
            })?;
        }
        Ok(headers)
    }

    /// What this call may still keep: all its files together are no larger than
    /// the largest single one that the manifest asks for.
    fn http_room(&self) -> u64 {
        let most = self.permit.manifest.http.iter().map(|rule| rule.max_blob_mb << 20).max().unwrap_or(0);
        most.saturating_sub(self.http.kept)
    }

    /// A secret that a header can carry. One with a line break is for the
    /// operator to mend: no request of this account would leave.
    fn http_secret(&self, name: &str) -> Result<Secret, HttpError> {
        let value = self.secret_for_header(name).map_err(|b| HttpError::Denied(b.to_string()))?;
        let value = value.map_err(|e| HttpError::Denied(secret_reason(name, e)))?;
        if headers::writable(value.reveal()) {
            return Ok(value);
        }
        let name = self.log.clean(name);
        Err(HttpError::Denied(format!(
            "the value of secret \"{name}\" has characters that no header has; enter it again without line breaks"
        )))
    }

    /// What is left of the call, less a little for the plugin to answer.
    fn http_time(&self, asked: Option<Duration>) -> Duration {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let usable = left.saturating_sub((left / 10).min(Duration::from_millis(250)));
        asked.map_or(usable, |asked| asked.min(usable))
    }
}

fn rules(permit: &Permit, settings: &Map<String, Value>) -> Rules {
    let manifest = &permit.manifest;
    let setting = |key: &str| settings.get(key).or_else(|| manifest.config_default(key));
    let granted = |host: &str| permit.grants.has(&Permission::Http { host: host.to_owned() });
    Rules::read(&manifest.http, |rule| granted(&rule.host), setting)
}

/// What the granted rules name with these settings.
pub(crate) fn hosts(permit: &Permit, settings: &Map<String, Value>) -> Vec<(String, Option<u16>)> {
    rules(permit, settings).granted.iter().map(|rule| rule.named()).collect()
}

fn secret_reason(name: &str, error: SecretError) -> String {
    match error {
        SecretError::Denied(reason) => reason,
        SecretError::Missing => format!("the operator has not entered a value for secret \"{name}\""),
    }
}

async fn receive(response: reqwest::Response, account: &Account, store: Option<u64>) -> Result<Response, HttpError> {
    let status = response.status().as_u16();
    let headers = headers::for_guest(response.headers());
    let body = match store {
        Some(max) if response.status().is_success() => ResponseBody::Blob(keep(response, account, max).await?),
        _ => ResponseBody::Bytes(collect(response).await?),
    };
    Ok(Response { status, headers, body })
}

/// Reads at most the limit; the header's word for the length only saves work.
async fn collect(mut response: reqwest::Response) -> Result<Vec<u8>, HttpError> {
    if response.content_length().is_some_and(|n| n > HTTP_BODY as u64) {
        return Err(HttpError::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > HTTP_BODY {
            return Err(HttpError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Streams the body into the file store; it never enters the guest.
async fn keep(response: reqwest::Response, account: &Account, max: u64) -> Result<BlobRef, HttpError> {
    if response.content_length().is_some_and(|n| n > max) {
        return Err(HttpError::TooLarge);
    }
    let mime = response.headers().get(reqwest::header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    let mime = mime.filter(|m| m.len() <= 255).unwrap_or("application/octet-stream").to_owned();
    let stream: ByteStream = response.bytes_stream().map_err(std::io::Error::other).boxed();
    account.blobs.put(&mime, stream, max).await.map_err(|e| match e {
        BlobError::TooLarge => HttpError::TooLarge,
        BlobError::Source(_) => HttpError::Protocol("the body broke off".into()),
        BlobError::Missing | BlobError::Store(_) => {
            tracing::error!(error = %e, channel = %account.channel, "an answer cannot be kept as a file");
            HttpError::Protocol("the host could not keep the file".into())
        }
    })
}
