//! Whether numbers are on WhatsApp, and under which id: Brazil's ninth digit is
//! Evolution API's to know (X5).

use super::path;
use crate::api::Api;
use crate::jid::{Jid, party};
use crate::json::{items, text_at};
use deskbell_sdk::CallError;
use deskbell_sdk::channel::Finding;
use serde_json::{Value, json};

pub(super) fn check(api: &Api<'_>, phones: &[String]) -> Result<Vec<Finding>, CallError> {
    let answer = api.post(&path(api, "chat/whatsappNumbers"), &json!({ "numbers": phones }))?;
    Ok(phones.iter().map(|phone| one(items(&answer), phone)).collect())
}

/// The answers come in any order, each with the number that was asked for.
fn one(answers: &[Value], phone: &str) -> Finding {
    let asked = |answer: &&Value| text_at(answer, "number").map(digits).as_deref() == Some(phone);
    let Some(answer) = answers.iter().find(asked) else { return Finding::Unknown };
    let ids = ["jid", "lid"].into_iter().filter_map(|key| text_at(answer, key)).map(Jid::read);
    match answer.get("exists").and_then(Value::as_bool) {
        Some(true) => {
            party(&ids.collect::<Vec<_>>(), text_at(answer, "name")).map_or(Finding::Unknown, Finding::Exists)
        }
        Some(false) => Finding::Absent,
        None => Finding::Unknown,
    }
}

fn digits(number: &str) -> String {
    number.split('@').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect()
}
