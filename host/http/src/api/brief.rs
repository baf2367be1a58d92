//! Records as other records name them.

use super::mirror::mirror;
use deskbell_app::view;
use serde::Serialize;
use utoipa::ToSchema;

/// A channel, with what a composer must know of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelBrief {
    pub id: String,
    pub name: String,
    /// "whatsapp", "telegram", …
    pub kind: String,
    pub features: Vec<Feature>,
    /// Hours in which free text may answer; null: always.
    pub reply_window_h: Option<u16>,
    /// Longest text in characters.
    pub max_text: u32,
}

mirror! {
    /// What a channel can do.
    Feature from deskbell_domain::channel::Feature {
        FirstContact, Templates, Media, Interactive, Location, Reactions, Quotes, Delivered, Read, MarkRead,
        TypingOut, TypingIn, EditsIn, DeletesIn, SendIdempotent,
    }
}

impl From<view::ChannelBrief> for ChannelBrief {
    fn from(channel: view::ChannelBrief) -> Self {
        Self {
            id: channel.id.into(),
            name: channel.name,
            kind: channel.kind,
            features: channel.features.into_iter().map(Into::into).collect(),
            reply_window_h: channel.reply_window_h,
            max_text: channel.max_text,
        }
    }
}

/// A contact, with what a list shows of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactBrief {
    pub id: u64,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub tags: Vec<String>,
}

impl From<view::ContactBrief> for ContactBrief {
    fn from(contact: view::ContactBrief) -> Self {
        Self { id: contact.id.0, name: contact.name, phone: contact.phone, tags: contact.tags }
    }
}

/// A business record, with what a list shows of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CardBrief {
    pub id: u64,
    /// "repair-order", "quote", …
    pub module: String,
    /// As people say it: "1042".
    pub number: String,
    pub title: String,
    pub status: String,
    pub status_label: String,
    pub open: bool,
}

impl From<view::CardBrief> for CardBrief {
    fn from(card: view::CardBrief) -> Self {
        Self {
            id: card.id.0,
            module: card.module,
            number: card.number,
            title: card.title,
            status: card.status,
            status_label: card.status_label,
            open: card.open,
        }
    }
}

/// Somebody who signs in.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserBrief {
    pub id: u64,
    pub name: String,
}

impl From<view::UserBrief> for UserBrief {
    fn from(user: view::UserBrief) -> Self {
        Self { id: user.id.0, name: user.name }
    }
}

/// A cause that a person reads: a stable code and one sentence.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cause {
    pub code: String,
    pub detail: String,
}

impl From<deskbell_domain::problem::Problem> for Cause {
    fn from(problem: deskbell_domain::problem::Problem) -> Self {
        Self { code: problem.code, detail: problem.detail }
    }
}
