//! People and addresses.

use super::{Converted, Reader, SHORT, at_most, bad, numbered, wit};
use deskbell_domain::address::{Address, AddressKind, Party};
use wit::types::party as w;

impl Reader<'_> {
    pub(super) fn party(&mut self, field: &str, p: w::Party) -> Converted<Party> {
        let addresses = format!("{field}.addresses");
        if p.addresses.is_empty() {
            return Err(bad(&addresses, "is empty"));
        }
        at_most(&addresses, &p.addresses, 16)?;
        Ok(Party {
            addresses: numbered(&addresses, p.addresses, |a| self.address(a))?,
            display_name: self.optional(&format!("{field}.display-name"), p.display_name, SHORT)?,
        })
    }

    pub(super) fn address(&mut self, a: w::Address) -> Converted<Address> {
        let value = self.text("value", a.value, 1..=255)?;
        if value.trim() != value {
            return Err(bad("value", "has blanks around it"));
        }
        Ok(Address::new(self.realm(), kind(a.kind), value))
    }
}

fn kind(kind: w::AddressKind) -> AddressKind {
    match kind {
        w::AddressKind::Phone => AddressKind::Phone,
        w::AddressKind::UserId => AddressKind::UserId,
        w::AddressKind::ParentUserId => AddressKind::ParentUserId,
        w::AddressKind::Username => AddressKind::Username,
        w::AddressKind::Email => AddressKind::Email,
        w::AddressKind::ExternalId => AddressKind::ExternalId,
        w::AddressKind::Other => AddressKind::Other,
    }
}

pub(crate) fn address_to_wit(a: Address) -> w::Address {
    let kind = match a.kind {
        AddressKind::Phone => w::AddressKind::Phone,
        AddressKind::UserId => w::AddressKind::UserId,
        AddressKind::ParentUserId => w::AddressKind::ParentUserId,
        AddressKind::Username => w::AddressKind::Username,
        AddressKind::Email => w::AddressKind::Email,
        AddressKind::ExternalId => w::AddressKind::ExternalId,
        AddressKind::Other => w::AddressKind::Other,
    };
    w::Address { kind, value: a.value }
}
