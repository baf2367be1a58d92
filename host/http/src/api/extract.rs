//! Reading requests: what cannot be read becomes a problem that names it.

use crate::problem::{Code, Problem};
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// A JSON body.
pub(crate) struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let axum::Json(value) = axum::Json::from_request(request, state).await.map_err(unreadable_body)?;
        Ok(Self(value))
    }
}

fn unreadable_body(rejection: JsonRejection) -> Problem {
    match rejection {
        JsonRejection::MissingJsonContentType(_) => {
            Problem::new(Code::UnsupportedMediaType, "send the body as `Content-Type: application/json`")
        }
        JsonRejection::JsonDataError(error) => {
            let (field, problem) = field_and_problem(&error.body_text());
            Problem::invalid(field, problem)
        }
        JsonRejection::JsonSyntaxError(error) => Problem::new(Code::BadRequest, error.body_text()),
        other if other.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(Code::TooLarge, "the body is larger than this route takes")
        }
        other => Problem::new(Code::BadRequest, other.body_text()),
    }
}

/// axum says "Failed to … target type: <path>: <problem>".
fn field_and_problem(said: &str) -> (String, String) {
    let inner = said.split_once("target type: ").map_or(said, |(_, inner)| inner);
    match inner.split_once(": ") {
        Some((field, problem)) if !field.contains(' ') => (field.to_owned(), problem.to_owned()),
        _ => (".".to_owned(), inner.to_owned()),
    }
}

/// The path's variable parts.
pub(crate) struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Path::from_request_parts(parts, state).await;
        let axum::extract::Path(value) =
            read.map_err(|rejection: PathRejection| Problem::new(Code::BadRequest, rejection.body_text()))?;
        Ok(Self(value))
    }
}

/// The query string.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Query::from_request_parts(parts, state).await;
        let axum::extract::Query(value) =
            read.map_err(|rejection: QueryRejection| Problem::new(Code::BadRequest, rejection.body_text()))?;
        Ok(Self(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_field_is_named() {
        let check = |said: &str, field: &str, problem: &str| {
            assert_eq!(field_and_problem(said), (field.to_owned(), problem.to_owned()));
        };
        check(
            "Failed to deserialize the JSON body into the target type: content.body: missing field `body` at line 1 column 2",
            "content.body",
            "missing field `body` at line 1 column 2",
        );
        check("Failed to deserialize the JSON body into the target type: missing field `x`", ".", "missing field `x`");
    }
}
