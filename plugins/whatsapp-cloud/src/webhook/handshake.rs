//! Meta's GET when the webhook address is registered.

use deskbell_sdk::{WebhookReply, WebhookRequest};

/// Longer is not a challenge.
const MAX_CHALLENGE: usize = 512;

/// Echoes the challenge to whoever knows the verify token. `known` compares
/// in constant time.
pub(crate) fn handshake(request: &WebhookRequest, known: impl FnOnce(&str) -> bool) -> WebhookReply {
    let query = |name: &str| request.query_value(name);
    let mode = query("hub.mode") == Some("subscribe");
    let challenge = query("hub.challenge").filter(|text| !text.is_empty() && text.len() <= MAX_CHALLENGE);
    match (mode, query("hub.verify_token"), challenge) {
        (true, Some(token), Some(challenge)) if known(token) => WebhookReply::text(200, challenge),
        _ => WebhookReply::text(403, "verify token refused"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(pairs: &[(&str, &str)]) -> (u16, String) {
        let query = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let request = WebhookRequest {
            method: "GET".into(),
            path: String::new(),
            query,
            headers: Vec::new(),
            body: Vec::new(),
            received_ms: 0,
        };
        let reply = handshake(&request, |token| token == "right");
        (reply.status, String::from_utf8_lossy(&reply.body).into_owned())
    }

    #[test]
    fn only_the_right_token_gets_its_challenge_back() {
        let mode = ("hub.mode", "subscribe");
        let challenge = ("hub.challenge", "1158201444");
        assert_eq!(ask(&[mode, challenge, ("hub.verify_token", "right")]), (200, "1158201444".into()));
        assert_eq!(ask(&[mode, challenge, ("hub.verify_token", "wrong")]).0, 403);
        assert_eq!(ask(&[mode, challenge]).0, 403);
        assert_eq!(ask(&[mode, ("hub.verify_token", "right")]).0, 403);
        assert_eq!(ask(&[("hub.mode", "unsubscribe"), challenge, ("hub.verify_token", "right")]).0, 403);
        assert_eq!(ask(&[mode, ("hub.challenge", &"1".repeat(513)), ("hub.verify_token", "right")]).0, 403);
        assert_eq!(ask(&[]).0, 403);
    }
}
