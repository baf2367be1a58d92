//! One message of Deskbell's to one customer of the shop.

mod interactive;
mod limits;
mod location;
mod media;
mod recipient;
mod template;

use crate::bounds::ID;
use crate::errors::{Effect, rejected};
use crate::graph::Graph;
use crate::json::{list_at, word_at};
use crate::party::Person;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{OutboundContent, OutboundMessage, OutboundReaction, OutboundText, Receipt};
use limits::{Limit, check};
use serde_json::{Value, json};

const TEXT: Limit = Limit { what: "the text", max: 4_096, code: "text-length" };

pub(crate) fn send(graph: &Graph<'_>, message: &OutboundMessage) -> Result<Receipt, CallError> {
    let recipient = recipient::choose(&message.to)?;
    let (kind, content) = content(graph, &message.content)?;
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": kind,
        kind: content,
        "biz_opaque_callback_data": message.id,
    });
    body[recipient.field] = Value::String(recipient.value);
    // A reaction names its message itself.
    if let Some(quoted) = message.reply_to.as_ref().filter(|_| kind != "reaction") {
        body["context"] = json!({ "message_id": quoted });
    }
    let answer = graph.post("messages", &body, Effect::Message)?;
    receipt(&answer)
}

/// Checks everything first; files are uploaded only when the rest is right.
fn content(graph: &Graph<'_>, content: &OutboundContent) -> Result<(&'static str, Value), CallError> {
    Ok(match content {
        OutboundContent::Text(text) => ("text", self::text(text)?),
        OutboundContent::Media(media) => media::object(graph, media)?,
        OutboundContent::Location(location) => ("location", location::object(location)?),
        OutboundContent::Interactive(interactive) => ("interactive", interactive::object(graph, interactive)?),
        OutboundContent::Template(template) => ("template", template::object(graph, template)?),
        OutboundContent::Reaction(reaction) => ("reaction", self::reaction(reaction)?),
    })
}

fn text(text: &OutboundText) -> Result<Value, CallError> {
    check(TEXT, &text.body)?;
    Ok(json!({ "body": text.body, "preview_url": text.preview_link }))
}

/// The empty emoji takes the reaction back.
fn reaction(reaction: &OutboundReaction) -> Result<Value, CallError> {
    if reaction.remote_id.is_empty() {
        return Err(rejected("reaction-target", "a reaction needs the message it belongs to"));
    }
    Ok(json!({ "message_id": reaction.remote_id, "emoji": reaction.emoji.as_deref().unwrap_or("") }))
}

/// What Graph calls accepted. Without an id the message cannot be followed, and
/// may well have left.
fn receipt(answer: &Value) -> Result<Receipt, CallError> {
    let nothing = Value::Null;
    let message = list_at(answer, "messages").first().unwrap_or(&nothing);
    let Some(remote_id) = word_at(message, "id").filter(|id| id.len() <= ID) else {
        return Err(CallError::uncertain("no-message-id", "WhatsApp answered without a message id"));
    };
    let contact = list_at(answer, "contacts").first().unwrap_or(&nothing);
    let mut person = Person::default();
    person.add(word_at(contact, "wa_id")).add(word_at(contact, "user_id")).add(word_at(contact, "parent_user_id"));
    let status = word_at(message, "message_status");
    let held = matches!(status.as_deref(), Some("held_for_quality_assessment" | "paused"));
    Ok(Receipt { remote_id, recipient: person.party(), held })
}

#[cfg(test)]
mod tests;
