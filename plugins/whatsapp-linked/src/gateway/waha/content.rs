//! What a message says. WAHA's own fields have text and files; for the rest
//! the engine's data is asked, which is WhatsApp's own object with two of the
//! three engines.

use super::fetch::BY_MESSAGE;
use crate::content::{self, File, kind_of};
use crate::json::{at, flag_at, items, text_at};
use crate::message_id::{Full, bare};
use crate::proto::{self, Read};
use crate::told::Body;
use deskbell_sdk::channel::{InboundContent, MediaKind};
use serde_json::Value;

pub(super) fn read(payload: &Value) -> Read {
    let engine = engine(payload);
    let inner = proto::read(engine, || reference(payload));
    let quoted = text_at(at(payload, &["replyTo"]), "id").map(|id| bare(id).to_owned());
    Read {
        body: own(payload, inner.body).or_else(|| unread(payload, engine)),
        reply_to: quoted.or(inner.reply_to),
        forwarded: inner.forwarded || flag_at(at(payload, &["_data"]), "isForwarded"),
    }
}

/// The protocol's message, as the engines NOWEB and GOWS pass it on.
fn engine(payload: &Value) -> &Value {
    let data = at(payload, &["_data"]);
    ["message", "Message"].iter().find_map(|key| data.get(*key)).filter(|m| m.is_object()).unwrap_or(&Value::Null)
}

/// WAHA's own fields, before what the engine says: they are its promise.
fn own(payload: &Value, inner: Option<Body>) -> Option<Body> {
    let cards = items_of_text(payload, "vCards");
    let location = at(payload, &["location"]);
    let kind = text_at(at(payload, &["_data"]), "type").unwrap_or_default();
    let content = match inner {
        Some(Body::Content(InboundContent::Text(_))) | None if !cards.is_empty() => content::contact(&cards, payload),
        None if location.is_object() => place(location),
        None if kind.starts_with("poll") => content::poll(text_at(payload, "body"), &[], payload),
        inner if flag_at(payload, "hasMedia") || at(payload, &["media"]).is_object() => media(payload, inner, kind),
        Some(other) => return Some(other),
        None => content::text(text_at(payload, "body")?, payload),
    };
    Some(Body::Content(content))
}

fn items_of_text<'a>(payload: &'a Value, key: &str) -> Vec<&'a str> {
    items(at(payload, &[key])).iter().filter_map(Value::as_str).collect()
}

fn place(location: &Value) -> InboundContent {
    let names = [text_at(location, "description"), text_at(location, "name"), text_at(location, "address")];
    content::location(&names, at(location, &["latitude"]), at(location, &["longitude"]), location)
}

/// The engine knows the kind; else the media type tells it.
fn media(payload: &Value, inner: Option<Body>, kind: &str) -> InboundContent {
    let told = at(payload, &["media"]);
    let (known, size, named) = match &inner {
        Some(Body::Content(InboundContent::Media(m))) => (Some(m.kind), m.media.size, m.media.filename.clone()),
        _ => (None, None, None),
    };
    let mime = text_at(told, "mimetype");
    let file = File {
        kind: known.or_else(|| by_word(kind)).unwrap_or_else(|| mime.map_or(MediaKind::Document, kind_of)),
        reference: reference(payload),
        mime,
        size,
        filename: text_at(told, "filename").or(named.as_deref()),
        caption: text_at(payload, "body"),
    };
    content::media(file, payload)
}

/// The word of the engine WEBJS.
fn by_word(kind: &str) -> Option<MediaKind> {
    match kind {
        "image" => Some(MediaKind::Image),
        "video" | "ptv" => Some(MediaKind::Video),
        "ptt" => Some(MediaKind::Voice),
        "audio" => Some(MediaKind::Audio),
        "document" => Some(MediaKind::Document),
        "sticker" => Some(MediaKind::Sticker),
        _ => None,
    }
}

/// Where the file is: its address, or the message to ask for.
fn reference(payload: &Value) -> String {
    if let Some(url) = text_at(at(payload, &["media"]), "url") {
        return url.to_owned();
    }
    let id = text_at(payload, "id").unwrap_or_default();
    Full::read(id).map(|full| format!("{BY_MESSAGE}{}/{id}", full.chat.chat_id())).unwrap_or_default()
}

/// Nothing that anybody wrote, or a kind of tomorrow.
fn unread(payload: &Value, engine: &Value) -> Option<Body> {
    let kind = text_at(at(payload, &["_data"]), "type").unwrap_or_default();
    let silent = ["e2e_notification", "notification_template", "protocol", "gp2", "ciphertext"].contains(&kind);
    (!silent && !engine.is_object()).then(|| Body::Content(content::unknown(kind, payload)))
}
