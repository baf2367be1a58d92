//! Every figure that bounds a plugin, in one table.

use serde::Deserialize;
use std::time::Duration;

pub(crate) const KIB: usize = 1 << 10;
pub(crate) const MIB: usize = 1 << 20;

/// Bytes that may be copied out of the guest in one call of a host function, or
/// as a call's answer: the largest body with its headers, or a full page of events.
pub(crate) const HOSTCALL_FUEL: usize = HTTP_BODY + 2 * MIB;
pub(crate) const COMPONENT_HANDLES: usize = 10_000;
pub(crate) const CORE_INSTANCES: usize = 128;
pub(crate) const MEMORIES: usize = 8;
pub(crate) const TABLES: usize = 32;
/// A slot of the pool for one table. Python's has 5 672 elements.
pub(crate) const TABLE_ELEMENTS: usize = 32_768;

pub(crate) const HTTP_REQUESTS: u32 = 20;
pub(crate) const HTTP_BODY: usize = 8 * MIB;
pub(crate) const HTTP_PARTS: usize = 32;
pub(crate) const HTTP_HEADERS: usize = 100;
pub(crate) const HTTP_HEADER_BYTES: usize = 64 * KIB;
pub(crate) const HTTP_URL: usize = 8 * KIB;

pub(crate) const KV_KEY: usize = 512;
pub(crate) const KV_VALUE: usize = 256 * KIB;
pub(crate) const KV_OPERATIONS: u32 = 500;
pub(crate) const KV_SCAN: u32 = 100;

pub(crate) const LOG_LINES: u32 = 200;
pub(crate) const LOG_BYTES: usize = 64 * KIB;
pub(crate) const LOG_FIELDS: usize = 32;

pub(crate) const RANDOM_BYTES: usize = 64 * KIB;
pub(crate) const MEDIA_CHUNK: usize = 256 * KIB;
pub(crate) const MEDIA_READS: u32 = 1_000;
pub(crate) const MEDIA_READ_BYTES: u64 = 128 * MIB as u64;
pub(crate) const MEDIA_PUTS: u32 = 200;
pub(crate) const MEDIA_PUT_BYTES: u64 = 16 * MIB as u64;

pub(crate) const EVENTS: usize = 2_000;
pub(crate) const EVENT_BYTES: usize = 256 * KIB;
pub(crate) const REPLY_BODY: usize = 64 * KIB;
pub(crate) const CURSOR: usize = 4 * KIB;

/// Requests that the host makes between two calls of one poll.
pub(crate) const WAITS: u32 = 20;
pub(crate) const WAIT: Duration = Duration::from_secs(60);
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(90);

pub(crate) const TEMPLATES: usize = 500;
pub(crate) const ADDRESSES: usize = 50;

pub(crate) const MANIFEST_BYTES: usize = 256 * KIB;

/// The functions the host calls in a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Export {
    Describe,
    Handle,
    Send,
    Signal,
    FetchMedia,
    CheckAccount,
    Poll,
    Pairing,
    History,
    Templates,
    Contacts,
    Mail,
    Sync,
    Lookup,
    Documents,
    Actions,
}

impl Export {
    pub const ALL: [Self; 16] = [
        Self::Describe,
        Self::Handle,
        Self::Send,
        Self::Signal,
        Self::FetchMedia,
        Self::CheckAccount,
        Self::Poll,
        Self::Pairing,
        Self::History,
        Self::Templates,
        Self::Contacts,
        Self::Mail,
        Self::Sync,
        Self::Lookup,
        Self::Documents,
        Self::Actions,
    ];

    /// As the manifest's `[limits]` and the metrics name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Describe => "describe",
            Self::Handle => "handle",
            Self::Send => "send",
            Self::Signal => "signal",
            Self::FetchMedia => "fetch-media",
            Self::CheckAccount => "check-account",
            Self::Poll => "poll",
            Self::Pairing => "pairing",
            Self::History => "history",
            Self::Templates => "templates",
            Self::Contacts => "contacts",
            Self::Mail => "mail",
            Self::Sync => "sync",
            Self::Lookup => "lookup",
            Self::Documents => "documents",
            Self::Actions => "actions",
        }
    }

    /// Longest time from the first instruction to the answer. Fetching is
    /// mostly the host streaming a file, so it may take longest.
    pub fn wall(self) -> Duration {
        match self {
            Self::Describe => Duration::from_secs(1),
            Self::Handle | Self::Mail => Duration::from_secs(5),
            Self::Send | Self::Signal | Self::CheckAccount | Self::Pairing | Self::Contacts => Duration::from_secs(15),
            Self::Lookup | Self::Documents | Self::Actions => Duration::from_secs(30),
            Self::Poll | Self::History | Self::Templates | Self::Sync => Duration::from_secs(30),
            Self::FetchMedia => Duration::from_secs(120),
        }
    }

    /// Mostly waiting for somebody else, for as long as minutes.
    pub(crate) fn is_slow(self) -> bool {
        matches!(self, Self::FetchMedia | Self::Poll | Self::History | Self::Templates | Self::Sync)
    }

    fn cpu(self) -> Duration {
        match self {
            Self::Describe => Duration::from_millis(200),
            Self::Handle | Self::Mail => Duration::from_millis(500),
            Self::Send | Self::Signal | Self::CheckAccount | Self::Pairing | Self::Contacts => Duration::from_secs(1),
            Self::Poll | Self::FetchMedia | Self::History | Self::Templates => Duration::from_secs(2),
            Self::Sync | Self::Lookup | Self::Documents | Self::Actions => Duration::from_secs(5),
        }
    }
}

/// The row of limits that a plugin asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Compiled languages.
    #[default]
    Small,
    /// JavaScript, Python: an interpreter travels with the plugin.
    Large,
}

impl Profile {
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
        }
    }

    /// Processor time of the guest itself; waiting is free.
    pub fn cpu(self, export: Export) -> Duration {
        match self {
            Self::Small => export.cpu(),
            Self::Large => export.cpu() * 2,
        }
    }

    /// All linear memories of one call together.
    pub fn memory(self) -> usize {
        match self {
            Self::Small => 32 * MIB,
            Self::Large => 96 * MIB,
        }
    }

    /// All tables of one call together.
    pub fn table_elements(self) -> usize {
        match self {
            Self::Small => 32_768,
            Self::Large => 131_072,
        }
    }

    pub fn concurrency(self) -> usize {
        match self {
            Self::Small => 16,
            Self::Large => 4,
        }
    }

    /// Downloads and polls at once, beside the others.
    pub fn slow(self) -> usize {
        match self {
            Self::Small => 4,
            Self::Large => 2,
        }
    }

    pub fn queue(self) -> usize {
        64
    }

    pub fn component_size(self) -> usize {
        match self {
            Self::Small => 8 * MIB,
            Self::Large => 40 * MIB,
        }
    }

    pub fn compile_time(self) -> Duration {
        match self {
            Self::Small => Duration::from_secs(10),
            Self::Large => Duration::from_secs(60),
        }
    }
}
