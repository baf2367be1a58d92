//! The only way out: rows that become calls of a connector.
//!
//! A row is claimed in a transaction that checks everything again (window,
//! template, addresses, expiry) and marks it *sending*. The plugin is called
//! with no transaction open. The outcome is committed. Whatever is still
//! *sending* when the process starts was cut off in between: it is uncertain.

mod claim;
mod dispatch;
mod first_contact;
mod settle;

pub(crate) use claim::{Claimed, claim, header_document, wake, window_problem};
pub(crate) use dispatch::Dispatcher;
pub(crate) use settle::{Sent, distrust, recover, settle};

use deskbell_domain::id::{ConversationId, MessageId};
use deskbell_store::MessageRef;

/// Our id of one attempt. Providers echo it where they can. Channels that send
/// once for one id, however often they are asked, get the same id for every
/// attempt: number 0.
pub(crate) fn attempt_id(conversation: ConversationId, message: MessageId, attempt: u32) -> String {
    format!("m-{conversation}-{message}-{attempt}")
}

pub(crate) fn parse_attempt_id(id: &str) -> Option<MessageRef> {
    let mut parts = id.strip_prefix("m-")?.split('-');
    let conversation = parts.next()?.parse().ok()?;
    let message = parts.next()?.parse().ok()?;
    let attempt: u32 = parts.next()?.parse().ok()?;
    match parts.next() {
        None => Some(MessageRef { conversation, message, attempt: (attempt > 0).then_some(attempt) }),
        Some(_) => None,
    }
}

#[cfg(test)]
mod interleavings;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempt_ids_come_back() {
        let id = attempt_id(12.into(), 345.into(), 2);
        let parsed = parse_attempt_id(&id).expect("our own id");
        assert_eq!((parsed.conversation, parsed.message, parsed.attempt), (12.into(), 345.into(), Some(2)));
        assert_eq!(parse_attempt_id("m-1-2-0").expect("our own id").attempt, None);
        for foreign in ["", "m-", "m-1-2", "m-1-2-3-4", "x-1-2-3", "m-1-2-three"] {
            assert!(parse_attempt_id(foreign).is_none(), "{foreign}");
        }
    }
}
