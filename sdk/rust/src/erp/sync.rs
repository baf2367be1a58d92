use super::{ErpModule, Exported};
use crate::bindings::erp_sync::exports::deskbell::erp::sync as wit;
use crate::{CallCtx, CallError};

pub use wit::Page as SyncPage;

/// A business system that is asked for what changed.
///
/// ```
/// use deskbell_sdk::erp::{Descriptor, ErpModule, Sync, SyncPage};
/// use deskbell_sdk::{CallCtx, CallError};
///
/// struct Acme;
/// # impl ErpModule for Acme {
/// #     fn describe() -> Descriptor { unreachable!() }
/// # }
///
/// impl Sync for Acme {
///     fn changes(_ctx: CallCtx, cursor: Option<Vec<u8>>) -> Result<SyncPage, CallError> {
///         Ok(SyncPage { events: Vec::new(), next_cursor: cursor, more: false, next_after_ms: Some(60_000) })
///     }
/// }
/// ```
pub trait Sync: ErpModule {
    /// What changed after `cursor` (at most 4 KiB, kept together with the
    /// events); everything that is worth having at the very first call. Asking
    /// twice with the same cursor must give the same events or newer versions
    /// of them.
    ///
    /// # Errors
    /// The host repeats with back-off; `auth` pauses the account.
    fn changes(ctx: CallCtx, cursor: Option<Vec<u8>>) -> Result<SyncPage, CallError>;
}

impl<T: Sync> wit::Guest for Exported<T> {
    fn changes(ctx: CallCtx, cursor: Option<Vec<u8>>) -> Result<SyncPage, CallError> {
        crate::panic::install_hook();
        T::changes(ctx, cursor)
    }
}
