use super::{Channel, Exported};
use crate::bindings::channel_contacts::exports::deskbell::channel::contacts as wit;
use crate::{Address, CallCtx, CallError};

pub use wit::Finding;

/// A connector whose provider can be asked whether an address exists. Deskbell
/// asks before the first message to somebody who never wrote.
///
/// ```
/// use deskbell_sdk::channel::{Channel, Contacts, Descriptor, Finding};
/// use deskbell_sdk::{Address, CallCtx, CallError};
///
/// struct Acme;
/// # impl Channel for Acme {
/// #     fn describe() -> Descriptor { unreachable!() }
/// # }
///
/// impl Contacts for Acme {
///     fn check(_ctx: CallCtx, addresses: Vec<Address>) -> Result<Vec<Finding>, CallError> {
///         Ok(addresses.iter().map(|_| Finding::Unknown).collect())
///     }
/// }
/// ```
pub trait Contacts: Channel {
    /// One finding for each of `addresses` (1 to 50), in the same order.
    ///
    /// # Errors
    /// The message that was to be sent waits and asks again.
    fn check(ctx: CallCtx, addresses: Vec<Address>) -> Result<Vec<Finding>, CallError>;
}

impl<T: Contacts> wit::Guest for Exported<T> {
    fn check(ctx: CallCtx, addresses: Vec<Address>) -> Result<Vec<Finding>, CallError> {
        crate::panic::install_hook();
        T::check(ctx, addresses)
    }
}
