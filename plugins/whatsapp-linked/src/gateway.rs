//! What differs between the gateways.

mod evolution;
mod waha;

use crate::api::Api;
use crate::jid::Jid;
use crate::memory::Known;
use crate::outgoing::Outgoing;
use crate::settings::Kind;
use crate::told::{Scope, Translation};
use deskbell_sdk::channel::{AccountInfo, Finding};
use deskbell_sdk::{BlobRef, CallError, Problem, RemoteMedia, WebhookRequest};
use serde_json::Value;

pub(crate) trait Gateway {
    /// The header that carries the API key.
    fn key_header(&self) -> &'static str;

    /// Whether the request proves that the gateway sent it.
    fn proves(&self, request: &WebhookRequest, key: &dyn Key) -> Result<bool, CallError>;

    /// Translates a webhook that was proved.
    fn translate(&self, scope: &Scope<'_>, body: &Value, out: &mut Translation);

    /// Where the linked device stands.
    fn link(&self, api: &Api<'_>) -> Result<Link, CallError>;

    /// Makes the gateway show a code; `phone` wants one to type.
    fn begin(&self, api: &Api<'_>, link: &Link, phone: Option<&str>) -> Result<(), CallError>;

    /// The code of now; none while the gateway prepares it.
    fn code(&self, api: &Api<'_>, phone: Option<&str>) -> Result<Option<String>, CallError>;

    fn log_out(&self, api: &Api<'_>) -> Result<(), CallError>;

    /// Hands a message over; the gateway's answer.
    fn send(&self, api: &Api<'_>, message: &Outgoing<'_>) -> Result<Value, CallError>;

    /// The bare id in an answer to [`Gateway::send`].
    fn sent_id(&self, answer: &Value) -> Option<String>;

    fn mark_read(&self, api: &Api<'_>, id: &str, known: &Known) -> Result<(), CallError>;

    fn typing(&self, api: &Api<'_>, chat: &Jid) -> Result<(), CallError>;

    /// One finding for each number (digits), in order.
    fn check(&self, api: &Api<'_>, phones: &[String]) -> Result<Vec<Finding>, CallError>;

    /// One page of what happened since a time, and where to go on.
    fn history(
        &self,
        api: &Api<'_>,
        scope: &Scope<'_>,
        since_ms: u64,
        next: Option<&[u8]>,
        out: &mut Translation,
    ) -> Result<Option<Vec<u8>>, CallError>;

    /// A file by its reference.
    fn fetch(&self, api: &Api<'_>, media: &RemoteMedia) -> Result<BlobRef, CallError>;
}

/// The webhook key, which stays with the host.
pub(crate) trait Key {
    fn signs(&self, data: &[u8], sha512: &[u8]) -> Result<bool, CallError>;
    fn is(&self, candidate: &str) -> Result<bool, CallError>;
}

pub(crate) fn of(kind: Kind) -> &'static dyn Gateway {
    match kind {
        Kind::Waha => &waha::Waha,
        Kind::Evolution => &evolution::Evolution,
    }
}

/// Where a linked device stands, in words of both gateways.
#[derive(Debug, PartialEq)]
pub(crate) enum Link {
    /// The gateway has no session of this name.
    Absent,
    Stopped,
    Starting,
    /// Waits for the phone.
    Code,
    /// WhatsApp wants more than a code, which only the gateway's own pages can give.
    Passkey(Problem),
    Working(AccountInfo),
    Failed(Problem),
}

#[cfg(test)]
mod tests;
