use super::{ErpModule, Exported};
use crate::bindings::erp_lookup::exports::deskbell::erp::lookup as wit;
use crate::{Address, CallCtx, CallError};

pub use wit::Match;

/// A business system that knows who an address belongs to.
///
/// ```
/// use deskbell_sdk::erp::{Descriptor, ErpModule, Lookup, Match};
/// use deskbell_sdk::{Address, CallCtx, CallError};
///
/// struct Acme;
/// # impl ErpModule for Acme {
/// #     fn describe() -> Descriptor { unreachable!() }
/// # }
///
/// impl Lookup for Acme {
///     fn find(_ctx: CallCtx, _addresses: Vec<Address>) -> Result<Vec<Match>, CallError> {
///         Ok(Vec::new())
///     }
/// }
/// ```
pub trait Lookup: ErpModule {
    /// Who has one of these addresses (1 to 16)? At most 10 answers. Phones
    /// come as international numbers; compare them however the business system
    /// spells its own.
    ///
    /// # Errors
    /// When the business system cannot be asked; finding nobody is no error.
    fn find(ctx: CallCtx, addresses: Vec<Address>) -> Result<Vec<Match>, CallError>;
}

impl<T: Lookup> wit::Guest for Exported<T> {
    fn find(ctx: CallCtx, addresses: Vec<Address>) -> Result<Vec<Match>, CallError> {
        crate::panic::install_hook();
        T::find(ctx, addresses)
    }
}
