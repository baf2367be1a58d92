use super::{CardRef, Document, ErpModule, Exported};
use crate::bindings::erp_documents::exports::deskbell::erp::documents as wit;
use crate::{BlobRef, CallCtx, CallError, RemoteMedia};

/// A business system that has documents of its cards.
///
/// ```
/// use deskbell_sdk::erp::{Descriptor, Documents, ErpModule};
/// use deskbell_sdk::{BlobRef, CallCtx, CallError, RemoteMedia, http};
///
/// struct Acme;
/// # impl ErpModule for Acme {
/// #     fn describe() -> Descriptor { unreachable!() }
/// # }
///
/// impl Documents for Acme {
///     fn fetch(_ctx: CallCtx, media: RemoteMedia) -> Result<BlobRef, CallError> {
///         let response = http::get(media.reference).store_response().send()?;
///         response.blob().cloned().ok_or_else(|| CallError::rejected("gone", "the document is gone"))
///     }
/// }
/// ```
pub trait Documents: ErpModule {
    /// Fetches a document that an event or [`Documents::list`] named, usually
    /// with [`crate::http::Request::store_response`].
    ///
    /// # Errors
    /// `rejected` when it is gone for good.
    fn fetch(ctx: CallCtx, media: RemoteMedia) -> Result<BlobRef, CallError>;

    /// The documents that a card has now, at most 100.
    ///
    /// # Errors
    /// `rejected` when there is no such card.
    fn list(_ctx: CallCtx, _card: CardRef) -> Result<Vec<Document>, CallError> {
        Err(CallError::unsupported("the documents of a card come with its events"))
    }
}

impl<T: Documents> wit::Guest for Exported<T> {
    fn list(ctx: CallCtx, card: CardRef) -> Result<Vec<Document>, CallError> {
        crate::panic::install_hook();
        T::list(ctx, card)
    }

    fn fetch(ctx: CallCtx, media: RemoteMedia) -> Result<BlobRef, CallError> {
        crate::panic::install_hook();
        T::fetch(ctx, media)
    }
}
