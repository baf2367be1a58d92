//! The pages, embedded in the binary.

use crate::problem::{Code, Problem};
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;
use std::fmt::Write;

/// What `make ui` built.
#[derive(RustEmbed)]
#[folder = "../ui/dist"]
#[allow_missing = true]
struct Pages;

const PAGE: &str = "index.html";

/// Scripts and styles come from our own files alone: nothing that a stranger
/// wrote into a message can run.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     media-src 'self' blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; \
     worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// Everything that is neither API nor webhook.
pub(crate) async fn serve(request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path.starts_with("/hooks/") {
        return Problem::new(Code::NotFound, "no such route; /api/v1/openapi.json lists them").into_response();
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Problem::new(Code::MethodNotAllowed, "pages are only read").into_response();
    }
    let name = path.trim_start_matches('/');
    match find(name) {
        Some((name, file)) => answer(name, file, request.headers()),
        None if is_page(name) => not_built(),
        None => Problem::new(Code::NotFound, "no such file").into_response(),
    }
}

/// Addresses inside the application all lead to its one page.
fn find(name: &str) -> Option<(&str, EmbeddedFile)> {
    let name = if is_page(name) { PAGE } else { name };
    Pages::get(name).map(|file| (name, file))
}

fn is_page(name: &str) -> bool {
    !name.rsplit('/').next().unwrap_or_default().contains('.')
}

fn answer(name: &str, file: EmbeddedFile, asked: &HeaderMap) -> Response {
    let mut etag = String::from("\"");
    for byte in &file.metadata.sha256_hash()[..16] {
        // Writing to a string cannot fail.
        let _ = write!(etag, "{byte:02x}");
    }
    etag.push('"');
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response = Response::new(if known { Body::empty() } else { Body::from(bytes(file.data)) });
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    let content_type = match mime.type_() {
        mime_guess::mime::TEXT => format!("{mime}; charset=utf-8"),
        _ => mime.to_string(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::try_from(content_type).expect("a media type is a header value"));
    headers.insert(header::ETAG, HeaderValue::try_from(etag).expect("hexadecimal digits are a header value"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep(name)));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// Vite puts a hash of the content into the names under `assets/`.
fn keep(name: &str) -> &'static str {
    match name {
        PAGE => "no-store",
        _ if name.starts_with("assets/") => "public, max-age=31536000, immutable",
        _ => "no-cache",
    }
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

fn not_built() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    let text =
        "Deskbell runs, but this build holds no pages.\nRun `make ui`, then build again. The API is at /api/v1.\n";
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rust_embed::Metadata;

    fn file() -> EmbeddedFile {
        let metadata = Metadata::__rust_embed_new([7; 32], None, None, "text/javascript");
        EmbeddedFile { data: Cow::Borrowed(b"export {}"), metadata }
    }

    #[test]
    fn hashed_files_are_kept_and_the_page_is_not() {
        let check = |name: &str, kept: &str| {
            let response = answer(name, file(), &HeaderMap::new());
            assert_eq!(response.headers()[header::CACHE_CONTROL], kept, "{name}");
            let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(!policy.contains("unsafe"), "{policy}");
        };
        check("assets/inbox-B1x2.js", "public, max-age=31536000, immutable");
        check("index.html", "no-store");
        check("icon.svg", "no-cache");
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        let first = answer("assets/a.js", file(), &HeaderMap::new());
        let mut asked = HeaderMap::new();
        asked.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
        assert_eq!(answer("assets/a.js", file(), &asked).status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn addresses_inside_the_application_lead_to_its_page() {
        for page in ["", "conversations/7", "settings"] {
            assert!(is_page(page), "{page}");
        }
        for file in ["assets/a.js", "icon.svg", "../../etc/pass.wd"] {
            assert!(!is_page(file), "{file}");
        }
    }

    #[tokio::test]
    async fn routes_that_do_not_exist_are_problems() {
        let check = async |method: &str, path: &str, status: StatusCode| {
            let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
            assert_eq!(serve(request).await.status(), status, "{method} {path}");
        };
        check("GET", "/api/v1/nothing", StatusCode::NOT_FOUND).await;
        check("POST", "/somewhere", StatusCode::METHOD_NOT_ALLOWED).await;
        check("GET", "/assets/none.js", StatusCode::NOT_FOUND).await;
        check("GET", "/conversations/7", StatusCode::OK).await;
    }
}
