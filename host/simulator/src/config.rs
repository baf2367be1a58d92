//! What to imitate, with defaults that suit tests.

use crate::customer::CustomerSeed;
use crate::template::Template;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// One WhatsApp business number and the world around it. It holds secrets and
/// therefore has no `Debug`.
#[derive(Clone)]
pub struct SimConfig {
    pub bind: SocketAddr,
    /// How others reach the simulator, when that is not `http://<bind>`.
    pub public_url: Option<String>,
    pub phone_number_id: String,
    pub waba_id: String,
    /// As the webhooks show it, e.g. `+55 49 3322-1100`.
    pub display_number: String,
    pub verified_name: String,
    pub app_secret: String,
    pub verify_token: String,
    pub access_token: String,
    /// Where webhooks go. The handshake is tried until it succeeds.
    pub callback_url: Option<String>,
    /// Phones of new customers are switched on and connected.
    pub auto_deliver: bool,
    /// Customers read at once, with no page open.
    pub auto_read: bool,
    /// The number is also used in the phone app, so edits and deletions are told.
    pub coexistence: bool,
    /// Refuse a late free-form message in the answer, not by a later status.
    pub refuse_outside_window: bool,
    pub latency: Latency,
    pub webhook: WebhookPolicy,
    pub limits: Limits,
    pub customers: Vec<CustomerSeed>,
    pub templates: Vec<Template>,
}

/// How long things take.
#[derive(Debug, Clone, Default)]
pub struct Latency {
    /// From acceptance to the status `sent`.
    pub sent: Duration,
    /// From `sent` to `delivered`.
    pub delivered: Duration,
    /// From `delivered` to `read`, when customers read by themselves.
    pub read: Duration,
}

/// How webhooks are posted. Meta retries for days; here the gaps are scaled.
#[derive(Debug, Clone)]
pub struct WebhookPolicy {
    /// Gap before the second attempt; it doubles with each further one.
    pub first_gap: Duration,
    pub longest_gap: Duration,
    pub give_up_after: Duration,
    pub timeout: Duration,
    /// Webhooks under way at the same time, never two of one conversation.
    pub workers: usize,
    /// Under load up to this many updates are posted together. 1: never.
    pub coalesce: usize,
}

impl Default for WebhookPolicy {
    fn default() -> Self {
        Self {
            first_gap: Duration::from_millis(200),
            longest_gap: Duration::from_secs(10),
            give_up_after: Duration::from_secs(7 * 24 * 3600),
            timeout: Duration::from_secs(10),
            workers: 32,
            coalesce: 1,
        }
    }
}

/// How much is kept. Beyond a limit the oldest goes.
#[derive(Debug, Clone)]
pub struct Limits {
    pub customers: usize,
    pub messages_per_chat: usize,
    pub sends: usize,
    pub webhook_log: usize,
    pub media_bytes: usize,
    pub templates: usize,
    /// Webhooks not yet taken by the callback; beyond it sends are refused.
    pub backlog: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            customers: 20_000,
            messages_per_chat: 200,
            sends: 50_000,
            webhook_log: 2_000,
            media_bytes: 256 << 20,
            templates: 6_000,
            backlog: 100_000,
        }
    }
}

impl Default for SimConfig {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_url: None,
            phone_number_id: "106540352242922".into(),
            waba_id: "102290129340398".into(),
            display_number: "+55 49 3322-1100".into(),
            verified_name: "Oficina Demo".into(),
            app_secret: "app-secret".into(),
            verify_token: "verify-token".into(),
            access_token: "access-token".into(),
            callback_url: None,
            auto_deliver: true,
            auto_read: false,
            coexistence: false,
            refuse_outside_window: false,
            latency: Latency::default(),
            webhook: WebhookPolicy::default(),
            limits: Limits::default(),
            customers: Vec::new(),
            templates: Vec::new(),
        }
    }
}
