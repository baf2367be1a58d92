//! Shims between the contract's host functions and [`Caps`]: they convert
//! types and decide nothing.

use crate::account::KvEntry;
use crate::bindings::deskbell::host;
use crate::bindings::deskbell::types::http::{Request, Response};
use crate::bindings::deskbell::types::media::BlobRef;
use crate::caps::Caps;
use crate::caps::http as out;
use crate::caps::kv::KvError;
use crate::caps::media::MediaError;
use crate::caps::secrets::{HmacAlg, SecretError};
use crate::convert::blob_to_wit;
use crate::grants::Grants;
use crate::outcome::LogLevel;
use crate::state::CallState;
use std::time::Duration;
use wasmtime::Result as Trappable;
use wasmtime::component::{HasSelf, Linker};

/// A linker with the interfaces that every plugin has and those granted.
pub(crate) fn linker(engine: &wasmtime::Engine, grants: &Grants) -> Trappable<Linker<CallState>> {
    let mut linker = Linker::new(engine);
    let caps: fn(&mut CallState) -> &mut Caps = |state| &mut state.caps;
    host::log::add_to_linker::<_, HasSelf<Caps>>(&mut linker, caps)?;
    host::clock::add_to_linker::<_, HasSelf<Caps>>(&mut linker, caps)?;
    host::random::add_to_linker::<_, HasSelf<Caps>>(&mut linker, caps)?;
    host::config::add_to_linker::<_, HasSelf<Caps>>(&mut linker, caps)?;
    if grants.any_secret() {
        host::secrets::add_to_linker::<_, HasSelf<Caps>>(&mut linker, caps)?;
    }
    if grants.any_kv() {
        host::kv::add_to_linker::<_, HasSelf<Caps>>(&mut linker, caps)?;
    }
    if grants.any_http() {
        host::http::add_to_linker::<_, HasSelf<Caps>>(&mut linker, caps)?;
    }
    if grants.any_media() {
        host::media::add_to_linker::<_, HasSelf<Caps>>(&mut linker, caps)?;
    }
    Ok(linker)
}

impl host::log::Host for Caps {
    async fn write(
        &mut self,
        level: host::log::Level,
        message: String,
        fields: Vec<(String, String)>,
    ) -> Trappable<()> {
        let level = match level {
            host::log::Level::Debug => LogLevel::Debug,
            host::log::Level::Info => LogLevel::Info,
            host::log::Level::Warn => LogLevel::Warn,
            host::log::Level::Error => LogLevel::Error,
        };
        Ok(self.log_write(level, &message, &fields)?)
    }
}

impl host::clock::Host for Caps {
    async fn now_ms(&mut self) -> Trappable<u64> {
        Ok(Caps::now_ms(self)?)
    }

    async fn monotonic_ms(&mut self) -> Trappable<u64> {
        Ok(Caps::monotonic_ms(self)?)
    }
}

impl host::random::Host for Caps {
    async fn bytes(&mut self, count: u32) -> Trappable<Vec<u8>> {
        Ok(self.random_bytes(count)?)
    }
}

impl host::config::Host for Caps {
    async fn get(&mut self, key: String) -> Trappable<Option<String>> {
        Ok(self.config_get(&key)?)
    }
}

impl host::secrets::Host for Caps {
    async fn hmac(
        &mut self,
        name: String,
        alg: host::secrets::HmacAlg,
        data: Vec<u8>,
    ) -> Trappable<Result<Vec<u8>, host::secrets::Error>> {
        Ok(Caps::hmac(self, &name, hmac_alg(alg), &data)?.map_err(secret_error))
    }

    async fn verify_hmac(
        &mut self,
        name: String,
        alg: host::secrets::HmacAlg,
        data: Vec<u8>,
        mac: Vec<u8>,
    ) -> Trappable<Result<bool, host::secrets::Error>> {
        Ok(Caps::verify_hmac(self, &name, hmac_alg(alg), &data, &mac)?.map_err(secret_error))
    }

