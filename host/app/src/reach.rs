//! Over which channel a contact can be written to.

use crate::error::AppError;
use deskbell_domain::channel::{Channel, ChannelState, Feature};
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::Conversation;
use deskbell_domain::template::{Template, TemplateState};
use deskbell_domain::time::Timestamp;
use deskbell_store::{ByContact, Range, Read, Tx};

/// The conversation to write in: the one with the latest activity on a channel
/// that has the template, else a new one where the channel allows to write
/// first and the contact has an address.
pub(crate) fn conversation_for(
    tx: &mut Tx<'_>,
    contact: &Contact,
    template: &str,
    now: Timestamp,
) -> Result<Option<Conversation>, AppError> {
    let channels = tx.scan::<Channel>(Range::all().limit(200))?;
    let mut open = tx.list::<Conversation, ByContact>(Range::prefix(&contact.id).limit(200))?;
    open.sort_by_key(|c| std::cmp::Reverse(c.activity));
    for conversation in open {
        let channel = channels.iter().find(|c| c.id == conversation.channel);
        if channel.is_some_and(usable) && !conversation.blocked && has_template(tx, &conversation.channel, template)? {
            return Ok(Some(conversation));
        }
    }
    for channel in channels.iter().filter(|c| usable(c) && can_begin(c, contact)) {
        if has_template(tx, &channel.id, template)? {
            return Ok(Some(Conversation::new(tx.next_id()?, channel.id.clone(), contact.id, now)));
        }
    }
    Ok(None)
}

/// A paused channel still takes messages: they wait for its operator.
fn usable(channel: &Channel) -> bool {
    channel.messaging().is_some() && channel.state != ChannelState::Disabled
}

fn can_begin(channel: &Channel, contact: &Contact) -> bool {
    let first = channel.messaging().is_some_and(|m| m.has(Feature::FirstContact));
    first && contact.addresses_on(channel.kind()).any(|a| a.kind.identifies())
}

fn has_template(tx: &Tx<'_>, channel: &deskbell_domain::id::ChannelId, name: &str) -> Result<bool, AppError> {
    let all = tx.scan::<Template>(Range::prefix(&(channel.clone(), name.to_owned())).limit(40))?;
    Ok(all.iter().any(|t| t.status != TemplateState::Deleted))
}
