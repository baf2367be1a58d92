//! Documents: named in an event, fetched later.

use deskbell_sdk::http::{self, Request, Response};
use deskbell_sdk::{BlobRef, CallError, RemoteMedia};

/// The host keeps the file; its bytes never enter the plugin.
pub fn request(base_url: &str, media: &RemoteMedia) -> Result<Request, CallError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if media.reference.is_empty() || !media.reference.bytes().all(plain) {
        return Err(CallError::rejected("bad-reference", "the document has no usable id"));
    }
    Ok(http::get(format!("{base_url}/documents/{}", media.reference))
        .secret_header("authorization", "Bearer ", "api_token")
        .timeout_ms(60_000)
        .store_response())
}

pub fn stored(response: &Response) -> Result<BlobRef, CallError> {
    let code = format!("http-{}", response.status());
    match (response.status(), response.blob()) {
        (200..=299, Some(blob)) if blob.mime == "application/pdf" => Ok(blob.clone()),
        (200..=299, _) => Err(CallError::rejected("not-a-pdf", "the document is not a PDF")),
        (401 | 403, _) => Err(CallError::auth(code, "the business system refuses the token")),
        (404 | 410, _) => Err(CallError::rejected(code, "the document is gone")),
        (429, _) => {
            let pause = response.retry_after_ms().unwrap_or(10_000);
            Err(CallError::rate_limited(code, "the business system asks for a pause", pause))
        }
        _ => Err(CallError::retry(code, "the business system has trouble of its own")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_reach_the_address() {
        let media = |reference: &str| RemoteMedia {
            reference: reference.to_owned(),
            mime: None,
            size: None,
            sha256: None,
            filename: None,
        };
        let good = request("https://erp.example.com", &media("inv-17.pdf")).expect("an id");
        assert_eq!(good.url(), "https://erp.example.com/documents/inv-17.pdf");
        assert!(request("https://erp.example.com", &media("../login")).is_err());
        assert!(matches!(stored(&Response::new(404, [], "")), Err(CallError::Rejected(_))));
        assert!(matches!(stored(&Response::new(503, [], "")), Err(CallError::Retry(_))));
    }
}
