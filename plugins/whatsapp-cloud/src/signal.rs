//! Read marks and "typing…".

use crate::errors::Effect;
use crate::graph::Graph;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::Signal;
use serde_json::json;

pub(crate) fn send(graph: &Graph<'_>, signal: &Signal) -> Result<(), CallError> {
    let (message_id, typing) = match signal {
        Signal::MarkRead(id) => (id, false),
        Signal::Typing(id) => (id, true),
    };
    let mut body = json!({ "messaging_product": "whatsapp", "status": "read", "message_id": message_id });
    // It cannot be had without the read mark; it ends by itself after 25 seconds.
    if typing {
        body["typing_indicator"] = json!({ "type": "text" });
    }
    graph.post("messages", &body, Effect::Harmless).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{Script, body, settings};

    #[test]
    fn typing_marks_as_read_too() {
        let script = Script::new().answer(200, json!({"success": true})).answer(200, json!({"success": true}));
        let settings = settings();
        let graph = Graph { wire: &script, settings: &settings, attempt: 1 };
        assert_eq!(send(&graph, &Signal::MarkRead("wamid.A".into())), Ok(()));
        assert_eq!(send(&graph, &Signal::Typing("wamid.A".into())), Ok(()));
        let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A"});
        let typing = json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A",
            "typing_indicator": {"type": "text"}});
        let sent = script.sent();
        assert_eq!((body(&sent[0]), body(&sent[1])), (read, typing));
        assert_eq!(sent[0].url(), "https://graph.facebook.com/v25.0/106540352242922/messages");
    }
}
