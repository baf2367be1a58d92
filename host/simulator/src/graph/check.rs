//! What Meta checks before it accepts a message.

mod interactive;
mod part;
mod plain;
mod template;

use super::error::{GraphError, Result};
use crate::template::Template;
use crate::world::World;
use part::Part;
use serde_json::Value;

pub(super) enum Recipient {
    Number(String),
    /// Business-scoped.
    UserId(String),
}

/// A message that may be accepted.
pub(super) struct Checked {
    pub kind: String,
    pub recipient: Recipient,
    pub reply_to: Option<String>,
    pub callback_data: Option<String>,
    pub template: Option<Template>,
}

const KINDS: [&str; 11] = [
    "text",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "interactive",
    "reaction",
    "template",
];

pub(super) fn check(body: &Value, world: &World) -> Result<Checked> {
    if body["messaging_product"] != "whatsapp" {
        return Err(GraphError::shape("The parameter messaging_product is required."));
    }
    if !matches!(body["recipient_type"].as_str(), None | Some("individual")) {
        return Err(GraphError::shape("Param recipient_type must be one of {individual}"));
    }
    let kind = body["type"].as_str().unwrap_or("text").to_string();
    if !KINDS.contains(&kind.as_str()) {
        return Err(GraphError::shape(format!("Param type must be one of {{{}}}", KINDS.join(", ").to_uppercase())));
    }
    let recipient = recipient(body)?;
    let template = object(body, &kind, world)?;
    let reply_to = body.get("context").map(reply_to).transpose()?;
    if reply_to.is_some() && kind == "reaction" {
        return Err(GraphError::invalid("A reaction cannot be a reply"));
    }
    Ok(Checked { kind, recipient, reply_to, callback_data: callback_data(body)?, template })
}

/// The phone number wins when both are given.
fn recipient(body: &Value) -> Result<Recipient> {
    match (body.get("to"), body.get("recipient")) {
        (Some(Value::String(to)), _) if !to.is_empty() => Ok(Recipient::Number(to.clone())),
        (None, Some(Value::String(id))) if !id.is_empty() => Ok(Recipient::UserId(id.clone())),
        _ => Err(GraphError::shape("The parameter to is required.")),
    }
}

fn object(body: &Value, kind: &str, world: &World) -> Result<Option<Template>> {
    let part = if kind == "contacts" { Part::of(body, "")? } else { Part::of(body, "")?.object(kind)? };
    match kind {
        "text" => plain::text(&part)?,
        "location" => plain::location(&part)?,
        "contacts" => plain::contacts(&part)?,
        "reaction" => plain::reaction(&part, world)?,
        "interactive" => interactive::check(&part, world)?,
        "template" => return template::check(&part, world).map(Some),
        _ => plain::media(&part, kind, world)?,
    }
    Ok(None)
}

fn reply_to(context: &Value) -> Result<String> {
    let id = context["message_id"].as_str().filter(|id| !id.is_empty());
    id.map(str::to_string).ok_or_else(|| GraphError::missing("context.message_id"))
}

fn callback_data(body: &Value) -> Result<Option<String>> {
    match body.get("biz_opaque_callback_data") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(data)) if data.len() <= 512 => Ok(Some(data.clone())),
        Some(_) => Err(GraphError::shape("Param biz_opaque_callback_data must be at most 512 characters long.")),
    }
}
