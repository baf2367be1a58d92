//! Proof that the token works, and a word when updates cannot come.

use crate::api::Api;
use crate::bounds::{NAME, clip};
use crate::errors::Effect;
use crate::json::{int_at, list_at, text_at, word_at};
use crate::settings::Receive;
use crate::updates::ALLOWED;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::AccountInfo;
use serde_json::{Value, json};

pub(crate) fn check(api: &Api<'_>) -> Result<AccountInfo, CallError> {
    let bot = api.call("getMe", &json!({}), Effect::Harmless)?;
    let Some(id) = int_at(&bot, "id") else {
        return Err(CallError::retry("bad-answer", "the answer is not one of Telegram's; check the Bot API address"));
    };
    let webhook = api.call("getWebhookInfo", &json!({}), Effect::Harmless)?;
    Ok(AccountInfo { remote_id: id.to_string(), display: display(&bot, warning(api.settings.receive, &webhook)) })
}

/// "@oficina_bot · Oficina Lopes".
fn display(bot: &Value, warning: Option<String>) -> String {
    let username = word_at(bot, "username").map(|name| format!("@{name}"));
    let name = text_at(bot, "first_name").map(str::to_owned);
    let parts: Vec<String> = [username, name, warning].into_iter().flatten().collect();
    clip(&parts.join(" · "), NAME)
}

/// What keeps updates from coming. The token works all the same.
fn warning(receive: Receive, webhook: &Value) -> Option<String> {
    let set = text_at(webhook, "url").is_some();
    match (receive, set) {
        (Receive::Webhook, false) => Some("no webhook is set".to_owned()),
        (Receive::Poll, true) => Some("a webhook is set, so polling is refused".to_owned()),
        (Receive::Poll, false) => None,
        (Receive::Webhook, true) => delivery(webhook).or_else(|| left_out(webhook)),
    }
}

/// Without a list of its own, Telegram leaves out reactions.
fn left_out(webhook: &Value) -> Option<String> {
    let asked: Vec<&str> = list_at(webhook, "allowed_updates").iter().filter_map(Value::as_str).collect();
    let usual = |kind: &&str| asked.is_empty() && *kind != "message_reaction";
    let missing: Vec<&str> = ALLOWED.into_iter().filter(|kind| !asked.contains(kind) && !usual(kind)).collect();
    (!missing.is_empty()).then(|| format!("the webhook leaves out {}", missing.join(", ")))
}

/// The last error stays after it was mended; only what still waits counts.
fn delivery(webhook: &Value) -> Option<String> {
    let waiting = int_at(webhook, "pending_update_count").filter(|count| *count > 0)?;
    let error = text_at(webhook, "last_error_message")?;
    Some(format!("{waiting} updates wait: {}", clip(error, 100)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::script::Script;

    fn run(receive: Receive, webhook: Value) -> String {
        let bot = json!({"id": 42, "is_bot": true, "first_name": "Oficina Lopes", "username": "oficina_bot"});
        let mut script = Script::new().ok(bot).ok(webhook);
        script.settings.receive = receive;
        let info = check(&script.api(1)).unwrap();
        assert_eq!(info.remote_id, "42");
        info.display
    }

    #[test]
    fn shows_the_bot_and_what_keeps_updates_away() {
        let set = json!({"url": "https://desk.example/x", "allowed_updates": ALLOWED, "pending_update_count": 0, "last_error_message": "old"});
        let stuck = json!({"url": "https://desk.example/x", "pending_update_count": 3,
            "last_error_message": "Wrong response from the webhook: 502 Bad Gateway"});
        assert_eq!(run(Receive::Webhook, set.clone()), "@oficina_bot · Oficina Lopes");
        assert_eq!(run(Receive::Webhook, json!({"url": ""})), "@oficina_bot · Oficina Lopes · no webhook is set");
        assert_eq!(
            run(Receive::Webhook, stuck),
            "@oficina_bot · Oficina Lopes · 3 updates wait: Wrong response from the webhook: 502 Bad Gateway"
        );
        assert_eq!(run(Receive::Poll, json!({"url": ""})), "@oficina_bot · Oficina Lopes");
        assert!(run(Receive::Poll, set).ends_with("polling is refused"));
        let default = json!({"url": "https://desk.example/x"});
        assert!(run(Receive::Webhook, default).ends_with("the webhook leaves out message_reaction"));
        let one = json!({"url": "https://desk.example/x", "allowed_updates": ["message", "my_chat_member"]});
        let missing = "leaves out edited_message, callback_query, message_reaction";
        assert!(run(Receive::Webhook, one).ends_with(missing));
    }

    #[test]
    fn a_wrong_token_needs_the_operator() {
        let check = |script: Script| check(&script.api(1)).unwrap_err();
        assert!(matches!(check(Script::new().no(401, "Unauthorized")), CallError::Auth(_)));
        assert!(matches!(check(Script::new().no(404, "Not Found")), CallError::Auth(_)));
        assert!(matches!(check(Script::new().answer(503, json!({}))), CallError::Retry(hint) if !hint.uncertain));
        assert!(matches!(check(Script::new().ok(json!({}))), CallError::Retry(_)));
    }
}
