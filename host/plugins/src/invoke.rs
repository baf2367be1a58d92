//! One type for each function that the host calls in a plugin.

use crate::bindings::deskbell as wit;
use crate::bindings::exports::deskbell as exports;
use crate::limits::Export;
use crate::outcome::Exports;
use crate::state::CallState;
use exports::channel::{connector, contacts, history, inbound_mail, pairing, poller, templates, webhook};
use exports::erp::{actions, documents, lookup, module, sync, webhook as erp_webhook};
use std::future::Future;
use wasmtime::component::{Instance, InstancePre};
use wasmtime::{Result, Store};
use wit::channel::message::{AccountInfo, Event, OutboundMessage, Receipt, Signal, TemplateStatus};
use wit::erp::business::{CardRef, Document};
use wit::types::call::CallCtx;
use wit::types::errors::CallError;
use wit::types::http::{Error as HttpError, Response};
use wit::types::media::{BlobRef, RemoteMedia};
use wit::types::party::Address;
use wit::types::web::WebhookRequest;

macro_rules! interfaces {
    ($($name:ident: $module:ident),* $(,)?) => {
        /// Where the exports of one component are.
        #[derive(Clone)]
        pub(crate) struct ExportIndices { $($name: Option<$module::GuestIndices>),* }

        impl ExportIndices {
            pub fn find(pre: &InstancePre<CallState>, exports: Exports) -> Result<Self> {
                Ok(Self { $($name: exports.$name.then(|| $module::GuestIndices::new(pre)).transpose()?),* })
            }

            /// Compares the types of all exports with the contract.
            fn check(&self, store: &mut Store<CallState>, instance: &Instance) -> Result<()> {
                $(self.$name.as_ref().map(|i| i.load(&mut *store, instance)).transpose()?;)*
                Ok(())
            }
        }
    };
}

interfaces! {
    connector: connector,
    channel_webhook: webhook,
    poller: poller,
    pairing: pairing,
    history: history,
    templates: templates,
    contacts: contacts,
    inbound_mail: inbound_mail,
    erp_module: module,
    erp_webhook: erp_webhook,
    sync: sync,
    lookup: lookup,
    documents: documents,
    actions: actions,
}

