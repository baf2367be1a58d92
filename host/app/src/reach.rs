//! Over which channel a contact can be written to.

use crate::error::AppError;
use deskbell_domain::channel::{Channel, ChannelState, Feature};
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::Conversation;
use deskbell_domain::template::{Template, TemplateState};
use deskbell_domain::time::Timestamp;
use deskbell_store::{ByContact, Range, Read, Tx};

/// The conversation to write in: the one with the latest activity on a channel
/// that reaches the customer and has the template, else a new one where the channel allows to write
/// first and the contact has an address. Failing that, one that does not reach
/// them: there the message is held with the reason.
pub(crate) fn conversation_for(
    tx: &mut Tx<'_>,
    contact: &Contact,
    template: &str,
    now: Timestamp,
) -> Result<Option<Conversation>, AppError> {
    let channels = tx.scan::<Channel>(Range::all().limit(200))?;
    let mut open = tx.list::<Conversation, ByContact>(Range::prefix(&contact.id).limit(200))?;
    open.sort_by_key(|c| std::cmp::Reverse(c.activity));
    let mut out_of_reach = None;
    for conversation in open {
        let channel = channels.iter().find(|c| c.id == conversation.channel);
        let Some(channel) = channel.filter(|c| usable(c) && !conversation.blocked) else { continue };
        if !has_template(tx, &channel.id, template)? {
            continue;
        }
        if contact.unreachable_on(channel.kind()).is_none() {
            return Ok(Some(conversation));
        }
        out_of_reach.get_or_insert(conversation);
    }
    for channel in channels.iter().filter(|c| usable(c) && can_begin(c, contact)) {
        if has_template(tx, &channel.id, template)? {
            return Ok(Some(Conversation::new(tx.next_id()?, channel.id.clone(), contact.id, now)));
        }
    }
    Ok(out_of_reach)
}

/// Whether the template can be sent to anybody at all.
pub(crate) fn is_offered(tx: &Tx<'_>, template: &str) -> Result<bool, AppError> {
    for channel in tx.scan::<Channel>(Range::all().limit(200))?.iter().filter(|channel| usable(channel)) {
        if has_template(tx, &channel.id, template)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A paused channel still takes messages: they wait for its operator.
fn usable(channel: &Channel) -> bool {
    channel.messaging().is_some() && channel.state != ChannelState::Disabled
}

fn can_begin(channel: &Channel, contact: &Contact) -> bool {
    let first = channel.messaging().is_some_and(|m| m.has(Feature::FirstContact));
    let reaches = contact.unreachable_on(channel.kind()).is_none();
    first && reaches && contact.addresses_on(channel.kind()).any(|a| a.kind.identifies())
}

fn has_template(tx: &Tx<'_>, channel: &deskbell_domain::id::ChannelId, name: &str) -> Result<bool, AppError> {
    let all = tx.scan::<Template>(Range::prefix(&(channel.clone(), name.to_owned())).limit(40))?;
    Ok(all.iter().any(|t| t.status != TemplateState::Deleted))
}
