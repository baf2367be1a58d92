//! Connectors to messaging channels.

mod contacts;
mod history;
mod mail;
mod pairing;
mod poller;
mod templates;

use crate::bindings::{channel_connector, channel_webhook};
use crate::{BlobRef, CallCtx, CallError, RemoteMedia, WebhookRequest};
use std::marker::PhantomData;

pub use crate::bindings::imports::deskbell::channel::message::{
    AccountEvent, AccountInfo, Button, Choice, Consequence, Delivery, Echo, Edited, Event, EventBody, Header,
    IdentityChange, InboundContent, InboundMessage, Interactive, ListRow, ListSection, Location, MediaContent,
    MediaKind, Offer, OutboundContent, OutboundMedia, OutboundMessage, OutboundReaction, OutboundText, ParameterSlot,
    ParameterValue, Preference, Reaction, Receipt, Signal, Status, Stub, StubKind, TemplateMessage, TemplateParameter,
    TemplateState, TemplateStatus,
};
pub use crate::party::find as find_address;
pub use channel_connector::exports::deskbell::channel::connector::{Descriptor, Feature};
pub use channel_webhook::exports::deskbell::channel::webhook::Outcome;
pub use contacts::{Contacts, Finding};
pub use history::{History, HistoryPage};
pub use mail::{InboundMail, Mail, MailPart, Verdict};
pub use pairing::{Pairing, PairingCode, PairingMethod, PairingMethodKind, PairingState, PairingTerms, ShownCode};
pub use poller::{Page, Poller, Step};
pub use templates::{Template, TemplateButton, TemplateDraft, TemplateHeader, TemplatePage, Templates};

/// A connector. Only [`Channel::describe`] must be written; whatever else the
/// descriptor promises must be written too, the defaults answer `unsupported`.
///
/// ```
/// use deskbell_sdk::channel::{Channel, Descriptor, Feature, OutboundMessage, Receipt};
/// use deskbell_sdk::{CallCtx, CallError};
///
/// struct Acme;
///
/// impl Channel for Acme {
///     fn describe() -> Descriptor {
///         Descriptor {
///             channel_kind: "sms".to_owned(),
///             features: Feature::FIRST_CONTACT,
///             reply_window_h: None,
///             max_text: 1530,
///             pace_per_10s: 10,
///         }
///     }
///
///     fn send(_ctx: CallCtx, message: OutboundMessage) -> Result<Receipt, CallError> {
///         // … deskbell_sdk::http::post("https://api.acme.example/sms") …
///         Ok(Receipt { remote_id: message.id, recipient: None, held: false })
///     }
/// }
///
/// deskbell_sdk::export_channel!(Acme);
/// # fn main() {}
/// ```
pub trait Channel {
    /// What the channel can do. Pure: it may call nothing of the host (no
    /// [`crate::config`], no [`crate::HashMap`]) and always answers the same.
    fn describe() -> Descriptor;

    /// Proves with one request that the credentials work.
    fn check_account(_ctx: CallCtx) -> Result<AccountInfo, CallError> {
        Err(CallError::unsupported("this channel cannot check its account"))
    }

    /// Sends one message. The host calls it once for each attempt and never
    /// twice at the same time for one message. `Ok` means accepted by the
    /// provider, not delivered. A time-out after the request was written is
    /// [`CallError::uncertain`].
    fn send(_ctx: CallCtx, _message: OutboundMessage) -> Result<Receipt, CallError> {
        Err(CallError::unsupported("this channel cannot send"))
    }

    /// "Read" and "typing…". Best effort; errors are counted, not repeated.
    fn send_signal(_ctx: CallCtx, _signal: Signal) -> Result<(), CallError> {
        Err(CallError::unsupported("this channel has no such signal"))
    }

    /// Fetches a file named by an earlier event, usually with
    /// [`crate::http::Request::store_response`]. `rejected` when it is gone
    /// for good. Check size and hash where the provider gives them.
    fn fetch_media(_ctx: CallCtx, _media: RemoteMedia) -> Result<BlobRef, CallError> {
        Err(CallError::unsupported("this channel has no files"))
    }

    /// Translates one webhook request, every item of a batch into an event of
    /// its own: at most 2,000, each at most 256 KiB. An item that cannot be
    /// read becomes a stub or an account notice, never an error for the
    /// others. Download nothing here.
    fn handle(_ctx: CallCtx, _request: WebhookRequest) -> Result<Outcome, CallError> {
        Err(CallError::unsupported("this channel takes no webhooks"))
    }
}

