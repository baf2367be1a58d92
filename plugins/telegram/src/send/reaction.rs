//! A reaction sets what stands under a message, so repeating it does no harm.

use crate::api::Api;
use crate::errors::Effect;
use crate::remote_id::RemoteId;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{OutboundReaction, Receipt};
use serde_json::{Value, json};

pub(super) fn send(api: &Api<'_>, reaction: &OutboundReaction) -> Result<Receipt, CallError> {
    let id = RemoteId::require(&reaction.remote_id)?;
    let parameters = json!({ "chat_id": id.chat, "message_id": id.message, "reaction": shown(reaction) });
    api.call("setMessageReaction", &parameters, Effect::Harmless)?;
    // Telegram gives a reaction no id of its own.
    Ok(Receipt { remote_id: format!("{id}:reaction"), recipient: None, held: false })
}

/// Telegram lists its reactions without the mark that asks for a coloured
/// picture; keyboards often add it.
fn shown(reaction: &OutboundReaction) -> Vec<Value> {
    let emoji = reaction.emoji.as_ref().map(|emoji| emoji.trim_end_matches('\u{fe0f}')).filter(|e| !e.is_empty());
    emoji.map(|emoji| json!({ "type": "emoji", "emoji": emoji })).into_iter().collect()
}
