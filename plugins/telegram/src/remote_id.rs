//! Telegram numbers messages within their chat, so a message is named by both:
//! "chat:message". What follows (the id of a tap) tells apart, no more.

use deskbell_sdk::CallError;
use std::fmt;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct RemoteId {
    pub(crate) chat: i64,
    pub(crate) message: i64,
}

impl RemoteId {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let chat = parts.next()?.parse().ok()?;
        let message = parts.next()?.parse().ok().filter(|id| *id > 0)?;
        Some(Self { chat, message })
    }

    pub(crate) fn require(text: &str) -> Result<Self, CallError> {
        Self::read(text).ok_or_else(|| CallError::rejected("message-id", "that is not the id of a Telegram message"))
    }

    /// Groups, supergroups and channels have ids below zero.
    pub(crate) fn in_group(self) -> bool {
        self.chat < 0
    }
}

impl fmt::Display for RemoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.chat, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::RemoteId;

    #[test]
    fn chat_and_message_and_whatever_follows() {
        let id = RemoteId { chat: -1_001_234, message: 7 };
        assert_eq!(id.to_string(), "-1001234:7");
        assert_eq!(RemoteId::read("-1001234:7"), Some(id));
        assert_eq!(RemoteId::read("-1001234:7:4382bfdwdsb323b2d9"), Some(id));
        assert!(id.in_group());
        for bad in ["", "7", "a:7", "7:b", "7:0", ":", "wamid.A"] {
            assert_eq!(RemoteId::read(bad), None, "{bad}");
        }
    }
}