/// Exports a [`Channel`] from the component.
///
/// * `export_channel!(Acme)`: the provider calls us.
/// * `export_channel!(Acme, poller)`: we ask the provider ([`Poller`]).
/// * `export_channel!(Acme, webhook, poller, pairing)`: all that it has, of
///   `webhook`, `poller`, `pairing`, `history`, `templates`, `contacts` and
///   `inbound_mail`.
///
/// Use it once, at the top level of the plugin's library. In native builds it
/// only checks the traits.
#[macro_export]
macro_rules! export_channel {
    ($plugin:ty) => {
        $crate::export_channel!($plugin, webhook);
    };
    ($plugin:ty, $($interface:ident),+) => {
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code)]
        const _: () = {
            type Exported = $crate::channel::Exported<$plugin>;
            $crate::bindings::channel_connector::export_channel_connector!(
                Exported with_types_in $crate::bindings::channel_connector
            );
            $($crate::__export_channel_interface!($interface);)+
        };
        #[cfg(not(target_arch = "wasm32"))]
        const _: () = {
            $($crate::__check_channel_interface!($interface, $plugin);)+
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __export_channel_interface {
    (webhook) => {
        $crate::bindings::channel_webhook::export_channel_webhook!(
            Exported with_types_in $crate::bindings::channel_webhook
        );
    };
    (poller) => {
        $crate::bindings::channel_poller::export_channel_poller!(
            Exported with_types_in $crate::bindings::channel_poller
        );
    };
    (pairing) => {
        $crate::bindings::channel_pairing::export_channel_pairing!(
            Exported with_types_in $crate::bindings::channel_pairing
        );
    };
    (history) => {
        $crate::bindings::channel_history::export_channel_history!(
            Exported with_types_in $crate::bindings::channel_history
        );
    };
    (templates) => {
        $crate::bindings::channel_templates::export_channel_templates!(
            Exported with_types_in $crate::bindings::channel_templates
        );
    };
    (contacts) => {
        $crate::bindings::channel_contacts::export_channel_contacts!(
            Exported with_types_in $crate::bindings::channel_contacts
        );
    };
    (inbound_mail) => {
        $crate::bindings::channel_inbound_mail::export_channel_inbound_mail!(
            Exported with_types_in $crate::bindings::channel_inbound_mail
        );
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __check_channel_interface {
    (webhook, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::channel::Channel);
    };
    (poller, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::channel::Poller);
    };
    (pairing, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::channel::Pairing);
    };
    (history, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::channel::History);
    };
    (templates, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::channel::Templates);
    };
    (contacts, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::channel::Contacts);
    };
    (inbound_mail, $plugin:ty) => {
        $crate::__implements!($plugin, $crate::channel::InboundMail);
    };
}

/// A native build says at once which trait is missing.
#[doc(hidden)]
#[macro_export]
macro_rules! __implements {
    ($plugin:ty, $name:path) => {
        const _: () = {
            const fn check<T: $name>() {}
            check::<$plugin>()
        };
    };
}

/// Carries a plugin's trait to the generated one.
#[doc(hidden)]
pub struct Exported<T>(PhantomData<T>);

impl<T: Channel> channel_connector::exports::deskbell::channel::connector::Guest for Exported<T> {
    fn describe() -> Descriptor {
        crate::panic::install_hook();
        T::describe()
    }

    fn check_account(ctx: CallCtx) -> Result<AccountInfo, CallError> {
        crate::panic::install_hook();
        T::check_account(ctx)
    }

    fn send(ctx: CallCtx, message: OutboundMessage) -> Result<Receipt, CallError> {
        crate::panic::install_hook();
        T::send(ctx, message)
    }

    fn send_signal(ctx: CallCtx, signal: Signal) -> Result<(), CallError> {
        crate::panic::install_hook();
        T::send_signal(ctx, signal)
    }

    fn fetch_media(ctx: CallCtx, media: RemoteMedia) -> Result<BlobRef, CallError> {
        crate::panic::install_hook();
        T::fetch_media(ctx, media)
    }
}

impl<T: Channel> channel_webhook::exports::deskbell::channel::webhook::Guest for Exported<T> {
    fn handle(ctx: CallCtx, request: WebhookRequest) -> Result<Outcome, CallError> {
        crate::panic::install_hook();
        T::handle(ctx, request)
    }
}
