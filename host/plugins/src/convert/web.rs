//! Webhooks and the facts of a call.

use super::{Converted, Reader, bad, wit};
use crate::account::{Account, CallInfo};
use crate::limits::REPLY_BODY;
use crate::outcome::{WebhookReply, WebhookRequest};
use std::time::Duration;
use wit::types::{call, web};

pub(crate) fn context(account: &Account, info: &CallInfo, wall: Duration) -> call::CallCtx {
    call::CallCtx {
        call_id: info.call_id.clone(),
        workspace: account.workspace.as_str().to_owned(),
        account_id: account.channel.as_str().to_owned(),
        attempt: info.attempt,
        locale: account.locale.clone(),
        deadline_ms: u64::try_from(wall.as_millis()).unwrap_or(u64::MAX),
    }
}

/// The headers that a plugin never sees.
const HIDDEN: [&str; 9] = [
    "connection",
    "cookie",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

pub(crate) fn request(r: WebhookRequest) -> web::WebhookRequest {
    let visible = |(name, value): (String, String)| {
        let name = name.to_ascii_lowercase();
        (!HIDDEN.contains(&name.as_str())).then_some((name, value))
    };
    web::WebhookRequest {
        method: r.method,
        path: r.path,
        query: r.query.into_iter().take(100).collect(),
        headers: r.headers.into_iter().filter_map(visible).take(100).collect(),
        body: r.body.into(),
        received_ms: u64::try_from(r.received.as_millisecond()).unwrap_or(0),
    }
}

pub(crate) fn reply(reply: web::WebhookReply) -> Converted<WebhookReply> {
    if !(200..=599).contains(&reply.status) {
        return Err(bad("reply.status", format!("is {}, not 200 to 599", reply.status)));
    }
    if reply.body.len() > REPLY_BODY {
        return Err(bad("reply.body", format!("has {} bytes, at most {REPLY_BODY} are allowed", reply.body.len())));
    }
    let content_type = reply.headers.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let content_type = content_type.map(|(_, value)| {
        let value = Reader::plain().text("reply.headers.content-type", value, 1..=255)?;
        let printable = value.bytes().all(|b| (0x20..0x7f).contains(&b));
        if printable { Ok(value) } else { Err(bad("reply.headers.content-type", "has characters that no header has")) }
    });
    Ok(WebhookReply { status: reply.status, content_type: content_type.transpose()?, body: reply.body })
}
