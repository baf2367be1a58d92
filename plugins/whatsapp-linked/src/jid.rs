//! Who and where, as WhatsApp's own devices spell it: `5549988590187@c.us`,
//! `204987654321098@lid`, `120363043968211234@g.us`.

use crate::bounds::{NAME, clip};
use deskbell_sdk::{Address, Party};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Jid {
    /// Digits of an international number, without "+".
    Phone(String),
    /// Somebody whose number WhatsApp hides: the id's digits.
    Lid(String),
    Group(String),
    /// Newsletters, status updates, broadcast lists.
    Other,
}

impl Jid {
    pub(crate) fn read(raw: &str) -> Self {
        let Some((user, server)) = raw.trim().rsplit_once('@') else { return Self::Other };
        // "5549988590187:12" is one of the devices of that number.
        let user = user.split(':').next().unwrap_or_default();
        match server {
            "c.us" | "s.whatsapp.net" | "hosted" if digits(user, 5, 15) => Self::Phone(user.to_owned()),
            "lid" | "hosted.lid" if digits(user, 1, 40) => Self::Lid(user.to_owned()),
            "g.us" if group(user) => Self::Group(user.to_owned()),
            _ => Self::Other,
        }
    }

    /// An address of the desk's that this connector can write to.
    pub(crate) fn of_address(address: &Address) -> Option<Self> {
        match address.kind {
            deskbell_sdk::AddressKind::Phone => {
                let number: String = address.value.chars().filter(char::is_ascii_digit).collect();
                digits(&number, 5, 15).then_some(Self::Phone(number))
            }
            deskbell_sdk::AddressKind::UserId => Some(Self::read(&address.value)).filter(|jid| jid.is_person()),
            _ => None,
        }
    }

    pub(crate) fn is_person(&self) -> bool {
        matches!(self, Self::Phone(_) | Self::Lid(_))
    }

    /// What identifies them on the desk (X5).
    fn address(&self) -> Option<Address> {
        match self {
            Self::Phone(digits) => Some(Address::phone(format!("+{digits}"))),
            Self::Lid(digits) => Some(Address::user_id(format!("{digits}@lid"))),
            Self::Group(_) | Self::Other => None,
        }
    }

    /// As WAHA writes it; also what the connector keeps.
    pub(crate) fn chat_id(&self) -> String {
        self.spelled("c.us")
    }

    /// As Evolution API, and the protocol itself, write it.
    pub(crate) fn remote_jid(&self) -> String {
        self.spelled("s.whatsapp.net")
    }

    fn spelled(&self, phones: &str) -> String {
        match self {
            Self::Phone(digits) => format!("{digits}@{phones}"),
            Self::Lid(digits) => format!("{digits}@lid"),
            Self::Group(id) => format!("{id}@g.us"),
            Self::Other => String::new(),
        }
    }
}

fn digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// `120363043968211234`, formerly `CREATOR-TIME`.
fn group(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// The person behind all of these ids, where one of them says who it is.
pub(crate) fn party(jids: &[Jid], name: Option<&str>) -> Option<Party> {
    let mut addresses: Vec<Address> = Vec::new();
    for address in jids.iter().filter_map(Jid::address) {
        if !addresses.contains(&address) && addresses.len() < 16 {
            addresses.push(address);
        }
    }
    let name = name.map(str::trim).filter(|name| !name.is_empty() && *name != "~").map(|name| clip(name, NAME));
    (!addresses.is_empty()).then(|| Party::new(addresses, name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn x5_every_spelling_of_an_id_is_read() {
        let check = |raw: &str, expected: Jid| assert_eq!(Jid::read(raw), expected, "{raw}");
        let phone = || Jid::Phone("554988590187".into());
        check("554988590187@c.us", phone());
        check("554988590187@s.whatsapp.net", phone());
        check("554988590187:12@s.whatsapp.net", phone());
        check(" 204987654321098@lid ", Jid::Lid("204987654321098".into()));
        check("120363043968211234@g.us", Jid::Group("120363043968211234".into()));
        check("554988590187-1500000000@g.us", Jid::Group("554988590187-1500000000".into()));
        for other in ["status@broadcast", "1@broadcast", "120363@newsletter", "", "@c.us", "x@c.us", "554988590187"] {
            check(other, Jid::Other);
        }
        check(&format!("{}@c.us", "9".repeat(16)), Jid::Other);
    }

    #[test]
    fn x5_a_hidden_number_that_is_known_gives_both_addresses() {
        let jids = [Jid::read("204987654321098@lid"), Jid::read("554988590187@s.whatsapp.net"), Jid::Other];
        let party = party(&jids, Some(" Ana ")).unwrap();
        assert_eq!(party.addresses, [Address::user_id("204987654321098@lid"), Address::phone("+554988590187")]);
        assert_eq!(party.display_name.as_deref(), Some("Ana"));
        assert_eq!(super::party(&[Jid::Other], Some("Ana")), None);
    }

    #[test]
    fn x5_only_ids_of_this_kind_are_written_to() {
        let check = |address: Address, expected: Option<&str>| {
            assert_eq!(Jid::of_address(&address).map(|jid| jid.chat_id()).as_deref(), expected, "{address:?}");
        };
        check(Address::phone("+55 49 98859-0187"), Some("5549988590187@c.us"));
        check(Address::user_id("204987654321098@lid"), Some("204987654321098@lid"));
        // A business-scoped id belongs to the Cloud API.
        check(Address::user_id("BR.13491208655302741918"), None);
        check(Address::user_id("120363043968211234@g.us"), None);
        check(Address::email("a@b.example"), None);
    }
}
