//! Proof that Kannel knows us, without sending anything: a request that names
//! no receiver gets past the sign-in and no further.

use crate::answer;
use crate::send::signed_in;
use crate::settings::Settings;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::AccountInfo;
use deskbell_sdk::http::{Request, Response};

pub(crate) fn request(settings: &Settings) -> Request {
    signed_in(settings).header("content-type", "text/plain; charset=UTF-8").timeout_ms(10_000)
}

pub(crate) fn read(settings: &Settings, response: &Response) -> Result<AccountInfo, CallError> {
    signed_in_there(response)?;
    let sender = if settings.sender.is_empty() { "Kannel's own sender" } else { &settings.sender };
    Ok(AccountInfo {
        remote_id: cut(format!("{}/{}", settings.gateway(), settings.sender), 512),
        display: cut(format!("{sender} · {}", settings.gateway()), 255),
    })
}

fn signed_in_there(response: &Response) -> Result<(), CallError> {
    let text = String::from_utf8_lossy(response.bytes());
    if text.starts_with("Missing receiver") {
        return Ok(());
    }
    if !response.is_success() {
        answer::accepted(response, 1).map_err(CallError::repeatable)?;
    }
    Err(CallError::auth("not-kannel", "sendsms_url does not answer like Kannel's sendsms interface"))
}

/// The contract's bounds; a host's name can be nearly as long.
fn cut(mut text: String, most: usize) -> String {
    text.truncate(text.floor_char_boundary(most));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::example;
    use deskbell_sdk::http::Header;

    fn run(status: u16, body: &str) -> Result<AccountInfo, CallError> {
        read(&example(), &Response::new(status, [], body))
    }

    #[test]
    fn a_receiver_is_all_that_is_missing() {
        let info = run(400, "Missing receiver(s) number(s), rejected").expect("the sign-in worked");
        assert_eq!(info.display, "Oficina · 10.0.0.5:13013");
        assert_eq!(info.remote_id, "10.0.0.5:13013/Oficina");
    }

    #[test]
    fn nothing_can_leave() {
        let request = request(&example());
        let names: Vec<&str> = request.headers().iter().map(|(name, _)| name.as_str()).collect();
        assert!(!names.contains(&"x-kannel-to"), "{names:?}");
        assert!(request.headers().iter().any(|(_, value)| matches!(value, Header::Secret(s) if s.name == "password")));
        assert_eq!(request.body_bytes(), None);
    }

    #[test]
    fn what_else_can_answer() {
        assert!(matches!(run(403, "Authorization failed for sendsms"), Err(CallError::Auth(_))));
        assert!(matches!(run(202, "0: Accepted for delivery"), Err(CallError::Auth(_))));
        assert!(matches!(run(200, "<html>"), Err(CallError::Auth(_))));
        assert!(matches!(run(503, "Temporal failure, try again later."), Err(CallError::RateLimited(_))));
        assert!(matches!(run(502, "bad gateway"), Err(CallError::Retry(hint)) if !hint.uncertain));
    }
}
