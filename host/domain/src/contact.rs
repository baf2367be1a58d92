//! A customer: a set of addresses with a name.

use crate::address::{Address, AddressKey, AddressKind};
use crate::id::{ChannelId, ContactId};
use crate::reach::Unreachable;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    /// The business system's name, else what the customer calls themself.
    pub name: Option<String>,
    pub name_source: NameSource,
    /// The one to write to comes first.
    pub addresses: Vec<KnownAddress>,
    /// BCP 47.
    pub language: Option<String>,
    pub tags: Vec<String>,
    pub note: Option<String>,
    /// What business systems say of them, each system on its own.
    #[serde(default)]
    pub records: Vec<CustomerRecord>,
    /// What the customer allowed or forbade, newest last.
    #[serde(default)]
    pub consents: Vec<Consent>,
    #[serde(with = "crate::time::millis")]
    pub created: Timestamp,
    #[serde(with = "crate::time::millis")]
    pub updated: Timestamp,
    /// Kinds of channels on which nothing reaches them.
    #[serde(default)]
    pub unreachable: Vec<Unreachable>,
}

/// A business system's record of the customer, as it was last applied: what it
/// says no more can be told from what others said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRecord {
    pub channel: ChannelId,
    pub external_id: String,
    pub version: u64,
    pub addresses: Vec<Address>,
    pub language: Option<String>,
    pub note: Option<String>,
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
    /// The customer wrote from it, and no business system took it back since.
    #[serde(default)]
    pub wrote_from: bool,
}

