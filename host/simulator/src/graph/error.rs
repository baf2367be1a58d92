//! Errors as the Graph API tells them.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

#[derive(Debug, Clone)]
pub(crate) struct GraphError {
    code: u32,
    subcode: Option<u32>,
    message: String,
    details: Option<String>,
    retry_after_s: Option<u32>,
}

pub(crate) type Result<T> = std::result::Result<T, GraphError>;

impl GraphError {
    /// The error of a code, with Meta's title.
    pub fn of(code: u32) -> Self {
        let (title, details) = title(code);
        let message = format!("(#{code}) {title}");
        Self { code, subcode: None, message, details: Some(details.into()), retry_after_s: None }
    }

    pub fn with(self, details: impl Into<String>) -> Self {
        Self { details: Some(details.into()), ..self }
    }

    pub fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after_s: Some(seconds), ..self }
    }

    /// A required part is not there.
    pub fn missing(what: &str) -> Self {
        Self::of(131008).with(format!("Parameter '{what}' is mandatory"))
    }

    /// A part is there and wrong.
    pub fn invalid(details: impl Into<String>) -> Self {
        Self::of(131009).with(details)
    }

    /// The request has not the shape it must have.
    pub fn shape(message: impl AsRef<str>) -> Self {
        let message = format!("(#100) {}", message.as_ref());
        Self { code: 100, subcode: None, message, details: None, retry_after_s: None }
    }

    pub fn token() -> Self {
        let message = "Invalid OAuth access token - Cannot parse access token".into();
        Self { code: 190, subcode: None, message, details: None, retry_after_s: None }
    }

    /// Nothing of that id, or the call does not fit it.
    pub fn unknown_object(method: &str, id: &str) -> Self {
        let message = format!(
            "Unsupported {method} request. Object with ID '{id}' does not exist, cannot be loaded due to missing \
             permissions, or does not support this operation"
        );
        Self { code: 100, subcode: Some(33), message, details: None, retry_after_s: None }
    }

    fn status(&self) -> StatusCode {
        match self.code {
            0 | 190 => StatusCode::UNAUTHORIZED,
            3 | 10 | 200..=299 | 368 | 131005 | 131031 => StatusCode::FORBIDDEN,
            132001 => StatusCode::NOT_FOUND,
            4 | 80007 | 130429 => StatusCode::TOO_MANY_REQUESTS,
            1 | 2 | 131000 | 135000 => StatusCode::INTERNAL_SERVER_ERROR,
            131016 | 131057 => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut error = json!({"message": self.message, "type": "OAuthException", "code": self.code});
        if let Some(details) = self.details {
            error["error_data"] = json!({"messaging_product": "whatsapp", "details": details});
        }
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = subcode.into();
        }
        error["fbtrace_id"] = format!("A{}", hex::encode(rand::random::<[u8; 11]>())).into();
        let mut response = (status, Json(json!({"error": error}))).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Title and usual details of a code.
pub(crate) fn title(code: u32) -> (&'static str, &'static str) {
    match code {
        0 => ("AuthException", "The app user could not be authenticated"),
        4 => ("Application request limit reached", "The app has reached its API call rate limit"),
        10 => ("Application does not have permission for this action", "A permission was not granted or was removed"),
        100 => ("Invalid parameter", "The request included one or more unsupported or misspelled parameters"),
        190 => ("Invalid OAuth access token", "The access token has expired"),
        368 => ("Temporarily blocked for policies violations", "The account was restricted for a policy violation"),
        80007 => ("Rate limit issues", "The WhatsApp Business Account has reached its rate limit"),
        130429 => (
            "Rate limit hit",
            "Message failed to send because there were too many messages sent from this phone number in a short period of time",
        ),
        130472 => ("User's number is part of an experiment", "Message was not sent as part of an experiment"),
        130497 => ("Business account is restricted from messaging users in this country", "The country is not allowed"),
        131000 => ("Something went wrong", "Message failed to send due to an unknown error. Try again later"),
        131005 => ("Access denied", "Permission is either not granted or has been removed"),
        131008 => ("Required parameter is missing", "The request is missing a required parameter"),
        131009 => ("Parameter value is not valid", "One or more parameter values are invalid"),
        131016 => ("Service unavailable", "A service is temporarily unavailable"),
        131021 => ("Recipient cannot be sender", "Sender and recipient phone number is the same"),
        131026 => ("Message undeliverable", "Unable to deliver message"),
        131030 => ("Recipient phone number not in allowed list", "Recipient phone number not in allowed list"),
        131031 => ("Business Account locked", "The account was restricted or disabled for a policy violation"),
        131042 => ("Business eligibility payment issue", "There was an error related to your payment method"),
        131045 => ("Incorrect certificate", "Message failed to send due to a phone number registration error"),
        131047 => (
            "Re-engagement message",
            "Message failed to send because more than 24 hours have passed since the customer last replied to this number",
        ),
        131048 => (
            "Spam rate limit hit",
            "Message failed to send because there are restrictions on how many messages can be sent from this phone number",
        ),
        131049 => {
            ("Meta chose not to deliver", "This message was not delivered to maintain healthy ecosystem engagement")
        }
        131050 => (
            "User has stopped marketing messages",
            "The recipient chose to stop receiving marketing messages from the business",
        ),
        131051 => ("Message type unknown", "Message type is currently not supported"),
        131052 => ("Media download error", "Failed to download the media sent by the user"),
        131053 => ("Media upload error", "Unable to upload the media used in the message"),
        131056 => (
            "(Business Account, Consumer Account) pair rate limit hit",
            "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time",
        ),
        131057 => ("Account in maintenance mode", "Business Account is in maintenance mode"),
        131060 => ("This message is unavailable", "This message is currently unavailable"),
        132000 => (
            "Number of parameters does not match the expected number of params",
            "The number of parameters does not match",
        ),
        132001 => (
            "Template name does not exist in the translation",
            "The template does not exist in the specified language or the template has not been approved",
        ),
        132005 => ("Translated text too long", "The translated text is too long"),
        132012 => (
            "Parameter format does not match format in the created template",
            "The parameter values are formatted incorrectly",
        ),
        132015 => {
            ("Template is paused due to low quality", "The template is paused due to low quality and cannot be sent")
        }
        132016 => ("Template is disabled", "The template was paused too many times and is permanently disabled"),
        132018 => (
            "There is an issue with the parameters in your template",
            "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
        ),
        133016 => ("Account register deregister rate limit exceeded", "Too many registration attempts"),
        135000 => {
            ("Generic user error", "Message failed to send because of an unknown error with the request parameters")
        }
        _ => ("Unknown error", "An unknown error occurred"),
    }
}
