//! Who made a component. The signature travels inside as its last custom
//! section, so that one file is shipped; what is signed is every byte before
//! that section.

mod key;
mod section;
mod trust;

pub use key::{KeyError, PublicKey, SecretKey};
pub use trust::{Signer, Trust, TrustError, TrustedKey};

use section::Cut;
use sha2::{Digest, Sha256};

/// The custom section of the component that holds the signature.
pub const SECTION: &str = "deskbell:signature";
/// Keeps a signature for this purpose from being used for another.
const DOMAIN: &[u8] = b"deskbell plugin signature 1\0";

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("this is not a WebAssembly component: {0}")]
    Malformed(String),
    #[error(
        "something stands behind the section `{SECTION}`, so a signed file was changed; get it anew from its author"
    )]
    NotLast,
    #[error("the section `{SECTION}` is there twice; sign the file again with `deskbell plugin sign`")]
    Twice,
    #[error("the section `{SECTION}` cannot be read; sign the file again with `deskbell plugin sign`")]
    Unreadable,
    #[error("the file was changed after key {key} signed it; get it anew from its author")]
    Wrong { key: String },
}

/// A signature as it stands in a file; not yet compared with anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Id of the key that is said to have signed.
    pub key: String,
    signature: Vec<u8>,
    message: Vec<u8>,
}

impl Seal {
    /// None when the file is not signed.
    pub fn of(wasm: &[u8]) -> Result<Option<Self>, SignatureError> {
        let Cut { content, seal } = section::cut(wasm)?;
        let Some((key, signature)) = seal else { return Ok(None) };
        Ok(Some(Self { key, signature, message: message(content) }))
    }

    /// Whether this key signed the file.
    pub fn check(&self, key: &PublicKey) -> Result<(), SignatureError> {
        match self.key == key.id() && key.verifies(&self.message, &self.signature) {
            true => Ok(()),
            false => Err(SignatureError::Wrong { key: self.key.clone() }),
        }
    }
}

/// The file with a signature by this key; an older one is replaced.
pub fn sign(wasm: &[u8], key: &SecretKey) -> Result<Vec<u8>, SignatureError> {
    let content = section::content(wasm)?;
    let mut signed = content.to_vec();
    signed.extend(section::bytes(&key.public().id(), &key.sign(&message(content))));
    Ok(signed)
}

fn message(content: &[u8]) -> Vec<u8> {
    [DOMAIN, Sha256::digest(content).as_slice()].concat()
}

#[cfg(test)]
mod tests;
