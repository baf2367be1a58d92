//! What a call gives back.

use crate::account::KvWrite;
use crate::fault::Failure;
use bytes::Bytes;
use deskbell_domain::address::Party;
use deskbell_domain::business::{BusinessCard, Customer};
use deskbell_domain::channel::Capabilities;
use deskbell_domain::journal::Events;
use deskbell_domain::media::BlobRef;
use deskbell_domain::template::{TemplateButton, TemplateHeader, TemplateState};
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

/// What `since` gave.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPage {
    pub events: Events,
    /// Where to go on; none at the end.
    pub next: Option<Vec<u8>>,
}

/// What the provider's list of templates gave.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplatePage {
    pub templates: Vec<RemoteTemplate>,
    /// Where to go on; none at the end.
    pub next: Option<Vec<u8>>,
}

/// A template as the provider has it.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteTemplate {
    pub definition: TemplateDraft,
    pub status: TemplateState,
    pub reason: Option<String>,
}

/// A template that is, or shall be, registered with the provider.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateDraft {
    pub name: String,
    pub language: String,
    pub category: String,
    pub header: TemplateHeader,
    pub body: String,
    pub footer: Option<String>,
    pub buttons: Vec<TemplateButton>,
    /// For each placeholder of the body in order.
    pub examples: Vec<String>,
}

/// What the provider knows of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressStatus {
    Exists(Party),
    Absent,
    Unknown,
}

/// A mail as the host received it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// None for a bounce.
    pub sender: Option<String>,
    pub recipients: Vec<String>,
    pub headers: Vec<(String, String)>,
    pub text: String,
    pub parts: Vec<MailPart>,
    pub spf: Verdict,
    pub dkim: Verdict,
    pub dmarc: Verdict,
    pub received: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailPart {
    pub blob: BlobRef,
    pub filename: Option<String>,
    pub content_id: Option<String>,
    pub inline: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    None,
    Pass,
    Fail,
    SoftFail,
    Unknown,
}

/// Somebody whom the business system knows by an address.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    pub customer: Customer,
    pub cards: Vec<BusinessCard>,
}

/// What can be done about a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    pub id: String,
    pub label: String,
    pub inputs: Vec<Input>,
    /// A question to be answered with yes first.
    pub confirm: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub name: String,
    pub label: String,
    pub kind: InputKind,
    pub required: bool,
    /// Word and label.
    pub choices: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    Text,
    Number,
    Date,
    DateTime,
    Choice,
}

/// What came of an action.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    pub message: String,
    pub events: Events,
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
    pub pairing: bool,
    pub history: bool,
    pub templates: bool,
    pub contacts: bool,
    pub inbound_mail: bool,
    pub erp_module: bool,
    pub erp_webhook: bool,
    pub sync: bool,
    pub lookup: bool,
    pub documents: bool,
    pub actions: bool,
}

impl Exports {
    pub fn webhook(self) -> bool {
        self.channel_webhook || self.erp_webhook
    }

    /// Whether it is asked for news, again and again.
    pub fn asked(self) -> bool {
        self.poller || self.sync
    }
}

/// The namespace of a channel's addresses: its kind, or the business system's name.
pub(crate) fn realm(capabilities: &Capabilities) -> &str {
    match capabilities {
        Capabilities::Messaging(messaging) => &messaging.channel_kind,
        Capabilities::Business(business) => &business.system,
    }
}
