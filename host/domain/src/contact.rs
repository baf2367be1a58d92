//! A customer: a set of addresses with a name.

use crate::address::{Address, AddressKind};
use crate::id::ContactId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    /// The business system's name, else what the customer calls themself.
    pub name: Option<String>,
    pub name_source: NameSource,
    pub addresses: Vec<KnownAddress>,
    /// BCP 47.
    pub language: Option<String>,
    pub tags: Vec<String>,
    pub note: Option<String>,
    /// Version of the business system's record that was last applied.
    #[serde(default)]
    pub business_version: u64,
    /// What the customer allowed or forbade, newest last.
    #[serde(default)]
    pub consents: Vec<Consent>,
    #[serde(with = "crate::time::millis")]
    pub created: Timestamp,
    #[serde(with = "crate::time::millis")]
    pub updated: Timestamp,
}

/// One answer to "may we write you this kind of message here?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub channel_kind: String,
    /// "marketing", …
    pub purpose: String,
    pub allowed: bool,
    #[serde(with = "crate::time::millis")]
    pub at: Timestamp,
}

/// Who named the contact; a better source is never overwritten by a worse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameSource {
    Unknown,
    Profile,
    Business,
    Person,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAddress {
    #[serde(flatten)]
    pub address: Address,
    /// Why nothing can be sent there, when that is known.
    pub unreachable: Option<String>,
}

impl Contact {
    pub fn new(id: ContactId, now: Timestamp) -> Self {
        Self {
            id,
            name: None,
            name_source: NameSource::Unknown,
            addresses: Vec::new(),
            language: None,
            tags: Vec::new(),
            note: None,
            business_version: 0,
            consents: Vec::new(),
            created: now,
            updated: now,
        }
    }

    /// Adds what is new; true when something was.
    pub fn learn(&mut self, addresses: &[Address], now: Timestamp) -> bool {
        let before = self.addresses.len();
        for address in addresses {
            if !self.addresses.iter().any(|known| known.address == *address) {
                self.addresses.push(KnownAddress { address: address.clone(), unreachable: None });
            }
        }
        let grew = self.addresses.len() > before;
        if grew {
            self.updated = now;
        }
        grew
    }

    /// Takes a name from `source` unless a better one is known; true when it changed.
    pub fn rename(&mut self, name: &str, source: NameSource, now: Timestamp) -> bool {
        let name = name.trim();
        if name.is_empty() || source < self.name_source || self.name.as_deref() == Some(name) {
            return false;
        }
        self.name = Some(name.to_owned());
        self.name_source = source;
        self.updated = now;
        true
    }

    /// Every address that a channel of this kind can use.
    pub fn addresses_on(&self, channel_kind: &str) -> impl Iterator<Item = &Address> {
        self.addresses
            .iter()
            .map(|known| &known.address)
            .filter(move |a| a.realm.as_str() == channel_kind || a.realm.as_str() == crate::address::Realm::ANYWHERE)
    }

    /// Forgets an address that the customer gave up; true when it was there.
    pub fn forget(&mut self, address: &Address, now: Timestamp) -> bool {
        let key = address.canonical();
        let before = self.addresses.len();
        self.addresses.retain(|known| known.address.canonical() != key);
        let shrank = self.addresses.len() < before;
        if shrank {
            self.updated = now;
        }
        shrank
    }

    pub fn phone(&self) -> Option<&str> {
        self.addresses.iter().find(|k| k.address.kind == AddressKind::Phone).map(|k| k.address.value.as_str())
    }

    pub fn first_name(&self) -> Option<&str> {
        self.name.as_deref().and_then(|n| n.split_whitespace().next())
    }

    /// Known to the business system, not only by having written.
    pub fn is_customer(&self) -> bool {
        self.addresses.iter().any(|k| k.address.kind == AddressKind::ExternalId)
    }
}
