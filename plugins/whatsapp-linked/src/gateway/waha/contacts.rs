//! Whether a number is on WhatsApp, and under which id: Brazil's ninth digit is
//! WAHA's to know (X5).

use crate::api::{Api, encoded};
use crate::jid::{Jid, party};
use crate::json::text_at;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::Finding;
use serde_json::Value;

/// The host's own limit of requests in a call.
const MOST: usize = 20;

pub(super) fn check(api: &Api<'_>, phones: &[String]) -> Result<Vec<Finding>, CallError> {
    let asked: Result<Vec<Finding>, CallError> = phones.iter().take(MOST).map(|phone| one(api, phone)).collect();
    let mut findings = asked?;
    findings.resize(phones.len(), Finding::Unknown);
    Ok(findings)
}

fn one(api: &Api<'_>, phone: &str) -> Result<Finding, CallError> {
    let session = encoded(&api.settings.session);
    let answer = api.get(&format!("api/contacts/check-exists?phone={phone}&session={session}"))?;
    let ids = ["chatId", "pn", "lid"].into_iter().filter_map(|key| text_at(&answer, key)).map(Jid::read);
    Ok(match answer.get("numberExists").and_then(Value::as_bool) {
        Some(false) => Finding::Absent,
        Some(true) => party(&ids.collect::<Vec<_>>(), None).map_or(Finding::Unknown, Finding::Exists),
        None => Finding::Unknown,
    })
}
