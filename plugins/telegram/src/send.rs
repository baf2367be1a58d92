//! One message of Deskbell's to one customer of the shop.

mod draft;
mod interactive;
mod limits;
mod location;
mod media;
mod reaction;
mod target;

use crate::api::Api;
use crate::errors::{Effect, Refusal};
use crate::json::{int_at, text_at};
use crate::person;
use crate::remote_id::RemoteId;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{OutboundContent, OutboundMessage, OutboundText, Receipt};
use draft::{Draft, Source};
use limits::{TEXT, check};
use serde_json::{Value, json};
use target::Target;

/// A group that has moved, a file that must be uploaded after all, an image
/// that cannot be shown: each at most once.
const MOST_REPAIRS: usize = 3;

pub(crate) fn send(api: &Api<'_>, message: &OutboundMessage) -> Result<Receipt, CallError> {
    if let OutboundContent::Reaction(reaction) = &message.content {
        return reaction::send(api, reaction);
    }
    let target = target::choose(&message.to, message.reply_to.as_deref())?.moved(api.memory);
    let draft = draft(api, &message.content)?;
    deliver(api, Parcel { source: draft.source(api.memory), target, draft }, MOST_REPAIRS)
}

/// Everything is checked before anything leaves.
fn draft(api: &Api<'_>, content: &OutboundContent) -> Result<Draft, CallError> {
    match content {
        OutboundContent::Text(text) => self::text(text),
        OutboundContent::Media(file) => media::draft(api.settings, file),
        OutboundContent::Location(place) => location::draft(place),
        OutboundContent::Interactive(interactive) => interactive::draft(api.settings, interactive),
        OutboundContent::Template(_) => Err(CallError::unsupported("Telegram has no templates; send a text")),
        OutboundContent::Reaction(_) => Err(CallError::unsupported("a reaction is no message")),
    }
}

/// Without `parse_mode`: what people write is never mark-up.
fn text(text: &OutboundText) -> Result<Draft, CallError> {
    check(TEXT, &text.body)?;
    let preview = json!({ "is_disabled": !text.preview_link });
    Ok(Draft::new("sendMessage", json!({ "text": text.body, "link_preview_options": preview })))
}

/// A message as it leaves.
struct Parcel {
    target: Target,
    draft: Draft,
    source: Source,
}

/// Only a refusal that proves that nothing was sent leads to another request.
fn deliver(api: &Api<'_>, parcel: Parcel, repairs: usize) -> Result<Receipt, CallError> {
    let request = parcel.draft.request(api, &parcel.target, &parcel.source);
    match api.exchange(request, Effect::Message)? {
        Ok(sent) => parcel.delivered(api, &sent),
        Err(refusal) if repairs == 0 => Err(refusal.into_call_error()),
        Err(refusal) => deliver(api, parcel.mended(api, refusal)?, repairs - 1),
    }
}

impl Parcel {
    /// What to do otherwise after a refusal that something can be done about.
    fn mended(self, api: &Api<'_>, refusal: Refusal) -> Result<Self, CallError> {
        if let Some(new) = refusal.moved_to().filter(|new| *new != self.target.chat) {
            api.memory.move_group(self.target.chat, new);
            return Ok(Self { target: Target::at(new), ..self });
        }
        if matches!(self.source, Source::Known { .. }) && is_about_the_file(&refusal) {
            return Ok(Self { source: self.draft.upload(api.memory), ..self });
        }
        if refusal.number() == 400 && NO_PHOTO.iter().any(|words| refusal.says(words)) {
            let Some(draft) = self.draft.photo_as_document() else { return Err(refusal.into_call_error()) };
            return Ok(Self { source: draft.source(api.memory), draft, ..self });
        }
        Err(refusal.into_call_error())
    }

    /// What Telegram calls sent. Without an id the message cannot be followed,
    /// and has most likely left.
    fn delivered(&self, api: &Api<'_>, sent: &Value) -> Result<Receipt, CallError> {
        let chat = sent.get("chat").unwrap_or(&Value::Null);
        let Some((id, message)) = int_at(chat, "id").zip(int_at(sent, "message_id")) else {
            return Err(CallError::uncertain("no-message-id", "Telegram answered without a message id"));
        };
        self.draft.remember(api.memory, &self.source, sent);
        let private = text_at(chat, "type") == Some("private");
        let recipient = private.then(|| person::author(&json!({ "chat": chat }), ""));
        Ok(Receipt { remote_id: RemoteId { chat: id, message }.to_string(), recipient, held: false })
    }
}

/// The id of a file belongs to one bot and may run out.
fn is_about_the_file(refusal: &Refusal) -> bool {
    let words = ["file identifier", "file_id", "file_reference", "type of file"];
    refusal.number() == 400 && words.iter().any(|words| refusal.says(words))
}

/// An image that cannot be shown can still be delivered.
const NO_PHOTO: [&str; 4] =
    ["photo_invalid_dimensions", "image_process_failed", "photo_save_file_invalid", "photo_ext_invalid"];

#[cfg(test)]
mod tests;
