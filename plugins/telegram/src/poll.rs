//! Asking for updates. The cursor is the number of the first update that is
//! still wanted; asking with it makes Telegram forget the ones before. So it
//! must be kept together with their events, which is what the host does.

use crate::api::{Api, not_answered};
use crate::errors::{Effect, Refusal};
use crate::settings::Receive;
use crate::updates::{ALLOWED, Translation, translate_all};
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{Page, Step};
use deskbell_sdk::http::{HttpError, Response};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// The most that Telegram gives at once.
const PAGE: i64 = 100;
/// For the answer to arrive after Telegram has ended its wait.
const ANSWER_MS: u32 = 5_000;
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

/// Asks for updates; Telegram holds the request open until there are some.
/// Nothing of this plugin is alive meanwhile.
pub(crate) fn ask(api: &Api<'_>, now_ms: u64, cursor: Option<Vec<u8>>) -> Step {
    if api.settings.receive == Receive::Webhook {
        let idle = Page { events: Vec::new(), next_cursor: cursor, more: false, next_after_ms: Some(IDLE_MS) };
        return idle.into();
    }
    let known = cursor.as_deref().and_then(Cursor::read);
    let wait_s = api.settings.poll_wait_s;
    let mut parameters = json!({ "timeout": wait_s, "limit": PAGE, "allowed_updates": ALLOWED });
    if let Some(cursor) = known.filter(|c| now_ms.saturating_sub(c.at_ms) < STALE_MS) {
        parameters["offset"] = json!(cursor.offset);
    }
    let timeout_ms = wait_s.saturating_mul(1000).saturating_add(ANSWER_MS);
    let request = api.post("getUpdates").json(&parameters).timeout_ms(timeout_ms);
    Step::wait(request, known.map(Cursor::write).unwrap_or_default())
}

/// Reads what came. `cursor` is what was asked with.
pub(crate) fn read(
    api: &Api<'_>,
    now_ms: u64,
    cursor: &[u8],
    answer: Result<Response, HttpError>,
) -> Result<Page, CallError> {
    let body = answered(api, answer)?;
    let result: Answer<'_> = serde_json::from_slice(&body).map_err(|_| unreadable())?;
    let mut out = Translation::default();
    let last = translate_all(result.result, now_ms, &mut out);
    let full = crate::json::items(result.result).len() as i64 >= PAGE;
    out.moved.iter().for_each(|(old, new)| api.memory.move_group(*old, *new));
    acknowledge(api, &out.taps);
    let next = last.map(|id| Cursor { offset: id.saturating_add(1), at_ms: now_ms }).or(Cursor::read(cursor));
    Ok(Page {
        events: out.events,
        next_cursor: next.map(Cursor::write),
        more: full,
        // Telegram has waited already; without waiting the host chooses.
        next_after_ms: (api.settings.poll_wait_s > 0).then_some(0),
    })
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    result: &'a RawValue,
}

/// The bytes of the answer: what is odd in one update must not lose the rest.
fn answered(api: &Api<'_>, answer: Result<Response, HttpError>) -> Result<Vec<u8>, CallError> {
    let response = answer.map_err(|error| not_answered(error, Effect::Harmless))?;
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
