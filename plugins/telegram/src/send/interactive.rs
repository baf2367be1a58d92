//! Buttons below a message. Telegram has no lists: each row becomes a button.

use super::draft::Draft;
use super::limits::{CAPTION, Limit, TEXT, check};
use super::media;
use crate::errors::rejected;
use crate::settings::Settings;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{Header, Interactive, ListSection, Offer, OutboundMedia};
use serde_json::{Value, json};

const TITLE: Limit = Limit { what: "a button's title", max: 256, code: "button-title" };
/// In bytes, unlike the texts.
const ID_BYTES: usize = 64;
const MOST_BUTTONS: usize = 100;

pub(super) fn draft(settings: &Settings, message: &Interactive) -> Result<Draft, CallError> {
    let keyboard = keyboard(&buttons(&message.offer))?;
    let text = text(message);
    let draft = match &message.header {
        Some(Header::Media(file)) => {
            check(CAPTION, &text)?;
            media::draft(settings, &OutboundMedia { caption: Some(text), ..file.clone() })?
        }
        _ => {
            check(TEXT, &text)?;
            Draft::new("sendMessage", json!({ "text": text }))
        }
    };
    Ok(draft.with("reply_markup", json!({ "inline_keyboard": keyboard })))
}

/// Id and title.
fn buttons(offer: &Offer) -> Vec<(&str, &str)> {
    match offer {
        Offer::Buttons(buttons) => buttons.iter().map(|b| (b.id.as_str(), b.title.as_str())).collect(),
        Offer::Choices((_, sections)) => {
            sections.iter().flat_map(|s| &s.rows).map(|row| (row.id.as_str(), row.title.as_str())).collect()
        }
    }
}

fn keyboard(buttons: &[(&str, &str)]) -> Result<Vec<Value>, CallError> {
    if !(1..=MOST_BUTTONS).contains(&buttons.len()) {
        let detail = format!("there are {} buttons; Telegram takes 1 to {MOST_BUTTONS}", buttons.len());
        return Err(rejected("button-count", detail));
    }
    buttons.iter().map(|(id, title)| Ok(json!([button(id, title)?]))).collect()
}

fn button(id: &str, title: &str) -> Result<Value, CallError> {
    check(TITLE, title)?;
    if !(1..=ID_BYTES).contains(&id.len()) {
        let detail = format!("a button's id has {} bytes; Telegram takes 1 to {ID_BYTES}", id.len());
        return Err(rejected("button-id", detail));
    }
    Ok(json!({ "text": title, "callback_data": id }))
}

/// Header, body and footer as paragraphs, with what buttons cannot show.
fn text(message: &Interactive) -> String {
    let header = match &message.header {
        Some(Header::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let explained = match &message.offer {
        Offer::Choices((_, sections)) => explanation(sections),
        Offer::Buttons(_) => None,
    };
    let parts = [header, Some(message.body.clone()), explained, message.footer.clone()];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect();
    parts.join("\n\n")
}

/// None when the rows' titles say it all.
fn explanation(sections: &[ListSection]) -> Option<String> {
    let described = sections.iter().any(|s| s.title.is_some() || s.rows.iter().any(|row| row.description.is_some()));
    described.then(|| sections.iter().map(section).collect::<Vec<_>>().join("\n\n"))
}

fn section(section: &ListSection) -> String {
    let rows = section.rows.iter().map(|row| match &row.description {
        Some(description) => format!("• {}: {description}", row.title),
        None => format!("• {}", row.title),
    });
    section.title.iter().cloned().chain(rows).collect::<Vec<_>>().join("\n")
}
