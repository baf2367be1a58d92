//! What every request can reach.

use crate::config::Config;
use deskbell_app::Desk;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Gives the text that `/metrics` answers with.
pub type MetricsText = Arc<dyn Fn() -> String + Send + Sync>;

/// A cheap handle.
#[derive(Clone)]
pub struct ServerState {
    pub(crate) desk: Desk,
    pub(crate) config: Arc<Config>,
    pub(crate) metrics: MetricsText,
    /// Long-lived answers end when this is cancelled.
    pub(crate) stopping: CancellationToken,
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
            streams: Arc::default(),
            hook_memory,
        }
    }
}
