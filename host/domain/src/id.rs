//! Every id is its own type, from one list.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Ids that the store hands out in order, one sequence a kind and workspace.
macro_rules! sequence_ids {
    ($($(#[$doc:meta])* $name:ident, $label:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl $name {
            /// Names the sequence in the store.
            pub const SEQUENCE: &'static str = $label;
        }

        impl From<u64> for $name {
            fn from(value: u64) -> Self { Self(value) }
        }

        impl From<$name> for u64 {
            fn from(id: $name) -> u64 { id.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($label, ":{}"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(s: &str) -> Result<Self, Self::Err> { s.parse().map(Self) }
        }
    )*};
}

sequence_ids! {
    /// A customer.
    ContactId, "contact";
    /// All messages with one contact over one channel.
    ConversationId, "conversation";
    /// One message in either direction, or an internal note.
    MessageId, "message";
    /// A business record.
    CardId, "card";
    /// Something a person should do.
    TaskId, "task";
    /// A row of the outbox: one attempt-series to send one message.
    OutboxId, "outbox";
    /// One webhook or poll result as it came in.
    JournalSeq, "journal";
    /// A change that browsers follow.
    FeedSeq, "feed";
    /// A file to be fetched from a provider.
    FetchId, "fetch";
    /// Somebody who signs in.
    UserId, "user";
    /// An access token of the API.
    TokenId, "token";
}

/// Names that people choose: short, lower case, safe in paths and URLs.
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Accepts 1 to 63 of `a-z`, `0-9`, `-`, beginning and ending with
            /// a letter or digit.
            pub fn new(name: impl Into<String>) -> Result<Self, BadName> {
                let name = name.into();
                if is_name(&name) { Ok(Self(name)) } else { Err(BadName { name }) }
            }

            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl TryFrom<String> for $name {
            type Error = BadName;
            fn try_from(name: String) -> Result<Self, BadName> { Self::new(name) }
        }

        impl std::str::FromStr for $name {
            type Err = BadName;
            fn from_str(name: &str) -> Result<Self, BadName> { Self::new(name) }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String { name.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
    )*};
}

names! {
    /// One shop; also the name of its folder.
    WorkspaceSlug;
    /// One connected account: a WhatsApp number, a Telegram bot, an ERP.
    ChannelId;
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not a name: use 1 to 63 of a-z, 0-9 and \"-\", with a letter or digit at both ends")]
pub struct BadName {
    pub name: String,
}

fn is_name(s: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c != '-');
    (1..=63).contains(&s.len())
        && s.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && edge(s.chars().next())
        && edge(s.chars().last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_in_paths() {
        for good in ["demo", "a", "shop-12", &"x".repeat(63)] {
            assert!(WorkspaceSlug::new(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a_b", "../x", "a/b", "é", &"x".repeat(64)] {
            assert!(WorkspaceSlug::new(bad).is_err(), "{bad}");
        }
    }
}
