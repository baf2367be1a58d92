//! For tests: a Bot API that answers from a list and remembers what it was
//! asked, and a store that is a table.

#![allow(clippy::unwrap_used)]

use crate::api::{Api, Wire};
use crate::memory::Memory;
use crate::settings::{Receive, Settings};
use crate::token::Token;
use deskbell_sdk::http::{Body, HttpError, PartContent, Request, Response};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

pub(crate) struct Script {
    answers: RefCell<VecDeque<Result<Response, HttpError>>>,
    sent: RefCell<Vec<Request>>,
    pub(crate) files: RefCell<BTreeMap<String, String>>,
    pub(crate) groups: RefCell<BTreeMap<i64, i64>>,
    pub(crate) settings: Settings,
    token: Token,
}

impl Script {
    pub(crate) fn new() -> Self {
        Self {
            answers: RefCell::default(),
            sent: RefCell::default(),
            files: RefCell::default(),
            groups: RefCell::default(),
            settings: Settings {
                base_url: "https://api.telegram.org".to_owned(),
                receive: Receive::Poll,
                poll_wait_s: 20,
            },
            token: Token::read("42:AAE-secret").unwrap(),
        }
    }

    /// An answer "ok" with this result.
    pub(crate) fn ok(self, result: Value) -> Self {
        self.answer(200, json!({"ok": true, "result": result}))
    }

    /// A refusal as Telegram writes it.
    pub(crate) fn no(self, code: u16, description: &str) -> Self {
        self.answer(code, json!({"ok": false, "error_code": code, "description": description}))
    }

    pub(crate) fn answer(self, status: u16, body: Value) -> Self {
        self.answers.borrow_mut().push_back(Ok(Response::new(status, [], body.to_string())));
        self
    }

    /// A body that need not be JSON.
    pub(crate) fn raw(self, status: u16, body: &str) -> Self {
        self.answers.borrow_mut().push_back(Ok(Response::new(status, [], body)));
        self
    }

    pub(crate) fn fail(self, error: HttpError) -> Self {
        self.answers.borrow_mut().push_back(Err(error));
        self
    }

    pub(crate) fn api(&self, attempt: u32) -> Api<'_> {
        Api { wire: self, memory: self, settings: &self.settings, token: &self.token, attempt }
    }

    pub(crate) fn sent(&self) -> Vec<Request> {
        self.sent.borrow().clone()
    }

    /// Method and parameters of every request; files by their hash.
    pub(crate) fn calls(&self) -> Vec<(String, Value)> {
        self.sent.borrow().iter().map(|request| (method(request), parameters(request))).collect()
    }
}

fn method(request: &Request) -> String {
    request.url().strip_prefix("https://api.telegram.org/bot42:AAE-secret/").expect("a method of the bot").to_owned()
}

fn parameters(request: &Request) -> Value {
    match request.body() {
        Body::Bytes(bytes) => serde_json::from_slice(bytes).expect("the connector writes JSON"),
        Body::Multipart(parts) => parts
            .iter()
            .map(|part| match &part.content {
                PartContent::Bytes(bytes) => (part.name.clone(), json!(String::from_utf8(bytes.clone()).unwrap())),
                PartContent::Blob(blob) => {
                    let file = json!({"file": &blob.sha256[..4], "name": part.filename, "mime": part.mime});
                    (part.name.clone(), file)
                }
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => panic!("not a request of this connector: {other:?}"),
    }
}

impl Wire for Script {
    fn send(&self, request: &Request) -> Result<Response, HttpError> {
        self.sent.borrow_mut().push(request.clone());
        self.answers.borrow_mut().pop_front().expect("the script has an answer for every request")
    }
}

impl Memory for Script {
    fn file(&self, key: &str) -> Option<String> {
        self.files.borrow().get(key).cloned()
    }

    fn keep_file(&self, key: &str, file_id: &str) {
        self.files.borrow_mut().insert(key.to_owned(), file_id.to_owned());
    }

    fn forget_file(&self, key: &str) {
        self.files.borrow_mut().remove(key);
    }

    fn moved_group(&self, old: i64) -> Option<i64> {
        self.groups.borrow().get(&old).copied()
    }

    fn move_group(&self, old: i64, new: i64) {
        self.groups.borrow_mut().insert(old, new);
    }
}
