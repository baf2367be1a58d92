//! Who asks, in which workspace, and whether they may.

use crate::health;
use crate::problem::{Answer, Code, Problem};
use crate::remote::Peer;
use crate::routes::Access;
use crate::state::ServerState;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use deskbell_app::{AppError, DeskError, Principal, Workspace};
use deskbell_domain::id::WorkspaceSlug;
use deskbell_domain::secret::Secret;
use subtle::ConstantTimeEq;

const COOKIE: &str = "deskbell_session";
/// The session itself may end earlier.
const COOKIE_MAX_AGE_S: u32 = 30 * 24 * 60 * 60;

/// Somebody who proved who they are, in the one workspace of this request.
#[derive(Clone)]
pub(crate) struct Caller {
    pub slug: WorkspaceSlug,
    pub workspace: Workspace,
    pub principal: Principal,
    proof: Proof,
}

/// How they proved it, to be looked at again while a stream stays open.
#[derive(Clone)]
enum Proof {
    Session(Secret),
    Token(Secret),
}

impl Caller {
    pub(crate) fn by_session(slug: WorkspaceSlug, workspace: Workspace, secret: &str) -> Answer<Self> {
        let secret = Secret::new(secret);
        let principal = workspace.session(&secret)?;
        Ok(Self { slug, workspace, principal, proof: Proof::Session(secret) })
    }

    fn by_token(slug: WorkspaceSlug, workspace: Workspace, token: &str) -> Answer<Self> {
        let token = Secret::new(token);
        let principal = workspace.token(&token)?;
        Ok(Self { slug, workspace, principal, proof: Proof::Token(token) })
    }

    /// Fails once they signed out, were disabled or have another role.
    pub(crate) fn prove_again(&self) -> Result<(), AppError> {
        let now = match &self.proof {
            Proof::Session(secret) => self.workspace.session(secret)?,
            Proof::Token(token) => self.workspace.token(token)?,
        };
        if now.role == self.principal.role { Ok(()) } else { Err(AppError::Unauthorized) }
    }

    /// The session's secret, for those who came with a cookie.
    pub(crate) fn session(&self) -> Option<&Secret> {
        match &self.proof {
            Proof::Session(secret) => Some(secret),
            Proof::Token(_) => None,
        }
    }

    /// Reads the store away from the threads that serve connections.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Workspace, &Principal) -> Result<T, AppError> + Send + 'static,
    ) -> Answer<T> {
        let (workspace, principal) = (self.workspace.clone(), self.principal.clone());
        let answer = tokio::task::spawn_blocking(move || read(&workspace, &principal)).await;
        answer.map_err(|error| Problem::internal(format!("a reading task ended: {error}")))?.map_err(Into::into)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        // The guard put it there; a public route has none.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new(Code::Unauthorized, "sign in first"))
    }
}

/// Stands before every route: nothing behind it runs for somebody who may not.
pub(crate) async fn guard(
    State((state, access)): State<(ServerState, Access)>,
    mut request: Request,
    next: Next,
) -> Response {
    let open = match access {
        Access::Public => Some(Ok(())),
        Access::Metrics => {
            Some(health::may_read_metrics(&state, request.extensions().get::<Peer>(), request.headers()))
        }
        _ => None,
    };
    match open {
        Some(Ok(())) => return next.run(request).await,
        Some(Err(problem)) => return problem.into_response(),
        None => {}
    }
    match admit(&state, access, request.method(), request.headers()) {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

fn admit(state: &ServerState, access: Access, method: &Method, headers: &HeaderMap) -> Answer<Caller> {
    let caller = authenticate(state, method, headers)?;
    match access {
        Access::Needs(permission) if !caller.principal.may(permission) => Err(AppError::Forbidden.into()),
        _ => Ok(caller),
    }
}

fn authenticate(state: &ServerState, method: &Method, headers: &HeaderMap) -> Answer<Caller> {
    if let Some(token) = bearer(headers)? {
        let (slug, workspace) = workspace(state, None, headers)?;
        return Caller::by_token(slug, workspace, token);
    }
    let Some((slug, secret)) = session_cookie(headers) else {
        return Err(AppError::Unauthorized.into());
    };
    let (slug, workspace) = workspace(state, Some(slug), headers).map_err(|_| AppError::Unauthorized)?;
    let caller = Caller::by_session(slug, workspace, secret)?;
    check_csrf(method, headers, caller.principal.csrf.as_deref())?;
    Ok(caller)
}

/// A browser sends its cookie along whoever wrote the page; only our own
/// pages can know the token of the session.
fn check_csrf(method: &Method, headers: &HeaderMap, expected: Option<&str>) -> Answer<()> {
    if method.is_safe() {
        return Ok(());
    }
    let sent = headers.get("x-csrf-token").map(|value| value.as_bytes());
    match (sent, expected) {
        (Some(sent), Some(expected)) if bool::from(sent.ct_eq(expected.as_bytes())) => Ok(()),
        _ => Err(Problem::new(Code::Csrf, "send the session's `csrf` as header `X-CSRF-Token`")),
    }
}

/// `Authorization: Bearer …`; any other scheme is refused rather than ignored.
fn bearer(headers: &HeaderMap) -> Answer<Option<&str>> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(|value| value.split_once(' '));
    match token {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim())),
        _ => Err(Problem::new(Code::Unauthorized, "use `Authorization: Bearer` with an API token")),
    }
}

