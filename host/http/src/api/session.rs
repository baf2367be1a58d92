//! Signing in and out.

use super::extract::Body;
use super::people::{PERMISSIONS, Permission, Role};
use crate::caller::{self, Caller};
use crate::problem::{Answer, Code, Problem};
use crate::remote::Remote;
use crate::state::ServerState;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use deskbell_app::Who;
use deskbell_domain::secret::Secret;
use deskbell_domain::user::Permission::ManagePlugins;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who is signed in, and what they may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    pub workspace: String,
    pub workspace_name: String,
    /// BCP 47.
    pub locale: String,
    /// Null for API tokens.
    pub user: Option<u64>,
    pub name: String,
    pub role: Role,
    pub permissions: Vec<Permission>,
    /// To be sent as `X-CSRF-Token` with each change; null for API tokens.
    pub csrf: Option<String>,
}

impl Session {
    fn of(caller: &Caller, state: &ServerState) -> Self {
        let settings = caller.workspace.settings();
        let details = caller.session().and_then(|secret| caller.workspace.session_details(secret).ok());
        let principal = &caller.principal;
        // What is managed from another workspace is no permission here.
        let here = |permission| permission != ManagePlugins || state.desk.manages_plugins(&caller.slug);
        let allowed = PERMISSIONS.into_iter().filter(|p| principal.may(*p) && here(*p));
        Self {
            workspace: caller.slug.to_string(),
            workspace_name: settings.name.clone(),
            locale: details.map_or_else(|| settings.locale.clone(), |details| details.locale),
            user: match principal.who {
                Who::User(id) => Some(id.0),
                Who::Token(_) => None,
            },
            name: principal.name.clone(),
            role: principal.role.into(),
            permissions: allowed.map(Into::into).collect(),
            csrf: principal.csrf.clone(),
        }
    }
}

/// What one signs in with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    pub login: String,
    #[schema(value_type = String, format = Password)]
    pub password: Secret,
    /// Needed when the host serves several workspaces.
    pub workspace: Option<String>,
}

/// Signs in; the answer sets the session cookie.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = Credentials,
    responses((status = 200, body = Session, headers(("Set-Cookie" = String)))))]
pub async fn sign_in(
    State(state): State<ServerState>,
    remote: Remote,
    headers: HeaderMap,
    Body(with): Body<Credentials>,
) -> Answer<impl IntoResponse> {
    let (slug, workspace) = caller::workspace(&state, with.workspace.as_deref(), &headers)?;
    let _turn = state.sign_ins.acquire().await.expect("the semaphore is never closed");
    let (value, _) = workspace.sign_in(&with.login, &with.password, &remote.to_string()).await.map_err(unknown)?;
    let cookie = caller::cookie(&slug, &value, state.config.is_https());
    let caller = Caller::by_session(slug, workspace, value.reveal())?;
    let session = Session::of(&caller, &state);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie), (header::CACHE_CONTROL, "no-store".into())]), Json(session)))
}

/// Says the same of a wrong name and of a wrong password.
fn unknown(error: deskbell_app::AppError) -> Problem {
    match error {
        deskbell_app::AppError::Unauthorized => Problem::new(Code::Unauthorized, "no such login with this password"),
        other => other.into(),
    }
}

/// Who is signed in here.
#[utoipa::path(get, path = "/api/v1/session", tag = "session", responses((status = 200, body = Session)))]
pub async fn current(State(state): State<ServerState>, caller: Caller) -> Answer<Json<Session>> {
    Ok(Json(Session::of(&caller, &state)))
}

/// Signs out; the cookie is worth nothing any more.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses((status = 204)))]
pub async fn sign_out(State(state): State<ServerState>, caller: Caller) -> Answer<impl IntoResponse> {
    if let Some(secret) = caller.session() {
        caller.workspace.sign_out(secret).await?;
    }
    let cookie = caller::expired_cookie(state.config.is_https());
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}
