//! Buttons and lists.

use super::limits::{Limit, check, optional, unique};
use super::media;
use crate::errors::rejected;
use crate::graph::Graph;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{Button, Header, Interactive, ListRow, ListSection, MediaKind, Offer};
use serde_json::{Value, json};

const HEADER: Limit = Limit { what: "the header", max: 60, code: "header-length" };
const FOOTER: Limit = Limit { what: "the footer", max: 60, code: "footer-length" };
const BUTTONS_BODY: Limit = Limit { what: "the text above the buttons", max: 1_024, code: "body-length" };
const LIST_BODY: Limit = Limit { what: "the text above the list", max: 4_096, code: "body-length" };
const BUTTON_ID: Limit = Limit { what: "a button's id", max: 256, code: "button-id" };
const BUTTON_TITLE: Limit = Limit { what: "a button's title", max: 20, code: "button-title" };
const LIST_LABEL: Limit = Limit { what: "the label that opens the list", max: 20, code: "list-label" };
const SECTION_TITLE: Limit = Limit { what: "a section's title", max: 24, code: "section-title" };
const ROW_ID: Limit = Limit { what: "a row's id", max: 200, code: "row-id" };
const ROW_TITLE: Limit = Limit { what: "a row's title", max: 24, code: "row-title" };
const ROW_DESCRIPTION: Limit = Limit { what: "a row's description", max: 72, code: "row-description" };

pub(super) fn object(graph: &Graph<'_>, message: &Interactive) -> Result<Value, CallError> {
    let footer = optional(FOOTER, message.footer.as_ref())?;
    let (kind, action) = match &message.offer {
        Offer::Buttons(buttons) => {
            check(BUTTONS_BODY, &message.body)?;
            ("button", self::buttons(buttons)?)
        }
        Offer::Choices((label, sections)) => {
            check(LIST_BODY, &message.body)?;
            only_text(message.header.as_ref())?;
            ("list", list(label, sections)?)
        }
    };
    let mut object = json!({ "type": kind, "body": { "text": message.body }, "action": action });
    if let Some(footer) = footer {
        object["footer"] = json!({ "text": footer });
    }
    if let Some(header) = &message.header {
        object["header"] = self::header(graph, header)?;
    }
    Ok(object)
}

fn only_text(header: Option<&Header>) -> Result<(), CallError> {
    match header {
        Some(Header::Media(_)) => Err(rejected("list-header", "a list can have a text above it, not a file")),
        Some(Header::Text(_)) | None => Ok(()),
    }
}

fn header(graph: &Graph<'_>, header: &Header) -> Result<Value, CallError> {
    match header {
        Header::Text(text) => {
            check(HEADER, text)?;
            Ok(json!({ "type": "text", "text": text }))
        }
        Header::Media(file) => {
            if !matches!(file.kind, MediaKind::Image | MediaKind::Video | MediaKind::Document) {
                return Err(rejected("header-kind", "the file above buttons must be an image, a video or a document"));
            }
            crate::media::check(file)?;
            let word = media::word(file.kind);
            Ok(json!({ "type": word, word: media::uploaded(graph, file)? }))
        }
    }
}

fn buttons(buttons: &[Button]) -> Result<Value, CallError> {
    if !(1..=3).contains(&buttons.len()) {
        let detail = format!("there are {} buttons; WhatsApp takes 1 to 3, a list takes more", buttons.len());
        return Err(rejected("button-count", detail));
    }
    for button in buttons {
        check(BUTTON_ID, &button.id)?;
        check(BUTTON_TITLE, &button.title)?;
    }
    unique("button-title", "button titles", buttons.iter().map(|b| b.title.as_str()))?;
    unique("button-id", "button ids", buttons.iter().map(|b| b.id.as_str()))?;
    let replies: Vec<Value> =
        buttons.iter().map(|b| json!({ "type": "reply", "reply": { "id": b.id, "title": b.title } })).collect();
    Ok(json!({ "buttons": replies }))
}

fn list(label: &str, sections: &[ListSection]) -> Result<Value, CallError> {
    check(LIST_LABEL, label)?;
    if !(1..=10).contains(&sections.len()) {
        let detail = format!("the list has {} sections; WhatsApp takes 1 to 10", sections.len());
        return Err(rejected("section-count", detail));
    }
    let rows = || sections.iter().flat_map(|section| &section.rows);
    if !(1..=10).contains(&rows().count()) {
        let detail = format!("the list has {} rows in all; WhatsApp takes 1 to 10", rows().count());
        return Err(rejected("row-count", detail));
    }
    unique("row-id", "row ids", rows().map(|row| row.id.as_str()))?;
    let titled = sections.len() > 1;
    let sections: Vec<Value> = sections.iter().map(|s| section(s, titled)).collect::<Result<_, _>>()?;
    Ok(json!({ "button": label, "sections": sections }))
}

fn section(section: &ListSection, must_have_title: bool) -> Result<Value, CallError> {
    if section.rows.is_empty() {
        return Err(rejected("row-count", "a section of the list has no rows"));
    }
    let rows: Vec<Value> = section.rows.iter().map(row).collect::<Result<_, _>>()?;
    let mut object = json!({ "rows": rows });
    match optional(SECTION_TITLE, section.title.as_ref())? {
        Some(title) => object["title"] = json!(title),
        None if must_have_title => {
            return Err(rejected("section-title", "with more than one section each needs a title"));
        }
        None => {}
    }
    Ok(object)
}

fn row(row: &ListRow) -> Result<Value, CallError> {
    check(ROW_ID, &row.id)?;
    check(ROW_TITLE, &row.title)?;
    let mut object = json!({ "id": row.id, "title": row.title });
    if let Some(description) = optional(ROW_DESCRIPTION, row.description.as_ref())? {
        object["description"] = json!(description);
    }
    Ok(object)
}
