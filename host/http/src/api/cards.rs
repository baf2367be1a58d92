//! Business records that conversations are filed under.

use super::extract::Path;
use super::messages::Media;
use super::time::Time;
use crate::caller::Caller;
use crate::problem::Answer;
use axum::Json;
use deskbell_domain::card;
use deskbell_domain::id::CardId;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A business record: a repair order, a quote, …
#[derive(Debug, Serialize, ToSchema)]
pub struct Card {
    pub id: u64,
    /// "repair-order", "quote", …
    pub module: String,
    /// As people say it: "1042".
    pub number: String,
    pub title: String,
    pub status: String,
    pub status_label: String,
    pub open: bool,
    pub contact: u64,
    pub total: Option<Money>,
    pub due: Option<Time>,
    /// The record in the business system.
    pub link: Option<String>,
    pub documents: Vec<Document>,
    pub fields: BTreeMap<String, String>,
    pub created: Time,
    pub updated: Time,
}

/// An amount in the currency's smallest unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Money {
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Document {
    /// "invoice", "estimate", …
    pub kind: String,
    pub filename: String,
    pub media: Media,
}

impl From<card::Card> for Card {
    fn from(card: card::Card) -> Self {
        Self {
            id: card.id.0,
            module: card.module,
            number: card.number,
            title: card.title,
            status: card.status,
            status_label: card.status_label,
            open: card.open,
            contact: card.contact.0,
            total: card.total.map(|total| Money { minor: total.minor, currency: total.currency }),
            due: card.due.map(Into::into),
            link: card.link,
            documents: card.documents.into_iter().map(Into::into).collect(),
            fields: card.fields,
            created: card.created.into(),
            updated: card.updated.into(),
        }
    }
}

impl From<card::Document> for Document {
    fn from(document: card::Document) -> Self {
        Self {
            media: Media::of(document.media, Some(&document.filename)),
            kind: document.kind,
            filename: document.filename,
        }
    }
}

/// One card.
#[utoipa::path(get, path = "/api/v1/cards/{id}", tag = "cards", params(("id" = u64, Path)),
    responses((status = 200, body = Card)))]
pub async fn one(caller: Caller, Path(id): Path<CardId>) -> Answer<Json<Card>> {
    Ok(Json(caller.ask(move |workspace, _| workspace.card(id)).await?.into()))
}
