//! Integrations of business systems.

use crate::bindings::{erp_module, erp_webhook};
use crate::{BlobRef, CallCtx, CallError, RemoteMedia, WebhookRequest};
use std::marker::PhantomData;

pub use crate::bindings::imports::deskbell::erp::business::{
    Card, CardChange, CardEvent, Customer, Document, DocumentSource, Event, EventBody, Money,
};
pub use erp_module::exports::deskbell::erp::module::{Descriptor, ModuleInfo};
pub use erp_webhook::exports::deskbell::erp::webhook::Outcome;

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
    /// [`DocumentSource::Remote`].
    fn handle(ctx: CallCtx, request: WebhookRequest) -> Result<Outcome, CallError>;

    /// Fetches a document named by an earlier event, usually with
    /// [`crate::http::Request::store_response`]. `rejected` when it is gone
    /// for good.
    fn fetch_document(_ctx: CallCtx, _media: RemoteMedia) -> Result<BlobRef, CallError> {
        Err(CallError::unsupported("this integration has no documents to fetch"))
    }
}

/// Exports an [`ErpModule`] from the component.
///
/// Use it once, at the top level of the plugin's library. In native builds it
/// only checks the trait.
#[macro_export]
macro_rules! export_erp_module {
    ($plugin:ty) => {
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code)]
        const _: () = {
            type Exported = $crate::erp::Exported<$plugin>;
            $crate::bindings::erp_module::export_erp_module_interface!(
                Exported with_types_in $crate::bindings::erp_module
            );
            $crate::bindings::erp_webhook::export_erp_webhook!(
                Exported with_types_in $crate::bindings::erp_webhook
            );
        };
        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() -> $crate::erp::Descriptor = <$plugin as $crate::erp::ErpModule>::describe;
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

    fn fetch_document(ctx: CallCtx, media: RemoteMedia) -> Result<BlobRef, CallError> {
        crate::panic::install_hook();
        T::fetch_document(ctx, media)
    }
}

impl<T: ErpModule> erp_webhook::exports::deskbell::erp::webhook::Guest for Exported<T> {
    fn handle(ctx: CallCtx, request: WebhookRequest) -> Result<Outcome, CallError> {
        crate::panic::install_hook();
        T::handle(ctx, request)
    }
}
