//! For tests: a gateway that answers from a list, and a desk that remembers.

use crate::api::Api;
use crate::desk::Desk;
use crate::gateway;
use crate::settings::Settings;
use deskbell_sdk::http::{Body, HttpError, Request, Response};
use deskbell_sdk::{BlobRef, CallError};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

pub(crate) const NOW_MS: u64 = 1_780_000_000_000;

#[derive(Default)]
pub(crate) struct Script {
    answers: RefCell<VecDeque<Result<Response, HttpError>>>,
    sent: RefCell<Vec<Request>>,
    kept: RefCell<BTreeMap<(String, String), Vec<u8>>>,
    file: Vec<u8>,
    stored: RefCell<Vec<Vec<u8>>>,
    moved_ms: Cell<i64>,
}

impl Script {
    pub(crate) fn answer(self, status: u16, body: Value) -> Self {
        self.response(Response::new(status, [], body.to_string()))
    }

    pub(crate) fn response(self, response: Response) -> Self {
        self.answers.borrow_mut().push_back(Ok(response));
        self
    }

    pub(crate) fn fail(self, error: HttpError) -> Self {
        self.answers.borrow_mut().push_back(Err(error));
        self
    }

    /// The content of every file of the desk.
    pub(crate) fn with_file(mut self, bytes: Vec<u8>) -> Self {
        self.file = bytes;
        self
    }

    pub(crate) fn sent(&self) -> Vec<Request> {
        self.sent.borrow().clone()
    }

    /// Method and address of every request.
    pub(crate) fn asked(&self) -> Vec<String> {
        let name = |request: &Request| {
            let method = format!("{:?}", request.method()).rsplit("::").next().unwrap_or_default().to_uppercase();
            format!("{method} {}", request.url().replace("http://gateway.test:3000/", ""))
        };
        self.sent().iter().map(name).collect()
    }

    pub(crate) fn stored(&self) -> Vec<Vec<u8>> {
        self.stored.borrow().clone()
    }

    pub(crate) fn advance(&self, ms: u64) {
        self.moved_ms.set(self.moved_ms.get() + ms as i64);
    }

    pub(crate) fn set_clock(&self, ms: i64) {
        self.moved_ms.set(ms - NOW_MS as i64);
    }

    /// Calls the gateway that the settings name.
    pub(crate) fn with<T>(&self, settings: &Settings, run: impl FnOnce(&Api<'_>) -> T) -> T {
        run(&Api { desk: self, settings, gateway: gateway::of(settings.kind), attempt: 1 })
    }
}

impl Desk for Script {
    fn send(&self, request: &Request) -> Result<Response, HttpError> {
        self.sent.borrow_mut().push(request.clone());
        self.answers.borrow_mut().pop_front().expect("the script has an answer for every request")
    }

    fn recall(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        self.kept.borrow().get(&(bucket.to_owned(), key.to_owned())).cloned()
    }

    fn keep(&self, bucket: &str, key: &str, value: &[u8], _seconds: u32) {
        self.kept.borrow_mut().insert((bucket.to_owned(), key.to_owned()), value.to_vec());
    }

    fn forget(&self, bucket: &str, key: &str) {
        self.kept.borrow_mut().remove(&(bucket.to_owned(), key.to_owned()));
    }

    fn read(&self, _blob: &BlobRef, offset: u64, len: u32) -> Result<Vec<u8>, CallError> {
        let begin = usize::try_from(offset).expect("a small file").min(self.file.len());
        let end = (begin + len as usize).min(self.file.len());
        Ok(self.file[begin..end].to_vec())
    }

    fn put(&self, mime: &str, data: &[u8]) -> Result<BlobRef, CallError> {
        self.stored.borrow_mut().push(data.to_vec());
        Ok(BlobRef { sha256: "ab".repeat(32), size: data.len() as u64, mime: mime.to_owned() })
    }

    fn reveal(&self, secret: &str) -> Result<String, CallError> {
        Ok(format!("the {secret}"))
    }

    fn now_ms(&self) -> u64 {
        NOW_MS.saturating_add_signed(self.moved_ms.get())
    }

    fn below(&self, limit: u32) -> u32 {
        limit / 2
    }
}

/// The JSON body of a request.
pub(crate) fn body(request: &Request) -> Value {
    match request.body() {
        Body::Bytes(bytes) => serde_json::from_slice(bytes).expect("the connector writes JSON"),
        other => panic!("not a JSON request: {other:?}"),
    }
}
