//! What webhooks say.

use crate::customer::{ChatMessage, Customer, Stage};
use crate::graph::error::title;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// One thing that happened.
#[derive(Debug, Clone)]
pub(crate) enum Update {
    /// A customer's message with the contact it came from.
    Message {
        id: Option<String>,
        message: Value,
        contact: Option<Value>,
    },
    Status(Value),
    /// Any other field of the subscription.
    Change {
        field: String,
        value: Value,
    },
}

/// The signed body: all messages in one change, all statuses in another, as
/// Meta batches them.
pub(crate) fn body(waba_id: &str, metadata: &Value, updates: &[Update]) -> Vec<u8> {
    let mut messages = Vec::new();
    let mut contacts = Vec::new();
    let mut statuses = Vec::new();
    let mut others = Vec::new();
    for update in updates {
        match update {
            Update::Message { message, contact, .. } => {
                messages.push(message);
                contacts.extend(contact.iter().filter(|c| !contacts.contains(c)).collect::<Vec<_>>());
            }
            Update::Status(status) => statuses.push(status),
            Update::Change { field, value } => others.push(json!({"field": field, "value": value})),
        }
    }
    let mut changes = Vec::new();
    if !messages.is_empty() {
        let mut value = json!({"messaging_product": "whatsapp", "metadata": metadata, "messages": messages});
        if !contacts.is_empty() {
            value["contacts"] = json!(contacts);
        }
        changes.push(json!({"field": "messages", "value": value}));
    }
    if !statuses.is_empty() {
        let value = json!({"messaging_product": "whatsapp", "metadata": metadata, "statuses": statuses});
        changes.push(json!({"field": "messages", "value": value}));
    }
    changes.extend(others);
    let whole = json!({"object": "whatsapp_business_account", "entry": [{"id": waba_id, "changes": changes}]});
    serde_json::to_vec(&whole).expect("values are always JSON")
}

/// The `contacts[]` entry of a customer.
pub(crate) fn contact(customer: &Customer) -> Value {
    let mut profile = json!({"name": customer.name});
    if let Some(username) = &customer.username {
        profile["username"] = username.as_str().into();
    }
    let mut contact = json!({"profile": profile, "user_id": customer.user_id});
    if !customer.hides_number {
        contact["wa_id"] = customer.wa_id.as_str().into();
    }
    contact
}

/// A customer's message: the sender and time around the type's object.
pub(crate) fn message(customer: &Customer, id: &str, at: Timestamp, content: &Map<String, Value>) -> Value {
    let mut message = Map::new();
    if !customer.hides_number {
        message.insert("from".into(), customer.wa_id.as_str().into());
    }
    message.insert("from_user_id".into(), customer.user_id.as_str().into());
    message.insert("id".into(), id.into());
    message.insert("timestamp".into(), at.as_second().to_string().into());
    message.extend(content.iter().map(|(k, v)| (k.clone(), v.clone())));
    Value::Object(message)
}

/// The `statuses[]` entry of a sent message.
pub(crate) fn status(customer: &Customer, message: &ChatMessage, stage: Stage, error: Option<u32>) -> Value {
    let mut status = json!({
        "id": message.id,
        "status": stage.word(),
        "timestamp": Timestamp::now().as_second().to_string(),
        "recipient_user_id": customer.user_id,
    });
    if !customer.hides_number {
        status["recipient_id"] = customer.wa_id.as_str().into();
    }
    if let Some(data) = &message.track.callback_data {
        status["biz_opaque_callback_data"] = data.as_str().into();
    }
    if matches!(stage, Stage::Sent | Stage::Delivered) {
        status["pricing"] = pricing(message.track.category);
    }
    if let Some(code) = error {
        status["errors"] = json!([late_error(code)]);
    }
    status
}

fn pricing(category: &str) -> Value {
    let free = category == "service";
    let kind = if free { "free_customer_service" } else { "regular" };
    json!({"billable": !free, "pricing_model": "PMP", "type": kind, "category": category})
}

/// An error told by webhook.
pub(crate) fn late_error(code: u32) -> Value {
    let (title, details) = title(code);
    json!({
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn customer() -> Customer {
        Customer::new("554988590187".into(), "+55 49 98859-0187", "Ana", true)
    }

    #[test]
    fn x1_a_batch_holds_every_update() {
        let customer = customer();
        let content = json!({"type": "text", "text": {"body": "oi"}});
        let one = |id: &str| Update::Message {
            id: Some(id.into()),
            message: message(&customer, id, Timestamp::UNIX_EPOCH, content.as_object().unwrap()),
            contact: Some(contact(&customer)),
        };
        let other = Update::Change { field: "account_alerts".into(), value: json!({}) };
        let updates = [one("a"), one("b"), Update::Status(json!({"id": "c"})), other];
        let body: Value = serde_json::from_slice(&body("1", &json!({}), &updates)).unwrap();
        let changes = &body["entry"][0]["changes"];
        assert_eq!(changes[0]["value"]["messages"].as_array().unwrap().len(), 2);
        assert_eq!(changes[0]["value"]["contacts"].as_array().unwrap().len(), 1);
        assert_eq!(changes[0]["value"]["messages"][1]["timestamp"], "0");
        assert_eq!(changes[1]["value"]["statuses"][0]["id"], "c");
        assert_eq!(changes[2]["field"], "account_alerts");
    }

    #[test]
    fn x5_a_hidden_number_is_nowhere() {
        let customer = Customer { hides_number: true, username: Some("ana".into()), ..customer() };
        let sent = ChatMessage::new("w".into(), true, std::sync::Arc::new(json!({})));
        let all = json!([
            contact(&customer),
            message(&customer, "w", Timestamp::UNIX_EPOCH, &Map::new()),
            status(&customer, &sent, Stage::Sent, None),
        ]);
        assert!(!all.to_string().contains("554988590187"));
        assert_eq!(all[0]["profile"]["username"], "ana");
    }
}
