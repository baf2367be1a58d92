//! WAHA, the WhatsApp HTTP API.

mod contacts;
mod content;
mod fetch;
mod history;
mod message;
mod send;
mod session;
mod webhook;

use super::{Gateway, Key, Link};
use crate::api::Api;
use crate::jid::Jid;
use crate::memory::Known;
use crate::message_id::bare;
use crate::outgoing::Outgoing;
use crate::told::{Scope, Translation};
use deskbell_sdk::channel::Finding;
use deskbell_sdk::{BlobRef, CallError, RemoteMedia, WebhookRequest};
use serde_json::{Value, json};

pub(super) struct Waha;

impl Gateway for Waha {
    fn key_header(&self) -> &'static str {
        "x-api-key"
    }

    /// HMAC-SHA512 over the body, in hexadecimal.
    fn proves(&self, request: &WebhookRequest, key: &dyn Key) -> Result<bool, CallError> {
        match request.header("x-webhook-hmac").and_then(unhex) {
            Some(code) => key.signs(&request.body, &code),
            None => Ok(false),
        }
    }

    fn translate(&self, scope: &Scope<'_>, body: &Value, out: &mut Translation) {
        webhook::translate(scope, body, out);
    }

    fn link(&self, api: &Api<'_>) -> Result<Link, CallError> {
        session::link(api)
    }

    fn begin(&self, api: &Api<'_>, link: &Link, _phone: Option<&str>) -> Result<(), CallError> {
        session::begin(api, link)
    }

    fn code(&self, api: &Api<'_>, phone: Option<&str>) -> Result<Option<String>, CallError> {
        session::code(api, phone)
    }

    fn log_out(&self, api: &Api<'_>) -> Result<(), CallError> {
        session::log_out(api)
    }

    fn send(&self, api: &Api<'_>, message: &Outgoing<'_>) -> Result<Value, CallError> {
        send::send(api, message)
    }

    fn sent_id(&self, answer: &Value) -> Option<String> {
        send::sent_id(answer)
    }

    fn mark_read(&self, api: &Api<'_>, id: &str, known: &Known) -> Result<(), CallError> {
        let full = full_id(id, known);
        let mut body = json!({ "session": api.settings.session, "chatId": known.chat, "messageIds": [full] });
        if let Some(participant) = &known.participant {
            body["participant"] = json!(participant);
        }
        api.post("api/sendSeen", &body).map(drop)
    }

    /// WhatsApp ends it by itself, or with the message.
    fn typing(&self, api: &Api<'_>, chat: &Jid) -> Result<(), CallError> {
        let body = json!({ "session": api.settings.session, "chatId": chat.chat_id() });
        api.post("api/startTyping", &body).map(drop)
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

/// The id as WAHA's engines all take it.
fn full_id(id: &str, known: &Known) -> String {
    let member = known.participant.as_ref().map(|participant| format!("_{participant}")).unwrap_or_default();
    format!("{}_{}_{}{member}", known.from_me, known.chat, bare(id))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim().as_bytes();
    let value = |digit: u8| char::from(digit).to_digit(16);
    let byte = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(value(*high)? * 16 + value(*low)?).ok(),
        _ => None,
    };
    (!digits.is_empty()).then(|| digits.chunks(2).map(byte).collect()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_from_hexadecimal() {
        assert_eq!(unhex("00fFa1"), Some(vec![0, 255, 161]));
        for odd in ["", "0", "zz", "é0", "+1"] {
            assert_eq!(unhex(odd), None, "{odd}");
        }
    }

    #[test]
    fn an_id_is_spelled_with_its_chat() {
        let known = |participant: Option<&str>| Known {
            from_me: false,
            chat: "1@c.us".into(),
            participant: participant.map(str::to_owned),
        };
        assert_eq!(full_id("3EB0", &known(None)), "false_1@c.us_3EB0");
        assert_eq!(full_id("true_2@lid_3EB0", &known(Some("2@c.us"))), "false_1@c.us_3EB0_2@c.us");
    }
}
