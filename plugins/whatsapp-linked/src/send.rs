//! One message to one customer, and what goes with it: read marks and
//! "typing".

use crate::api::Api;
use crate::jid::Jid;
use crate::memory::{self, Known};
use crate::outgoing::{Outgoing, What};
use crate::{message_id, pace};
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{OutboundMessage, Receipt, Signal};

pub(crate) fn send(api: &Api<'_>, message: &OutboundMessage) -> Result<Receipt, CallError> {
    let outgoing = Outgoing::read(api, message)?;
    if let What::Reaction { id, .. } = &outgoing.what {
        api.gateway.send(api, &outgoing)?;
        return Ok(receipt(format!("reaction:{id}:{}", message.id)));
    }
    let to = outgoing.to.chat_id();
    pace::may_send(api.desk, api.settings.gap_s, &to)?;
    let answer = api.gateway.send(api, &outgoing)?;
    pace::sent(api.desk, api.settings.gap_s, &to);
    let Some(id) = api.gateway.sent_id(&answer) else {
        return Err(CallError::uncertain("no-message-id", "the gateway took the message without naming it"));
    };
    memory::keep_known(api.desk, &id, &Known { from_me: true, chat: to, participant: None });
    Ok(receipt(id))
}

fn receipt(remote_id: String) -> Receipt {
    Receipt { remote_id, recipient: None, held: false }
}

/// Best effort: without the chat of the message there is nobody to signal to.
pub(crate) fn signal(api: &Api<'_>, signal: &Signal) -> Result<(), CallError> {
    let (Signal::MarkRead(id) | Signal::Typing(id)) = signal;
    let id = message_id::bare(id);
    let Some(known) = memory::known(api.desk, id) else {
        return Err(CallError::rejected("unknown-message", "the message is older than this connector remembers"));
    };
    match signal {
        Signal::MarkRead(_) => api.gateway.mark_read(api, id, &known),
        Signal::Typing(_) => api.gateway.typing(api, &Jid::read(&known.chat)),
    }
}
