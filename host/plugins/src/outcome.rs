//! What a call gives back.

use crate::account::KvWrite;
use crate::fault::Failure;
use bytes::Bytes;
use deskbell_domain::channel::Capabilities;
use deskbell_domain::journal::Events;
use deskbell_domain::time::Timestamp;
use std::time::Duration;

/// The end of one call, good or bad.
#[derive(Debug)]
pub struct Outcome<T> {
    pub result: Result<T, Failure>,
    /// To be committed together with the result; empty on failure.
    pub kv: Vec<KvWrite>,
    pub usage: Usage,
    pub log: Vec<LogLine>,
}

impl<T> Outcome<T> {
    pub(crate) fn failed(failure: Failure) -> Self {
        Self { result: Err(failure), kv: Vec::new(), usage: Usage::default(), log: Vec::new() }
    }

    pub(crate) fn and_then<U>(self, next: impl FnOnce(T) -> Result<U, Failure>) -> Outcome<U> {
        let result = self.result.and_then(next);
        let kv = if result.is_ok() { self.kv } else { Vec::new() };
        Outcome { result, kv, usage: self.usage, log: self.log }
    }
}

/// What the call cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Processor time of the guest.
    pub cpu_ms: u64,
    /// The same, exactly.
    pub cpu: Duration,
    pub wall_ms: u64,
    /// Bytes of linear memory, all memories together.
    pub peak_memory: usize,
    pub http_requests: u32,
    pub kv_ops: u32,
    pub log_lines: u32,
    /// Lines beyond the limit.
    pub log_dropped: u32,
    /// The limits that applied, for "42 % of limit".
    pub budget: Budget,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    pub cpu_ms: u64,
    pub wall_ms: u64,
    pub memory: usize,
    pub http_requests: u32,
    pub kv_ops: u32,
    pub log_lines: u32,
}

/// A line the plugin wrote, escaped and without secrets. Plugins are told not
/// to log message texts, but nobody can check that: these lines belong on the
/// operator's plugin page, not in the host's own log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub level: LogLevel,
    pub message: String,
    pub fields: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    Debug,
    Info,
    Warn,
    Error,
}

/// An incoming request as far as a plugin may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRequest {
    /// Upper case.
    pub method: String,
    /// What follows the account's secret path: "" or "/…".
    pub path: String,
    pub query: Vec<(String, String)>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    pub received: Timestamp,
}

impl WebhookRequest {
    /// The only value of a header; two different values are as good as none.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str());
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }
}

/// What `handle` made of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Handled {
    pub reply: WebhookReply,
    pub events: Events,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookReply {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

/// What `poll` gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub events: Events,
    pub next_cursor: Option<Vec<u8>>,
    pub more: bool,
    pub next_after_ms: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountInfo {
    /// The account's id at the provider.
    pub remote_id: String,
    /// As people read it.
    pub display: String,
}

/// Which optional functions a plugin has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exports {
    pub connector: bool,
    pub channel_webhook: bool,
    pub poller: bool,
    pub erp_module: bool,
    pub erp_webhook: bool,
}

impl Exports {
    pub fn webhook(self) -> bool {
        self.channel_webhook || self.erp_webhook
    }
}

/// The namespace of a channel's addresses: its kind, or the business system's name.
pub(crate) fn realm(capabilities: &Capabilities) -> &str {
    match capabilities {
        Capabilities::Messaging(messaging) => &messaging.channel_kind,
        Capabilities::Business(business) => &business.system,
    }
}
