//! Templates that a provider reviewed, and canned texts.

use super::conversations::channel_id;
use super::extract::{Body, Path};
use super::list::Page;
use super::mirror::mirror;
use super::time::Time;
use crate::caller::Caller;
use crate::problem::Answer;
use axum::Json;
use axum::http::StatusCode;
use deskbell_app::view::{CannedView, TemplateView};
use deskbell_domain::id::ConversationId;
use deskbell_domain::{outbound, template};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A template in one language.
#[derive(Debug, Serialize, ToSchema)]
pub struct Template {
    pub channel: String,
    pub name: String,
    /// As registered with the provider, e.g. "pt_BR".
    pub language: String,
    pub category: String,
    pub status: TemplateState,
    /// The provider's reason, e.g. for a refusal.
    pub reason: Option<String>,
    pub header: TemplateHeader,
    pub body: String,
    pub footer: Option<String>,
    pub buttons: Vec<TemplateButton>,
    /// What fills the placeholders, in order.
    pub fields: Vec<TemplateField>,
    /// May be sent now.
    pub usable: bool,
    /// The header takes a document of the card.
    pub takes_document: bool,
    pub updated: Time,
}

mirror! {
    TemplateState from template::TemplateState { Pending, Approved, Rejected, Paused, Disabled, Deleted }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TemplateHeader {
    None,
    Text { text: String },
    Document,
    Image,
    Video,
    Location,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TemplateButton {
    QuickReply { title: String },
    Url { title: String, url: String },
    Phone { title: String, phone: String },
    CopyCode { title: String },
}

/// One placeholder.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateField {
    pub part: TemplatePart,
    /// What people call it: "Customer".
    pub label: String,
    /// The merge expression that fills it; empty: a person does.
    pub expression: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TemplatePart {
    Header,
    Body,
    Button,
}

impl From<TemplateView> for Template {
    fn from(view: TemplateView) -> Self {
        let template = view.template;
        Self {
            channel: template.channel.into(),
            name: template.name,
            language: template.language,
            category: template.category,
            status: template.status.into(),
            reason: template.reason,
            header: template.header.into(),
            body: template.body,
            footer: template.footer,
            buttons: template.buttons.into_iter().map(Into::into).collect(),
            fields: template.bindings.into_iter().map(Into::into).collect(),
            usable: view.usable,
            takes_document: view.takes_document,
            updated: template.updated.into(),
        }
    }
}

impl From<template::TemplateHeader> for TemplateHeader {
    fn from(header: template::TemplateHeader) -> Self {
        use template::TemplateHeader as H;
        match header {
            H::None => Self::None,
            H::Text { text } => Self::Text { text },
            H::Document => Self::Document,
            H::Image => Self::Image,
            H::Video => Self::Video,
            H::Location => Self::Location,
        }
    }
}

impl From<template::TemplateButton> for TemplateButton {
    fn from(button: template::TemplateButton) -> Self {
        use template::TemplateButton as B;
        match button {
            B::QuickReply { title } => Self::QuickReply { title },
            B::Url { title, url } => Self::Url { title, url },
            B::Phone { title, phone } => Self::Phone { title, phone },
            B::CopyCode { title } => Self::CopyCode { title },
        }
    }
}

impl From<template::Binding> for TemplateField {
    fn from(binding: template::Binding) -> Self {
        let part = match binding.slot {
            outbound::Slot::Header => TemplatePart::Header,
            outbound::Slot::Body => TemplatePart::Body,
            outbound::Slot::Button { .. } => TemplatePart::Button,
        };
        Self { part, label: binding.label, expression: binding.expression }
    }
}

/// The templates of a channel.
#[utoipa::path(get, path = "/api/v1/channels/{id}/templates", tag = "templates", params(("id" = String, Path)),
    responses((status = 200, body = Page<Template>)))]
pub async fn list(caller: Caller, Path(channel): Path<String>) -> Answer<Json<Page<Template>>> {
    let channel = channel_id(channel)?;
    let found = caller.ask(move |workspace, _| workspace.templates(&channel)).await?;
    Ok(Json(Page::whole(found)))
}

/// A text for inside the reply window, with merge fields.
#[derive(Debug, Serialize, ToSchema)]
pub struct Canned {
    /// What one types after "/".
    pub shortcut: String,
    pub title: String,
    pub body: String,
}

impl From<template::Canned> for Canned {
    fn from(canned: template::Canned) -> Self {
        Self { shortcut: canned.shortcut, title: canned.title, body: canned.body }
    }
}

/// All canned texts.
#[utoipa::path(get, path = "/api/v1/canned", tag = "templates", responses((status = 200, body = Page<Canned>)))]
pub async fn canned(caller: Caller) -> Answer<Json<Page<Canned>>> {
    Ok(Json(Page::whole(caller.ask(|workspace, _| workspace.canned()).await?)))
}

/// A canned text as it would go into one conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct FilledCanned {
    pub shortcut: String,
    pub title: String,
    /// With its merge fields filled; as written where one has no value.
    pub body: String,
    /// The field that has no value here: such a text is not sent.
    pub missing: Option<String>,
}

impl From<CannedView> for FilledCanned {
    fn from(view: CannedView) -> Self {
        Self { shortcut: view.shortcut, title: view.title, body: view.body, missing: view.missing }
    }
}

/// The canned texts with this customer's fields in them.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/canned", tag = "templates", params(("id" = u64, Path)),
    responses((status = 200, body = Page<FilledCanned>)))]
pub async fn canned_for(caller: Caller, Path(id): Path<ConversationId>) -> Answer<Json<Page<FilledCanned>>> {
    Ok(Json(Page::whole(caller.ask(move |workspace, who| workspace.canned_for(id, &who.name)).await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCanned {
    pub title: String,
    pub body: String,
}

/// Writes or replaces a canned text.
#[utoipa::path(put, path = "/api/v1/canned/{shortcut}", tag = "templates", params(("shortcut" = String, Path)),
    request_body = NewCanned, responses((status = 204)))]
pub async fn put_canned(
    caller: Caller,
    Path(shortcut): Path<String>,
    Body(new): Body<NewCanned>,
) -> Answer<StatusCode> {
    let canned = template::Canned { shortcut, title: new.title, body: new.body };
    caller.workspace.put_canned(canned).await?;
    Ok(StatusCode::NO_CONTENT)
}
