//! Start, hold, stop.

use crate::callback::HandshakeError;
use crate::config::SimConfig;
use crate::customer::Stage;
use crate::fault::FaultSpec;
use crate::inbound::{Act, InboundError};
use crate::listener::{CuttableListener, Line};
use crate::media::Media;
use crate::payload::Update;
use crate::sim::Sim;
use crate::template::{Template, TemplateStatus};
use crate::world::View;
use axum::Router;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address}: {source}; is the port taken")]
    Bind { address: SocketAddr, source: std::io::Error },
    #[error("the HTTP client cannot be set up: {0}")]
    Client(String),
    #[error("the customer number {0:?} is not an international phone number")]
    Customer(String),
}

/// Starts simulators.
pub struct Simulator;

/// A running simulator. Dropped, it stops at once.
pub struct Handle {
    sim: Arc<Sim>,
    addr: SocketAddr,
    server: JoinSet<()>,
    workers: JoinSet<()>,
}

/// How long open requests may take to end at shutdown.
const FAREWELL: Duration = Duration::from_secs(2);

impl Simulator {
    pub async fn start(config: SimConfig) -> Result<Handle, StartError> {
        if let Some(seed) = config.customers.iter().find(|c| crate::number::wa_id(&c.number).is_none()) {
            return Err(StartError::Customer(seed.name.clone()));
        }
        let address = config.bind;
        let bound = |source| StartError::Bind { address, source };
        let listener = TcpListener::bind(address).await.map_err(bound)?;
        let addr = listener.local_addr().map_err(bound)?;
        let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{addr}"));
        let sim = Arc::new(Sim::new(config, public_url, client()?));
        let (server, workers) = (serve(&sim, listener), work(&sim));
        Ok(Handle { sim, addr, server, workers })
    }
}

fn client() -> Result<reqwest::Client, StartError> {
    let failed = |e: &dyn std::fmt::Display| StartError::Client(e.to_string());
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    // Named here rather than installed: a library leaves process-wide choices alone.
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| failed(&e))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(10))
        .build()
        .map_err(|e| failed(&e))
}

fn serve(sim: &Arc<Sim>, listener: TcpListener) -> JoinSet<()> {
    let app = Router::new()
        .merge(crate::phone::router())
        .nest("/_control", crate::control::router())
        .merge(crate::graph::router(sim))
        .with_state(Arc::clone(sim))
        .into_make_service_with_connect_info::<Line>();
    let mut stop = sim.stop.subscribe();
    let stopped = async move { drop(stop.wait_for(|stop| *stop).await) };
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let served = axum::serve(CuttableListener(listener), app).with_graceful_shutdown(stopped).await;
        served.expect("axum answers accept errors itself");
    });
    tasks
}

fn work(sim: &Arc<Sim>) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(Arc::clone(sim).keep_time());
    let prover = Arc::clone(sim);
    tasks.spawn(async move { prover.prove_callback().await });
    for _ in 0..sim.config.webhook.workers.max(1) {
        tasks.spawn(Arc::clone(sim).carry(sim.callback.subscribe()));
    }
    tasks
}

impl Handle {
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What a connector takes as `base_url`; opened in a browser it is the phone.
    pub fn url(&self) -> &str {
        &self.sim.public_url
    }

    /// Proves the callback by the handshake and sends webhooks there from now on.
    pub async fn set_callback(&self, url: &str) -> Result<(), HandshakeError> {
        self.sim.subscribe(url, &self.sim.config.verify_token).await
    }

    /// A customer does something. Gives the wamid. An unknown number is a new customer.
    pub fn act(&self, number: &str, act: Act) -> Result<String, InboundError> {
        self.sim.act(number, None, act)
    }

    pub fn say(&self, number: &str, body: &str) -> Result<String, InboundError> {
        self.act(number, Act::Text { body: body.into(), reply_to: None })
    }

    /// Any object for `messages[]`; id, time and sender are added unless there.
    pub fn inject(&self, number: &str, message: Map<String, Value>) -> Result<String, InboundError> {
        self.act(number, Act::Raw { message })
    }

    /// Any webhook: the value of one change.
    pub fn webhook(&self, field: &str, value: Value) {
        self.sim.dispatch("", Update::Change { field: field.into(), value });
    }

    /// A file that a customer can send with [`Act::Media`].
    pub fn put_media(&self, mime: &str, filename: Option<&str>, data: Bytes) -> Media {
        let limit = self.sim.config.limits.media_bytes;
        self.sim.change(|world| world.media.put(mime, filename.map(str::to_string), data, limit))
    }

    pub fn put_template(&self, template: Template) -> Template {
        self.sim.change(|world| world.put_template(template))
    }

    /// Changes a template's status and tells the host. False: there is none.
    pub fn set_template_status(&self, name: &str, language: &str, status: TemplateStatus) -> bool {
        self.sim.set_template_status(name, language, status)
    }

    /// Orders a fault. `None`: too many are in force.
    pub fn fault(&self, spec: FaultSpec) -> Option<u64> {
        let id = self.sim.change(|world| world.faults.add(spec));
        self.sim.tell_faults();
        id
    }

    pub fn clear_faults(&self) {
        self.sim.change(|world| world.faults.clear());
        self.sim.tell_faults();
    }

    /// Switches a customer's phone on or off; on, it gets what waited.
    pub fn switch_phone(&self, number: &str, online: bool) -> bool {
        crate::number::wa_id(number).is_some_and(|id| self.sim.switch_phone(&id, online))
    }

    /// The customer opens the chat and reads everything.
    pub fn read_chat(&self, number: &str) {
        if let Some(id) = crate::number::wa_id(number) {
            self.sim.read_chat(&id);
        }
    }

    /// The 24 hours of this customer are over.
    pub fn close_window(&self, number: &str) {
        let Some(id) = crate::number::wa_id(number) else { return };
        let long_ago = Timestamp::now() - SignedDuration::from_hours(25);
        self.sim.change(|world| world.customer_mut(&id).map(|c| c.last_inbound = Some(long_ago)));
        self.sim.tell_customer(&id);
    }

    /// Pushes a sent message on by hand, and tells the host.
    pub fn advance(&self, message_id: &str, to: Stage) {
        self.sim.advance(message_id, to);
    }

    pub fn fail(&self, message_id: &str, code: u32) {
        self.sim.fail(message_id, code);
    }

    pub fn look<T>(&self, look: impl FnOnce(View<'_>) -> T) -> T {
        self.sim.look(|world| look(View(world)))
    }

    /// Waits until `look` finds something. `None`: it did not in time.
    pub async fn wait_for<T>(&self, patience: Duration, look: impl Fn(View<'_>) -> Option<T>) -> Option<T> {
        let mut changes = self.sim.changes();
        let found = async {
            loop {
                changes.mark_unchanged();
                if let Some(found) = self.look(&look) {
                    return found;
                }
                changes.changed().await.expect("the sender lives in the simulator");
            }
        };
        tokio::time::timeout(patience, found).await.ok()
    }

    /// Begins anew: no chats, no faults, no files.
    pub fn reset(&self) {
        self.sim.reset();
    }

    /// Lets open requests end and stops.
    pub async fn shutdown(mut self) {
        self.sim.stop.send_replace(true);
        if tokio::time::timeout(FAREWELL, self.server.join_next()).await.is_err() {
            tracing::debug!("open connections were cut at shutdown");
        }
        self.server.shutdown().await;
        self.workers.shutdown().await;
    }
}
