//! "Typing…". A bot cannot mark what a customer wrote as read.

use crate::api::Api;
use crate::errors::Effect;
use crate::remote_id::RemoteId;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::Signal;
use serde_json::json;

pub(crate) fn send(api: &Api<'_>, signal: &Signal) -> Result<(), CallError> {
    let Signal::Typing(remote_id) = signal else {
        return Err(CallError::unsupported("Telegram has no read marks for bots"));
    };
    let chat = RemoteId::require(remote_id)?.chat;
    let chat = api.memory.moved_group(chat).unwrap_or(chat);
    // It ends by itself after five seconds, or with the message.
    api.call("sendChatAction", &json!({ "chat_id": chat, "action": "typing" }), Effect::Harmless).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Script;

    #[test]
    fn typing_is_shown_in_the_chat_of_the_message() {
        let script = Script::new().ok(json!(true));
        assert_eq!(send(&script.api(1), &Signal::Typing("7:12".into())), Ok(()));
        assert_eq!(script.calls(), [("sendChatAction".to_owned(), json!({"chat_id": 7, "action": "typing"}))]);
        let none = Script::new();
        assert!(matches!(send(&none.api(1), &Signal::MarkRead("7:12".into())), Err(CallError::Unsupported(_))));
        assert!(matches!(send(&none.api(1), &Signal::Typing("odd".into())), Err(CallError::Rejected(_))));
    }
}
