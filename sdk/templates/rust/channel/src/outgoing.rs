//! What we tell the service, and what its answers mean. Plain data on both
//! sides, so it is tested without a network.

use deskbell_sdk::channel::{AccountInfo, OutboundContent, OutboundMessage, Receipt, find_address};
use deskbell_sdk::http::{self, Request, Response};
use deskbell_sdk::{AddressKind, CallError};
use serde::Deserialize;
use serde_json::json;

pub fn account_request(base_url: &str) -> Request {
    signed_in(http::get(format!("{base_url}/account")))
}

pub fn message_request(base_url: &str, message: &OutboundMessage) -> Result<Request, CallError> {
    let OutboundContent::Text(text) = &message.content else {
        return Err(CallError::unsupported("this channel carries text only"));
    };
    if text.body.trim().is_empty() {
        return Err(CallError::rejected("no-text", "the text is empty"));
    }
    let to = find_address(&message.to, AddressKind::Phone)
        .ok_or_else(|| CallError::rejected("no-phone", "the contact has no phone number"))?;
    // Our own id of the attempt: where the service de-duplicates by it, a
    // repeated request does not become a second message.
    let body = json!({ "to": to, "text": text.body, "key": message.id });
    Ok(signed_in(http::post(format!("{base_url}/messages"))).json(&body).timeout_ms(10_000))
}

/// The host fills the token in when the request leaves.
fn signed_in(request: Request) -> Request {
    request.secret_header("authorization", "Bearer ", "api_token")
}

pub fn account(response: &Response) -> Result<AccountInfo, CallError> {
    #[derive(Deserialize)]
    struct Account {
        id: String,
        name: String,
    }
    let account: Account = accepted(response).and_then(Response::json).map_err(CallError::repeatable)?;
    Ok(AccountInfo { remote_id: account.id, display: account.name })
}

pub fn receipt(response: &Response) -> Result<Receipt, CallError> {
    #[derive(Deserialize)]
    struct Sent {
        id: String,
    }
    let sent: Sent = accepted(response)?.json()?;
    match (1..=120).contains(&sent.id.len()) {
        true => Ok(Receipt { remote_id: sent.id, recipient: None, held: false }),
        false => Err(CallError::uncertain("bad-response", "the service answered without a usable id")),
    }
}

/// An error says what Deskbell shall do: repeat, wait, stop this account, give
/// up on this message.
fn accepted(response: &Response) -> Result<&Response, CallError> {
    let code = format!("http-{}", response.status());
    Err(match response.status() {
        200..=299 => return Ok(response),
        401 | 403 => CallError::auth(code, "the service refuses the token"),
        429 => {
            CallError::rate_limited(code, "the service asks for a pause", response.retry_after_ms().unwrap_or(10_000))
        }
        // It may have been taken although the answer is an error.
        500..=599 => CallError::uncertain(code, "the service has trouble of its own"),
        _ => CallError::rejected(code, "the service refuses the request"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskbell_sdk::Address;
    use deskbell_sdk::channel::OutboundText;

    fn message(text: &str) -> OutboundMessage {
        OutboundMessage {
            id: "m-1-1-1".to_owned(),
            to: vec![Address::phone("+5549988590187")],
            content: OutboundContent::Text(OutboundText { body: text.to_owned(), preview_link: false }),
            reply_to: None,
        }
    }

    #[test]
    fn a_text_goes_out_with_its_number() {
        let request = message_request("https://api.example.com", &message("Ready")).expect("a text");
        assert_eq!(request.url(), "https://api.example.com/messages");
        let body = request.body_bytes().expect("JSON");
        assert!(String::from_utf8_lossy(body).contains("\"to\":\"+5549988590187\""));
        assert!(message_request("https://api.example.com", &message("  ")).is_err());
    }

    #[test]
    fn answers_say_what_to_do() {
        let of = |status, body: &str| receipt(&Response::new(status, [("retry-after", "7")], body));
        assert_eq!(of(200, r#"{"id":"out-1"}"#).map(|receipt| receipt.remote_id), Ok("out-1".to_owned()));
        assert!(matches!(of(401, ""), Err(CallError::Auth(_))));
        assert!(matches!(of(429, ""), Err(CallError::RateLimited(limit)) if limit.after_ms == 7_000));
        assert!(matches!(of(503, ""), Err(CallError::Retry(hint)) if hint.uncertain));
        assert!(matches!(of(200, "<html>"), Err(CallError::Retry(hint)) if hint.uncertain));
        assert!(matches!(of(400, ""), Err(CallError::Rejected(_))));
    }
}
