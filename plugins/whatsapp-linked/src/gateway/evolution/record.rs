//! One message as Evolution API keeps it; webhook and history have it alike.

use super::fetch::BY_MESSAGE;
use crate::jid::Jid;
use crate::json::{at, flag_at, millis, text_at};
use crate::proto;
use crate::told::{Body, Scope, Told, Translation, named};
use deskbell_sdk::channel::Delivery;
use serde_json::Value;

pub(super) fn told(scope: &Scope<'_>, record: &Value, out: &mut Translation) {
    let id = text_at(at(record, &["key"]), "id").unwrap_or_default();
    let message = at(record, &["message"]);
    let read = proto::read(message, || match text_at(message, "mediaUrl") {
        Some(url) => url.to_owned(),
        None => format!("{BY_MESSAGE}{id}"),
    });
    // The quoted message stands beside the message in some versions.
    let beside = text_at(at(record, &["contextInfo"]), "stanzaId").map(str::to_owned);
    match read.body {
        Some(body) => {
            let reply_to = read.reply_to.or(beside);
            out.take(scope, Told { reply_to, forwarded: read.forwarded, ..of(scope, record, body) });
        }
        None => out.ignored += 1,
    }
}

/// Who, where and when, by the message's key.
pub(super) fn of(scope: &Scope<'_>, record: &Value, body: Body) -> Told {
    let key = at(record, &["key"]);
    let jid = |name: &str| text_at(key, name).map(Jid::read);
    let from_me = flag_at(key, "fromMe");
    let also = ["remoteJidAlt", "participantAlt", "senderPn", "senderLid"].into_iter().filter_map(jid);
    Told {
        id: named(text_at(key, "id").unwrap_or_default(), record),
        from_me,
        chat: jid("remoteJid").unwrap_or(Jid::Other),
        participant: jid("participant"),
        also: also.filter(Jid::is_person).collect(),
        name: text_at(record, "pushName").filter(|_| !from_me).map(str::to_owned),
        at_ms: millis(at(record, &["messageTimestamp"])).unwrap_or(scope.received_ms),
        body,
        reply_to: None,
        forwarded: false,
    }
}

pub(super) fn delivery(status: &str) -> Option<Delivery> {
    match status {
        "ERROR" => Some(Delivery::Failed),
        "SERVER_ACK" => Some(Delivery::Sent),
        "DELIVERY_ACK" => Some(Delivery::Delivered),
        "READ" => Some(Delivery::Read),
        "PLAYED" => Some(Delivery::Played),
        _ => None,
    }
}