    async fn matches(&mut self, name: String, candidate: String) -> Trappable<Result<bool, host::secrets::Error>> {
        Ok(Caps::matches(self, &name, &candidate)?.map_err(secret_error))
    }

    async fn reveal(&mut self, name: String) -> Trappable<Result<String, host::secrets::Error>> {
        Ok(Caps::reveal(self, &name)?.map_err(secret_error))
    }
}

fn hmac_alg(alg: host::secrets::HmacAlg) -> HmacAlg {
    match alg {
        host::secrets::HmacAlg::Sha1 => HmacAlg::Sha1,
        host::secrets::HmacAlg::Sha256 => HmacAlg::Sha256,
        host::secrets::HmacAlg::Sha512 => HmacAlg::Sha512,
    }
}

fn secret_error(error: SecretError) -> host::secrets::Error {
    match error {
        SecretError::Denied(reason) => host::secrets::Error::Denied(reason),
        SecretError::Missing => host::secrets::Error::Missing,
    }
}

impl host::kv::Host for Caps {
    async fn get(
        &mut self,
        bucket: String,
        key: String,
    ) -> Trappable<Result<Option<host::kv::Entry>, host::kv::Error>> {
        Ok(self.kv_get(&bucket, &key)?.map(|e| e.map(entry)).map_err(kv_error))
    }

    async fn set(
        &mut self,
        bucket: String,
        key: String,
        value: Vec<u8>,
        ttl_s: Option<u32>,
    ) -> Trappable<Result<(), host::kv::Error>> {
        // The first write of a call weighs the whole bucket: not the guest's work.
        let cpu = self.cpu.clone();
        let set = cpu.at_host_expense(async { self.kv_set(&bucket, &key, value, ttl_s) }).await?;
        Ok(set.map_err(kv_error))
    }

    async fn delete(&mut self, bucket: String, key: String) -> Trappable<Result<(), host::kv::Error>> {
        let cpu = self.cpu.clone();
        let deleted = cpu.at_host_expense(async { self.kv_delete(&bucket, &key) }).await?;
        Ok(deleted.map_err(kv_error))
    }

    async fn scan(
        &mut self,
        bucket: String,
        prefix: String,
        after: Option<String>,
        limit: u32,
    ) -> Trappable<Result<Vec<(String, host::kv::Entry)>, host::kv::Error>> {
        let cpu = self.cpu.clone();
        let found = cpu.at_host_expense(async { self.kv_scan(&bucket, &prefix, after.as_deref(), limit) }).await?;
        Ok(found.map(|all| all.into_iter().map(|(key, e)| (key, entry(e))).collect()).map_err(kv_error))
    }
}

fn entry(e: KvEntry) -> host::kv::Entry {
    host::kv::Entry { value: e.value, version: e.version }
}

fn kv_error(error: KvError) -> host::kv::Error {
    match error {
        KvError::TooLarge => host::kv::Error::TooLarge,
        KvError::Quota => host::kv::Error::Quota,
        KvError::Denied(reason) => host::kv::Error::Denied(reason),
        KvError::Unavailable => host::kv::Error::Unavailable,
    }
}

impl host::http::Host for Caps {
    async fn send(
        &mut self,
        request: host::http::Request,
    ) -> Trappable<Result<host::http::Response, host::http::Error>> {
        let cpu = self.cpu.clone();
        let sent = cpu.at_host_expense(self.http_send(http_request(request))).await?;
        Ok(sent.map(http_response).map_err(http_error))
    }
}

/// A request that the host makes in a plugin's place, between two calls.
pub(crate) async fn exchange(mut caps: Caps, request: Request) -> Result<Response, host::http::Error> {
    match caps.http_send(http_request(request)).await {
        Ok(sent) => sent.map(http_response).map_err(http_error),
        Err(broken) => Err(host::http::Error::Invalid(broken.to_string())),
    }
}

