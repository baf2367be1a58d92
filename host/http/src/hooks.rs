//! Where providers and business systems call us. The hot path: no layers, no
//! copies, nothing logged unless it fails.

use crate::metrics;
use crate::problem::{Answer, Code, Problem};
use crate::state::ServerState;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use deskbell_app::{AppError, HookReply, WebhookRequest, Workspace};
use deskbell_domain::id::WorkspaceSlug;
use http_body_util::BodyExt;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Pairs of headers or of the query that a plugin is shown at most.
const MOST_PAIRS: usize = 100;

/// One request of a provider, whatever its method.
pub(crate) async fn receive(State(state): State<ServerState>, request: Request) -> Response {
    let patience = state.config.request_timeout();
    let response = match tokio::time::timeout(patience, answer(&state, request)).await {
        Ok(Ok(reply)) => respond(reply),
        Ok(Err(problem)) => problem.into_response(),
        Err(_) => Problem::new(Code::Timeout, "took too long; send it again").retry_after(5).into_response(),
    };
    metrics::webhook(response.status());
    response
}

async fn answer(state: &ServerState, request: Request) -> Answer<HookReply> {
    let (parts, body) = request.into_parts();
    let place = Place::of(&parts.uri).ok_or_else(unknown)?;
    let workspace = find(state, place.workspace)?;
    let (body, _memory) = read(body, state.config.max_hook_bytes, &state.hook_memory).await?;
    let request = WebhookRequest {
        method: parts.method.as_str().to_owned(),
        path: place.rest.to_owned(),
        query: query(&parts.uri)?,
        headers: shown(&parts.headers)?,
        body,
        received: state.desk.clock().now(),
    };
    Ok(workspace.webhook(place.token, request).await)
}

/// An unknown workspace and an unknown channel look the same from outside.
fn unknown() -> Problem {
    AppError::NotFound { what: "channel" }.into()
}

fn find(state: &ServerState, slug: &str) -> Answer<Workspace> {
    let slug = WorkspaceSlug::new(slug).map_err(|_| unknown())?;
    state.desk.workspace(&slug).map_err(|error| match error {
        deskbell_app::DeskError::NoWorkspace { .. } => unknown(),
        other => {
            tracing::warn!(error = %other, "workspace does not open");
            Problem::new(Code::Unavailable, "the workspace cannot be opened now").retry_after(30)
        }
    })
}

/// `/hooks/<workspace>/<token><rest>`, not decoded: a signature may cover it.
#[derive(Debug, PartialEq, Eq)]
struct Place<'a> {
    workspace: &'a str,
    token: &'a str,
    rest: &'a str,
}

impl<'a> Place<'a> {
    fn of(uri: &'a Uri) -> Option<Self> {
        let path = uri.path().strip_prefix("/hooks/")?;
        let (workspace, path) = path.split_once('/')?;
        let end = path.find('/').unwrap_or(path.len());
        let (token, rest) = path.split_at(end);
        Some(Self { workspace, token, rest })
    }
}

fn query(uri: &Uri) -> Answer<Vec<(String, String)>> {
    if uri.query().is_none() {
        return Ok(Vec::new());
    }
    let read = Query::<Vec<(String, String)>>::try_from_uri(uri);
    let Query(pairs) = read.map_err(|_| Problem::new(Code::BadRequest, "the query cannot be read"))?;
    bounded(pairs, "the query has more than 100 fields")
}

/// Ours or the connection's; none of the sender's business with the plugin.
const HIDDEN: [&str; 11] = [
    "connection",
    "cookie",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

fn shown(headers: &HeaderMap) -> Answer<Vec<(String, String)>> {
    let visible = headers.iter().filter(|(name, _)| !HIDDEN.contains(&name.as_str()));
    let pairs = visible.map(|(name, value)| {
        let value =
            value.to_str().map_or_else(|_| String::from_utf8_lossy(value.as_bytes()).into_owned(), str::to_owned);
        (name.as_str().to_owned(), value)
    });
    bounded(pairs.collect(), "more than 100 headers")
}

fn bounded(pairs: Vec<(String, String)>, complaint: &str) -> Answer<Vec<(String, String)>> {
    if pairs.len() > MOST_PAIRS { Err(Problem::new(Code::BadRequest, complaint)) } else { Ok(pairs) }
}

/// Types that a plugin may answer with; a page of its own is not among them.
const ANSWERS: [&str; 4] = ["application/json", "application/xml", "text/xml", "text/plain"];

fn respond(reply: HookReply) -> Response {
    let content_type = answer_type(reply.content_type.as_deref().unwrap_or_default());
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status.try_into().unwrap_or(axum::http::StatusCode::BAD_GATEWAY);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(seconds) = reply.retry_after_s {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn answer_type(asked: &str) -> HeaderValue {
    let essence = asked.split(';').next().unwrap_or_default().trim();
    let known = ANSWERS.contains(&essence).then(|| HeaderValue::try_from(asked).ok()).flatten();
    known.unwrap_or(HeaderValue::from_static("text/plain; charset=utf-8"))
}

/// What bodies may take together, whatever the number of connections and of
/// requests within them.
#[derive(Clone)]
pub(crate) struct Memory(Arc<Semaphore>);

const BLOCK: usize = 4 << 10;

impl Memory {
    pub fn of(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes.div_ceil(BLOCK))))
    }
}

/// Memory that one body holds until its request is answered.
struct Share {
    memory: Memory,
    held: Option<OwnedSemaphorePermit>,
    blocks: usize,
}