/// The plugin has no such function.
#[derive(Debug, thiserror::Error)]
#[error("the plugin does not export {0}")]
pub(crate) struct NoExport(pub &'static str);

fn need<'a, T>(indices: &'a Option<T>, name: &'static str) -> Result<&'a T> {
    Ok(indices.as_ref().ok_or(NoExport(name))?)
}

/// A call that can be made once in a fresh instance.
pub(crate) trait Invocation: Send {
    type Answer: Send;
    const EXPORT: Export;

    fn invoke(
        self,
        store: &mut Store<CallState>,
        instance: &Instance,
        exports: &ExportIndices,
    ) -> impl Future<Output = Result<Self::Answer>> + Send;
}

macro_rules! invocations {
    ($($(#[$doc:meta])* $name:ident($($field:ident: $ty:ty),*) of $guest:ident $label:literal, $export:ident, $call:ident -> $answer:ty;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name { $(pub $field: $ty),* }

        impl Invocation for $name {
            type Answer = $answer;
            const EXPORT: Export = Export::$export;

            async fn invoke(
                self,
                store: &mut Store<CallState>,
                instance: &Instance,
                exports: &ExportIndices,
            ) -> Result<Self::Answer> {
                let guest = need(&exports.$guest, $label)?.load(&mut *store, instance)?;
                guest.$call(store, $(self.$field.borrowed()),*).await
            }
        }
    )*};
}

/// How generated functions take an argument.
trait Borrowed {
    type As<'a>
    where
        Self: 'a;
    fn borrowed(&self) -> Self::As<'_>;
}

macro_rules! by_reference {
    ($($ty:ty),*) => {$(
        impl Borrowed for $ty {
            type As<'a> = &'a $ty;
            fn borrowed(&self) -> &$ty {
                self
            }
        }
    )*};
}

by_reference!(
    CallCtx,
    OutboundMessage,
    Signal,
    RemoteMedia,
    WebhookRequest,
    pairing::Method,
    templates::Draft,
    inbound_mail::Mail,
    CardRef
);

impl Borrowed for String {
    type As<'a> = &'a str;
    fn borrowed(&self) -> &str {
        self
    }
}

impl Borrowed for u64 {
    type As<'a> = u64;
    fn borrowed(&self) -> u64 {
        *self
    }
}

impl<T: 'static> Borrowed for Vec<T> {
    type As<'a> = &'a [T];
    fn borrowed(&self) -> &[T] {
        self
    }
}

impl Borrowed for Option<Vec<u8>> {
    type As<'a> = Option<&'a [u8]>;
    fn borrowed(&self) -> Option<&[u8]> {
        self.as_deref()
    }
}

impl Borrowed for std::result::Result<Response, HttpError> {
    type As<'a> = std::result::Result<&'a Response, &'a HttpError>;
    fn borrowed(&self) -> std::result::Result<&Response, &HttpError> {
        self.as_ref()
    }
}

type Answered<T> = std::result::Result<T, CallError>;

invocations! {
    CheckAccount(ctx: CallCtx) of connector "connector", CheckAccount, call_check_account -> Answered<AccountInfo>;
    SendMessage(ctx: CallCtx, message: OutboundMessage) of connector "connector", Send, call_send -> Answered<Receipt>;
    SendSignal(ctx: CallCtx, signal: Signal) of connector "connector", Signal, call_send_signal -> Answered<()>;
    FetchMedia(ctx: CallCtx, media: RemoteMedia) of connector "connector", FetchMedia, call_fetch_media -> Answered<BlobRef>;
    FetchDocument(ctx: CallCtx, media: RemoteMedia) of documents "documents", FetchMedia, call_fetch -> Answered<BlobRef>;
    HandleChannel(ctx: CallCtx, request: WebhookRequest) of channel_webhook "webhook", Handle, call_handle -> Answered<webhook::Outcome>;
    HandleErp(ctx: CallCtx, request: WebhookRequest) of erp_webhook "webhook", Handle, call_handle -> Answered<erp_webhook::Outcome>;
    Poll(ctx: CallCtx, cursor: Option<Vec<u8>>) of poller "poller", Poll, call_poll -> Answered<poller::Step>;
    Resume(ctx: CallCtx, continuation: Vec<u8>, answer: std::result::Result<Response, HttpError>) of poller "poller", Poll, call_resume -> Answered<poller::Step>;
    StartPairing(ctx: CallCtx, method: pairing::Method) of pairing "pairing", Pairing, call_start -> Answered<pairing::State>;
    PairingStatus(ctx: CallCtx) of pairing "pairing", Pairing, call_status -> Answered<pairing::State>;
    LogOut(ctx: CallCtx) of pairing "pairing", Pairing, call_log_out -> Answered<()>;
    HistorySince(ctx: CallCtx, since_ms: u64, next: Option<Vec<u8>>) of history "history", History, call_since -> Answered<history::Page>;
    ListTemplates(ctx: CallCtx, next: Option<Vec<u8>>) of templates "templates", Templates, call_list -> Answered<templates::Page>;
    CreateTemplate(ctx: CallCtx, draft: templates::Draft) of templates "templates", Templates, call_create -> Answered<TemplateStatus>;
    StatusOfTemplate(ctx: CallCtx, name: String, language: String) of templates "templates", Templates, call_status -> Answered<TemplateStatus>;
    CheckContacts(ctx: CallCtx, addresses: Vec<Address>) of contacts "contacts", Contacts, call_check -> Answered<Vec<contacts::Finding>>;
    HandleMail(ctx: CallCtx, mail: inbound_mail::Mail) of inbound_mail "inbound-mail", Mail, call_handle -> Answered<Vec<Event>>;
    Changes(ctx: CallCtx, cursor: Option<Vec<u8>>) of sync "sync", Sync, call_changes -> Answered<sync::Page>;
    Find(ctx: CallCtx, addresses: Vec<Address>) of lookup "lookup", Lookup, call_find -> Answered<Vec<lookup::Match>>;
    ListDocuments(ctx: CallCtx, card: CardRef) of documents "documents", Documents, call_list -> Answered<Vec<Document>>;
    AvailableActions(ctx: CallCtx, card: CardRef) of actions "actions", Actions, call_available -> Answered<Vec<actions::Action>>;
    RunAction(ctx: CallCtx, card: CardRef, action: String, values: Vec<(String, String)>) of actions "actions", Actions, call_run -> Answered<actions::Done>;
}

/// The first call of a new component: checks all export types, then asks what
/// the plugin can do.
pub(crate) struct Describe;

pub(crate) enum Description {
    Channel(connector::Descriptor, Option<pairing::Terms>),
    Erp(module::Descriptor),
}

impl Invocation for Describe {
    type Answer = Description;
    const EXPORT: Export = Export::Describe;

    async fn invoke(
        self,
        store: &mut Store<CallState>,
        instance: &Instance,
        exports: &ExportIndices,
    ) -> Result<Description> {
        exports.check(store, instance)?;
        if let Some(indices) = &exports.connector {
            let descriptor = indices.load(&mut *store, instance)?.call_describe(&mut *store).await?;
            let terms = match &exports.pairing {
                Some(pairing) => Some(pairing.load(&mut *store, instance)?.call_describe(store).await?),
                None => None,
            };
            return Ok(Description::Channel(descriptor, terms));
        }
        let indices = need(&exports.erp_module, "module")?;
        Ok(Description::Erp(indices.load(&mut *store, instance)?.call_describe(store).await?))
    }
}
