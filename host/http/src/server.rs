//! The server loop: accepts, bounds, serves, and stops without losing what
//! was accepted.

use crate::config::Config;
use crate::metrics::Connection;
use crate::patience::Patience;
use crate::remote::Peer;
use crate::router::router;
use crate::state::ServerState;
use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// Most of a head that is read; large enough for every browser and provider.
const MOST_HEAD: usize = 64 << 10;
const MOST_HEADERS: usize = 128;
const MOST_STREAMS: u32 = 64;
/// What one HTTP/2 connection may send before it is read.
const WINDOW: u32 = 256 << 10;
/// Pause after the system refused a connection, e.g. for lack of file handles.
const BREATH: Duration = Duration::from_millis(100);

#[derive(Debug, thiserror::Error)]
#[error("listen on {address}: {source}")]
pub struct ListenError {
    pub address: SocketAddr,
    source: io::Error,
}

/// A socket that listens and does not serve yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    state: ServerState,
}

impl Server {
    pub async fn bind(state: ServerState) -> Result<Self, ListenError> {
        let address = state.config.listen;
        let fault = |source| ListenError { address, source };
        let listener = TcpListener::bind(address).await.map_err(fault)?;
        let address = listener.local_addr().map_err(fault)?;
        Ok(Self { listener, address, state })
    }

    /// The port may have been chosen by the system.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop`; then nothing new is accepted, what was accepted is
    /// answered, and what is not done by the deadline is cut off.
    pub async fn run(self, stop: CancellationToken) {
        let Self { listener, state, .. } = self;
        let cut = CancellationToken::new();
        let graceful = GracefulShutdown::new();
        let serving = Serving {
            router: router(&state),
            builder: builder(&state.config),
            config: state.config.clone(),
            cut: cut.clone(),
        };
        accept(&listener, serving, &graceful, &stop).await;
        drop(listener);
        state.stopping.cancel();
        let open = graceful.count();
        if tokio::time::timeout(state.config.stop_timeout(), graceful.shutdown()).await.is_err() {
            tracing::warn!(open, "connections were cut off, their requests took too long");
            cut.cancel();
        }
    }
}

/// What each connection is served with.
#[derive(Clone)]
struct Serving {
    router: Router,
    builder: Builder<TokioExecutor>,
    config: Arc<Config>,
    cut: CancellationToken,
}

async fn accept(listener: &TcpListener, serving: Serving, graceful: &GracefulShutdown, stop: &CancellationToken) {
    let places = Arc::new(Semaphore::new(serving.config.max_connections));
    loop {
        let taken = async {
            let place = places.clone().acquire_owned().await.expect("the semaphore is never closed");
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            biased;
            () = stop.cancelled() => return,
            taken = taken => taken,
        };
        match accepted {
            Ok((stream, peer)) => {
                tokio::spawn(serving.clone().serve(stream, peer, place, graceful.watcher()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

impl Serving {
    async fn serve(self, stream: TcpStream, peer: SocketAddr, place: OwnedSemaphorePermit, watcher: Watcher) {
        let _counted = (place, Connection::opened());
        // Only a hint to the system; without it answers are slower, not wrong.
        let _ = stream.set_nodelay(true);
        let stream = Patience::new(stream, self.config.header_timeout(), self.config.stall_timeout());
        let router = self.router;
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            router.clone().oneshot(request)
        });
        let connection = self.builder.serve_connection(TokioIo::new(stream), service).into_owned();
        tokio::select! {
            ended = watcher.watch(connection) => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                }
            }
            () = self.cut.cancelled() => {}
        }
    }
}

fn builder(config: &Config) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(config.header_timeout())
        .max_buf_size(MOST_HEAD)
        .max_headers(MOST_HEADERS);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MOST_STREAMS)
        .initial_connection_window_size(WINDOW)
        .initial_stream_window_size(WINDOW)
        .max_send_buf_size(MOST_HEAD)
        .max_header_list_size(u32::try_from(MOST_HEAD).unwrap_or(u32::MAX))
        .keep_alive_interval(config.stall_timeout())
        .keep_alive_timeout(config.stall_timeout());
    builder
}
