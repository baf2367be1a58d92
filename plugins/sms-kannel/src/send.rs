//! One message of Deskbell's as Kannel's `sendsms` takes it: a POST with the
//! text as its body and everything else in `X-Kannel-*` headers. In the GET
//! form the password would stand in the address, and so in logs; headers the
//! host can fill in itself.

use crate::encoding::{Encoded, encode};
use crate::phone;
use crate::settings::Settings;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{OutboundContent, OutboundMessage};
use deskbell_sdk::fingerprint;
use deskbell_sdk::http::{self, Request};

/// Delivered, failed, queued, accepted and rejected by the SMSC.
const EVERY_REPORT: &str = "31";
/// Of an SMS as it is read by people; longer ids are shortened.
const LONGEST_ID: usize = 100;

pub(crate) struct Prepared {
    pub(crate) request: Request,
    /// Kannel tells no id of its own, so reports are asked for under ours.
    pub(crate) remote_id: String,
}

pub(crate) fn prepare(settings: &Settings, message: &OutboundMessage) -> Result<Prepared, CallError> {
    let encoded = encode(text(&message.content)?, settings.plain_letters);
    fits(&encoded, settings.max_parts)?;
    let to = phone::recipient(&message.to)?;
    let remote_id = remote_id(&message.id);
    let request = signed_in(settings)
        .header("x-kannel-to", to)
        .header("x-kannel-coding", encoded.coding.value())
        .header("content-type", encoded.coding.content_type());
    let request = with_options(request, settings);
    let request = with_report(request, settings, &remote_id).bytes(encoded.body).timeout_ms(10_000);
    Ok(Prepared { request, remote_id })
}

/// The beginning of every request to Kannel.
pub(crate) fn signed_in(settings: &Settings) -> Request {
    http::post(settings.sendsms_url.as_str()).secret_header("x-kannel-username", "", "username").secret_header(
        "x-kannel-password",
        "",
        "password",
    )
}

fn text(content: &OutboundContent) -> Result<&str, CallError> {
    let instead = match content {
        OutboundContent::Text(text) if text.body.trim().is_empty() => {
            return Err(CallError::rejected("no-text", "the text is empty"));
        }
        OutboundContent::Text(text) => return Ok(&text.body),
        OutboundContent::Media(_) => "put a link to the file into the text",
        OutboundContent::Location(_) => "put the address or a link to a map into the text",
        OutboundContent::Interactive(_) => "write the choices into the text",
        OutboundContent::Template(_) => "no template is needed: write the text itself",
        OutboundContent::Reaction(_) => "answer in words",
    };
    Err(CallError::unsupported(format!("SMS carries text only; {instead}")))
}

/// Kannel would cut off silently what goes beyond its own `max-messages`.
fn fits(encoded: &Encoded, max_parts: usize) -> Result<(), CallError> {
    if encoded.parts <= max_parts {
        return Ok(());
    }
    let detail = format!("the text needs {} SMS; the setting max_parts allows {max_parts}", encoded.parts);
    Err(CallError::rejected("too-long", detail))
}

fn with_options(request: Request, settings: &Settings) -> Request {
    let validity = if settings.validity_min > 0 { settings.validity_min.to_string() } else { String::new() };
    let options =
        [("x-kannel-from", &settings.sender), ("x-kannel-smsc", &settings.smsc), ("x-kannel-validity", &validity)];
    options
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .fold(request, |request, (name, value)| request.header(name, value.as_str()))
}

/// The address that Kannel asks for each report. Its last word is the callback
/// key, which the host puts there; `%d`, `%A` and `%T` are filled in by Kannel.
fn with_report(request: Request, settings: &Settings, remote_id: &str) -> Request {
    if settings.callback_url.is_empty() {
        return request;
    }
    let before = format!("{}/report?message={remote_id}&status=%d&reply=%A&ts=%T&key=", settings.callback_url);
    request.header("x-kannel-dlr-mask", EVERY_REPORT).secret_header("x-kannel-dlr-url", &before, "callback_key")
}

/// Our id as it can stand in an address: Kannel reads "%" itself.
fn remote_id(id: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(plain) { id.to_owned() } else { fingerprint(&[id]) }
}

#[cfg(test)]
mod tests;
