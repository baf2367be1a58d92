//! One message of Deskbell's to one customer of the shop.

mod draft;
mod interactive;
mod limits;
mod location;
mod media;
mod reaction;
mod target;

use crate::api::Api;
use crate::bounds::ID;
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

/// One request for the message, one for a group that has moved, one for a file
/// that must be uploaded after all.
const MOST_REQUESTS: usize = 3;

pub(crate) fn send(api: &Api<'_>, message: &OutboundMessage) -> Result<Receipt, CallError> {
    if let OutboundContent::Reaction(reaction) = &message.content {
        return reaction::send(api, reaction);
    }
    let target = target::choose(&message.to, message.reply_to.as_deref())?.moved(api.memory);
    deliver(api, target, &draft(api, &message.content)?)
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

/// Only a refusal that proves that nothing was sent leads to another request.
fn deliver(api: &Api<'_>, mut target: Target, draft: &Draft) -> Result<Receipt, CallError> {
    let mut source = draft.source(api.memory);
    for _ in 1..MOST_REQUESTS {
        match api.exchange(draft.request(api, &target, &source), Effect::Message)? {
            Ok(sent) => return delivered(api, draft, &source, &sent),
            Err(refusal) => (target, source) = mended(api, target, draft, source, refusal)?,
        }
    }
    match api.exchange(draft.request(api, &target, &source), Effect::Message)? {
        Ok(sent) => delivered(api, draft, &source, &sent),
        Err(refusal) => Err(refusal.into_call_error()),
    }
}

/// What to do otherwise after a refusal that something can be done about.
fn mended(
    api: &Api<'_>,
    target: Target,
    draft: &Draft,
    source: Source,
    refusal: Refusal,
) -> Result<(Target, Source), CallError> {
    if let Some(new) = refusal.moved_to().filter(|new| *new != target.chat) {
        api.memory.move_group(target.chat, new);
        return Ok((Target::at(new), source));
    }
    if matches!(source, Source::Known { .. }) && is_about_the_file(&refusal) {
        return Ok((target, draft.upload(api.memory)));
    }
    Err(refusal.into_call_error())
}

/// The id of a file belongs to one bot and may run out.
fn is_about_the_file(refusal: &Refusal) -> bool {
    refusal.number() == 400
        && ["file identifier", "file_id", "file_reference", "type of file"].iter().any(|w| refusal.says(w))
}

/// What Telegram calls sent. Without an id the message cannot be followed, and
/// has most likely left.
fn delivered(api: &Api<'_>, draft: &Draft, source: &Source, sent: &Value) -> Result<Receipt, CallError> {
    let chat = sent.get("chat").unwrap_or(&Value::Null);
    let id = int_at(chat, "id").zip(int_at(sent, "message_id"));
    let Some((chat_id, message)) = id else {
        return Err(CallError::uncertain("no-message-id", "Telegram answered without a message id"));
    };
    draft.remember(api.memory, source, sent);
    let private = text_at(chat, "type") == Some("private");
    let recipient = private.then(|| person::author(&json!({ "chat": chat }), ""));
    let remote_id = RemoteId { chat: chat_id, message }.to_string();
    debug_assert!(remote_id.len() <= ID);
    Ok(Receipt { remote_id, recipient, held: false })
}

#[cfg(test)]
mod tests;
