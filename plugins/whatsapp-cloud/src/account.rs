//! Proof that token and number belong together.

use crate::bounds::{ID, NAME, clip};
use crate::graph::Graph;
use crate::json::word_at;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::AccountInfo;
use serde_json::Value;

const FIELDS: &str = "display_phone_number,verified_name,quality_rating";

pub(crate) fn check(graph: &Graph<'_>) -> Result<AccountInfo, CallError> {
    let number = &graph.settings.phone_number_id;
    let told = graph.get(&format!("{number}?fields={FIELDS}"))?;
    let Some(phone) = word_at(&told, "display_phone_number") else {
        let detail = "phone_number_id is not the id of a WhatsApp number; copy it from the app's API setup page";
        return Err(CallError::auth("not-a-number", detail));
    };
    Ok(AccountInfo {
        remote_id: word_at(&told, "id").filter(|id| id.len() <= ID).unwrap_or_else(|| number.clone()),
        display: clip(&display(&phone, &told), NAME),
    })
}

/// "+55 49 98859-0187 · Oficina Lopes"; a low quality is worth a word.
fn display(phone: &str, told: &Value) -> String {
    let mut display = phone.to_owned();
    if let Some(name) = word_at(told, "verified_name") {
        display.push_str(&format!(" · {name}"));
    }
    if let Some(low @ ("RED" | "YELLOW")) = word_at(told, "quality_rating").as_deref() {
        display.push_str(&format!(" · quality {low}"));
    }
    display
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::script::{Script, settings};
    use serde_json::json;

    fn run(status: u16, body: Value) -> Result<AccountInfo, CallError> {
        let script = Script::new().answer(status, body);
        let settings = settings();
        let answer = check(&Graph { wire: &script, settings: &settings, attempt: 1 });
        assert_eq!(
            script.sent()[0].url(),
            "https://graph.facebook.com/v25.0/106540352242922?fields=display_phone_number,verified_name,quality_rating"
        );
        answer
    }

    #[test]
    fn shows_the_number_as_people_read_it() {
        let info = run(
            200,
            json!({"id": "106540352242922", "display_phone_number": "+55 49 98859-0187",
            "verified_name": "Oficina Lopes", "quality_rating": "YELLOW"}),
        );
        let info = info.unwrap();
        assert_eq!(info.remote_id, "106540352242922");
        assert_eq!(info.display, "+55 49 98859-0187 · Oficina Lopes · quality YELLOW");
    }

    #[test]
    fn x7_a_long_name_does_not_fail_the_check() {
        let told = json!({"id": "1", "display_phone_number": "+55 49 98859-0187", "verified_name": "ã".repeat(300)});
        assert!(run(200, told).unwrap().display.len() <= NAME);
    }

    #[test]
    fn wrong_ids_and_tokens_need_the_operator() {
        assert!(matches!(run(200, json!({"id": "1"})), Err(CallError::Auth(_))));
        assert!(matches!(run(401, json!({"error": {"code": 190}})), Err(CallError::Auth(_))));
        assert!(matches!(run(400, json!({"error": {"code": 100}})), Err(CallError::Rejected(_))));
        assert!(matches!(run(503, json!({})), Err(CallError::Retry(hint)) if !hint.uncertain));
    }
}
