//! Whom a message goes to: by phone where it is known, else by the
//! business-scoped id.

use crate::errors::rejected;
use crate::party::{phone, scoped_id};
use deskbell_sdk::{Address, AddressKind, CallError};

#[derive(Debug, PartialEq)]
pub(super) struct Recipient {
    pub(super) field: &'static str,
    pub(super) value: String,
}

/// The phone as it is known, never rewritten: Meta resolves Brazil's ninth
/// digit itself and answers with the id it uses. Always with "+": without it
/// Meta would put the sender's country code in front.
pub(super) fn choose(to: &[Address]) -> Result<Recipient, CallError> {
    let of_kind = |kind: AddressKind| to.iter().filter(move |a| a.kind == kind).map(|a| a.value.as_str());
    if let Some(value) = of_kind(AddressKind::Phone).find_map(phone) {
        return Ok(Recipient { field: "to", value });
    }
    let scoped = |kind: AddressKind| of_kind(kind).find(move |id| scoped_id(id) == Some(kind));
    if let Some(id) = scoped(AddressKind::UserId).or_else(|| scoped(AddressKind::ParentUserId)) {
        return Ok(Recipient { field: "recipient", value: id.to_owned() });
    }
    Err(rejected("no-recipient", "the customer has neither a phone number nor a WhatsApp user id"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(to: &[(AddressKind, &str)]) -> Option<(&'static str, String)> {
        let to: Vec<Address> = to.iter().map(|(kind, value)| Address::new(*kind, value)).collect();
        choose(&to).ok().map(|r| (r.field, r.value))
    }

    #[test]
    fn x5_phone_first_then_the_scoped_id() {
        use AddressKind::{Email, ParentUserId, Phone, UserId, Username};
        let check = |to: &[(AddressKind, &str)], field: &str, value: &str| {
            assert_eq!(chosen(to).as_ref().map(|(f, v)| (*f, v.as_str())), Some((field, value)));
        };
        check(&[(UserId, "BR.1"), (Phone, "+554988590187")], "to", "+554988590187");
        check(&[(Phone, "554988590187")], "to", "+554988590187");
        check(&[(Phone, "+55 49 98859-0187")], "to", "+5549988590187");
        check(&[(Phone, "no number"), (Phone, "+40721123456")], "to", "+40721123456");
        check(&[(Username, "ana"), (ParentUserId, "BR.ENT.2"), (UserId, "BR.1")], "recipient", "BR.1");
        check(&[(ParentUserId, "BR.ENT.2")], "recipient", "BR.ENT.2");
        assert_eq!(chosen(&[(Username, "ana"), (Email, "a@b.c"), (UserId, "77")]), None);
        assert_eq!(chosen(&[]), None);
    }
}
