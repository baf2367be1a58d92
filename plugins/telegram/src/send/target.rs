//! Where a message goes: to the customer's private chat, unless it quotes
//! something that was written in a group.

use crate::errors::rejected;
use crate::memory::Memory;
use crate::remote_id::RemoteId;
use deskbell_sdk::{Address, AddressKind, CallError};

#[derive(Debug, PartialEq)]
pub(super) struct Target {
    pub(super) chat: i64,
    /// The message of this chat to quote.
    pub(super) quote: Option<i64>,
}

impl Target {
    pub(super) fn at(chat: i64) -> Self {
        Self { chat, quote: None }
    }

    /// An upgraded group counts its messages anew, so the quote is left out
    /// rather than put under another message.
    pub(super) fn moved(self, memory: &dyn Memory) -> Self {
        match memory.moved_group(self.chat).filter(|_| self.chat < 0) {
            Some(new) => Self::at(new),
            None => self,
        }
    }
}

/// A private answer never goes to a group by itself: everybody would read it.
pub(super) fn choose(to: &[Address], reply_to: Option<&str>) -> Result<Target, CallError> {
    let users = || to.iter().filter(|a| a.kind == AddressKind::UserId).filter_map(|a| a.value.parse::<i64>().ok());
    let Some(first) = users().next() else {
        let detail = "the customer has no Telegram user id; a bot can write only to those who wrote to it";
        return Err(rejected("no-recipient", detail));
    };
    let quoted = reply_to.and_then(RemoteId::read).filter(|id| id.in_group() || users().any(|user| user == id.chat));
    Ok(match quoted {
        Some(id) => Target { chat: id.chat, quote: Some(id.message) },
        None => Target::at(first),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_unless_a_group_is_quoted() {
        let to = [Address::phone("+5549988590187"), Address::user_id("7"), Address::user_id("8")];
        let check = |reply: Option<&str>, chat: i64, quote: Option<i64>| {
            assert_eq!(choose(&to, reply), Ok(Target { chat, quote }), "{reply:?}");
        };
        check(None, 7, None);
        check(Some("7:12"), 7, Some(12));
        check(Some("8:3"), 8, Some(3));
        check(Some("8:3:c:4382"), 8, Some(3));
        check(Some("-100:5"), -100, Some(5));
        check(Some("9:5"), 7, None);
        check(Some("wamid.A"), 7, None);
        let none = [Address::phone("+5549988590187"), Address::new(AddressKind::Username, "ana")];
        assert!(matches!(choose(&none, Some("-100:5")), Err(CallError::Rejected(p)) if p.code == "no-recipient"));
    }
}
