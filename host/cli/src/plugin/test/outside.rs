//! The outside world of a case: a server on a loopback address of its own,
//! which the plugin reaches through the production's client. It speaks plain
//! http and https on the same port; its certificates are made while it runs
//! and are trusted by this one runtime.

use super::script::Script;
use super::wire;
use anyhow::Context;
use bytes::Bytes;
use deskbell_domain::channel::PrivateHost;
use futures_util::{StreamExt, stream};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::crypto::ring::{default_provider, sign::any_supported_type};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

pub struct Outside {
    root: Vec<u8>,
    /// Where urls without a port lead.
    usual: SocketAddr,
    ports: BTreeSet<u16>,
    stage: Stage,
    /// Ends with this value.
    listeners: JoinSet<()>,
}

#[derive(Clone)]
struct Stage {
    script: Arc<Mutex<Script>>,
    tls: TlsAcceptor,
}

impl Stage {
    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outside {
    pub async fn start() -> anyhow::Result<Self> {
        let authority = Authority::new().context("make a throw-away certificate")?;
        let root = authority.root.clone();
        let mut tls = rustls::ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(authority));
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let stage = Stage { script: Arc::default(), tls: TlsAcceptor::from(Arc::new(tls)) };
        let listener = listen(loopback(), 0).await.context("open a local port")?;
        let usual = listener.local_addr()?;
        let mut listeners = JoinSet::new();
        listeners.spawn(accept(listener, stage.clone()));
        Ok(Self { root, usual, ports: BTreeSet::new(), stage, listeners })
    }

    pub fn root(&self) -> Vec<u8> {
        self.root.clone()
    }

    /// Leads these hosts here. A port that is named in a url is kept, so it is
    /// opened as well.
    pub async fn grants(&mut self, hosts: &[(String, Option<u16>)]) -> anyhow::Result<Vec<PrivateHost>> {
        let mut grants = Vec::new();
        for (host, port) in hosts {
            let address = match port {
                Some(port) => self.opened(*port).await?,
                None => self.usual,
            };
            grants.push(PrivateHost {
                host: host.clone(),
                port: *port,
                http: true,
                address: Some(address.to_string()),
            });
        }
        Ok(grants)
    }

    async fn opened(&mut self, port: u16) -> anyhow::Result<SocketAddr> {
        let ip = self.usual.ip();
        if self.ports.insert(port) {
            let listener = listen(ip, port).await.with_context(|| {
                format!("open {ip}:{port} for a url that names this port; use a setting without a port")
            })?;
            self.listeners.spawn(accept(listener, self.stage.clone()));
        }
        Ok(SocketAddr::new(ip, port))
    }

    pub fn play(&self, script: Script) {
        *self.stage.script() = script;
    }

    pub fn end(&self) -> Script {
        std::mem::take(&mut self.stage.script())
    }
}

/// Every address of 127/8 is this machine: a random one keeps ports of two
/// runs apart.
fn loopback() -> IpAddr {
    let [a, b, c] = rand::random::<[u8; 3]>();
    Ipv4Addr::new(127, a, b, c.clamp(1, 254)).into()
}

async fn listen(ip: IpAddr, port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind((ip, port)).await
}

async fn accept(listener: TcpListener, stage: Stage) {
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        while connections.try_join_next().is_some() {}
        connections.spawn(connected(socket, stage.clone()));
    }
}

/// The first byte of a TLS handshake; no method begins with it.
const HANDSHAKE: u8 = 22;

async fn connected(socket: TcpStream, stage: Stage) {
    let mut first = [0];
    if !matches!(socket.peek(&mut first).await, Ok(1)) {
        return;
    }
    if first[0] != HANDSHAKE {
        serve("http", socket, stage).await;
    } else if let Ok(secured) = stage.tls.clone().accept(socket).await {
        serve("https", secured, stage).await;
    }
}

async fn serve(scheme: &'static str, io: impl AsyncRead + AsyncWrite + Unpin, stage: Stage) {
    let service = hyper::service::service_fn(move |request| exchange(scheme, request, stage.clone()));
    // A broken connection is an answer too.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(io), service).await;
}

/// Ends the connection where an answer would stand.
#[derive(Debug, thiserror::Error)]
#[error("the connection breaks, as the case wants")]
struct Breaks;

async fn exchange(scheme: &str, request: Request<Incoming>, stage: Stage) -> Result<Response<Body>, Breaks> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Breaks)?.to_bytes();
    let scripted = stage.script().answer(wire::Request::new(scheme, &parts, body));
    let Some(answer) = scripted.map(|scripted| scripted.answer) else {
        let nothing = Response::builder()
            .status(501)
            .body(paced("the case scripts no answer to this request".into(), Duration::ZERO));
        return nothing.map_err(|_| Breaks);
    };
    tokio::time::sleep(Duration::from_millis(answer.delay_ms)).await;
    if answer.broken {
        return Err(Breaks);
    }
    let response = Response::builder().status(answer.status);
    let response = answer.headers.iter().fold(response, |response, (name, value)| response.header(name, value));
    response.body(paced(answer.bytes, Duration::from_millis(answer.drip_ms))).map_err(|_| Breaks)
}

type Body = BoxBody<Bytes, Infallible>;

/// At once, or byte by byte.
fn paced(bytes: Bytes, pause: Duration) -> Body {
    if pause.is_zero() {
        return Full::new(bytes).boxed();
    }
    let drops = stream::iter(bytes).then(move |byte| async move {
        tokio::time::sleep(pause).await;
        Ok(Frame::data(Bytes::from(vec![byte])))
    });
    BoxBody::new(StreamBody::new(drops))
}

/// Signs a certificate for whatever name is asked for.
#[derive(Debug)]
struct Authority {
    root: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = params.self_signed(&key)?.der().to_vec();
        Ok(Self { root, issuer: Issuer::new(params, key) })
    }

    fn certify(&self, name: &str) -> Option<CertifiedKey> {
        let key = KeyPair::generate().ok()?;
        let certificate = CertificateParams::new([name.to_owned()]).ok()?.signed_by(&key, &self.issuer).ok()?;
        let key = any_supported_type(&PrivateKeyDer::Pkcs8(key.serialize_der().into())).ok()?;
        Some(CertifiedKey::new(vec![certificate.der().clone()], key))
    }
}

impl ResolvesServerCert for Authority {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.certify(hello.server_name()?).map(Arc::new)
    }
}
