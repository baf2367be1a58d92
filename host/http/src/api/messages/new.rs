//! Messages as people and integrations write them.

use crate::api::media::MediaKind;
use deskbell_app::view;
use deskbell_domain::id::MessageId;
use deskbell_domain::outbound;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A message to be sent, or a note to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    pub content: NewContent,
    /// A message of the same conversation to quote.
    pub reply_to: Option<u64>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum NewContent {
    Text {
        body: String,
    },
    Template {
        name: String,
        /// As registered with the provider, e.g. "pt_BR".
        language: String,
        /// In the order of the template's fields; an empty text takes the field's own expression.
        #[serde(default)]
        values: Vec<String>,
        /// File name of a document of the card, for templates with a document on top.
        document: Option<String>,
    },
    /// A file that was uploaded before.
    Media {
        /// `sha256` of the upload.
        blob: String,
        media_kind: MediaKind,
        caption: Option<String>,
        filename: Option<String>,
    },
    /// Seen by colleagues alone.
    Note {
        body: String,
    },
    Location {
        /// Decimal degrees as text.
        latitude: String,
        longitude: String,
        name: Option<String>,
        address: Option<String>,
    },
    /// A text with up to three buttons.
    Buttons {
        body: String,
        header: Option<String>,
        footer: Option<String>,
        buttons: Vec<NewButton>,
    },
    /// A text with a list to choose from.
    Choices {
        body: String,
        header: Option<String>,
        footer: Option<String>,
        /// What opens the list.
        label: String,
        sections: Vec<NewSection>,
    },
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewButton {
    pub id: String,
    pub title: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSection {
    pub title: Option<String>,
    pub rows: Vec<NewRow>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRow {
    pub id: String,
    pub title: String,
    pub description: Option<String>,
}

impl NewMessage {
    pub(crate) fn into_app(self, client_key: Option<String>) -> deskbell_app::NewMessage {
        deskbell_app::NewMessage { content: self.content.into(), reply_to: self.reply_to.map(MessageId), client_key }
    }
}

impl From<NewContent> for deskbell_app::NewContent {
    fn from(content: NewContent) -> Self {
        use NewContent as N;
        match content {
            N::Text { body } => Self::Text { body },
            N::Template { name, language, values, document } => Self::Template { name, language, values, document },
            N::Media { blob, media_kind, caption, filename } => {
                Self::Media { sha256: blob, kind: media_kind.into(), caption, filename }
            }
            N::Note { body } => Self::Note { body },
            N::Location { latitude, longitude, name, address } => {
                Self::Location(outbound::Location { latitude, longitude, name, address })
            }
            N::Buttons { body, header, footer, buttons } => {
                let buttons = buttons.into_iter().map(Into::into).collect();
                Self::Interactive(interactive(body, header, footer, outbound::Offer::Buttons { buttons }))
            }
            N::Choices { body, header, footer, label, sections } => {
                let sections = sections.into_iter().map(Into::into).collect();
                Self::Interactive(interactive(body, header, footer, outbound::Offer::Choices { label, sections }))
            }
        }
    }
}

fn interactive(
    body: String,
    header: Option<String>,
    footer: Option<String>,
    offer: outbound::Offer,
) -> outbound::Interactive {
    outbound::Interactive { header: header.map(|text| outbound::Header::Text { text }), body, footer, offer }
}

impl From<NewButton> for outbound::Button {
    fn from(button: NewButton) -> Self {
        Self { id: button.id, title: button.title }
    }
}

impl From<NewSection> for outbound::ListSection {
    fn from(section: NewSection) -> Self {
        Self { title: section.title, rows: section.rows.into_iter().map(Into::into).collect() }
    }
}

impl From<NewRow> for outbound::ListRow {
    fn from(row: NewRow) -> Self {
        Self { id: row.id, title: row.title, description: row.description }
    }
}

/// Which template, filled how.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    pub name: String,
    pub language: String,
    /// In the order of the template's fields; an empty text takes the field's own expression.
    #[serde(default)]
    pub values: Vec<String>,
}

/// A template filled for one customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplatePreview {
    pub text: String,
    /// Labels of the fields that have no value: such a message is not sent.
    pub missing: Vec<String>,
    /// In the order of the template's fields, what each would hold.
    pub values: Vec<String>,
}

impl From<view::TemplatePreview> for TemplatePreview {
    fn from(preview: view::TemplatePreview) -> Self {
        Self { text: preview.text, missing: preview.missing, values: preview.values }
    }
}
