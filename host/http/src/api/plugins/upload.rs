//! Taking a component in: bounded, and given up when it stalls.

use crate::problem::{Answer, Code, Problem};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use deskbell_app::registry::MAX_PLUGIN;
use futures_util::StreamExt;
use std::time::Duration;

/// All of it: a component is looked at as a whole.
pub(super) async fn whole(headers: &HeaderMap, body: Body, stall: Duration) -> Answer<Bytes> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > MAX_PLUGIN) {
        return Err(too_large());
    }
    let mut body = body.into_data_stream();
    let mut taken = Vec::new();
    loop {
        let chunk = tokio::time::timeout(stall, body.next()).await;
        match chunk.map_err(|_| Problem::new(Code::Timeout, "the upload stalled; send it again"))? {
            None => return Ok(taken.into()),
            Some(Ok(chunk)) if (taken.len() + chunk.len()) as u64 > MAX_PLUGIN => return Err(too_large()),
            Some(Ok(chunk)) => taken.extend_from_slice(&chunk),
            Some(Err(_)) => return Err(Problem::new(Code::BadRequest, "the upload broke off; send it again")),
        }
    }
}

fn too_large() -> Problem {
    Problem::new(Code::TooLarge, format!("larger than {} MiB, the most that a plugin may have", MAX_PLUGIN >> 20))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    async fn take(body: Body, length: Option<u64>) -> Result<usize, Code> {
        let mut headers = HeaderMap::new();
        if let Some(length) = length {
            headers.insert(header::CONTENT_LENGTH, length.into());
        }
        whole(&headers, body, Duration::from_millis(20)).await.map(|bytes| bytes.len()).map_err(|p| p.code())
    }

    fn chunks(count: usize) -> Body {
        let chunk = Bytes::from(vec![7; 1 << 20]);
        let chunks = std::iter::repeat_n(chunk, count).map(Ok::<_, std::io::Error>);
        Body::from_stream(futures_util::stream::iter(chunks))
    }

    #[tokio::test]
    async fn x7_an_upload_is_bounded_whatever_it_declares() {
        assert_eq!(take(chunks(3), None).await, Ok(3 << 20));
        assert_eq!(take(chunks(49), None).await, Err(Code::TooLarge));
        assert_eq!(take(chunks(1), Some(49 << 20)).await, Err(Code::TooLarge));
        let silent = Body::from_stream(futures_util::stream::pending::<std::io::Result<Bytes>>());
        assert_eq!(take(silent, None).await, Err(Code::Timeout));
    }
}
