//! An SMS that a customer sent. The text is the body of a POST (`post-url`),
//! or the field `hex` (`%e`) or `text` (`%b`) of a GET (`get-url`).

use super::{Scope, charset, filled, moment};
use crate::phone;
use deskbell_sdk::channel::{Event, EventBody, InboundContent, InboundMessage, Stub, StubKind};
use deskbell_sdk::fingerprint;
use deskbell_sdk::{Party, WebhookRequest};
use serde_json::json;
use std::borrow::Cow;

/// Bounds of the contract. SMS are far below; strangers with the key are not us.
const MOST_TEXT: usize = 64 * 1024;
const MOST_RAW_BYTES: usize = 16 * 1024;

pub(super) fn translate(scope: &Scope<'_>, request: &WebhookRequest) -> Event {
    let data = Data::of(request);
    let remote_id =
        filled(request, "id").filter(|id| id.len() <= 120).map_or_else(|| name(request, &data), str::to_owned);
    let message = InboundMessage {
        sender: Party::new(vec![phone::sender(from(request), scope.country_code)], None),
        content: content(request, &data),
        reply_to: None,
        forwarded: false,
        group: false,
        referral: None,
        remote_id: remote_id.clone(),
    };
    Event { dedupe_key: format!("m:{remote_id}"), at_ms: moment::of(request), body: EventBody::Message(message) }
}

fn from(request: &WebhookRequest) -> &str {
    filled(request, "from").or_else(|| request.header("x-kannel-from")).unwrap_or_default()
}

/// Without `%I` in the address the same content at the same second is the same SMS.
fn name(request: &WebhookRequest, data: &Data<'_>) -> String {
    let at = moment::of(request).to_string();
    let udh = request.query_value("udh").or_else(|| request.header("x-kannel-udh")).unwrap_or_default();
    let text = charset::to_hex(data.bytes());
    fingerprint(&[from(request), &at, udh, &text])
}

/// The text as it came.
enum Data<'a> {
    Bytes(Cow<'a, [u8]>),
    /// Decoded on the way as UTF-8, whatever it was.
    Text(&'a str),
}

impl<'a> Data<'a> {
    fn of(request: &'a WebhookRequest) -> Self {
        if request.method == "POST" {
            return Self::Bytes(Cow::Borrowed(&request.body));
        }
        match request.query_value("hex").and_then(charset::from_hex) {
            Some(bytes) => Self::Bytes(Cow::Owned(bytes)),
            None => Self::Text(request.query_value("text").unwrap_or_default()),
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
        }
    }

    /// None for what is no text, or was lost.
    fn text(&self, charset: &str) -> Option<String> {
        match self {
            Self::Bytes(bytes) => charset::decode(bytes, charset),
            Self::Text(text) => {
                let lost = text.contains(['\u{fffd}', '\0']);
                (!lost).then(|| (*text).to_owned())
            }
        }
    }
}

fn content(request: &WebhookRequest, data: &Data<'_>) -> InboundContent {
    if coding(request) == "1" {
        let bytes = data.bytes().len();
        return stub(request, data, "binary", &format!("An SMS with {bytes} bytes of data instead of text"));
    }
    match data.text(charset_of(request)).map(|text| text.replace('\0', "")) {
        Some(text) if text.trim().is_empty() => stub(request, data, "empty", "An SMS without text"),
        Some(text) if text.len() <= MOST_TEXT => InboundContent::Text(text),
        _ => {
            let summary =
                "An SMS whose text cannot be read; let Kannel call with post-url as the connector's page says";
            stub(request, data, "unreadable", summary)
        }
    }
}

fn coding(request: &WebhookRequest) -> &str {
    filled(request, "coding").or_else(|| request.header("x-kannel-coding")).unwrap_or("0").trim()
}

fn charset_of(request: &WebhookRequest) -> &str {
    let of_type = || request.header("content-type").and_then(charset::of_content_type);
    let of_coding = || if coding(request) == "2" { "UTF-16BE" } else { "UTF-8" };
    of_type().or_else(|| filled(request, "charset")).unwrap_or_else(of_coding)
}

fn stub(request: &WebhookRequest, data: &Data<'_>, provider_type: &str, summary: &str) -> InboundContent {
    let bytes = data.bytes();
    let kept = &bytes[..bytes.len().min(MOST_RAW_BYTES)];
    let short = |value: &str| value.chars().take(64).collect::<String>();
    let raw = json!({
        "hex": charset::to_hex(kept),
        "coding": short(coding(request)),
        "charset": short(charset_of(request)),
    });
    InboundContent::Stub(Stub {
        kind: StubKind::Unknown,
        provider_type: provider_type.to_owned(),
        summary: summary.to_owned(),
        raw: raw.to_string(),
    })
}
