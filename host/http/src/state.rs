//! What every request can reach.

use crate::config::Config;
use deskbell_app::Desk;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Gives the text that `/metrics` answers with.
pub type MetricsText = Arc<dyn Fn() -> String + Send + Sync>;

/// The rest wait their turn.
const SIGN_INS: usize = 4;

/// A cheap handle.
#[derive(Clone)]
pub struct ServerState {
    pub(crate) desk: Desk,
    pub(crate) config: Arc<Config>,
    pub(crate) metrics: MetricsText,
    /// Long-lived answers end when this is cancelled.
    pub(crate) stopping: CancellationToken,
    /// Passwords that are checked at the same time; each takes 19 MiB.
    pub(crate) sign_ins: Arc<Semaphore>,
    pub(crate) streams: Arc<crate::metrics::Streams>,
    /// Memory that bodies of webhooks may take together.
    pub(crate) hook_memory: crate::hooks::Memory,
}

impl ServerState {
    pub fn new(desk: Desk, config: Config, metrics: MetricsText) -> Self {
        let hook_memory = crate::hooks::Memory::of(config.hook_memory_bytes);
        Self {
            desk,
            config: Arc::new(config),
            metrics,
            stopping: CancellationToken::new(),
            sign_ins: Arc::new(Semaphore::new(SIGN_INS)),
            streams: Arc::default(),
            hook_memory,
        }
    }
}
