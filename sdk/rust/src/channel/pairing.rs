use super::{Channel, Exported};
use crate::bindings::channel_pairing::exports::deskbell::channel::pairing as wit;
use crate::{CallCtx, CallError};

pub use wit::{
    Code as PairingCode, Method as PairingMethod, MethodKind as PairingMethodKind, ShownCode, State as PairingState,
    Terms as PairingTerms,
};

/// A connector whose account is linked by scanning or typing a code. It keeps
/// no state of its own: [`Pairing::status`] asks the provider.
///
/// ```
/// use deskbell_sdk::channel::{Channel, Descriptor, Pairing, PairingMethod, PairingMethodKind, PairingState, PairingTerms};
/// use deskbell_sdk::{CallCtx, CallError};
///
/// struct Acme;
/// # impl Channel for Acme {
/// #     fn describe() -> Descriptor { unreachable!() }
/// # }
///
/// impl Pairing for Acme {
///     fn describe() -> PairingTerms {
///         PairingTerms { methods: vec![PairingMethodKind::Qr], risk: None }
///     }
///
///     fn start(_ctx: CallCtx, _method: PairingMethod) -> Result<PairingState, CallError> {
///         Ok(PairingState::Starting)
///     }
///
///     fn status(_ctx: CallCtx) -> Result<PairingState, CallError> {
///         Ok(PairingState::Unpaired)
///     }
///
///     fn log_out(_ctx: CallCtx) -> Result<(), CallError> {
///         Ok(())
///     }
/// }
/// ```
pub trait Pairing: Channel {
    /// Which ways there are, and what the operator must know first. Pure.
    fn describe() -> PairingTerms;

    /// Begins, or shows the code of what has begun already.
    ///
    /// # Errors
    /// `rejected` when the account is connected.
    fn start(ctx: CallCtx, method: PairingMethod) -> Result<PairingState, CallError>;

    /// Where it stands. Asked every two seconds while somebody looks.
    ///
    /// # Errors
    /// When the provider cannot be asked; being unpaired is no error.
    fn status(ctx: CallCtx) -> Result<PairingState, CallError>;

    /// Unlinks the account. `Ok` too when it was not linked.
    ///
    /// # Errors
    /// When the provider cannot be asked.
    fn log_out(ctx: CallCtx) -> Result<(), CallError>;
}

impl<T: Pairing> wit::Guest for Exported<T> {
    fn describe() -> PairingTerms {
        crate::panic::install_hook();
        <T as Pairing>::describe()
    }

    fn start(ctx: CallCtx, method: PairingMethod) -> Result<PairingState, CallError> {
        crate::panic::install_hook();
        T::start(ctx, method)
    }

    fn status(ctx: CallCtx) -> Result<PairingState, CallError> {
        crate::panic::install_hook();
        <T as Pairing>::status(ctx)
    }

    fn log_out(ctx: CallCtx) -> Result<(), CallError> {
        crate::panic::install_hook();
        T::log_out(ctx)
    }
}