impl Share {
    /// Never waits: a provider sends again, a waiting body only takes room.
    fn grow_to(&mut self, bytes: usize) -> Answer<()> {
        let wanted = bytes.div_ceil(BLOCK);
        let more = wanted.saturating_sub(self.blocks);
        if more == 0 {
            return Ok(());
        }
        let more_permits = u32::try_from(more).unwrap_or(u32::MAX);
        let taken =
            self.memory.0.clone().try_acquire_many_owned(more_permits).map_err(|_| {
                Problem::new(Code::Unavailable, "too many requests at once; send it again").retry_after(5)
            })?;
        match &mut self.held {
            Some(held) => held.merge(taken),
            None => self.held = Some(taken),
        }
        self.blocks = wanted;
        Ok(())
    }
}

/// Exactly the bytes that came. One that fits a single read is not copied.
async fn read(mut body: Body, most: usize, memory: &Memory) -> Answer<(Bytes, Share)> {
    let mut share = Share { memory: memory.clone(), held: None, blocks: 0 };
    let declared = body.size_hint().exact().map(|size| usize::try_from(size).unwrap_or(usize::MAX));
    if declared.is_some_and(|size| size > most) {
        return Err(too_large(most));
    }
    let mut first = Bytes::new();
    let mut whole = Vec::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::new(Code::BadRequest, "the body broke off"))?;
        let Ok(data) = frame.into_data() else { continue };
        size += data.len();
        if size > most {
            return Err(too_large(most));
        }
        share.grow_to(declared.unwrap_or(0).max(size))?;
        if first.is_empty() {
            first = data;
        } else {
            if whole.is_empty() {
                whole.reserve(declared.unwrap_or(2 * size));
                whole.extend_from_slice(&first);
            }
            whole.extend_from_slice(&data);
        }
    }
    let bytes = if whole.is_empty() { first } else { whole.into() };
    Ok((bytes, share))
}

fn too_large(most: usize) -> Problem {
    Problem::new(Code::TooLarge, format!("larger than {most} bytes, the most a webhook may bring"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_address_is_taken_apart() {
        let check = |path: &str, expected: Option<(&str, &str, &str)>| {
            let uri: Uri = path.parse().unwrap();
            let expected = expected.map(|(workspace, token, rest)| Place { workspace, token, rest });
            assert_eq!(Place::of(&uri), expected, "{path}");
        };
        check("/hooks/demo/t0ken", Some(("demo", "t0ken", "")));
        check("/hooks/demo/t0ken?a=b", Some(("demo", "t0ken", "")));
        check("/hooks/demo/t0ken/", Some(("demo", "t0ken", "/")));
        check("/hooks/demo/t0ken/a%2Fb/c", Some(("demo", "t0ken", "/a%2Fb/c")));
        check("/hooks/demo", None);
    }

    #[test]
    fn plugins_see_neither_cookies_nor_the_connection() {
        let mut headers = HeaderMap::new();
        for (name, value) in
            [("cookie", "deskbell_session=x"), ("connection", "close"), ("x-hub-signature-256", "sha256=0")]
        {
            headers.insert(name, HeaderValue::from_static(value));
        }
        assert_eq!(shown(&headers).unwrap(), [("x-hub-signature-256".to_owned(), "sha256=0".to_owned())]);
        let many: HeaderMap =
            (0..101).map(|i| (format!("x-{i}").parse().unwrap(), HeaderValue::from_static("v"))).collect();
        assert_eq!(shown(&many).unwrap_err().code(), Code::BadRequest);
    }

    #[test]
    fn a_plugin_cannot_answer_with_a_page() {
        let check = |content_type: &str, expected: &str| {
            assert_eq!(answer_type(content_type), expected, "{content_type}");
        };
        check("application/json", "application/json");
        check("text/plain; charset=utf-8", "text/plain; charset=utf-8");
        check("text/html", "text/plain; charset=utf-8");
        check("", "text/plain; charset=utf-8");
    }

    fn chunks(sizes: &[usize]) -> Body {
        let chunks: Vec<std::io::Result<Bytes>> = sizes.iter().map(|size| Ok(Bytes::from(vec![7; *size]))).collect();
        Body::from_stream(futures_util::stream::iter(chunks))
    }

    #[tokio::test]
    async fn bodies_come_whole_and_bounded() {
        let memory = Memory::of(1 << 20);
        for sizes in [&[][..], &[5], &[5, 6, 7], &[70_000, 70_000]] {
            let (bytes, _share) = read(chunks(sizes), 200_000, &memory).await.unwrap();
            assert_eq!(bytes.len(), sizes.iter().sum::<usize>());
        }
        let refused = read(chunks(&[9, 2]), 10, &memory).await.err().unwrap();
        assert_eq!(refused.code(), Code::TooLarge);
        let declared = read(Body::from(vec![0; 11]), 10, &memory).await.err().unwrap();
        assert_eq!(declared.code(), Code::TooLarge);
    }

    #[tokio::test]
    async fn bodies_share_a_bounded_memory() {
        let memory = Memory::of(2 * BLOCK);
        let (_, first) = read(chunks(&[BLOCK, 1]), 1 << 20, &memory).await.unwrap();
        let refused = read(chunks(&[1]), 1 << 20, &memory).await.err().unwrap();
        assert_eq!(refused.code(), Code::Unavailable);
        assert!(read(Body::empty(), 1 << 20, &memory).await.is_ok(), "nothing takes no memory");
        drop(first);
        assert!(read(chunks(&[1]), 1 << 20, &memory).await.is_ok());
    }
}
