use super::{Channel, Event, Exported};
use crate::bindings::channel_inbound_mail::exports::deskbell::channel::inbound_mail as wit;
use crate::{CallCtx, CallError};

pub use wit::{Mail, Part as MailPart, Verdict};

/// A connector of mailboxes that the host receives for.
///
/// ```
/// use deskbell_sdk::channel::{Channel, Descriptor, Event, InboundMail, Mail};
/// use deskbell_sdk::{CallCtx, CallError};
///
/// struct Acme;
/// # impl Channel for Acme {
/// #     fn describe() -> Descriptor { unreachable!() }
/// # }
///
/// impl InboundMail for Acme {
///     fn handle_mail(_ctx: CallCtx, mail: Mail) -> Result<Vec<Event>, CallError> {
///         match mail.sender {
///             Some(_) => Ok(Vec::new()),
///             None => Err(CallError::rejected("bounce", "bounces are not read here")),
///         }
///     }
/// }
/// ```
pub trait InboundMail: Channel {
    /// Translates one mail: at most 2,000 events, each at most 256 KiB.
    ///
    /// # Errors
    /// `rejected` bounces the mail; `retry` keeps it for later.
    fn handle_mail(ctx: CallCtx, mail: Mail) -> Result<Vec<Event>, CallError>;
}

impl<T: InboundMail> wit::Guest for Exported<T> {
    fn handle(ctx: CallCtx, mail: Mail) -> Result<Vec<Event>, CallError> {
        crate::panic::install_hook();
        T::handle_mail(ctx, mail)
    }
}