impl KnownAddress {
    pub fn new(address: Address) -> Self {
        Self { address, unreachable: None, wrote_from: false }
    }
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
            records: Vec::new(),
            consents: Vec::new(),
            created: now,
            updated: now,
            unreachable: Vec::new(),
        }
    }

    /// Adds what is new; true when something was.
    pub fn learn(&mut self, addresses: &[Address], now: Timestamp) -> bool {
        let before = self.addresses.len();
        for address in addresses {
            if !self.addresses.iter().any(|known| known.address == *address) {
                self.addresses.push(KnownAddress::new(address.clone()));
            }
        }
        let grew = self.addresses.len() > before;
        if grew {
            self.updated = now;
        }
        grew
    }

    /// The customer wrote from these: answers go there. True when that is news.
    pub fn wrote_from(&mut self, addresses: &[Address]) -> bool {
        let mut news = false;
        for address in addresses {
            let key = address.canonical();
            for known in self.addresses.iter_mut().filter(|known| known.address.canonical() == key) {
                news |= !std::mem::replace(&mut known.wrote_from, true);
            }
            let alike = |k: &&KnownAddress| k.address.kind == key.kind && k.address.realm == key.realm;
            let mut alike = self.addresses.iter().filter(alike).map(|known| known.address.canonical());
            if alike.next().is_some_and(|first| first != key) && alike.any(|other| other == key) {
                // Stable: nothing moves but this address.
                self.addresses.sort_by_key(|known| known.address.canonical() != key);
                news = true;
            }
        }
        news
    }

    pub fn record(&self, channel: &ChannelId, external_id: &str) -> Option<&CustomerRecord> {
        self.records.iter().find(|record| record.channel == *channel && record.external_id == external_id)
    }

    /// Applies what a business system says now. What its last record said and
    /// this one does not is gone, unless somebody else said it as well.
    pub fn apply(&mut self, record: CustomerRecord, now: Timestamp) {
        let before = self.take_record(&record.channel, &record.external_id);
        let (addresses, language, note) = before.map(|b| (b.addresses, b.language, b.note)).unwrap_or_default();
        let given: Vec<AddressKey> = self.records.iter().chain([&record]).flat_map(CustomerRecord::keys).collect();
        let retracted = addresses.iter().map(Address::canonical).filter(|key| !given.contains(key)).collect::<Vec<_>>();
        self.put_addresses(&record.addresses, &retracted);
        self.language =
            record.language.clone().or(self.language.take().filter(|known| Some(known) != language.as_ref()));
        self.note = record.note.clone().or(self.note.take().filter(|known| Some(known) != note.as_ref()));
        self.records.push(record);
        self.updated = now;
    }

    /// The business system knows them no more. What it said stays.
    pub fn take_record(&mut self, channel: &ChannelId, external_id: &str) -> Option<CustomerRecord> {
        let at = self.records.iter().position(|r| r.channel == *channel && r.external_id == external_id)?;
        Some(self.records.remove(at))
    }

    /// What is given stands behind the addresses that the customer writes from
    /// and before all others. What is retracted goes; where the customer wrote
    /// from it, it stays as the last to be tried.
    fn put_addresses(&mut self, given: &[Address], retracted: &[AddressKey]) {
        let mut known = std::mem::take(&mut self.addresses);
        let mut fresh: Vec<KnownAddress> = Vec::new();
        for address in given {
            match known.iter().position(|k| k.address == *address) {
                Some(at) if known[at].wrote_from => {}
                Some(at) => fresh.push(known.remove(at)),
                None if fresh.iter().any(|k| k.address == *address) => {}
                None => fresh.push(KnownAddress::new(address.clone())),
            }
        }
        let (gone, mut known): (Vec<_>, Vec<_>) =
            known.into_iter().partition(|k| retracted.contains(&k.address.canonical()));
        let behind = known.iter().rposition(|k| k.wrote_from).map_or(0, |last| last + 1);
        known.splice(behind..behind, fresh);
        known.extend(gone.into_iter().filter(|k| k.wrote_from).map(|k| KnownAddress { wrote_from: false, ..k }));
        self.addresses = known;
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

impl CustomerRecord {
    fn keys(&self) -> impl Iterator<Item = AddressKey> {
        self.addresses.iter().map(Address::canonical)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn phone(number: &str) -> Address {
        Address::new("*", AddressKind::Phone, number)
    }

    fn says(contact: &mut Contact, system: &str, version: u64, phones: &[&str]) {
        let record = CustomerRecord {
            channel: ChannelId::new(system).unwrap(),
            external_id: "C-17".into(),
            version,
            addresses: phones.iter().map(|number| phone(number)).collect(),
            language: None,
            note: (version == 1).then(|| format!("noted in {system}")),
        };
        contact.apply(record, Timestamp::UNIX_EPOCH);
    }

    fn check(contact: &Contact, phones: &[&str]) {
        let known: Vec<&str> = contact.addresses.iter().map(|k| k.address.value.as_str()).collect();
        assert_eq!(known, phones);
    }

    fn nobody() -> Contact {
        Contact::new(ContactId(1), Timestamp::UNIX_EPOCH)
    }

    const MOBILE: &str = "+5549988590187";
    const OTHER: &str = "+5549988590188";
    const LANDLINE: &str = "+554932221234";

    /// A changed number was learnt behind the old one, and messages went on to
    /// the old one.
    #[test]
    fn s1_11_what_a_record_leaves_out_is_empty_afterwards() {
        let mut contact = nobody();
        says(&mut contact, "erp", 1, &[MOBILE, MOBILE]);
        check(&contact, &[MOBILE]);
        says(&mut contact, "erp", 2, &[OTHER, LANDLINE]);
        check(&contact, &[OTHER, LANDLINE]);
        says(&mut contact, "erp", 3, &[LANDLINE, OTHER]);
        check(&contact, &[LANDLINE, OTHER]);
        says(&mut contact, "erp", 4, &[]);
        check(&contact, &[]);
        assert_eq!((contact.note, contact.records.len()), (None, 1));
    }

    #[test]
    fn s1_11_systems_do_not_take_back_what_another_says() {
        let mut contact = nobody();
        says(&mut contact, "erp", 1, &[MOBILE]);
        says(&mut contact, "crm", 1, &[MOBILE, OTHER]);
        says(&mut contact, "erp", 2, &[LANDLINE]);
        check(&contact, &[LANDLINE, MOBILE, OTHER]);
        assert_eq!(contact.note.as_deref(), Some("noted in crm"));
    }

    #[test]
    fn x5_an_address_the_customer_wrote_from_is_kept() {
        let mut contact = nobody();
        contact.learn(&[phone("+554988590187")], Timestamp::UNIX_EPOCH);
        assert!(contact.wrote_from(&[phone("+554988590187")]));
        assert!(!contact.wrote_from(&[phone("+554988590187")]), "once is enough");
        says(&mut contact, "erp", 1, &[LANDLINE, MOBILE]);
        check(&contact, &["+554988590187", LANDLINE, MOBILE]);
        says(&mut contact, "erp", 2, &[OTHER]);
        check(&contact, &[OTHER, "+554988590187"]);
        says(&mut contact, "erp", 3, &[OTHER]);
        check(&contact, &[OTHER, "+554988590187"]);
        assert!(contact.wrote_from(&[phone("+554988590187")]), "there they are again");
        says(&mut contact, "erp", 4, &[OTHER]);
        check(&contact, &["+554988590187", OTHER]);
    }
}
