//! Evolution API, version 2.

mod contacts;
mod fetch;
mod history;
mod instance;
mod record;
mod send;
mod webhook;

use super::{Gateway, Key, Link};
use crate::api::{Api, encoded};
use crate::jid::Jid;
use crate::memory::Known;
use crate::outgoing::Outgoing;
use crate::told::{Scope, Translation};
use deskbell_sdk::channel::Finding;
use deskbell_sdk::{BlobRef, CallError, RemoteMedia, WebhookRequest};
use serde_json::{Value, json};

pub(super) struct Evolution;

/// Evolution API signs nothing, but sends headers of one's own.
const KEY_HEADER: &str = "x-webhook-key";

impl Gateway for Evolution {
    fn key_header(&self) -> &'static str {
        "apikey"
    }

    fn proves(&self, request: &WebhookRequest, key: &dyn Key) -> Result<bool, CallError> {
        match request.header(KEY_HEADER).filter(|word| !word.is_empty()) {
            Some(word) => key.is(word),
            None => Ok(false),
        }
    }

    fn translate(&self, scope: &Scope<'_>, body: &Value, out: &mut Translation) {
        webhook::translate(scope, body, out);
    }

    fn link(&self, api: &Api<'_>) -> Result<Link, CallError> {
        instance::link(api)
    }

    fn begin(&self, api: &Api<'_>, link: &Link, phone: Option<&str>) -> Result<(), CallError> {
        instance::begin(api, link, phone)
    }

    fn code(&self, api: &Api<'_>, phone: Option<&str>) -> Result<Option<String>, CallError> {
        instance::code(api, phone)
    }

    fn log_out(&self, api: &Api<'_>) -> Result<(), CallError> {
        instance::log_out(api)
    }

    fn send(&self, api: &Api<'_>, message: &Outgoing<'_>) -> Result<Value, CallError> {
        send::send(api, message)
    }

    fn sent_id(&self, answer: &Value) -> Option<String> {
        send::sent_id(answer)
    }

    fn mark_read(&self, api: &Api<'_>, id: &str, known: &Known) -> Result<(), CallError> {
        let body = json!({ "readMessages": [key(id, known)] });
        api.post(&path(api, "chat/markMessageAsRead"), &body).map(drop)
    }

    /// Evolution API answers when the time is over.
    fn typing(&self, api: &Api<'_>, chat: &Jid) -> Result<(), CallError> {
        let body = json!({ "number": number(chat), "presence": "composing", "delay": 1_200 });
        api.post(&path(api, "chat/sendPresence"), &body).map(drop)
    }

    fn check(&self, api: &Api<'_>, phones: &[String]) -> Result<Vec<Finding>, CallError> {
        contacts::check(api, phones)
    }

    fn history(
        &self,
        api: &Api<'_>,
        scope: &Scope<'_>,
        since_ms: u64,
        next: Option<&[u8]>,
        out: &mut Translation,
    ) -> Result<Option<Vec<u8>>, CallError> {
        history::since(api, scope, since_ms, next, out)
    }

    fn fetch(&self, api: &Api<'_>, media: &RemoteMedia) -> Result<BlobRef, CallError> {
        fetch::fetch(api, media)
    }
}

/// An endpoint of this instance.
fn path(api: &Api<'_>, endpoint: &str) -> String {
    format!("{endpoint}/{}", encoded(&api.settings.session))
}

/// Whom a message goes to: digits, or the whole id where it hides the number.
fn number(to: &Jid) -> String {
    match to {
        Jid::Phone(digits) => digits.clone(),
        other => other.remote_jid(),
    }
}

/// A message as the protocol names it.
fn key(id: &str, known: &Known) -> Value {
    let mut key = json!({ "id": id, "remoteJid": Jid::read(&known.chat).remote_jid(), "fromMe": known.from_me });
    if let Some(participant) = &known.participant {
        key["participant"] = json!(Jid::read(participant).remote_jid());
    }
    key
}
