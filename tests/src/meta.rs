//! Webhook bodies as Meta writes them.

use deskbell_simulator::SimConfig;
use jiff::Timestamp;
use serde_json::{Value, json};

/// A text message of a customer.
pub fn text(id: &str, wa_id: &str, at: Timestamp, body: &str) -> Value {
    json!({ "id": id, "from": wa_id, "timestamp": at.as_second().to_string(), "type": "text", "text": { "body": body } })
}

/// A report about a message of ours.
pub fn status(id: &str, word: &str) -> Value {
    json!({ "id": id, "status": word, "timestamp": Timestamp::now().as_second().to_string() })
}

/// A report that a message failed after it was accepted.
pub fn failed(id: &str, code: u32) -> Value {
    let mut status = status(id, "failed");
    status["errors"] = json!([{ "code": code, "title": "failed" }]);
    status
}

/// Messages of one customer, in one change.
pub fn messages(name: &str, wa_id: &str, messages: &[Value]) -> Value {
    change(json!({ "contacts": [{ "profile": { "name": name }, "wa_id": wa_id }], "messages": messages }))
}

pub fn statuses(statuses: &[Value]) -> Value {
    change(json!({ "statuses": statuses }))
}

/// A change of the messages field with these lists in it.
pub fn change(mut lists: Value) -> Value {
    lists["messaging_product"] = "whatsapp".into();
    lists["metadata"] =
        json!({ "display_phone_number": "554933221100", "phone_number_id": SimConfig::default().phone_number_id });
    json!({ "field": "messages", "value": lists })
}

/// A whole request: entry by entry, change by change.
pub fn webhook(entries: &[Vec<Value>]) -> Value {
    let entries: Vec<Value> =
        entries.iter().map(|changes| json!({ "id": SimConfig::default().waba_id, "changes": changes })).collect();
    json!({ "object": "whatsapp_business_account", "entry": entries })
}
