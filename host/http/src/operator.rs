//! The operator's own way in: a socket of the file system that only the
//! process's user can open. Whoever can write there could change the data
//! folder as well, so nobody signs in; it serves the plugins alone.

use crate::caller::Caller;
use crate::problem::{Answer, Code, Problem};
use crate::state::ServerState;
use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Request, Response, header};
use axum::{Extension, Router};
use deskbell_app::registry::Accounts;
use deskbell_domain::user::Permission;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

const MOST_CONNECTIONS: usize = 16;
/// Pause after the system refused a connection.
const BREATH: Duration = Duration::from_millis(100);

/// The request came by the socket.
#[derive(Clone, Copy)]
struct AtTheSocket;

/// Who looks at plugins, and whose accounts they may see.
pub(crate) struct Reader {
    pub accounts: Accounts,
    pub manages: bool,
}

/// Who changes what is installed on the whole host.
pub(crate) struct Manager {
    pub accounts: Accounts,
}

impl FromRequestParts<ServerState> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Answer<Self> {
        if parts.extensions.get::<AtTheSocket>().is_some() {
            return Ok(Self { accounts: Accounts::All, manages: true });
        }
        let caller = Caller::from_request_parts(parts, state).await?;
        let manages = caller.principal.may(Permission::ManagePlugins) && state.desk.manages_plugins(&caller.slug);
        let accounts = if manages { Accounts::All } else { Accounts::Of(caller.slug) };
        Ok(Self { accounts, manages })
    }
}

impl FromRequestParts<ServerState> for Manager {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Answer<Self> {
        let reader = Reader::from_request_parts(parts, state).await?;
        match reader.manages {
            true => Ok(Self { accounts: reader.accounts }),
            false => Err(Problem::new(
                Code::Forbidden,
                "the plugins of this host are managed from another workspace; `plugins.managed_from` of the configuration names it",
            )),
        }
    }
}

/// The routes of the socket; also for a command that works without a host.
#[derive(Clone)]
pub struct Operator {
    router: Router,
}

impl Operator {
    pub fn new(state: &ServerState) -> Self {
        let router = crate::router::unguarded(state, "/api/v1/plugins").layer(Extension(AtTheSocket));
        Self { router: router.with_state(state.clone()) }
    }

    /// One request from within this process: status and body.
    pub async fn ask(&self, method: &str, path: &str, mime: &str, body: Bytes) -> (u16, Bytes) {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, mime);
        let Ok(request) = request.body(Body::from(body)) else { return (400, Bytes::new()) };
        let response = self.call(request).await;
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        (status, body.expect("our own answers do not break off"))
    }

    async fn call(&self, request: Request<Body>) -> Response<Body> {
        match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("open the operator's socket {}: {source}", .path.display())]
pub struct SocketError {
    path: PathBuf,
    source: io::Error,
}

/// A socket that listens and does not serve yet.
pub struct OperatorSocket {
    listener: UnixListener,
    path: PathBuf,
    operator: Operator,
}

impl OperatorSocket {
    pub fn bind(state: &ServerState, path: &Path) -> Result<Self, SocketError> {
        let listener = listen(path).map_err(|source| SocketError { path: path.to_owned(), source })?;
        Ok(Self { listener, path: path.to_owned(), operator: Operator::new(state) })
    }

    /// Serves until `stop`; what was begun is finished.
    pub async fn run(self, stop: CancellationToken) {
        let (places, calls) = (Arc::new(Semaphore::new(MOST_CONNECTIONS)), TaskTracker::new());
        loop {
            let taken = async {
                let place = Arc::clone(&places).acquire_owned().await.expect("the semaphore is never closed");
                (place, self.listener.accept().await)
            };
            let (place, accepted) = tokio::select! {
                () = stop.cancelled() => break,
                taken = taken => taken,
            };
            match accepted {
                Ok((stream, _)) => {
                    let serving = serve(self.operator.clone(), stream, stop.clone());
                    calls.spawn(async move {
                        serving.await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection of the operator was not accepted");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
        calls.close();
        calls.wait().await;
        // Whoever starts next takes the name over anyway.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Nobody can connect before the mode is set: the socket is made in a private
/// folder and gets its name by a rename.
fn listen(path: &Path) -> io::Result<UnixListener> {
    let folder = path.with_extension(format!("{}.tmp", std::process::id()));
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
    let fresh = folder.join("s");
    let bound = UnixListener::bind(&fresh).and_then(|listener| {
        std::fs::set_permissions(&fresh, std::fs::Permissions::from_mode(0o600))?;
        std::fs::rename(&fresh, path)?;
        Ok(listener)
    });
    std::fs::remove_dir_all(&folder)?;
    bound
}

async fn serve(operator: Operator, stream: UnixStream, stop: CancellationToken) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let operator = operator.clone();
        async move { Ok::<_, std::convert::Infallible>(operator.call(request.map(Body::new)).await) }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(10));
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection of the operator ended early");
    }
}