fn http_request(r: host::http::Request) -> out::Request {
    let header = |(name, value): (String, host::http::HeaderValue)| {
        let text = match value {
            host::http::HeaderValue::Plain(text) => out::HeaderText::Plain(text),
            host::http::HeaderValue::Secret(s) => out::HeaderText::Secret { name: s.name, before: s.before },
        };
        (name, text)
    };
    out::Request {
        method: method(r.method),
        url: r.url,
        headers: r.headers.into_iter().map(header).collect(),
        body: http_body(r.body),
        timeout: r.timeout_ms.map(|ms| Duration::from_millis(ms.into())),
        store_response: r.store_response_as_blob,
    }
}

fn method(method: host::http::Method) -> &'static str {
    match method {
        host::http::Method::Get => "GET",
        host::http::Method::Post => "POST",
        host::http::Method::Put => "PUT",
        host::http::Method::Patch => "PATCH",
        host::http::Method::Delete => "DELETE",
        host::http::Method::Head => "HEAD",
    }
}

fn http_body(body: host::http::Body) -> out::Body {
    let part = |p: host::http::FormPart| out::Part {
        name: p.name,
        filename: p.filename,
        mime: p.mime,
        content: match p.content {
            host::http::PartContent::Bytes(bytes) => out::PartContent::Bytes(bytes),
            host::http::PartContent::Blob(blob) => out::PartContent::Blob(blob.sha256),
        },
    };
    match body {
        host::http::Body::None => out::Body::None,
        host::http::Body::Bytes(bytes) => out::Body::Bytes(bytes),
        host::http::Body::Blob(blob) => out::Body::Blob(blob.sha256),
        host::http::Body::Multipart(parts) => out::Body::Multipart(parts.into_iter().map(part).collect()),
    }
}

fn http_response(r: out::Response) -> host::http::Response {
    let body = match r.body {
        out::ResponseBody::Bytes(bytes) => host::http::ResponseBody::Bytes(bytes),
        out::ResponseBody::Blob(blob) => host::http::ResponseBody::Blob(blob_to_wit(blob)),
    };
    host::http::Response { status: r.status, headers: r.headers, body }
}

fn http_error(error: out::HttpError) -> host::http::Error {
    match error {
        out::HttpError::Denied(reason) => host::http::Error::Denied(reason),
        out::HttpError::Dns => host::http::Error::Dns,
        out::HttpError::Connect => host::http::Error::Connect,
        out::HttpError::Tls => host::http::Error::Tls,
        out::HttpError::Timeout => host::http::Error::Timeout,
        out::HttpError::TooLarge => host::http::Error::TooLarge,
        out::HttpError::Protocol(what) => host::http::Error::Protocol(what),
        out::HttpError::BudgetExhausted => host::http::Error::BudgetExhausted,
        out::HttpError::Invalid(what) => host::http::Error::Invalid(what),
        out::HttpError::Unavailable => host::http::Error::Unavailable,
    }
}

impl host::media::Host for Caps {
    async fn read(&mut self, blob: BlobRef, offset: u64, len: u32) -> Trappable<Result<Vec<u8>, host::media::Error>> {
        let cpu = self.cpu.clone();
        let read = cpu.at_host_expense(self.media_read(&blob.sha256, offset, len)).await?;
        Ok(read.map(Into::into).map_err(media_error))
    }

    async fn put(&mut self, mime: String, data: Vec<u8>) -> Trappable<Result<BlobRef, host::media::Error>> {
        let cpu = self.cpu.clone();
        let stored = cpu.at_host_expense(self.media_put(&mime, data)).await?;
        Ok(stored.map(blob_to_wit).map_err(media_error))
    }
}

fn media_error(error: MediaError) -> host::media::Error {
    match error {
        MediaError::Missing => host::media::Error::Missing,
        MediaError::TooLarge => host::media::Error::TooLarge,
        MediaError::Denied => host::media::Error::Denied,
        MediaError::Unavailable => host::media::Error::Unavailable,
    }
}
