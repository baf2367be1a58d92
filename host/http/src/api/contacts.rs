//! Contacts: who the customers are.

use super::brief::ContactBrief;
use super::cards::Card;
use super::conversations::Conversation;
use super::extract::{Path, Query};
use super::list::{Page, limit};
use super::mirror::mirror;
use super::time::Time;
use crate::caller::Caller;
use crate::problem::Answer;
use axum::Json;
use deskbell_app::view::ContactView;
use deskbell_domain::contact::KnownAddress;
use deskbell_domain::id::ContactId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A customer with everything filed under them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Contact {
    pub id: u64,
    pub name: Option<String>,
    pub phone: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    pub tags: Vec<String>,
    pub note: Option<String>,
    pub addresses: Vec<Address>,
    /// Last updated first.
    pub cards: Vec<Card>,
    pub conversations: Vec<Conversation>,
    pub created: Time,
    pub updated: Time,
}

/// One of a contact's addresses.
#[derive(Debug, Serialize, ToSchema)]
pub struct Address {
    pub kind: AddressKind,
    /// Where it means something: "*" or a kind of channel.
    pub realm: String,
    pub value: String,
    /// Why nothing can be sent there, when that is known.
    pub unreachable: Option<String>,
}

mirror! {
    AddressKind from deskbell_domain::address::AddressKind {
        Phone, UserId, ParentUserId, Username, Email, ExternalId, Other,
    }
}

impl From<KnownAddress> for Address {
    fn from(known: KnownAddress) -> Self {
        Self {
            kind: known.address.kind.into(),
            realm: known.address.realm.as_str().to_owned(),
            value: known.address.value,
            unreachable: known.unreachable,
        }
    }
}

impl From<ContactView> for Contact {
    fn from(view: ContactView) -> Self {
        let contact = view.contact;
        Self {
            id: contact.id.0,
            phone: contact.phone().map(str::to_owned),
            name: contact.name,
            language: contact.language,
            tags: contact.tags,
            note: contact.note,
            addresses: contact.addresses.into_iter().map(Into::into).collect(),
            cards: view.cards.into_iter().map(Into::into).collect(),
            conversations: view.conversations.into_iter().map(Into::into).collect(),
            created: contact.created.into(),
            updated: contact.updated.into(),
        }
    }
}

/// Which contacts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ContactsQuery {
    /// Part of a name or a number.
    pub search: String,
    /// 1 to 100; 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<usize>,
}

/// Contacts found by name or number.
#[utoipa::path(get, path = "/api/v1/contacts", tag = "contacts", params(ContactsQuery),
    responses((status = 200, body = Page<ContactBrief>)))]
pub async fn search(caller: Caller, Query(query): Query<ContactsQuery>) -> Answer<Json<Page<ContactBrief>>> {
    let most = limit(query.limit);
    let found = caller.ask(move |workspace, _| workspace.search_contacts(&query.search, most)).await?;
    Ok(Json(Page::whole(found)))
}

/// One contact with its cards and conversations.
#[utoipa::path(get, path = "/api/v1/contacts/{id}", tag = "contacts", params(("id" = u64, Path)),
    responses((status = 200, body = Contact)))]
pub async fn one(caller: Caller, Path(id): Path<ContactId>) -> Answer<Json<Contact>> {
    Ok(Json(caller.ask(move |workspace, _| workspace.contact(id)).await?.into()))
}
