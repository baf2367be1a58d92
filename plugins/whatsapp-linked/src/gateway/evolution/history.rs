//! What happened while nobody listened: Evolution API's own store of messages,
//! the newest page first.

use super::{path, record};
use crate::api::Api;
use crate::json::{at, flag_at, items, millis, text_at, whole};
use crate::told::{Scope, Translation};
use deskbell_sdk::CallError;
use serde_json::{Value, json};

/// A page; both of its fields, because "offset" is this API's word for it.
const MESSAGES: u64 = 200;
const DAY_MS: u64 = 24 * 3600 * 1000;

pub(super) fn since(
    api: &Api<'_>,
    scope: &Scope<'_>,
    since_ms: u64,
    next: Option<&[u8]>,
    out: &mut Translation,
) -> Result<Option<Vec<u8>>, CallError> {
    let page: u64 = next.and_then(|next| std::str::from_utf8(next).ok()?.parse().ok()).unwrap_or(1);
    // It filters by time only where both ends are given; moments as JavaScript reads them.
    let body = json!({
        "where": { "messageTimestamp": { "gte": since_ms, "lte": api.desk.now_ms() + DAY_MS } },
        "page": page,
        "offset": MESSAGES,
    });
    let answer = api.post(&path(api, "chat/findMessages"), &body)?;
    let messages = at(&answer, &["messages"]);
    let records = items(at(messages, &["records"]));
    let new = |record: &&Value| millis(at(record, &["messageTimestamp"])).is_none_or(|ms| ms + 999 >= since_ms);
    records.iter().filter(new).for_each(|one| take(scope, one, out));
    // Older versions do not filter: their pages go on into the past.
    let more = records.iter().any(|record| new(&record)) && whole(at(messages, &["pages"])).unwrap_or(0) > page;
    Ok(more.then(|| (page + 1).to_string().into_bytes()))
}

/// A message, and how far ours has come.
fn take(scope: &Scope<'_>, one: &Value, out: &mut Translation) {
    record::told(scope, one, out);
    let key = at(one, &["key"]);
    let (true, Some(id)) = (flag_at(key, "fromMe"), text_at(key, "id")) else { return };
    let at_ms = millis(at(one, &["messageTimestamp"])).unwrap_or(scope.received_ms);
    for update in items(at(one, &["MessageUpdate"])) {
        if let Some(delivery) = text_at(update, "status").and_then(record::delivery) {
            out.status(id, delivery, at_ms);
        }
    }
}
