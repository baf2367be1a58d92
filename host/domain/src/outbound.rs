//! What Deskbell hands to a connector.

use crate::address::Address;
use crate::media::{BlobRef, MediaKind};
use serde::{Deserialize, Serialize};

/// One attempt to send one message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutboundMessage {
    /// Deskbell's id of this attempt; providers echo it where they can.
    pub id: String,
    pub to: Vec<Address>,
    pub content: OutboundContent,
    /// The provider's id of the message to quote.
    pub reply_to: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OutboundContent {
    Text { body: String, preview_link: bool },
    Media(OutboundMedia),
    Location(Location),
    Interactive(Interactive),
    Template(TemplateMessage),
    Reaction { remote_id: String, emoji: Option<String> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboundMedia {
    pub media_kind: MediaKind,
    pub blob: BlobRef,
    pub caption: Option<String>,
    pub filename: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Decimal degrees as text.
    pub latitude: String,
    pub longitude: String,
    pub name: Option<String>,
    pub address: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interactive {
    pub header: Option<Header>,
    pub body: String,
    pub footer: Option<String>,
    pub offer: Offer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Header {
    Text { text: String },
    Media { media: OutboundMedia },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Offer {
    Buttons { buttons: Vec<Button> },
    Choices { label: String, sections: Vec<ListSection> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub id: String,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListSection {
    pub title: Option<String>,
    pub rows: Vec<ListRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    pub id: String,
    pub title: String,
    pub description: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateMessage {
    pub name: String,
    /// As registered with the provider, e.g. "pt_BR".
    pub language: String,
    pub parameters: Vec<TemplateParameter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateParameter {
    pub slot: Slot,
    pub name: Option<String>,
    pub value: ParameterValue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "kebab-case")]
pub enum Slot {
    Header,
    Body,
    Button { index: u8 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ParameterValue {
    Text { text: String },
    Media { media: OutboundMedia },
    Location { location: Location },
    Payload { payload: String },
    UrlSuffix { suffix: String },
}

/// What a connector answers when the provider accepted a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub remote_id: String,
    pub recipient: Option<crate::address::Party>,
    pub held: bool,
}

/// Small courtesies, best effort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Signal {
    MarkRead { remote_id: String },
    Typing { remote_id: String },
}
