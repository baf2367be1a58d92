//! Calls of Meta's Graph API.

use crate::errors::{Effect, Refusal};
use crate::settings::Settings;
use deskbell_sdk::http::{self, FormPart, HttpError, PartContent, Request, Response};
use deskbell_sdk::{BlobRef, CallError, RetryHint};
use serde_json::Value;

/// Carries requests out: the host, or a script in tests.
pub(crate) trait Wire {
    fn send(&self, request: &Request) -> Result<Response, HttpError>;
}

/// Deskbell's own wire.
pub(crate) struct Host;

impl Wire for Host {
    fn send(&self, request: &Request) -> Result<Response, HttpError> {
        request.send()
    }
}

/// The API on behalf of one account, within one call of the plugin.
pub(crate) struct Graph<'a> {
    pub(crate) wire: &'a dyn Wire,
    pub(crate) settings: &'a Settings,
    /// Of the plugin's call: pauses grow with it.
    pub(crate) attempt: u32,
}

impl Graph<'_> {
    pub(crate) fn get(&self, path: &str) -> Result<Value, CallError> {
        self.call(http::get(self.url(path)), Effect::Harmless)
    }

    /// Something on the number's own edge, e.g. "messages".
    pub(crate) fn post(&self, edge: &str, body: &Value, effect: Effect) -> Result<Value, CallError> {
        self.call(http::post(self.number_url(edge)).json(body), effect)
    }

    /// Uploads a file for use in one of the next messages; gives its media id.
    pub(crate) fn upload(&self, blob: &BlobRef, filename: &str) -> Result<String, CallError> {
        let file = FormPart {
            name: "file".to_owned(),
            filename: Some(filename.to_owned()),
            mime: Some(blob.mime.clone()),
            content: PartContent::Blob(blob.clone()),
        };
        let request = http::post(self.number_url("media"))
            .form_field("messaging_product", "whatsapp")
            .form_field("type", blob.mime.clone())
            .form_part(file);
        let answer = self.call(request, Effect::Harmless)?;
        crate::json::word_at(&answer, "id")
            .ok_or_else(|| CallError::retry("no-media-id", "WhatsApp took the file without naming it"))
    }

    /// Fetches a file into the host's store. The answer may be a refusal.
    pub(crate) fn download(&self, url: &str) -> Result<Response, CallError> {
        let request = signed(http::get(url)).store_response();
        self.wire.send(&request).map_err(|error| not_answered(error, Effect::Harmless))
    }

    fn call(&self, request: Request, effect: Effect) -> Result<Value, CallError> {
        let response = self.wire.send(&signed(request)).map_err(|error| not_answered(error, effect))?;
        let body = serde_json::from_slice(response.bytes()).unwrap_or(Value::Null);
        if response.is_success() {
            return Ok(body);
        }
        Err(self.refused(&response, &body, effect))
    }

    pub(crate) fn refused(&self, response: &Response, body: &Value, effect: Effect) -> CallError {
        let retry_after_ms = response.retry_after_ms();
        Refusal { status: response.status(), retry_after_ms, body, effect, attempt: self.attempt }.into_call_error()
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{}/{path}", self.settings.base_url, self.settings.api_version)
    }

    fn number_url(&self, edge: &str) -> String {
        self.url(&format!("{}/{edge}", self.settings.phone_number_id))
    }
}

/// The download host refuses callers without a user agent.
fn signed(request: Request) -> Request {
    request.header("user-agent", "Deskbell").secret_header("authorization", "Bearer ", "access_token")
}

/// The SDK knows which errors leave it open whether the request was seen. Only
/// a message to a person makes that a question for a person.
fn not_answered(error: HttpError, effect: Effect) -> CallError {
    // The answer was too large; the request itself is far below every limit.
    let after_writing = matches!(error, HttpError::TooLarge) && effect == Effect::Message;
    match CallError::from(error) {
        CallError::Retry(hint) if effect == Effect::Harmless => {
            CallError::Retry(RetryHint { uncertain: false, ..hint })
        }
        CallError::Rejected(problem) if after_writing => CallError::uncertain(problem.code, problem.detail),
        other => other,
    }
}
