//! Integrations of business systems.

mod actions;
mod documents;
mod lookup;
mod sync;

use crate::bindings::{erp_module, erp_webhook};
use crate::{CallCtx, CallError, WebhookRequest};
use std::marker::PhantomData;

pub use crate::bindings::imports::deskbell::erp::business::{
    Card, CardChange, CardEvent, CardRef, Customer, Document, DocumentSource, Event, EventBody, Money,
};
pub use actions::{Action, Actions, Done, Input, InputKind};
pub use documents::Documents;
pub use erp_module::exports::deskbell::erp::module::{Descriptor, ModuleInfo};
pub use erp_webhook::exports::deskbell::erp::webhook::Outcome;
pub use lookup::{Lookup, Match};
pub use sync::{Sync, SyncPage};

/// An integration of a business system.
///
/// ```
/// use deskbell_sdk::erp::{Descriptor, ErpModule, Outcome};
/// use deskbell_sdk::{CallCtx, CallError, WebhookReply, WebhookRequest};
///
/// struct Acme;
///
/// impl ErpModule for Acme {
///     fn describe() -> Descriptor {
///         Descriptor { system: "ACME".to_owned(), modules: Vec::new() }
///     }
///
///     fn handle(_ctx: CallCtx, _request: WebhookRequest) -> Result<Outcome, CallError> {
///         Ok(Outcome { reply: WebhookReply::ok(), events: Vec::new() })
///     }
/// }
///
/// deskbell_sdk::export_erp_module!(Acme);
/// # fn main() {}
/// ```
pub trait ErpModule {
    /// The system and its modules. Pure: it may call nothing of the host (no
    /// [`crate::config`], no [`crate::HashMap`]) and always answers the same.
    fn describe() -> Descriptor;

    /// Translates one webhook request: the whole request or nothing, at most
    /// 2,000 events. Download nothing here; give documents as
    /// [`DocumentSource::Remote`] and write [`Documents`].
    fn handle(_ctx: CallCtx, _request: WebhookRequest) -> Result<Outcome, CallError> {
        Err(CallError::unsupported("this integration takes no webhooks"))
    }
}

/// Exports an [`ErpModule`] from the component.
///
/// * `export_erp_module!(Acme)`: the business system calls us.
/// * `export_erp_module!(Acme, sync)`: we ask for changes ([`Sync`]).
/// * `export_erp_module!(Acme, webhook, documents)`: all that it has, of
///   `webhook`, `sync`, `lookup`, `documents` and `actions`.
///
/// Use it once, at the top level of the plugin's library. In native builds it
/// only checks the traits.
#[macro_export]
macro_rules! export_erp_module {
    ($plugin:ty) => {
        $crate::export_erp_module!($plugin, webhook);
    };
    ($plugin:ty, $($interface:ident),+) => {
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code)]
        const _: () = {
            type Exported = $crate::erp::Exported<$plugin>;
            $crate::bindings::erp_module::export_erp_module_interface!(
                Exported with_types_in $crate::bindings::erp_module
            );
            $($crate::__export_erp_interface!($interface);)+
        };
        #[cfg(not(target_arch = "wasm32"))]
        const _: () = {
            $($crate::__check_erp_interface!($interface, $plugin);)+
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __export_erp_interface {
    (webhook) => {
        $crate::bindings::erp_webhook::export_erp_webhook!(
            Exported with_types_in $crate::bindings::erp_webhook
        );
    };
    (sync) => {
        $crate::bindings::erp_sync::export_erp_sync!(
            Exported with_types_in $crate::bindings::erp_sync
        );
    };
    (lookup) => {
        $crate::bindings::erp_lookup::export_erp_lookup!(
            Exported with_types_in $crate::bindings::erp_lookup
        );
    };
    (documents) => {
        $crate::bindings::erp_documents::export_erp_documents!(
            Exported with_types_in $crate::bindings::erp_documents
        );
    };
    (actions) => {
        $crate::bindings::erp_actions::export_erp_actions!(
            Exported with_types_in $crate::bindings::erp_actions
        );
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __check_erp_interface {
    (webhook, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::erp::ErpModule);
    };
    (sync, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::erp::Sync);
    };
    (lookup, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::erp::Lookup);
    };
    (documents, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::erp::Documents);
    };
    (actions, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::erp::Actions);
    };
}

/// Carries a plugin's trait to the generated one.
#[doc(hidden)]
pub struct Exported<T>(PhantomData<T>);

impl<T: ErpModule> erp_module::exports::deskbell::erp::module::Guest for Exported<T> {
    fn describe() -> Descriptor {
        crate::panic::install_hook();
        T::describe()
    }
}

impl<T: ErpModule> erp_webhook::exports::deskbell::erp::webhook::Guest for Exported<T> {
    fn handle(ctx: CallCtx, request: WebhookRequest) -> Result<Outcome, CallError> {
        crate::panic::install_hook();
        T::handle(ctx, request)
    }
}
