//! Identity is a set of addresses; a phone number is one of them.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::phone;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressKind {
    Phone,
    UserId,
    ParentUserId,
    Username,
    Email,
    ExternalId,
    Other,
}

impl AddressKind {
    /// Whether two parties that share such an address are the same person.
    /// A chosen name changes hands, so it never identifies.
    pub fn identifies(self) -> bool {
        !matches!(self, Self::Username | Self::Other | Self::ParentUserId)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::UserId => "user-id",
            Self::ParentUserId => "parent-user-id",
            Self::Username => "username",
            Self::Email => "email",
            Self::ExternalId => "external-id",
            Self::Other => "other",
        }
    }
}

/// Where an address means something. Phones and e-mail addresses are the same
/// everywhere; a Telegram user id means nothing to WhatsApp.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Realm(String);

impl Realm {
    pub const ANYWHERE: &'static str = "*";

    /// The realm of `kind` seen on a channel of kind `channel_kind`.
    pub fn of(kind: AddressKind, channel_kind: &str) -> Self {
        match kind {
            AddressKind::Phone | AddressKind::Email => Self(Self::ANYWHERE.into()),
            _ => Self(channel_kind.into()),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One address of a contact, as received and never rewritten.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address {
    pub realm: Realm,
    pub kind: AddressKind,
    pub value: String,
}

impl Address {
    pub fn new(channel_kind: &str, kind: AddressKind, value: impl Into<String>) -> Self {
        Self { realm: Realm::of(kind, channel_kind), kind, value: value.into() }
    }

    /// What is compared and indexed: number variants of one phone share it.
    pub fn canonical(&self) -> AddressKey {
        let value = match self.kind {
            AddressKind::Phone => phone::canonical(&self.value),
            AddressKind::Email | AddressKind::Username => self.value.trim().to_lowercase(),
            _ => self.value.trim().to_owned(),
        };
        AddressKey { realm: self.realm.clone(), kind: self.kind, value }
    }
}

/// Addresses are personal data: debug output shows the kind and the last two
/// characters alone.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tail: String = self.value.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
        write!(f, "{}:…{tail}", self.kind.as_str())
    }
}

/// The canonical form of an address; a key of the store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AddressKey {
    pub realm: Realm,
    pub kind: AddressKind,
    pub value: String,
}

/// Somebody outside, as an event names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub addresses: Vec<Address>,
    pub display_name: Option<String>,
}

impl Party {
    pub fn phone(&self) -> Option<&Address> {
        self.addresses.iter().find(|a| a.kind == AddressKind::Phone)
    }
}
