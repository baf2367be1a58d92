//! Routes by which others call a plugin, and how a request proves itself.

use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WebhookRule {
    /// "" for the account's own address, else segments such as "status". A
    /// rule covers everything below its path; the longest path wins.
    #[serde(default)]
    pub path: String,
    pub methods: Vec<String>,
    #[serde(default = "default_body_kb")]
    pub max_body_kb: u32,
    #[serde(default)]
    pub verify: Option<Verify>,
    /// The request proves nothing and may only be answered: events are refused.
    #[serde(default)]
    pub handshake: bool,
    #[serde(default)]
    pub why: String,
}

fn default_body_kb() -> u32 {
    1024
}

/// How a request proves that the provider sent it. Checked by the host before
/// the plugin runs, so forged traffic costs nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "scheme", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Verify {
    /// A header carries `prefix` and the code over the raw body.
    #[serde(rename = "hmac-sha256")]
    HmacSha256 {
        secret: String,
        header: String,
        #[serde(default)]
        prefix: String,
        encoding: Encoding,
    },
    /// <https://www.standardwebhooks.com>, symmetric signatures.
    #[serde(rename_all = "kebab-case")]
    StandardWebhooks {
        secret: String,
        #[serde(default = "default_tolerance")]
        tolerance_s: u32,
    },
    /// The plugin verifies by itself with `secrets.verify-hmac` or `matches`.
    Plugin {},
}

fn default_tolerance() -> u32 {
    300
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    Hex,
    Base64,
}

impl Verify {
    pub(crate) fn secret(&self) -> Option<&str> {
        match self {
            Self::HmacSha256 { secret, .. } | Self::StandardWebhooks { secret, .. } => Some(secret),
            Self::Plugin {} => None,
        }
    }
}

impl WebhookRule {
    pub(crate) fn max_body(&self) -> usize {
        self.max_body_kb as usize * 1024
    }

    pub(crate) fn allows(&self, method: &str) -> bool {
        self.methods.iter().any(|m| m.eq_ignore_ascii_case(method))
    }

    /// Whether `path` ("" or "/…") lies at or below the rule's own, by whole
    /// segments.
    pub(crate) fn covers(&self, path: &str) -> bool {
        let own = self.path.trim_matches('/');
        let path = path.trim_start_matches('/');
        own.is_empty() || path == own || path.strip_prefix(own).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The rule for a request: the longest path that allows the method.
    pub(crate) fn find<'a>(rules: &'a [Self], method: &str, path: &str) -> Option<&'a Self> {
        rules.iter().filter(|r| r.covers(path) && r.allows(method)).max_by_key(|r| r.path.trim_matches('/').len())
    }
}
