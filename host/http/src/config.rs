//! Where and how to listen.

use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// `[http]` of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub listen: SocketAddr,
    /// How the outside reaches this host; begins webhook addresses. https
    /// makes the session cookie `Secure`.
    pub public_url: String,
    /// Further connections wait to be accepted.
    pub max_connections: usize,
    /// Open event streams of browsers, all workspaces together.
    pub max_event_streams: usize,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// For `Authorization: Bearer …` on `/metrics`. Without one, only requests
    /// from this machine that came through no proxy are answered.
    pub metrics_token: Option<deskbell_domain::secret::Secret>,
    /// Largest webhook body. Plugins ask for less in their manifest.
    pub max_hook_bytes: usize,
    /// What webhook bodies may take together while they are worked on.
    pub hook_memory_bytes: usize,
    /// Largest JSON body.
    pub max_json_bytes: usize,
    /// Largest rule pack.
    pub max_rules_bytes: usize,
    /// Largest uploaded file.
    pub max_upload_bytes: u64,
    /// To send the head of a request.
    pub header_timeout_s: u64,
    /// To read and answer one request; uploads, downloads and events excepted.
    pub request_timeout_s: u64,
    /// Without a byte moving: uploads, and answers that nobody reads.
    pub stall_timeout_s: u64,
    /// For what was accepted before a stop was asked for.
    pub stop_timeout_s: u64,
    /// Between signs of life on the event stream.
    pub heartbeat_s: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: "http://127.0.0.1:8080".into(),
            max_connections: 4096,
            max_event_streams: 1024,
            trusted_proxies: Vec::new(),
            metrics_token: None,
            max_hook_bytes: 8 << 20,
            hook_memory_bytes: 64 << 20,
            max_json_bytes: 256 << 10,
            max_rules_bytes: 2 << 20,
            max_upload_bytes: deskbell_app::MAX_UPLOAD,
            header_timeout_s: 10,
            request_timeout_s: 30,
            stall_timeout_s: 30,
            stop_timeout_s: 25,
            heartbeat_s: 15,
        }
    }
}

/// One mistake, named so that it can be corrected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("http.{key}: {problem}")]
pub struct ConfigProblem {
    pub key: &'static str,
    pub problem: String,
}

impl Config {
    /// Every mistake at once.
    pub fn validate(&self) -> Vec<ConfigProblem> {
        let mut problems = Vec::new();
        let mut complain = |key, problem: String| problems.push(ConfigProblem { key, problem });
        if let Err(problem) = check_url(&self.public_url) {
            complain("public_url", problem);
        }
        for (key, value) in self.amounts() {
            if value == 0 {
                complain(key, "must be at least 1".into());
            }
        }
        if self.max_hook_bytes > MOST_HOOK_BYTES {
            complain("max_hook_bytes", format!("at most {MOST_HOOK_BYTES}; larger bodies are never needed"));
        }
        if self.hook_memory_bytes < self.max_hook_bytes {
            complain("hook_memory_bytes", "smaller than max_hook_bytes; raise it".into());
        }
        if self.max_upload_bytes > deskbell_app::MAX_UPLOAD {
            complain("max_upload_bytes", format!("at most {}", deskbell_app::MAX_UPLOAD));
        }
        if self.metrics_token.as_ref().is_some_and(|token| token.reveal().len() < 16) {
            complain("metrics_token", "use at least 16 characters, or leave it out".into());
        }
        problems
    }

    fn amounts(&self) -> [(&'static str, u64); 11] {
        let size = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        [
            ("max_connections", size(self.max_connections)),
            ("max_event_streams", size(self.max_event_streams)),
            ("max_hook_bytes", size(self.max_hook_bytes)),
            ("max_json_bytes", size(self.max_json_bytes)),
            ("max_rules_bytes", size(self.max_rules_bytes)),
            ("max_upload_bytes", self.max_upload_bytes),
            ("header_timeout_s", self.header_timeout_s),
            ("request_timeout_s", self.request_timeout_s),
            ("stall_timeout_s", self.stall_timeout_s),
            ("stop_timeout_s", self.stop_timeout_s),
            ("heartbeat_s", self.heartbeat_s),
        ]
    }

    pub(crate) fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    pub(crate) fn header_timeout(&self) -> Duration {
        Duration::from_secs(self.header_timeout_s)
    }

    pub(crate) fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_s)
    }

    pub(crate) fn stall_timeout(&self) -> Duration {
        Duration::from_secs(self.stall_timeout_s)
    }

    pub(crate) fn stop_timeout(&self) -> Duration {
        Duration::from_secs(self.stop_timeout_s)
    }

    pub(crate) fn heartbeat(&self) -> Duration {
        Duration::from_secs(self.heartbeat_s)
    }
}

const MOST_HOOK_BYTES: usize = 8 << 20;

fn check_url(url: &str) -> Result<(), String> {
    let uri: axum::http::Uri = url.parse().map_err(|_| format!("{url:?} is not an address"))?;
    match uri.scheme_str() {
        Some("http" | "https") if uri.authority().is_some() && uri.query().is_none() => Ok(()),
        _ => Err(format!("{url:?} must begin with http:// or https://, name a host and have no query")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_defaults_are_fine() {
        assert_eq!(Config::default().validate(), []);
    }

    #[test]
    fn every_mistake_is_said_at_once() {
        let config = Config {
            public_url: "desk.example".into(),
            request_timeout_s: 0,
            max_hook_bytes: 9 << 20,
            hook_memory_bytes: 1,
            metrics_token: Some(deskbell_domain::secret::Secret::new("short")),
            ..Config::default()
        };
        let keys: Vec<_> = config.validate().into_iter().map(|problem| problem.key).collect();
        let expected = ["public_url", "request_timeout_s", "max_hook_bytes", "hook_memory_bytes", "metrics_token"];
        assert_eq!(keys, expected);
    }

    #[test]
    fn unknown_keys_are_refused() {
        let error = serde_json::from_str::<Config>(r#"{"lisen":"127.0.0.1:1"}"#).unwrap_err();
        assert!(error.to_string().contains("lisen"), "{error}");
    }
}
