//! Taking a file in: bounded, and given up when it stalls.

use crate::config::Config;
use crate::problem::{Answer, Code, Problem};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use deskbell_app::Workspace;
use deskbell_domain::media::BlobRef;
use futures_util::{Stream, StreamExt};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

/// The declared type, else what the name's ending says.
pub(super) fn mime(headers: &HeaderMap, filename: Option<&str>) -> Answer<String> {
    let declared = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let guessed = || filename.and_then(|name| mime_guess::from_path(name).first_raw());
    let mime = declared.filter(|mime| *mime != "application/octet-stream").or_else(guessed);
    let mime = mime.unwrap_or("application/octet-stream");
    if mime.starts_with("multipart/") {
        let instead = "send the file's bytes as the body, not a form";
        return Err(Problem::new(Code::UnsupportedMediaType, instead));
    }
    let known = mime.len() <= 127 && mime.split_once('/').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    if known { Ok(mime.to_owned()) } else { Err(Problem::invalid("Content-Type", "not a media type")) }
}

pub(super) async fn keep(
    workspace: &Workspace,
    config: &Config,
    mime: &str,
    headers: &HeaderMap,
    body: Body,
) -> Answer<BlobRef> {
    let most = config.max_upload_bytes;
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > most) {
        return Err(too_large(most));
    }
    let fate = Fate::default();
    let bytes = bounded(body, most, config.stall_timeout(), fate.clone());
    let kept = workspace.put_media(mime, bytes.boxed()).await;
    match (fate.read(), kept) {
        (_, Ok(blob)) => Ok(blob),
        (FATE_TOO_LARGE, Err(_)) => Err(too_large(most)),
        (FATE_STALLED, Err(_)) => Err(Problem::new(Code::Timeout, "the upload stalled; send it again")),
        (FATE_BROKEN, Err(_)) => Err(Problem::new(Code::BadRequest, "the upload broke off; send it again")),
        (_, Err(error)) => Err(error.into()),
    }
}

fn too_large(most: u64) -> Problem {
    Problem::new(Code::TooLarge, format!("larger than {} MiB, the most this host takes", most >> 20))
}

const FATE_FINE: u8 = 0;
const FATE_TOO_LARGE: u8 = 1;
const FATE_STALLED: u8 = 2;
const FATE_BROKEN: u8 = 3;

/// Why a stream ended early; the store sees only an I/O error.
#[derive(Clone)]
struct Fate(Arc<AtomicU8>);

impl Default for Fate {
    fn default() -> Self {
        Self(Arc::new(AtomicU8::new(FATE_FINE)))
    }
}

impl Fate {
    fn read(&self) -> u8 {
        self.0.load(Ordering::Acquire)
    }

    fn fail(&self, fate: u8, said: &'static str) -> io::Error {
        self.0.store(fate, Ordering::Release);
        io::Error::other(said)
    }
}

fn bounded(body: Body, most: u64, stall: Duration, fate: Fate) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let start = (body.into_data_stream(), 0u64, fate, false);
    futures_util::stream::unfold(start, move |(mut body, taken, fate, ended)| async move {
        if ended {
            return None;
        }
        let chunk = match tokio::time::timeout(stall, body.next()).await {
            Ok(None) => return None,
            Ok(Some(Ok(chunk))) => chunk,
            Ok(Some(Err(_))) => {
                let broken = fate.fail(FATE_BROKEN, "the upload broke off");
                return Some((Err(broken), (body, taken, fate, true)));
            }
            Err(_) => {
                let stalled = fate.fail(FATE_STALLED, "the upload stalled");
                return Some((Err(stalled), (body, taken, fate, true)));
            }
        };
        let taken = taken.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if taken > most {
            let large = fate.fail(FATE_TOO_LARGE, "the upload is too large");
            return Some((Err(large), (body, taken, fate, true)));
        }
        Some((Ok(chunk), (body, taken, fate, false)))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    async fn run(body: Body, most: u64, stall: Duration) -> (usize, u8) {
        let fate = Fate::default();
        let taken: Vec<_> = bounded(body, most, stall, fate.clone()).collect().await;
        (taken.into_iter().filter_map(Result::ok).map(|chunk| chunk.len()).sum(), fate.read())
    }

    fn chunks(sizes: &[usize]) -> Body {
        let chunks: Vec<io::Result<Bytes>> = sizes.iter().map(|size| Ok(Bytes::from(vec![7; *size]))).collect();
        Body::from_stream(futures_util::stream::iter(chunks))
    }

    #[tokio::test]
    async fn an_upload_without_declared_length_is_cut_at_the_limit() {
        assert_eq!(run(chunks(&[4, 4, 2]), 10, Duration::from_secs(5)).await, (10, FATE_FINE));
        assert_eq!(run(chunks(&[4, 4, 3]), 10, Duration::from_secs(5)).await, (8, FATE_TOO_LARGE));
    }

    #[tokio::test]
    async fn an_upload_that_stalls_is_given_up() {
        let silent = Body::from_stream(futures_util::stream::pending::<io::Result<Bytes>>());
        assert_eq!(run(silent, 10, Duration::from_millis(10)).await, (0, FATE_STALLED));
    }

    #[test]
    fn the_type_is_declared_or_guessed() {
        let check = |declared: Option<&str>, name: Option<&str>, expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            if let Some(declared) = declared {
                headers.insert(header::CONTENT_TYPE, declared.parse().unwrap());
            }
            assert_eq!(mime(&headers, name).ok().as_deref(), expected);
        };
        check(Some("image/png"), Some("x.pdf"), Some("image/png"));
        check(Some("application/octet-stream"), Some("x.pdf"), Some("application/pdf"));
        check(None, None, Some("application/octet-stream"));
        check(Some("multipart/form-data; boundary=x"), None, None);
        check(Some("nonsense"), None, None);
    }
}
