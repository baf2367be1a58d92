//! What an operator allows of what a plugin asks for.

use crate::manifest::{Manifest, SecretUse};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// One thing a manifest asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// The host as the manifest writes it.
    Http {
        host: String,
    },
    Secret {
        name: String,
        usage: SecretUse,
    },
    Kv {
        bucket: String,
    },
    MediaRead,
    MediaWrite,
}

/// As the lock file, the API and the command line write it:
/// `http:api.example.com`, `secret:token:reveal`, `kv:state`, `media:read`.
impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http { host } => write!(f, "http:{host}"),
            Self::Secret { name, usage } => write!(f, "secret:{name}:{}", usage.name()),
            Self::Kv { bucket } => write!(f, "kv:{bucket}"),
            Self::MediaRead => f.write_str("media:read"),
            Self::MediaWrite => f.write_str("media:write"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no permission; write http:HOST, secret:NAME:USE, kv:BUCKET, media:read or media:write")]
pub struct NoPermission(pub String);

impl FromStr for Permission {
    type Err = NoPermission;

    fn from_str(text: &str) -> Result<Self, NoPermission> {
        let read = || match text.split_once(':')? {
            ("http", host) if !host.is_empty() => Some(Self::Http { host: host.into() }),
            ("secret", rest) => {
                let (name, usage) = rest.rsplit_once(':')?;
                let usage = SecretUse::ALL.into_iter().find(|known| known.name() == usage)?;
                Some(Self::Secret { name: name.into(), usage })
            }
            ("kv", bucket) if !bucket.is_empty() => Some(Self::Kv { bucket: bucket.into() }),
            ("media", "read") => Some(Self::MediaRead),
            ("media", "write") => Some(Self::MediaWrite),
            _ => None,
        };
        read().ok_or_else(|| NoPermission(text.to_owned()))
    }
}

/// The operator's answer.
#[derive(Debug, Clone)]
pub enum GrantPolicy {
    /// For plugins that travel inside the binary: reviewed together with it.
    AllAsked,
    Only(Grants),
}

/// Granted permissions. What the manifest does not ask for is never given,
/// whatever stands here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants(pub BTreeSet<Permission>);

impl Grants {
    /// Asked and granted.
    pub(crate) fn effective(manifest: &Manifest, policy: &GrantPolicy) -> Self {
        let asked = manifest.permissions();
        match policy {
            GrantPolicy::AllAsked => Self(asked),
            GrantPolicy::Only(granted) => Self(asked.intersection(&granted.0).cloned().collect()),
        }
    }

    pub fn has(&self, permission: &Permission) -> bool {
        self.0.contains(permission)
    }

    pub(crate) fn any_http(&self) -> bool {
        self.0.iter().any(|p| matches!(p, Permission::Http { .. }))
    }

    pub(crate) fn any_secret(&self) -> bool {
        self.0.iter().any(|p| matches!(p, Permission::Secret { .. }))
    }

    pub(crate) fn any_kv(&self) -> bool {
        self.0.iter().any(|p| matches!(p, Permission::Kv { .. }))
    }

    pub(crate) fn any_media(&self) -> bool {
        self.has(&Permission::MediaRead) || self.has(&Permission::MediaWrite)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn permissions_are_read_as_they_are_written() {
        for text in ["http:api.example.com:8443", "http:{config.url}", "secret:a:b:hmac", "kv:state", "media:write"] {
            assert_eq!(text.parse::<Permission>().unwrap().to_string(), text);
        }
        for text in ["", "http:", "secret:token", "secret:token:steal", "media:all", "files:x"] {
            assert_eq!(text.parse::<Permission>(), Err(NoPermission(text.into())));
        }
    }
}