/// The workspace that is named, or the only one there is.
pub(crate) fn workspace(
    state: &ServerState,
    named: Option<&str>,
    headers: &HeaderMap,
) -> Answer<(WorkspaceSlug, Workspace)> {
    let header = headers.get("x-workspace").and_then(|value| value.to_str().ok());
    if let (Some(named), Some(header)) = (named, header)
        && named != header
    {
        return Err(Problem::new(Code::Unauthorized, "signed in to another workspace than `X-Workspace` names"));
    }
    let slug = match named.or(header) {
        Some(slug) => WorkspaceSlug::new(slug).map_err(|_| AppError::NotFound { what: "workspace" })?,
        None => only_workspace(state)?,
    };
    let workspace = state.desk.workspace(&slug).map_err(unavailable)?;
    Ok((slug, workspace))
}

fn only_workspace(state: &ServerState) -> Answer<WorkspaceSlug> {
    let mut all = state.desk.workspaces().into_iter();
    match (all.next(), all.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Problem::new(Code::BadRequest, "name the workspace with header `X-Workspace`")),
    }
}

fn unavailable(error: DeskError) -> Problem {
    match error {
        DeskError::NoWorkspace { .. } => AppError::NotFound { what: "workspace" }.into(),
        other => {
            tracing::warn!(error = %other, "workspace does not open");
            Problem::new(Code::Unavailable, "the workspace cannot be opened now").retry_after(30)
        }
    }
}

/// `<slug>.<secret>` of the session cookie.
fn session_cookie(headers: &HeaderMap) -> Option<(&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == COOKIE)?;
    value.split_once('.').filter(|(_, secret)| !secret.is_empty())
}

pub(crate) fn cookie(slug: &WorkspaceSlug, secret: &Secret, https: bool) -> String {
    let value = secret.reveal();
    format!("{COOKIE}={slug}.{value}; Max-Age={COOKIE_MAX_AGE_S}{}", attributes(https))
}

pub(crate) fn expired_cookie(https: bool) -> String {
    format!("{COOKIE}=; Max-Age=0{}", attributes(https))
}

fn attributes(https: bool) -> &'static str {
    if https { "; Path=/; HttpOnly; SameSite=Lax; Secure" } else { "; Path=/; HttpOnly; SameSite=Lax" }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let check = |value: &str, expected: Option<(&str, &str)>| {
            assert_eq!(session_cookie(&headers("cookie", value)), expected);
        };
        check("a=b; deskbell_session=demo.s3cret; c=d", Some(("demo", "s3cret")));
        check("deskbell_session=demo.", None);
        check("xdeskbell_session=demo.s", None);
    }

    #[test]
    fn a_change_needs_the_token_of_the_session() {
        let check = |method: Method, sent: Option<&str>, ok: bool| {
            let headers = sent.map_or_else(HeaderMap::new, |sent| headers("x-csrf-token", sent));
            assert_eq!(check_csrf(&method, &headers, Some("right")).is_ok(), ok, "{method} {sent:?}");
        };
        check(Method::GET, None, true);
        check(Method::POST, None, false);
        check(Method::POST, Some("wrong"), false);
        check(Method::DELETE, Some("right"), true);
    }

    #[test]
    fn the_cookie_is_out_of_reach_for_scripts_and_other_sites() {
        let slug = WorkspaceSlug::new("demo").unwrap();
        let cookie = cookie(&slug, &Secret::new("v"), true);
        for attribute in ["deskbell_session=demo.v;", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(cookie.contains(attribute), "{attribute} in {cookie}");
        }
    }
}
