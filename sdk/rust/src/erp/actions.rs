use super::{CardRef, ErpModule, Exported};
use crate::bindings::erp_actions::exports::deskbell::erp::actions as wit;
use crate::{CallCtx, CallError};

pub use wit::{Action, Done, Input, InputKind};

/// A business system that can do something about a card when a person asks.
///
/// ```
/// use deskbell_sdk::erp::{Action, Actions, CardRef, Descriptor, Done, ErpModule};
/// use deskbell_sdk::{CallCtx, CallError};
///
/// struct Acme;
/// # impl ErpModule for Acme {
/// #     fn describe() -> Descriptor { unreachable!() }
/// # }
///
/// impl Actions for Acme {
///     fn available(_ctx: CallCtx, _card: CardRef) -> Result<Vec<Action>, CallError> {
///         let label = "Approve".to_owned();
///         Ok(vec![Action { id: "approve".to_owned(), label, inputs: Vec::new(), confirm: None }])
///     }
///
///     fn run(
///         ctx: CallCtx,
///         card: CardRef,
///         _action: String,
///         _values: Vec<(String, String)>,
///     ) -> Result<Done, CallError> {
///         // … with ctx.call_id as the idempotency key …
///         Ok(Done { message: format!("{} is approved", card.external_id), events: Vec::new() })
///     }
/// }
/// ```
pub trait Actions: ErpModule {
    /// What can be done with this card now, at most 50.
    ///
    /// # Errors
    /// When the business system cannot be asked.
    fn available(ctx: CallCtx, card: CardRef) -> Result<Vec<Action>, CallError>;

    /// Does it once: `ctx.call_id` is the idempotency key. Values by input
    /// name; numbers with a dot, dates as ISO 8601.
    ///
    /// # Errors
    /// `rejected` tells the person why not; [`CallError::uncertain`] that nobody
    /// knows.
    fn run(ctx: CallCtx, card: CardRef, action: String, values: Vec<(String, String)>) -> Result<Done, CallError>;
}

impl<T: Actions> wit::Guest for Exported<T> {
    fn available(ctx: CallCtx, card: CardRef) -> Result<Vec<Action>, CallError> {
        crate::panic::install_hook();
        T::available(ctx, card)
    }

    fn run(ctx: CallCtx, card: CardRef, action: String, values: Vec<(String, String)>) -> Result<Done, CallError> {
        crate::panic::install_hook();
        T::run(ctx, card, action, values)
    }
}
