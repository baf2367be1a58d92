//! Calls of the Bot API.

use crate::errors::{Effect, Refusal};
use crate::memory::Memory;
use crate::settings::Settings;
use crate::token::Token;
use deskbell_sdk::http::{self, HttpError, Request, Response};
use deskbell_sdk::{CallError, RetryHint};
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

/// The API on behalf of one bot, within one call of the plugin.
pub(crate) struct Api<'a> {
    pub(crate) wire: &'a dyn Wire,
    pub(crate) memory: &'a dyn Memory,
    pub(crate) settings: &'a Settings,
    pub(crate) token: &'a Token,
    /// Of the plugin's call: pauses grow with it.
    pub(crate) attempt: u32,
}

impl Api<'_> {
    /// One method with JSON parameters; gives its `result`.
    pub(crate) fn call(&self, method: &str, parameters: &Value, effect: Effect) -> Result<Value, CallError> {
        self.exchange(self.post(method).json(parameters), effect)?.map_err(|refusal| refusal.into_call_error())
    }

    pub(crate) fn post(&self, method: &str) -> Request {
        http::post(format!("{}/bot{}/{method}", self.settings.base_url, self.token.in_path()))
    }

    /// Fetches a file into the host's store. `path` must be safe to stand in
    /// an address.
    pub(crate) fn download(&self, path: &str) -> Result<Response, CallError> {
        let url = format!("{}/file/bot{}/{path}", self.settings.base_url, self.token.in_path());
        self.wire.send(&http::get(url).store_response()).map_err(|error| not_answered(error, Effect::Harmless))
    }

    /// The outer error: Telegram did not answer. The inner one: it answered no.
    pub(crate) fn exchange(&self, request: Request, effect: Effect) -> Result<Result<Value, Refusal>, CallError> {
        let response = self.wire.send(&request).map_err(|error| not_answered(error, effect))?;
        let answer: Option<Value> = serde_json::from_slice(response.bytes()).ok();
        let accepted = answer.as_ref().is_some_and(|answer| answer.get("ok") == Some(&Value::Bool(true)));
        match answer {
            Some(mut answer) if accepted && response.is_success() => {
                Ok(Ok(answer.get_mut("result").map(Value::take).unwrap_or_default()))
            }
            answer => Ok(Err(self.refused(&response, answer.unwrap_or_default(), effect))),
        }
    }

    pub(crate) fn refused(&self, response: &Response, body: Value, effect: Effect) -> Refusal {
        let retry_after_ms = response.retry_after_ms();
        Refusal { status: response.status(), retry_after_ms, body, effect, attempt: self.attempt }
    }
}

/// The SDK knows which errors leave it open whether the request was seen. Only
/// a message to a person makes that a question for a person.
pub(crate) fn not_answered(error: HttpError, effect: Effect) -> CallError {
    // The answer was too large; requests are checked long before that limit.
    let after_writing = matches!(error, HttpError::TooLarge) && effect == Effect::Message;
    match CallError::from(error) {
        CallError::Retry(hint) if effect == Effect::Harmless => {
            CallError::Retry(RetryHint { uncertain: false, ..hint })
        }
        CallError::Rejected(problem) if after_writing => CallError::uncertain(problem.code, problem.detail),
        other => other,
    }
}
