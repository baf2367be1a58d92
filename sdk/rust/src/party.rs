//! People and the addresses by which they are known.

use crate::{Address, AddressKind, Party};

impl Address {
    /// An address of any kind; blanks around it are removed.
    pub fn new(kind: AddressKind, value: impl AsRef<str>) -> Self {
        Self { kind, value: value.as_ref().trim().to_owned() }
    }

    /// A phone number. Channels give digits with a leading "+"; business
    /// systems may give any spelling, the host reads it with the workspace's
    /// country.
    ///
    /// ```
    /// use deskbell_sdk::{Address, AddressKind};
    /// assert_eq!(Address::phone(" +5549999998888 ").value, "+5549999998888");
    /// assert_eq!(Address::phone("+1").kind, AddressKind::Phone);
    /// ```
    pub fn phone(value: impl AsRef<str>) -> Self {
        Self::new(AddressKind::Phone, value)
    }

    /// The provider's own stable id of the user for this business.
    pub fn user_id(value: impl AsRef<str>) -> Self {
        Self::new(AddressKind::UserId, value)
    }

    /// An e-mail address.
    pub fn email(value: impl AsRef<str>) -> Self {
        Self::new(AddressKind::Email, value)
    }
}

impl Party {
    /// Someone outside. Needs at least one address; at most 16 are allowed.
    pub fn new(addresses: Vec<Address>, display_name: Option<String>) -> Self {
        Self { addresses, display_name }
    }

    /// The first address of this kind.
    pub fn address(&self, kind: AddressKind) -> Option<&str> {
        find(&self.addresses, kind)
    }
}

/// The first address of a kind in a list such as `outbound-message.to`.
///
/// ```
/// use deskbell_sdk::{Address, AddressKind, channel::find_address};
/// let to = [Address::user_id("BR.1"), Address::phone("+5549999998888")];
/// assert_eq!(find_address(&to, AddressKind::Phone), Some("+5549999998888"));
/// ```
pub fn find(addresses: &[Address], kind: AddressKind) -> Option<&str> {
    addresses.iter().find(|address| address.kind == kind).map(|address| address.value.as_str())
}
