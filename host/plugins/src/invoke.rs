//! One type for each function that the host calls in a plugin.

use crate::bindings::deskbell as wit;
use crate::bindings::exports::deskbell as exports;
use crate::limits::Export;
use crate::outcome::Exports;
use crate::state::CallState;
use exports::channel::{connector, poller, webhook};
use exports::erp::{module, webhook as erp_webhook};
use std::future::Future;
use wasmtime::component::{Instance, InstancePre};
use wasmtime::{Result, Store};
use wit::channel::message::{OutboundMessage, Receipt, Signal};
use wit::types::call::CallCtx;
use wit::types::errors::CallError;
use wit::types::media::{BlobRef, RemoteMedia};
use wit::types::web::WebhookRequest;

/// Where the exports of one component are.
#[derive(Clone)]
pub(crate) struct ExportIndices {
    connector: Option<connector::GuestIndices>,
    channel_webhook: Option<webhook::GuestIndices>,
    poller: Option<poller::GuestIndices>,
    erp_module: Option<module::GuestIndices>,
    erp_webhook: Option<erp_webhook::GuestIndices>,
}

impl ExportIndices {
    pub fn find(pre: &InstancePre<CallState>, exports: Exports) -> Result<Self> {
        let e = exports;
        Ok(Self {
            connector: e.connector.then(|| connector::GuestIndices::new(pre)).transpose()?,
            channel_webhook: e.channel_webhook.then(|| webhook::GuestIndices::new(pre)).transpose()?,
            poller: e.poller.then(|| poller::GuestIndices::new(pre)).transpose()?,
            erp_module: e.erp_module.then(|| module::GuestIndices::new(pre)).transpose()?,
            erp_webhook: e.erp_webhook.then(|| erp_webhook::GuestIndices::new(pre)).transpose()?,
        })
    }

    /// Compares the types of all exports with the contract.
    fn check(&self, store: &mut Store<CallState>, instance: &Instance) -> Result<()> {
        self.connector.as_ref().map(|i| i.load(&mut *store, instance)).transpose()?;
        self.channel_webhook.as_ref().map(|i| i.load(&mut *store, instance)).transpose()?;
        self.poller.as_ref().map(|i| i.load(&mut *store, instance)).transpose()?;
        self.erp_module.as_ref().map(|i| i.load(&mut *store, instance)).transpose()?;
        self.erp_webhook.as_ref().map(|i| i.load(&mut *store, instance)).transpose()?;
        Ok(())
    }
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

by_reference!(CallCtx, OutboundMessage, Signal, RemoteMedia, WebhookRequest);

impl Borrowed for Option<Vec<u8>> {
    type As<'a> = Option<&'a [u8]>;
    fn borrowed(&self) -> Option<&[u8]> {
        self.as_deref()
    }
}

type Answered<T> = std::result::Result<T, CallError>;

invocations! {
    CheckAccount(ctx: CallCtx) of connector "connector", CheckAccount, call_check_account -> Answered<connector::AccountInfo>;
    SendMessage(ctx: CallCtx, message: OutboundMessage) of connector "connector", Send, call_send -> Answered<Receipt>;
    SendSignal(ctx: CallCtx, signal: Signal) of connector "connector", Signal, call_send_signal -> Answered<()>;
    FetchMedia(ctx: CallCtx, media: RemoteMedia) of connector "connector", FetchMedia, call_fetch_media -> Answered<BlobRef>;
    FetchDocument(ctx: CallCtx, media: RemoteMedia) of erp_module "module", FetchMedia, call_fetch_document -> Answered<BlobRef>;
    HandleChannel(ctx: CallCtx, request: WebhookRequest) of channel_webhook "webhook", Handle, call_handle -> Answered<webhook::Outcome>;
    HandleErp(ctx: CallCtx, request: WebhookRequest) of erp_webhook "webhook", Handle, call_handle -> Answered<erp_webhook::Outcome>;
    Poll(ctx: CallCtx, cursor: Option<Vec<u8>>) of poller "poller", Poll, call_poll -> Answered<poller::Page>;
}

/// The first call of a new component: checks all export types, then asks what
/// the plugin can do.
pub(crate) struct Describe;

pub(crate) enum Description {
    Channel(connector::Descriptor),
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
            return Ok(Description::Channel(indices.load(&mut *store, instance)?.call_describe(store).await?));
        }
        let indices = need(&exports.erp_module, "module")?;
        Ok(Description::Erp(indices.load(&mut *store, instance)?.call_describe(store).await?))
    }
}
