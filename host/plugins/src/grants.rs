//! What an operator allows of what a plugin asks for.

use crate::manifest::{Manifest, SecretUse};
use std::collections::BTreeSet;

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
