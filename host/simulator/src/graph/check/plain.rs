//! Text, files, places, contact cards, reactions.

use super::part::Part;
use crate::graph::error::{GraphError, Result};
use crate::media::Kind;
use crate::world::World;

const LONGEST_TEXT: usize = 4096;
const LONGEST_CAPTION: usize = 1024;
const MOST_CONTACTS: usize = 257;

pub(super) fn text(part: &Part<'_>) -> Result<()> {
    let body = part.required("body")?.as_str().unwrap_or_default();
    if body.trim().is_empty() {
        return Err(GraphError::missing("text.body"));
    }
    if body.chars().count() > LONGEST_TEXT {
        return Err(GraphError::shape("Param text['body'] must be at most 4096 characters long."));
    }
    part.optional_bool("preview_url").map(drop)
}

pub(super) fn media(part: &Part<'_>, kind: &str, world: &World) -> Result<()> {
    file(part, kind, world)?;
    let captioned = !matches!(kind, "audio" | "sticker");
    if captioned {
        part.optional_text("caption", LONGEST_CAPTION).map(drop)?
    } else {
        part.forbid("caption")?
    }
    if kind == "document" {
        part.optional_text("filename", 240).map(drop)?
    } else {
        part.forbid("filename")?
    }
    let voice = part.optional_bool("voice")?.unwrap_or(false);
    if voice && kind != "audio" {
        part.forbid("voice")?;
    }
    Ok(())
}

/// Exactly one of an uploaded file and an address.
pub(super) fn file(part: &Part<'_>, kind: &str, world: &World) -> Result<()> {
    let id = part.optional_text("id", 64)?;
    let link = part.optional_text("link", 2048)?;
    match (id, link) {
        (Some(id), None) => uploaded(id, kind, world),
        (None, Some(link)) if link.starts_with("https://") || link.starts_with("http://") => Ok(()),
        (None, Some(_)) => Err(GraphError::invalid(format!("{} is not a valid URI", part.path("link")))),
        (None, None) => Err(GraphError::missing(&part.path("id"))),
        (Some(_), Some(_)) => Err(GraphError::invalid("Only one of id and link may be given")),
    }
}

fn uploaded(id: &str, kind: &str, world: &World) -> Result<()> {
    let unknown = || GraphError::invalid(format!("Media ID {id} does not exist or has expired"));
    let media = world.media.find(id).ok_or_else(unknown)?;
    let kind = Kind::of_type(kind).ok_or_else(|| GraphError::invalid("Unknown media type"))?;
    if !kind.takes(&media.mime) || media.data.len() > kind.largest() {
        let details =
            format!("A file of type {} and {} bytes cannot be sent as {}", media.mime, media.data.len(), kind.word());
        return Err(GraphError::of(131053).with(details));
    }
    Ok(())
}

pub(super) fn location(part: &Part<'_>) -> Result<()> {
    part.number("latitude", 90.0)?;
    part.number("longitude", 180.0)?;
    part.optional_text("name", 1000)?;
    part.optional_text("address", 1000).map(drop)
}

pub(super) fn contacts(message: &Part<'_>) -> Result<()> {
    let cards = message.array("contacts")?;
    if !(1..=MOST_CONTACTS).contains(&cards.len()) {
        return Err(GraphError::invalid("contacts must have between 1 and 257 entries"));
    }
    cards.iter().try_for_each(|card| card.object("name")?.text("formatted_name", 1024).map(drop))
}

/// An empty emoji takes the reaction back.
pub(super) fn reaction(part: &Part<'_>, world: &World) -> Result<()> {
    let id = part.text("message_id", 512)?;
    let emoji = part.required("emoji")?.as_str();
    if emoji.is_none_or(|e| e.chars().count() > 16 || e.is_ascii() && !e.is_empty()) {
        return Err(GraphError::invalid("reaction.emoji is not an emoji"));
    }
    match world.owner(id).and_then(|c| c.message(id)) {
        Some(message) if !message.deleted => Ok(()),
        _ => Err(GraphError::invalid("Message ID is invalid, too old or deleted")),
    }
}
