//! Who is who. WhatsApp names a user by phone, by business-scoped id, or both,
//! and has been seen to put either into either field: the pattern decides, not
//! the name of the field.

use crate::bounds;
use crate::json::{text_at, word_at};
use deskbell_sdk::{Address, AddressKind, Party};
use serde_json::Value;

/// Reads an id as WhatsApp writes it. Letters are never stripped: what is
/// neither a phone nor a business-scoped id is kept as it came.
pub(crate) fn classify(raw: &str) -> Option<Address> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > bounds::NAME {
        return None;
    }
    let (kind, value) = match (scoped_id(raw), phone(raw)) {
        (Some(kind), _) => (kind, raw.to_owned()),
        (None, Some(phone)) => (AddressKind::Phone, phone),
        (None, None) => (AddressKind::Other, raw.to_owned()),
    };
    Some(Address { kind, value })
}

/// `US.13491208655302741918`, or `US.ENT.…` for the parent business.
pub(crate) fn scoped_id(raw: &str) -> Option<AddressKind> {
    let (country, id) = raw.split_once('.')?;
    if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let (kind, id) = match id.strip_prefix("ENT.") {
        Some(id) => (AddressKind::ParentUserId, id),
        None => (AddressKind::UserId, id),
    };
    let fits = (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then_some(kind)
}

/// "+" and digits, from the spellings that Meta sends and accepts.
pub(crate) fn phone(raw: &str) -> Option<String> {
    let digits: String = raw.chars().filter(|c| !matches!(c, '+' | ' ' | '-' | '(' | ')' | '.' | '\u{a0}')).collect();
    let fits = (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| format!("+{digits}"))
}

/// A person while their addresses are being collected.
#[derive(Default, Clone)]
pub(crate) struct Person {
    addresses: Vec<Address>,
    name: Option<String>,
}

impl Person {
    pub(crate) fn add(&mut self, raw: Option<String>) -> &mut Self {
        if let Some(address) = raw.as_deref().and_then(classify) {
            self.push(address);
        }
        self
    }

    fn push(&mut self, address: Address) {
        if !self.addresses.contains(&address) && self.addresses.len() < 16 {
            self.addresses.push(address);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// Adds what `contacts` knows of this person. A lone contact belongs to a
    /// lone item even when the phone is spelled another way (Brazil's ninth digit).
    pub(crate) fn complete(&mut self, contacts: &[Contact], lone: bool) -> &mut Self {
        let known = contacts.iter().find(|contact| contact.addresses.iter().any(|a| self.addresses.contains(a)));
        let contact = known.or_else(|| contacts.first().filter(|_| lone && contacts.len() == 1));
        if let Some(contact) = contact {
            contact.addresses.iter().for_each(|address| self.push(address.clone()));
            self.name = contact.name.clone();
        }
        self
    }

    /// None without any address.
    pub(crate) fn party(&self) -> Option<Party> {
        (!self.is_empty()).then(|| Party { addresses: self.addresses.clone(), display_name: self.name.clone() })
    }

    /// The contract wants an address for everyone: `stand_in` is used for
    /// somebody whom WhatsApp did not name.
    pub(crate) fn party_or(&self, stand_in: &str) -> Party {
        let nobody = || Address { kind: AddressKind::Other, value: bounds::clip(stand_in, bounds::NAME) };
        self.party().unwrap_or_else(|| Party { addresses: vec![nobody()], display_name: self.name.clone() })
    }

    /// Without the addresses that `other` has as well.
    pub(crate) fn without(mut self, other: &Person) -> Person {
        self.addresses.retain(|address| !other.addresses.contains(address));
        self
    }
}

/// An entry of `contacts[]` beside messages and statuses.
pub(crate) struct Contact {
    addresses: Vec<Address>,
    name: Option<String>,
}

impl Contact {
    pub(crate) fn read(value: &Value) -> Self {
        let mut person = Person::default();
        person.add(word_at(value, "wa_id")).add(word_at(value, "user_id")).add(word_at(value, "parent_user_id"));
        let profile = value.get("profile").unwrap_or(&Value::Null);
        if let Some(username) = word_at(profile, "username").or_else(|| word_at(value, "username")) {
            let value = username.trim_start_matches('@').trim().to_owned();
            if !value.is_empty() && value.len() <= bounds::NAME {
                person.push(Address { kind: AddressKind::Username, value });
            }
        }
        let name = text_at(profile, "name").map(|name| bounds::clip(name.trim(), bounds::NAME));
        Self { addresses: person.addresses, name }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn check(raw: &str, kind: AddressKind, value: &str) {
        let address = classify(raw).unwrap();
        assert_eq!((address.kind, address.value.as_str()), (kind, value), "{raw}");
    }

    #[test]
    fn x5_the_pattern_decides_what_an_id_is() {
        check("5549988590187", AddressKind::Phone, "+5549988590187");
        check("+55 (49) 98859-0187", AddressKind::Phone, "+5549988590187");
        check("BR.13491208655302741918", AddressKind::UserId, "BR.13491208655302741918");
        check("US.ENT.11815799212886844830", AddressKind::ParentUserId, "US.ENT.11815799212886844830");
        check("us.123", AddressKind::Other, "us.123");
        check("BR.", AddressKind::Other, "BR.");
        check("BR.12 3", AddressKind::Other, "BR.12 3");
        check("120363043968211234", AddressKind::Other, "120363043968211234");
        check("55x49988590187", AddressKind::Other, "55x49988590187");
        assert!(classify("  ").is_none());
        assert!(classify(&"9".repeat(300)).is_none());
        assert!(scoped_id(&format!("US.{}", "a".repeat(128))).is_some());
        assert!(scoped_id(&format!("US.{}", "a".repeat(129))).is_none());
    }

    #[test]
    fn x5_contact_completes_its_person_only() {
        let contacts = [
            Contact::read(
                &json!({"wa_id": "40721123456", "user_id": "RO.1", "profile": {"name": " Ana ", "username": "@ ana "}}),
            ),
            Contact::read(&json!({"wa_id": "40721999999", "profile": {"name": "Ion"}})),
        ];
        let mut person = Person::default();
        person.add(Some("RO.1".into())).complete(&contacts, true);
        let party = person.party().unwrap();
        assert_eq!(party.display_name.as_deref(), Some("Ana"));
        let values: Vec<&str> = party.addresses.iter().map(|a| a.value.as_str()).collect();
        assert_eq!(values, ["RO.1", "+40721123456", "ana"]);
    }

    #[test]
    fn x5_a_lone_contact_brings_the_other_spelling() {
        let contacts = [Contact::read(&json!({"wa_id": "554988590187"}))];
        let mut person = Person::default();
        person.add(Some("5549988590187".into())).complete(&contacts, true);
        assert_eq!(person.party().unwrap().addresses.len(), 2);
        let mut person = Person::default();
        person.add(Some("5549988590187".into())).complete(&contacts, false);
        assert_eq!(person.party().unwrap().addresses.len(), 1);
    }
}
