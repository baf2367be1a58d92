//! What must survive a call: the chat of a message, the code that is shown, the
//! last sending.

use crate::desk::Desk;
use serde::{Deserialize, Serialize};

/// People quote, react to and read what is new.
const MESSAGES_S: u32 = 7 * 24 * 3600;
/// Longer than any pairing lasts.
const PAIRING_S: u32 = 15 * 60;
/// Longer than the longest gap.
const PACE_S: u32 = 2 * 3600;

/// Where a message is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    #[serde(rename = "m")]
    pub(crate) from_me: bool,
    #[serde(rename = "c")]
    pub(crate) chat: String,
    /// The member of a group who wrote it.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub(crate) participant: Option<String>,
}

/// How the number is being linked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Showing {
    /// Digits of the number that wants a code to type; none: a QR code.
    pub(crate) phone: Option<String>,
    /// The code that was seen last.
    pub(crate) code: Option<String>,
    pub(crate) since_ms: u64,
    /// How many codes there have been.
    pub(crate) count: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastSent {
    pub(crate) to: String,
    pub(crate) others_from_ms: u64,
}

pub(crate) fn known(desk: &dyn Desk, id: &str) -> Option<Known> {
    serde_json::from_slice(&desk.recall("messages", id)?).ok()
}

pub(crate) fn keep_known(desk: &dyn Desk, id: &str, known: &Known) {
    keep(desk, "messages", id, known, MESSAGES_S);
}

pub(crate) fn showing(desk: &dyn Desk) -> Showing {
    let kept = desk.recall("session", "showing");
    kept.and_then(|value| serde_json::from_slice(&value).ok()).unwrap_or_default()
}

pub(crate) fn keep_showing(desk: &dyn Desk, showing: &Showing) {
    keep(desk, "session", "showing", showing, PAIRING_S);
}

pub(crate) fn forget_showing(desk: &dyn Desk) {
    desk.forget("session", "showing");
}

pub(crate) fn last_sent(desk: &dyn Desk) -> Option<LastSent> {
    serde_json::from_slice(&desk.recall("session", "last-sent")?).ok()
}

pub(crate) fn keep_last_sent(desk: &dyn Desk, last: &LastSent) {
    keep(desk, "session", "last-sent", last, PACE_S);
}

fn keep(desk: &dyn Desk, bucket: &str, key: &str, value: &impl Serialize, seconds: u32) {
    if let Ok(value) = serde_json::to_vec(value) {
        desk.keep(bucket, key, &value, seconds);
    }
}
