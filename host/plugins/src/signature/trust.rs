//! Whose plugins this host takes.

use super::{PublicKey, Seal, SignatureError};
use serde::{Deserialize, Serialize};

/// One key that may sign plugins whose id begins so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedKey {
    /// `com.acme.` or `com.acme.sms`.
    pub prefix: String,
    pub key: PublicKey,
    /// Whose key it is, for people.
    pub name: String,
}

impl TrustedKey {
    /// `com.acme` covers itself and all below it, never `com.acmeevil`.
    fn covers(&self, id: &str) -> bool {
        match id.strip_prefix(&self.prefix) {
            Some(rest) => rest.is_empty() || self.prefix.ends_with('.') || rest.starts_with('.'),
            None => false,
        }
    }
}

/// Who signed a plugin that this host trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The key's id.
    pub key: String,
    pub name: String,
}

/// Why a file comes from nobody that is trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    #[error(transparent)]
    Signature(#[from] SignatureError),
    #[error(
        "the file is not signed; ask its author for a signed one, or try it on a host that runs with `serve --dev`"
    )]
    Unsigned,
    #[error(
        "the file is signed by key {key}, which this host does not know; add [[plugins.trust]] for it to deskbell.toml if you trust its owner"
    )]
    UnknownKey { key: String },
    #[error(
        "key {key} of {name} may not sign {id}; the [[plugins.trust]] of deskbell.toml that names the key has another prefix"
    )]
    OtherPrefix { key: String, name: String, id: String },
}

/// The trusted keys of the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust(pub Vec<TrustedKey>);

impl Trust {
    /// Who signed the file, when it is somebody who may sign for this id.
    pub fn signer(&self, wasm: &[u8], id: &str) -> Result<Signer, TrustError> {
        let seal = Seal::of(wasm)?.ok_or(TrustError::Unsigned)?;
        let mut known = self.0.iter().filter(|trusted| trusted.key.id() == seal.key).peekable();
        let first = known.peek().copied().ok_or_else(|| TrustError::UnknownKey { key: seal.key.clone() })?;
        seal.check(&first.key)?;
        match known.find(|trusted| trusted.covers(id)) {
            Some(trusted) => Ok(Signer { key: seal.key, name: trusted.name.clone() }),
            None => Err(TrustError::OtherPrefix { key: seal.key, name: first.name.clone(), id: id.to_owned() }),
        }
    }

    /// Whether this key may still sign for this id.
    pub fn still(&self, key: &str, id: &str) -> bool {
        self.0.iter().any(|trusted| trusted.key.id() == key && trusted.covers(id))
    }

    /// Every mistake in what was written.
    pub fn problems(&self) -> Vec<String> {
        let wrong = |trusted: &&TrustedKey| trusted.prefix.trim_end_matches('.').split('.').count() < 2;
        let problem = |trusted: &TrustedKey| {
            format!(
                "{:?} is no prefix of one author's plugins; write at least two parts, as in \"com.acme.\"",
                trusted.prefix
            )
        };
        self.0.iter().filter(wrong).map(problem).collect()
    }
}
