//! Asking for updates. The cursor is the number of the first update that is
//! still wanted; asking with it makes Telegram forget the ones before. So it
//! must be kept together with their events, which is what the host does.

use crate::api::{Api, not_answered};
use crate::errors::{Effect, Refusal};
use crate::settings::Receive;
use crate::updates::{ALLOWED, Translation, translate_all};
use deskbell_sdk::CallError;
use deskbell_sdk::channel::Page;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// The most that Telegram gives at once.
const PAGE: i64 = 100;
/// Of the call's time, for the answer to arrive and for taps: a call that runs
/// out of time loses everything that it has read.
const MARGIN_MS: u64 = ANSWER_MS + TAPS as u64 * TAP_MS as u64;
const ANSWER_MS: u64 = 2_000;
const TAP_MS: u32 = 1_400;
/// While webhooks bring the updates, a poll is only a formality.
const IDLE_MS: u32 = 3_600_000;
/// After a week without updates Telegram goes on with a number of its choice,
/// which may lie below the cursor. It keeps updates for a day only, so an old
/// cursor protects nothing.
const STALE_MS: u64 = 6 * 24 * 3600 * 1000;
/// A tap that is not acknowledged only shows its clock for longer.
const TAPS: usize = 5;

#[derive(Clone, Copy, PartialEq, Debug)]
struct Cursor {
    offset: i64,
    /// When the last update came.
    at_ms: u64,
}

impl Cursor {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (offset, at_ms) = std::str::from_utf8(bytes).ok()?.split_once(' ')?;
        Some(Self { offset: offset.parse().ok()?, at_ms: at_ms.parse().ok()? })
    }

    fn write(self) -> Vec<u8> {
        format!("{} {}", self.offset, self.at_ms).into_bytes()
    }
}

/// The moment of one poll.
pub(crate) struct Now {
    pub(crate) now_ms: u64,
    /// Left for the whole call.
    pub(crate) deadline_ms: u64,
}

pub(crate) fn poll(api: &Api<'_>, now: &Now, cursor: Option<Vec<u8>>) -> Result<Page, CallError> {
    if api.settings.receive == Receive::Webhook {
        return Ok(Page { events: Vec::new(), next_cursor: cursor, more: false, next_after_ms: Some(IDLE_MS) });
    }
    let known = cursor.as_deref().and_then(Cursor::read);
    let wait_s = wait_s(api, now);
    let body = ask(api, known.filter(|c| now.now_ms.saturating_sub(c.at_ms) < STALE_MS), wait_s)?;
    let result: Answer<'_> = serde_json::from_slice(&body).map_err(|_| unreadable())?;
    let mut out = Translation::default();
    let last = translate_all(result.result, now.now_ms, &mut out);
    let full = crate::json::items(result.result).len() as i64 >= PAGE;
    out.moved.iter().for_each(|(old, new)| api.memory.move_group(*old, *new));
    acknowledge(api, &out.taps);
    let next = last.map(|id| Cursor { offset: id.saturating_add(1), at_ms: now.now_ms }).or(known);
    Ok(Page {
        events: out.events,
        next_cursor: next.map(Cursor::write),
        more: full,
        // Telegram has waited already; without waiting the host chooses.
        next_after_ms: (wait_s > 0).then_some(0),
    })
}

fn wait_s(api: &Api<'_>, now: &Now) -> u64 {
    let left_s = now.deadline_ms.saturating_sub(MARGIN_MS) / 1000;
    u64::from(api.settings.poll_wait_s).min(left_s)
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    result: &'a RawValue,
}

/// The bytes of the answer: what is odd in one update must not lose the rest.
fn ask(api: &Api<'_>, cursor: Option<Cursor>, wait_s: u64) -> Result<Vec<u8>, CallError> {
    let mut parameters = json!({ "timeout": wait_s, "limit": PAGE, "allowed_updates": ALLOWED });
    if let Some(cursor) = cursor {
        parameters["offset"] = json!(cursor.offset);
    }
    let timeout_ms = u32::try_from(wait_s * 1000 + ANSWER_MS).unwrap_or(u32::MAX);
    let request = api.post("getUpdates").json(&parameters).timeout_ms(timeout_ms);
    let response = api.wire.send(&request).map_err(|error| not_answered(error, Effect::Harmless))?;
    if response.is_success() {
        return Ok(response.bytes().to_vec());
    }
    let body = serde_json::from_slice(response.bytes()).unwrap_or(Value::Null);
    let refusal: Refusal = api.refused(&response, body, Effect::Harmless);
    Err(refusal.into_call_error())
}

fn unreadable() -> CallError {
    CallError::retry("bad-answer", "the answer is not one of Telegram's; check the Bot API address")
}

/// Best effort: the tap itself is recorded in any case, and an old one can no
/// longer be acknowledged.
fn acknowledge(api: &Api<'_>, taps: &[String]) {
    for tap in taps.iter().take(TAPS) {
        let request = api.post("answerCallbackQuery").json(&json!({ "callback_query_id": tap })).timeout_ms(TAP_MS);
        // A line that is dead or slow is so for the others too.
        if api.exchange(request, Effect::Harmless).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
