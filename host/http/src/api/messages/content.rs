//! What a message says, as the thread shows it.

use crate::api::media::{MediaKind, address};
use crate::api::mirror::mirror;
use deskbell_domain::media::MediaState;
use deskbell_domain::{message, outbound};
use serde::Serialize;
use utoipa::ToSchema;

/// What a message says.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Content {
    Text {
        body: String,
    },
    Media {
        media_kind: MediaKind,
        media: Media,
        caption: Option<String>,
        filename: Option<String>,
    },
    /// The customer tapped something.
    Choice {
        id: String,
        title: String,
    },
    /// Shown as a line, not worked with.
    Stub {
        stub: StubKind,
        /// The provider's own word for it.
        provider_type: String,
        summary: String,
        /// As it came in.
        raw: String,
    },
    Template {
        name: String,
        language: String,
        /// As the customer sees it.
        preview: String,
        header_media: Option<HeaderMedia>,
    },
    Interactive {
        body: String,
        header: Option<String>,
        footer: Option<String>,
        /// Titles of the buttons or rows, in order.
        options: Vec<String>,
    },
    Location {
        /// Decimal degrees as text.
        latitude: String,
        longitude: String,
        name: Option<String>,
        address: Option<String>,
    },
    /// Seen by colleagues alone.
    Note {
        body: String,
    },
}

/// A file in a template's header.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeaderMedia {
    /// Null: its bytes are not here yet.
    pub url: Option<String>,
    pub filename: Option<String>,
    pub mime: Option<String>,
}

/// Where a file is now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Media {
    pub state: MediaStateName,
    /// When stored.
    pub url: Option<String>,
    pub mime: Option<String>,
    pub size: Option<u64>,
    /// Why it is lost.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MediaStateName {
    /// Still with the provider; it is being fetched.
    Pending,
    Stored,
    /// Gone for good.
    Lost,
}

mirror! {
    StubKind from message::StubKind { Location, Contact, Poll, Order, Form, Call, Edit, Unknown }
}

impl Media {
    pub fn of(state: MediaState, filename: Option<&str>) -> Self {
        let (state, url, mime, size, reason) = match state {
            MediaState::Pending { remote } => (MediaStateName::Pending, None, remote.mime, remote.size, None),
            MediaState::Stored { blob } => {
                (MediaStateName::Stored, Some(address(&blob, filename)), Some(blob.mime), Some(blob.size), None)
            }
            MediaState::Lost { reason } => (MediaStateName::Lost, None, None, None, Some(reason)),
        };
        Self { state, url, mime, size, reason }
    }
}

impl From<message::Content> for Content {
    fn from(content: message::Content) -> Self {
        use message::Content as C;
        match content {
            C::Text { body } => Self::Text { body },
            C::Media { media_kind, media, caption, filename } => Self::Media {
                media_kind: media_kind.into(),
                media: Media::of(media, filename.as_deref()),
                caption,
                filename,
            },
            C::Choice { id, title } => Self::Choice { id, title },
            C::Stub { stub, provider_type, summary, raw } => {
                Self::Stub { stub: stub.into(), provider_type, summary, raw }
            }
            C::Template { template, preview, document } => Self::Template {
                header_media: header_media(&template).or_else(|| document.map(HeaderMedia::awaited)),
                name: template.name,
                language: template.language,
                preview,
            },
            C::Interactive { interactive } => interactive.into(),
            C::Location { location } => location.into(),
            C::Note { body } => Self::Note { body },
        }
    }
}

impl HeaderMedia {
    fn awaited(document: message::DocumentRef) -> Self {
        Self { url: None, filename: Some(document.filename), mime: None }
    }
}

fn header_media(template: &outbound::TemplateMessage) -> Option<HeaderMedia> {
    template.parameters.iter().find_map(|parameter| match (&parameter.slot, &parameter.value) {
        (outbound::Slot::Header, outbound::ParameterValue::Media { media }) => Some(HeaderMedia {
            url: Some(address(&media.blob, media.filename.as_deref())),
            filename: media.filename.clone(),
            mime: Some(media.blob.mime.clone()),
        }),
        _ => None,
    })
}

impl From<outbound::Interactive> for Content {
    fn from(interactive: outbound::Interactive) -> Self {
        let header = match interactive.header {
            Some(outbound::Header::Text { text }) => Some(text),
            Some(outbound::Header::Media { media }) => media.filename,
            None => None,
        };
        let options = match interactive.offer {
            outbound::Offer::Buttons { buttons } => buttons.into_iter().map(|button| button.title).collect(),
            outbound::Offer::Choices { sections, .. } => {
                sections.into_iter().flat_map(|section| section.rows).map(|row| row.title).collect()
            }
        };
        Self::Interactive { body: interactive.body, header, footer: interactive.footer, options }
    }
}

impl From<outbound::Location> for Content {
    fn from(location: outbound::Location) -> Self {
        Self::Location {
            latitude: location.latitude,
            longitude: location.longitude,
            name: location.name,
            address: location.address,
        }
    }
}
