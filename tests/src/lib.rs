//! A whole Deskbell in one process for tests: the production plugins, store,
//! rules and edge, with the simulated provider on the other side. Everything
//! listens on free loopback ports and lives in a temporary folder.

mod api;
mod host;
pub mod meta;
mod repacked;
mod shop;
mod signed;
mod tenant;

pub use api::Api;
pub use host::{Config, SIGNING_SECRET, TestHost, desk, whatsapp, workshop};
pub use repacked::{built, repacked};
pub use shop::{private_host, settings, template};
pub use signed::{Order, meta_signature, standard_webhook};
pub use tenant::{Tenant, client_builder};

use std::time::Duration;

/// How long a test waits for something that must happen.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again until it holds.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(tokio::time::Instant::now() < deadline, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
