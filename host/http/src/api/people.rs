//! Who signs in, and what the whole workspace shares.

use super::list::Page;
use super::mirror::mirror;
use crate::caller::Caller;
use crate::problem::Answer;
use axum::Json;
use deskbell_app::view::UserView;
use deskbell_domain::hours::Opening;
use deskbell_domain::user;
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody who signs in.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    pub id: u64,
    pub name: String,
    pub role: Role,
    pub disabled: bool,
    /// What they sign in with: null for those who may not manage users.
    pub login: Option<String>,
}

mirror! {
    Role from user::Role { Owner, Administrator, Supervisor, Agent, Consultant, Auditor }
}

mirror! {
    /// What a route needs.
    Permission from user::Permission {
        ReadConversations, WriteMessages, ManageQueue, ReadContacts, WriteContacts, ManageChannels, ManagePlugins, ReadRules,
        WriteRules, ManageUsers, ReadAudit, Operate,
    }
}

pub(crate) const PERMISSIONS: [user::Permission; 12] = [
    user::Permission::ReadConversations,
    user::Permission::WriteMessages,
    user::Permission::ManageQueue,
    user::Permission::ReadContacts,
    user::Permission::WriteContacts,
    user::Permission::ManageChannels,
    user::Permission::ManagePlugins,
    user::Permission::ReadRules,
    user::Permission::WriteRules,
    user::Permission::ManageUsers,
    user::Permission::ReadAudit,
    user::Permission::Operate,
];

impl User {
    fn show(view: UserView, with_login: bool) -> Self {
        Self {
            id: view.id.0,
            name: view.name,
            role: view.role.into(),
            disabled: view.disabled,
            login: with_login.then_some(view.login),
        }
    }
}

/// Colleagues, e.g. to give a conversation to one of them.
#[utoipa::path(get, path = "/api/v1/users", tag = "workspace", responses((status = 200, body = Page<User>)))]
pub async fn users(caller: Caller) -> Answer<Json<Page<User>>> {
    let with_login = caller.principal.may(user::Permission::ManageUsers);
    let items = caller
        .ask(|workspace, _| workspace.users())
        .await?
        .into_iter()
        .map(|view| User::show(view, with_login))
        .collect();
    Ok(Json(Page { items, next: None }))
}

/// What the whole workspace shares.
#[derive(Debug, Serialize, ToSchema)]
pub struct Settings {
    pub name: String,
    /// ISO 3166 alpha-2: how numbers without a prefix are read.
    pub country: String,
    /// BCP 47.
    pub locale: String,
    /// IANA name.
    pub time_zone: String,
    /// Opening hours by weekday, Monday first; an empty day is closed.
    pub hours: Vec<Vec<OpenFrom>>,
    /// Languages for templates as providers name them, best first.
    pub template_languages: Vec<String>,
}

/// Open on one day, by the shop's own clock.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenFrom {
    /// "08:00"
    pub opens: String,
    /// "18:00"
    pub closes: String,
}

impl From<&Opening> for OpenFrom {
    fn from(opening: &Opening) -> Self {
        let clock = |time: jiff::civil::Time| format!("{:02}:{:02}", time.hour(), time.minute());
        Self { opens: clock(opening.opens), closes: clock(opening.closes) }
    }
}

impl Settings {
    pub(crate) fn of(settings: &user::Settings) -> Self {
        Self {
            name: settings.name.clone(),
            country: settings.country.clone(),
            locale: settings.locale.clone(),
            time_zone: settings.time_zone.clone(),
            hours: settings.hours.days.iter().map(|day| day.iter().map(Into::into).collect()).collect(),
            template_languages: settings.template_languages.clone(),
        }
    }
}

/// The workspace's settings.
#[utoipa::path(get, path = "/api/v1/settings", tag = "workspace", responses((status = 200, body = Settings)))]
pub async fn settings(caller: Caller) -> Answer<Json<Settings>> {
    Ok(Json(Settings::of(&caller.workspace.settings())))
}
