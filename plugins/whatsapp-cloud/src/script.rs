//! For tests: a Graph API that answers from a list and remembers what it was asked.

use crate::graph::Wire;
use crate::settings::Settings;
use deskbell_sdk::http::{Body, HttpError, Request, Response};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::VecDeque;

#[derive(Default)]
pub(crate) struct Script {
    answers: RefCell<VecDeque<Result<Response, HttpError>>>,
    sent: RefCell<Vec<Request>>,
}

impl Script {
    pub(crate) fn new() -> Self {
        Self::default()
    }

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

    pub(crate) fn sent(&self) -> Vec<Request> {
        self.sent.borrow().clone()
    }
}

impl Wire for Script {
    fn send(&self, request: &Request) -> Result<Response, HttpError> {
        self.sent.borrow_mut().push(request.clone());
        self.answers.borrow_mut().pop_front().expect("the script has an answer for every request")
    }
}

pub(crate) fn settings() -> Settings {
    Settings {
        phone_number_id: "106540352242922".to_owned(),
        waba_id: "102290129340398".to_owned(),
        api_version: "v25.0".to_owned(),
        base_url: "https://graph.facebook.com".to_owned(),
    }
}

/// The JSON body of a request.
pub(crate) fn body(request: &Request) -> Value {
    match request.body() {
        Body::Bytes(bytes) => serde_json::from_slice(bytes).expect("the connector writes JSON"),
        other => panic!("not a JSON request: {other:?}"),
    }
}
