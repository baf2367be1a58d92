use super::{Channel, Exported};
use crate::bindings::channel_history::exports::deskbell::channel::history as wit;
use crate::{CallCtx, CallError};

pub use wit::Page as HistoryPage;

/// A connector whose provider can tell what happened while nobody listened.
///
/// ```
/// use deskbell_sdk::channel::{Channel, Descriptor, History, HistoryPage};
/// use deskbell_sdk::{CallCtx, CallError};
///
/// struct Acme;
/// # impl Channel for Acme {
/// #     fn describe() -> Descriptor { unreachable!() }
/// # }
///
/// impl History for Acme {
///     fn since(_ctx: CallCtx, _since_ms: u64, _next: Option<Vec<u8>>) -> Result<HistoryPage, CallError> {
///         Ok(HistoryPage { events: Vec::new(), next: None })
///     }
/// }
/// ```
pub trait History: Channel {
    /// What happened at or after `since_ms` (milliseconds since 1970), with the
    /// very dedupe keys that webhook or poll would have given: what is known is
    /// dropped. At most 2,000 events in a page and 50 pages in a round; `next`
    /// (at most 4 KiB) goes on, `None` ends.
    ///
    /// # Errors
    /// The host tries again at the next round, an hour later.
    fn since(ctx: CallCtx, since_ms: u64, next: Option<Vec<u8>>) -> Result<HistoryPage, CallError>;
}

impl<T: History> wit::Guest for Exported<T> {
    fn since(ctx: CallCtx, since_ms: u64, next: Option<Vec<u8>>) -> Result<HistoryPage, CallError> {
        crate::panic::install_hook();
        T::since(ctx, since_ms, next)
    }
}
