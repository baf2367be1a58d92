//! Fetches a document that an event gave by link.

use crate::document::looks_like;
use deskbell_sdk::http::{self, Request, Response};
use deskbell_sdk::secrets::{self, SecretError};
use deskbell_sdk::{BlobRef, CallError, RemoteMedia, media};

const TOKEN: &str = "document_token";
/// Used when the business system asks for a pause without saying how long.
const PAUSE_MS: u32 = 60_000;

pub fn document(remote: &RemoteMedia) -> Result<BlobRef, CallError> {
    let response = request(remote, has_token()?).send().map_err(|error| CallError::from(error).repeatable())?;
    let blob = stored(&response)?;
    let head = if blob.size == 0 { Vec::new() } else { media::read(blob, 0, 5)? };
    check(remote, blob, &head)?;
    Ok(blob.clone())
}

/// The token is optional, and a header with an empty secret would be refused.
fn has_token() -> Result<bool, CallError> {
    match secrets::matches(TOKEN, "") {
        Ok(_) => Ok(true),
        Err(SecretError::Missing) => Ok(false),
        Err(denied) => Err(denied.into()),
    }
}

fn request(remote: &RemoteMedia, with_token: bool) -> Request {
    let request = http::get(&remote.reference).store_response();
    if with_token { request.secret_header("authorization", "Bearer ", TOKEN) } else { request }
}

/// What each status means for the next attempt.
fn stored(response: &Response) -> Result<&BlobRef, CallError> {
    if let Some(blob) = response.blob() {
        return Ok(blob);
    }
    let status = response.status();
    let code = format!("http-{status}");
    Err(match status {
        401 => CallError::auth(code, "the business system does not know us: check the document token"),
        403 => CallError::rejected(code, "the document token does not admit to this document"),
        404 | 410 => CallError::rejected(code, "the document is gone"),
        429 => CallError::rate_limited(code, "too many requests", response.retry_after_ms().unwrap_or(PAUSE_MS)),
        300..=399 => CallError::rejected(code, "the link leads elsewhere: it must lead to the document itself"),
        408 | 425 | 500.. => {
            let retry = CallError::retry(code, "the business system cannot answer now");
            response.retry_after_ms().map_or(retry.clone(), |ms| retry.after(ms))
        }
        _ => CallError::rejected(code, "the business system refuses this link"),
    })
}

/// A page that asks to sign in arrives with status 200 as well.
fn check(remote: &RemoteMedia, blob: &BlobRef, head: &[u8]) -> Result<(), CallError> {
    if remote.size.is_some_and(|size| size != blob.size) {
        return Err(CallError::retry("wrong-size", "the document has another size than announced"));
    }
    if remote.sha256.as_ref().is_some_and(|sha256| *sha256 != blob.sha256) {
        return Err(CallError::rejected("media-mismatch", "the document has another content than its sha256 says"));
    }
    let expected = remote.mime.as_deref().unwrap_or(&blob.mime);
    if !looks_like(expected, head) {
        return Err(CallError::rejected("not-a-pdf", "the link does not lead to a PDF"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskbell_sdk::http::Header;

    fn remote(size: Option<u64>) -> RemoteMedia {
        RemoteMedia {
            reference: "https://erp.example/q.pdf".to_owned(),
            mime: Some("application/pdf".to_owned()),
            size,
            sha256: None,
            filename: Some("q.pdf".to_owned()),
        }
    }

    #[test]
    fn the_token_is_named_only_when_there_is_one() {
        assert!(request(&remote(None), false).headers().is_empty());
        let request = request(&remote(None), true);
        let [(name, Header::Secret(value))] = request.headers() else { panic!("one secret header") };
        assert_eq!((name.as_str(), value.before.as_str(), value.name.as_str()), ("authorization", "Bearer ", TOKEN));
    }

    #[test]
    fn each_status_says_what_to_do() {
        let error = |status| stored(&Response::new(status, [], "")).expect_err("no file");
        assert!(matches!(error(401), CallError::Auth(_)));
        for status in [200, 302, 400, 403, 404, 410, 418] {
            assert!(matches!(error(status), CallError::Rejected(_)), "{status}");
        }
        for status in [408, 500, 502, 503] {
            assert!(matches!(error(status), CallError::Retry(_)), "{status}");
        }
        let limited = stored(&Response::new(429, [("retry-after", "7")], "")).expect_err("no file");
        assert!(matches!(limited, CallError::RateLimited(limit) if limit.after_ms == 7000));
        let down = stored(&Response::new(503, [("retry-after", "30")], "")).expect_err("no file");
        assert!(matches!(down, CallError::Retry(hint) if hint.after_ms == Some(30_000)));
    }

    #[test]
    fn a_page_is_no_document() {
        let blob = BlobRef { sha256: "0".repeat(64), size: 9, mime: "text/html".to_owned() };
        assert!(matches!(check(&remote(None), &blob, b"<html"), Err(CallError::Rejected(_))));
        assert!(check(&remote(Some(9)), &blob, b"%PDF-").is_ok());
        assert!(matches!(check(&remote(Some(10)), &blob, b"%PDF-"), Err(CallError::Retry(_))));
    }

    /// The shop's mistake, not the integration's: nothing but that document is refused.
    #[test]
    fn s1_5_a_document_with_another_hash_is_refused() {
        let blob = BlobRef { sha256: "0".repeat(64), size: 9, mime: "application/pdf".to_owned() };
        let hashed = |digit: &str| RemoteMedia { sha256: Some(digit.repeat(64)), ..remote(None) };
        assert!(check(&hashed("0"), &blob, b"%PDF-").is_ok());
        let refused = check(&hashed("1"), &blob, b"%PDF-").expect_err("another content");
        assert!(matches!(&refused, CallError::Rejected(problem) if problem.code == "media-mismatch"), "{refused:?}");
    }
}
