//! A message of the desk's, checked, before a gateway spells it.

use crate::file;
use crate::jid::Jid;
use crate::memory::{self, Known};
use crate::{api::Api, message_id::bare};
use deskbell_sdk::channel::{Location, OutboundContent, OutboundMedia, OutboundMessage};
use deskbell_sdk::{Address, AddressKind, CallError};
use serde_json::Number;

pub(crate) struct Outgoing<'a> {
    pub(crate) to: Jid,
    pub(crate) what: What<'a>,
    /// The bare id of the message to quote, and where that is.
    pub(crate) quoted: Option<(String, Known)>,
}

pub(crate) enum What<'a> {
    Text {
        body: &'a str,
        preview: bool,
    },
    Media(&'a OutboundMedia),
    Location {
        latitude: Number,
        longitude: Number,
        name: Option<&'a str>,
        address: Option<&'a str>,
    },
    /// The emoji; empty takes the reaction back.
    Reaction {
        id: String,
        known: Known,
        emoji: &'a str,
    },
}

const MAX_TEXT: usize = 4_096;
const MAX_CAPTION: usize = 1_024;

impl<'a> Outgoing<'a> {
    pub(crate) fn read(api: &Api<'_>, message: &'a OutboundMessage) -> Result<Self, CallError> {
        let to = recipient(&message.to)?;
        let what = What::read(api, &to, &message.content)?;
        let quoted = message.reply_to.as_deref().map(|id| located(api, id, &to));
        Ok(Self { to, what, quoted })
    }
}

impl<'a> What<'a> {
    fn read(api: &Api<'_>, to: &Jid, content: &'a OutboundContent) -> Result<Self, CallError> {
        match content {
            OutboundContent::Text(text) => {
                within("the text", &text.body, MAX_TEXT)?;
                Ok(Self::Text { body: &text.body, preview: text.preview_link })
            }
            OutboundContent::Media(media) => {
                file::check(&media.blob)?;
                media.caption.as_deref().map_or(Ok(()), |caption| at_most("the caption", caption, MAX_CAPTION))?;
                Ok(Self::Media(media))
            }
            OutboundContent::Location(location) => place(location),
            OutboundContent::Reaction(reaction) => {
                let (id, known) = located(api, &reaction.remote_id, to);
                Ok(Self::Reaction { id, known, emoji: reaction.emoji.as_deref().unwrap_or_default() })
            }
            OutboundContent::Interactive(_) => {
                Err(CallError::unsupported("a linked device has no buttons and lists; write the choices into the text"))
            }
            OutboundContent::Template(_) => {
                Err(CallError::unsupported("a linked device needs no templates; write the text itself"))
            }
        }
    }
}

/// By phone where it is known, else by the id that hides it.
fn recipient(to: &[Address]) -> Result<Jid, CallError> {
    let of_kind = |kind: AddressKind| to.iter().filter(move |a| a.kind == kind).find_map(Jid::of_address);
    of_kind(AddressKind::Phone).or_else(|| of_kind(AddressKind::UserId)).ok_or_else(|| {
        CallError::rejected("no-recipient", "the customer has neither a phone number nor an id of this WhatsApp")
    })
}

/// Where a message is. What is older than the connector remembers was most
/// likely written by the customer, in their own chat.
fn located(api: &Api<'_>, id: &str, to: &Jid) -> (String, Known) {
    let id = bare(id).to_owned();
    let likely = || Known { from_me: false, chat: to.chat_id(), participant: None };
    let known = memory::known(api.desk, &id).unwrap_or_else(likely);
    (id, known)
}

fn place<'a>(location: &'a Location) -> Result<What<'a>, CallError> {
    let degrees = |text: &str| {
        let number: Option<Number> = serde_json::from_str(text.trim()).ok();
        number.ok_or_else(|| CallError::rejected("location", "latitude and longitude must be decimal degrees"))
    };
    Ok(What::Location {
        latitude: degrees(&location.latitude)?,
        longitude: degrees(&location.longitude)?,
        name: location.name.as_deref(),
        address: location.address.as_deref(),
    })
}

fn within(what: &str, text: &str, most: usize) -> Result<(), CallError> {
    if text.trim().is_empty() {
        return Err(CallError::rejected("no-text", format!("{what} is empty")));
    }
    at_most(what, text, most)
}

fn at_most(what: &str, text: &str, most: usize) -> Result<(), CallError> {
    match text.chars().count() {
        length if length > most => {
            let detail = format!("{what} has {length} characters; WhatsApp takes {most}");
            Err(CallError::rejected("too-long", detail))
        }
        _ => Ok(()),
    }
}
