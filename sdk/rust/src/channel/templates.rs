use super::{Channel, Exported, TemplateStatus};
use crate::bindings::channel_templates::exports::deskbell::channel::templates as wit;
use crate::{CallCtx, CallError};

pub use wit::{
    Button as TemplateButton, Draft as TemplateDraft, Header as TemplateHeader, Page as TemplatePage, Template,
};

/// A connector whose provider reviews prepared messages.
///
/// ```
/// use deskbell_sdk::channel::{Channel, Descriptor, TemplatePage, Templates};
/// use deskbell_sdk::{CallCtx, CallError};
///
/// struct Acme;
/// # impl Channel for Acme {
/// #     fn describe() -> Descriptor { unreachable!() }
/// # }
///
/// impl Templates for Acme {
///     fn list(_ctx: CallCtx, _next: Option<Vec<u8>>) -> Result<TemplatePage, CallError> {
///         Ok(TemplatePage { templates: Vec::new(), next: None })
///     }
/// }
/// ```
pub trait Templates: Channel {
    /// All templates of the account: at most 500 in a page, 50 pages; `next` (at
    /// most 4 KiB) goes on, `None` ends.
    ///
    /// # Errors
    /// The stored templates stay as they are.
    fn list(ctx: CallCtx, next: Option<Vec<u8>>) -> Result<TemplatePage, CallError>;

    /// Hands one in for review.
    ///
    /// # Errors
    /// `rejected` when there is one of that name and language, or when its form
    /// is refused at once.
    fn create(_ctx: CallCtx, _draft: TemplateDraft) -> Result<TemplateStatus, CallError> {
        Err(CallError::unsupported("templates are made at the provider, not here"))
    }

    /// How one stands with the reviewers.
    ///
    /// # Errors
    /// `rejected` when there is none of that name and language.
    fn status(_ctx: CallCtx, _name: String, _language: String) -> Result<TemplateStatus, CallError> {
        Err(CallError::unsupported("the provider tells a template's status only in its list"))
    }
}

impl<T: Templates> wit::Guest for Exported<T> {
    fn list(ctx: CallCtx, next: Option<Vec<u8>>) -> Result<TemplatePage, CallError> {
        crate::panic::install_hook();
        T::list(ctx, next)
    }

    fn create(ctx: CallCtx, draft: TemplateDraft) -> Result<TemplateStatus, CallError> {
        crate::panic::install_hook();
        T::create(ctx, draft)
    }

    fn status(ctx: CallCtx, name: String, language: String) -> Result<TemplateStatus, CallError> {
        crate::panic::install_hook();
        <T as Templates>::status(ctx, name, language)
    }
}
