//! What a request gets when it does not work: RFC 9457 problems.
//!
//! The outside of a problem is for whoever asked; the inside is for the log
//! and never leaves.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use deskbell_app::AppError;
use serde::Serialize;
use utoipa::ToSchema;

/// Every code a problem can have. Codes are stable: clients decide by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The request cannot be read.
    BadRequest,
    /// One field is wrong; `field` names it.
    Invalid,
    /// Sign in first.
    Unauthorized,
    /// The header `X-CSRF-Token` is missing or old.
    Csrf,
    /// Not allowed for this role.
    Forbidden,
    NotFound,
    MethodNotAllowed,
    /// The state of things does not allow it; `reason` says which.
    Conflict,
    TooLarge,
    UnsupportedMediaType,
    RangeNotSatisfiable,
    /// Wait for `Retry-After` seconds.
    TooMany,
    Timeout,
    /// Cannot be done now; try again after `Retry-After` seconds.
    Unavailable,
    /// Ours; the request id finds it in the log.
    Internal,
}

impl Code {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 15] = [
        Self::BadRequest,
        Self::Invalid,
        Self::Unauthorized,
        Self::Csrf,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::RangeNotSatisfiable,
        Self::TooMany,
        Self::Timeout,
        Self::Unavailable,
        Self::Internal,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        self.facts().0
    }

    pub(crate) fn status(self) -> StatusCode {
        self.facts().1
    }

    fn title(self) -> &'static str {
        self.facts().2
    }

    fn facts(self) -> (&'static str, StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::BadRequest => ("bad-request", S::BAD_REQUEST, "The request cannot be read"),
            Self::Invalid => ("invalid", S::UNPROCESSABLE_ENTITY, "A field is wrong"),
            Self::Unauthorized => ("unauthorized", S::UNAUTHORIZED, "Sign in first"),
            Self::Csrf => ("csrf", S::FORBIDDEN, "The page is out of date"),
            Self::Forbidden => ("forbidden", S::FORBIDDEN, "Not allowed for this role"),
            Self::NotFound => ("not-found", S::NOT_FOUND, "Not found"),
            Self::MethodNotAllowed => ("method-not-allowed", S::METHOD_NOT_ALLOWED, "Method not allowed"),
            Self::Conflict => ("conflict", S::CONFLICT, "Not possible as things stand"),
            Self::TooLarge => ("too-large", S::PAYLOAD_TOO_LARGE, "Too large"),
            Self::UnsupportedMediaType => {
                ("unsupported-media-type", S::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type")
            }
            Self::RangeNotSatisfiable => ("range-not-satisfiable", S::RANGE_NOT_SATISFIABLE, "Range not satisfiable"),
            Self::TooMany => ("too-many", S::TOO_MANY_REQUESTS, "Too many attempts"),
            Self::Timeout => ("timeout", S::SERVICE_UNAVAILABLE, "Took too long"),
            Self::Unavailable => ("unavailable", S::SERVICE_UNAVAILABLE, "Not available now"),
            Self::Internal => ("internal", S::INTERNAL_SERVER_ERROR, "Something went wrong here"),
        }
    }
}

/// A refused request on its way out.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    detail: String,
    field: Option<String>,
    reason: Option<&'static str>,
    retry_after_s: Option<u32>,
    inside: Option<String>,
}

pub(crate) type Answer<T> = Result<T, Problem>;

impl Problem {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), field: None, reason: None, retry_after_s: None, inside: None }
    }

    pub(crate) fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(Code::Invalid, detail) }
    }

    pub(crate) fn internal(inside: impl Into<String>) -> Self {
        let outside = "something went wrong here; the log of the server says what";
        Self { inside: Some(inside.into()), ..Self::new(Code::Internal, outside) }
    }

    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    #[cfg(test)]
    pub(crate) fn code(&self) -> Code {
        self.code
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let said = error.to_string();
        match error {
            AppError::NotFound { .. } => Self::new(Code::NotFound, said),
            AppError::Invalid { field, problem } => Self::invalid(field, problem),
            AppError::Conflict { code, detail } => Self { reason: Some(code), ..Self::new(Code::Conflict, detail) },
            AppError::Forbidden => Self::new(Code::Forbidden, said),
            AppError::Unauthorized => Self::new(Code::Unauthorized, said),
            AppError::TooMany { retry_after_s } => Self::new(Code::TooMany, said).retry_after(retry_after_s),
            AppError::Unavailable { .. } => Self::new(Code::Unavailable, said).retry_after(5),
            // The use case has logged what happened.
            AppError::Internal => Self::new(Code::Internal, said),
        }
    }
}

/// RFC 9457 problem details.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Details {
    /// `urn:deskbell:problem:` and the code.
    pub r#type: String,
    pub title: &'static str,
    pub status: u16,
    pub detail: String,
    pub code: Code,
    /// The field that is wrong, as a path: `content.body`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub field: Option<String>,
    /// For conflicts: a stable word for what stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<&'static str>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Some(inside) = &self.inside {
            tracing::error!(%inside, "request failed");
        }
        let details = Details {
            r#type: format!("urn:deskbell:problem:{}", self.code.as_str()),
            title: self.code.title(),
            status: self.code.status().as_u16(),
            detail: self.detail,
            code: self.code,
            field: self.field,
            reason: self.reason,
        };
        let mut response = (self.code.status(), axum::Json(details)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.code == Code::Unauthorized {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn codes_on_the_wire_are_the_codes_in_the_type() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }

    #[test]
    fn the_inside_stays_inside() {
        let problem = Problem::internal("open store `inbox.redb`: disk on fire");
        let response = problem.into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        let body = futures_util::FutureExt::now_or_never(axum::body::to_bytes(response.into_body(), 4096));
        let body = String::from_utf8(body.unwrap().unwrap().to_vec()).unwrap();
        assert!(!body.contains("fire"), "{body}");
    }

    #[test]
    fn a_pause_is_said_in_seconds() {
        let response = Problem::from(AppError::TooMany { retry_after_s: 17 }).into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "17");
    }
}
