//! Where nothing reaches a customer.

use crate::address::{Address, AddressKind};
use crate::contact::Contact;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A provider's word that the customer cannot be reached on its kind of
/// channel. It holds for the addresses that were known then: a new one is a new
/// chance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreachable {
    pub channel_kind: String,
    pub reason: String,
    pub addresses: Vec<Address>,
    #[serde(with = "crate::time::millis")]
    pub at: Timestamp,
}

impl Contact {
    /// Why nothing reaches the customer on this kind of channel.
    pub fn unreachable_on(&self, channel_kind: &str) -> Option<&str> {
        let mark = self.unreachable.iter().find(|mark| mark.channel_kind == channel_kind)?;
        let mut usable = self.addresses.iter().map(|known| &known.address).filter(|a| is_usable(a, channel_kind));
        usable.all(|address| mark.addresses.contains(address)).then_some(mark.reason.as_str())
    }

    pub fn lost_on(&mut self, channel_kind: &str, reason: &str, now: Timestamp) {
        self.unreachable.retain(|mark| mark.channel_kind != channel_kind);
        let usable = self.addresses.iter_mut().filter(|known| is_usable(&known.address, channel_kind));
        let addresses = usable.map(|known| {
            known.unreachable = Some(reason.to_owned());
            known.address.clone()
        });
        let addresses = addresses.collect();
        let (channel_kind, reason) = (channel_kind.to_owned(), reason.to_owned());
        self.unreachable.push(Unreachable { channel_kind, reason, addresses, at: now });
        self.updated = now;
    }

    /// Something got through, or is worth another try; true when that was in
    /// doubt.
    pub fn reached_on(&mut self, channel_kind: &str) -> bool {
        let before = self.unreachable.len();
        self.unreachable.retain(|mark| mark.channel_kind != channel_kind);
        let mut healed = self.unreachable.len() < before;
        for known in self.addresses.iter_mut().filter(|known| is_usable(&known.address, channel_kind)) {
            let other = self.unreachable.iter().find(|mark| is_usable(&known.address, &mark.channel_kind));
            let reason = other.map(|mark| mark.reason.clone());
            healed |= known.unreachable != reason;
            known.unreachable = reason;
        }
        healed
    }
}

/// Whether a channel of this kind writes to that address. A phone serves all.
fn is_usable(address: &Address, channel_kind: &str) -> bool {
    address.realm.as_str() == channel_kind || address.kind == AddressKind::Phone
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ContactId;

    fn phone(value: &str) -> Address {
        Address::new("whatsapp", AddressKind::Phone, value)
    }

    /// X5: what one provider says of a phone does not count for other kinds of
    /// channels, nor for another phone.
    #[test]
    fn x5_reach_is_known_for_each_kind_of_channel() {
        let now = Timestamp::UNIX_EPOCH;
        let mut contact = Contact::new(ContactId(1), now);
        contact.learn(&[phone("+5549988590187")], now);
        contact.lost_on("whatsapp", "not on WhatsApp", now);
        assert_eq!(contact.unreachable_on("whatsapp"), Some("not on WhatsApp"));
        assert_eq!(contact.unreachable_on("sms"), None);
        assert_eq!(contact.addresses[0].unreachable.as_deref(), Some("not on WhatsApp"));
        assert!(!contact.reached_on("sms"), "that says nothing about WhatsApp");
        assert_eq!(contact.unreachable_on("whatsapp"), Some("not on WhatsApp"));
        assert!(contact.reached_on("whatsapp"));
        assert_eq!((contact.unreachable_on("whatsapp"), &contact.addresses[0].unreachable), (None, &None));

        contact.lost_on("whatsapp", "not on WhatsApp", now);
        contact.learn(&[phone("+5549988590188")], now);
        assert_eq!(contact.unreachable_on("whatsapp"), None, "the new number may be");
    }
}
