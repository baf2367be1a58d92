//! What customers do: each act becomes a chat line and a webhook.

use crate::customer::{ChatMessage, Customer, Stage};
use crate::media::{Kind, Media};
use crate::payload::{self, Update};
use crate::sim::Sim;
use crate::world::{World, wamid};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What a customer can do on the phone. Other message types come as `Raw`.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Act {
    Text {
        body: String,
        #[serde(default)]
        reply_to: Option<String>,
    },
    /// A file uploaded before; its MIME type decides the message type.
    Media {
        media_id: String,
        #[serde(default)]
        caption: Option<String>,
        /// Recorded on the phone.
        #[serde(default)]
        voice: bool,
        #[serde(default)]
        reply_to: Option<String>,
    },
    Location {
        latitude: f64,
        longitude: f64,
        #[serde(default)]
        name: Option<String>,
        #[serde(default)]
        address: Option<String>,
    },
    Contacts {
        contacts: Vec<Value>,
    },
    /// Without an emoji the reaction is taken back.
    Reaction {
        message_id: String,
        #[serde(default)]
        emoji: Option<String>,
    },
    /// A tap on a reply button.
    ButtonReply {
        message_id: String,
        id: String,
        title: String,
    },
    /// A choice from a list.
    ListReply {
        message_id: String,
        id: String,
        title: String,
        #[serde(default)]
        description: Option<String>,
    },
    /// A tap on a template's quick reply.
    TemplateButton {
        message_id: String,
        payload: String,
        text: String,
    },
    /// The text or caption of an own message is changed.
    Edit {
        message_id: String,
        body: String,
    },
    Delete {
        message_id: String,
    },
    /// Any object for `messages[]`; id, time and sender are added unless there.
    Raw {
        message: Map<String, Value>,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum InboundError {
    #[error("the number is not an international phone number; write it like +55 49 98859-0187")]
    Number,
    #[error("there is no such message in this chat")]
    NoMessage,
    #[error("there is no such file; upload it first")]
    NoMedia,
    #[error("a raw message needs a `type`")]
    NoType,
    #[error("this customer blocked the business")]
    Blocked,
    #[error("too many webhooks wait for the callback; is the host running")]
    Overloaded,
}

/// What an act comes to.
struct Effect {
    content: Map<String, Value>,
    /// It is a line of the chat, not only a mark on another one.
    line: bool,
    /// The host is told.
    told: bool,
}

impl Effect {
    fn line(content: Value) -> Self {
        Self { content: object(content), line: true, told: true }
    }

    fn mark(content: Value) -> Self {
        Self { line: false, ..Self::line(content) }
    }
}

impl Sim {
    /// A customer acts; a new one is made up for a new number. Gives the wamid.
    pub(crate) fn act(&self, number: &str, name: Option<&str>, act: Act) -> Result<String, InboundError> {
        if self.overloaded() {
            return Err(InboundError::Overloaded);
        }
        let wa_id = crate::number::wa_id(number).ok_or(InboundError::Number)?;
        let touched = touched(&act);
        // One step, so that nobody is forgotten between greeting and writing down.
        let (id, told, update) = self.change(|world| {
            self.greet(world, &wa_id, number, name)?;
            let effect = self.effect(world, &wa_id, act)?;
            let id = text(&effect.content, "id").unwrap_or_else(|| wamid(&wa_id));
            let update = write_down(world, &wa_id, &id, &effect);
            Ok::<_, InboundError>((id, effect.told, update))
        })?;
        self.tell_message(touched.as_deref().unwrap_or(&id));
        if told {
            self.dispatch(&wa_id, update);
        }
        Ok(id)
    }

    fn greet(&self, world: &mut World, wa_id: &str, number: &str, name: Option<&str>) -> Result<(), InboundError> {
        let online = self.config.auto_deliver;
        let customer = world.meet(wa_id, || Customer::new(wa_id.into(), number, name.unwrap_or(number), online));
        if let Some(name) = name {
            customer.name = name.to_string();
        }
        if customer.blocked { Err(InboundError::Blocked) } else { Ok(()) }
    }

    fn effect(&self, world: &mut World, wa_id: &str, act: Act) -> Result<Effect, InboundError> {
        Ok(match act {
            Act::Text { body, reply_to } => {
                let content = json!({"type": "text", "text": {"body": body}});
                Effect::line(self.quoting(content, reply_to))
            }
            Act::Media { media_id, caption, voice, reply_to } => {
                let media = world.media.find(&media_id).ok_or(InboundError::NoMedia)?;
                Effect::line(self.quoting(self.file(media, caption, voice), reply_to))
            }
            Act::Location { latitude, longitude, name, address } => Effect::line(json!({
                "type": "location",
                "location": present(json!({
                    "latitude": latitude, "longitude": longitude, "name": name, "address": address})),
            })),
            Act::Contacts { contacts } => Effect::line(json!({"type": "contacts", "contacts": contacts})),
            Act::Reaction { message_id, emoji } => react(world, wa_id, &message_id, emoji)?,
            Act::ButtonReply { message_id, id, title } => {
                let reply = json!({"type": "button_reply", "button_reply": {"id": id, "title": title}});
                Effect::line(self.quoting(json!({"type": "interactive", "interactive": reply}), Some(message_id)))
            }
            Act::ListReply { message_id, id, title, description } => {
                let row = present(json!({"id": id, "title": title, "description": description}));
                let reply = json!({"type": "list_reply", "list_reply": row});
                Effect::line(self.quoting(json!({"type": "interactive", "interactive": reply}), Some(message_id)))
            }
            Act::TemplateButton { message_id, payload, text } => {
                let button = json!({"type": "button", "button": {"payload": payload, "text": text}});
                Effect::line(self.quoting(button, Some(message_id)))
            }
            Act::Edit { message_id, body } => self.edit(own(world, wa_id, &message_id)?, &body),
            Act::Delete { message_id } => self.delete(own(world, wa_id, &message_id)?),
            Act::Raw { message } if text(&message, "type").is_none() => return Err(InboundError::NoType),
            Act::Raw { message } => Effect { content: message, line: true, told: true },
        })
    }

    fn quoting(&self, mut content: Value, reply_to: Option<String>) -> Value {
        if let Some(id) = reply_to {
            content["context"] = json!({"from": self.metadata["display_phone_number"], "id": id});
        }
        content
    }

    fn file(&self, media: &Media, caption: Option<String>, voice: bool) -> Value {
        let kind = Kind::of_mime(&media.mime);
        let document = kind == Kind::Document;
        let file = present(json!({
            "id": media.id,
            "mime_type": media.mime,
            "sha256": media.sha256_base64(),
            "url": self.media_url(media),
            "caption": caption.filter(|c| !c.is_empty()),
            "filename": media.filename.as_ref().filter(|_| document),
            "voice": (kind == Kind::Audio).then_some(voice),
            "animated": (kind == Kind::Sticker).then_some(false),
        }));
        let word = kind.word();
        json!({"type": word, word: file})
    }

    /// Only numbers that are also used in the phone app learn what was changed.
    fn edit(&self, message: &mut ChatMessage, body: &str) -> Effect {
        let mut content = (*message.content).clone();
        let kind = content["type"].as_str().unwrap_or("text").to_string();
        let field = if kind == "text" { "body" } else { "caption" };
        content[&kind][field] = body.into();
        message.content = Arc::new(content.clone());
        message.edited = true;
        Effect::mark(if self.config.coexistence {
            json!({"type": "edit", "edit": {"original_message_id": message.id, "message": content}})
        } else {
            let errors = json!([payload::late_error(131051)]);
            json!({"type": "unsupported", "errors": errors, "unsupported": {"type": "edit"}})
        })
    }

    fn delete(&self, message: &mut ChatMessage) -> Effect {
        message.deleted = true;
        let revoke = json!({"type": "revoke", "revoke": {"original_message_id": message.id}});
        Effect { told: self.config.coexistence, ..Effect::mark(revoke) }
    }
}

/// The message an act changes, if it adds none.
fn touched(act: &Act) -> Option<String> {
    match act {
        Act::Reaction { message_id, .. } | Act::Edit { message_id, .. } | Act::Delete { message_id } => {
            Some(message_id.clone())
        }
        _ => None,
    }
}

fn react(world: &mut World, wa_id: &str, id: &str, emoji: Option<String>) -> Result<Effect, InboundError> {
    let message = world.customer_mut(wa_id).and_then(|c| c.message_mut(id)).ok_or(InboundError::NoMessage)?;
    let emoji = emoji.filter(|e| !e.is_empty());
    message.customer_reaction = emoji.clone();
    let reaction = present(json!({"message_id": id, "emoji": emoji}));
    Ok(Effect::mark(json!({"type": "reaction", "reaction": reaction})))
}

fn own<'a>(world: &'a mut World, wa_id: &str, id: &str) -> Result<&'a mut ChatMessage, InboundError> {
    let message = world.customer_mut(wa_id).and_then(|c| c.message_mut(id));
    message.filter(|m| !m.from_business && !m.deleted).ok_or(InboundError::NoMessage)
}

/// Keeps the line, opens the window, and makes the webhook's part.
fn write_down(world: &mut World, wa_id: &str, id: &str, effect: &Effect) -> Update {
    let now = Timestamp::now();
    if effect.line {
        let mut line = ChatMessage::new(id.to_string(), false, Arc::new(Value::Object(effect.content.clone())));
        line.reply_to = effect.content.get("context").and_then(|c| c["id"].as_str()).map(str::to_string);
        line.stage = Stage::Sent;
        world.append(wa_id, line);
    }
    let customer = world.customer_mut(wa_id).expect("greeted before");
    customer.last_inbound = Some(now);
    let system = text(&effect.content, "type").as_deref() == Some("system");
    Update::Message {
        id: effect.line.then(|| id.to_string()),
        message: payload::message(customer, id, now, &effect.content),
        contact: (!system).then(|| payload::contact(customer)),
    }
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(str::to_string)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Without the keys that have no value.
fn present(value: Value) -> Value {
    Value::Object(object(value).into_iter().filter(|(_, v)| !v.is_null()).collect())
}
