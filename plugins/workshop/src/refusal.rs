//! A request that cannot be read, told to the programmer who sent it.

use deskbell_sdk::WebhookReply;
use std::collections::BTreeMap;

/// Names the place and the rule, never the value: values are customers' data
/// and replies end up in logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    /// "events[2].data.phones[0]"; empty for the whole body.
    pub field: String,
    pub error: String,
}

impl Refusal {
    pub fn new(field: impl Into<String>, error: impl Into<String>) -> Self {
        Self { status: 400, field: field.into(), error: error.into() }
    }

    pub fn reply(&self) -> WebhookReply {
        let mut body = BTreeMap::from([("error", self.error.as_str())]);
        if !self.field.is_empty() {
            body.insert("field", &self.field);
        }
        WebhookReply::json(self.status, &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reply_is_json_with_error_and_field() {
        let reply = Refusal::new("data.id", "is missing").reply();
        assert_eq!(reply.status, 400);
        assert_eq!(reply.body, br#"{"error":"is missing","field":"data.id"}"#);
        assert_eq!(Refusal::new("", "is not JSON").reply().body, br#"{"error":"is not JSON"}"#);
    }
}
