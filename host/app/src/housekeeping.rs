//! What grows old is swept, in small pieces.

use crate::workspace::Inner;
use deskbell_store::SweepLimits;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(3600);

pub(crate) async fn run(inner: Arc<Inner>, stop: CancellationToken) {
    loop {
        loop {
            let now = inner.clock.now();
            match inner.store.sweep(now, SweepLimits::default()).await {
                Ok(report) if report.finished => break,
                Ok(report) => tracing::debug!(?report, "swept"),
                Err(error) => {
                    tracing::warn!(%error, "sweeping stopped; it goes on later");
                    break;
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
