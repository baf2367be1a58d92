//! Requests to the gateway.

use crate::desk::Desk;
use crate::errors::{Effect, Refusal, not_answered};
use crate::file::{self, Slot};
use crate::gateway::Gateway;
use crate::settings::Settings;
use deskbell_sdk::CallError;
use deskbell_sdk::http::{self, Request, Response};
use serde_json::Value;

/// The gateway on behalf of one account, within one call of the plugin.
pub(crate) struct Api<'a> {
    pub(crate) desk: &'a dyn Desk,
    pub(crate) settings: &'a Settings,
    pub(crate) gateway: &'a dyn Gateway,
    pub(crate) attempt: u32,
}

impl Api<'_> {
    pub(crate) fn get(&self, path: &str) -> Result<Value, CallError> {
        self.call(http::get(self.url(path)), Effect::Harmless)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value, CallError> {
        self.call(http::post(self.url(path)).json(body), Effect::Harmless)
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Result<Value, CallError> {
        self.call(http::put(self.url(path)).json(body), Effect::Harmless)
    }

    /// A message to a person.
    pub(crate) fn deliver(&self, path: &str, body: &Value, file: Option<&Slot<'_>>) -> Result<Value, CallError> {
        let request = http::post(self.url(path));
        let request = match file {
            None => request.json(body),
            Some(slot) => {
                let bytes = file::body(self.desk, body, slot)?;
                request.header("content-type", "application/json").bytes(bytes)
            }
        };
        self.call(request, Effect::Message)
    }

    /// The answer or the refusal, where a refusal means something of its own.
    pub(crate) fn ask(&self, request: Request, effect: Effect) -> Result<Result<Value, Refusal>, CallError> {
        let response = self.exchange(request, effect)?;
        let body = serde_json::from_slice(response.bytes()).unwrap_or(Value::Null);
        match response.is_success() {
            true => Ok(Ok(body)),
            false => Ok(Err(refusal(&response, body))),
        }
    }

    /// Fetches a file into the desk's store. The answer may be a refusal.
    /// Storages of their own get no key of the gateway.
    pub(crate) fn download(&self, url: &str, ours: bool) -> Result<Response, CallError> {
        let request = http::get(url).store_response();
        let request = if ours { self.signed(request) } else { request };
        self.desk.send(&request).map_err(|error| not_answered(error, Effect::Harmless))
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.settings.base_url)
    }

    fn call(&self, request: Request, effect: Effect) -> Result<Value, CallError> {
        self.ask(request, effect)?.map_err(|refusal| refusal.into_call_error(effect))
    }

    fn exchange(&self, request: Request, effect: Effect) -> Result<Response, CallError> {
        let request = self.signed(request);
        self.desk.send(&request).map_err(|error| not_answered(error, effect))
    }

    fn signed(&self, request: Request) -> Request {
        request.secret_header(self.gateway.key_header(), "", "api_key")
    }
}

pub(crate) fn refusal(response: &Response, body: Value) -> Refusal {
    Refusal { status: response.status(), retry_after_ms: response.retry_after_ms(), body }
}

/// `text` as one part of a path or the value of a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
