//! The account's secrets. The plugin names them and, with one exception, never
//! sees them: the host signs, compares and fills in headers.
//!
//! A secret may hold several live values while it is being rotated; the first
//! one is the newest.

use crate::bindings::imports::deskbell::host::secrets as host;
use crate::{CallError, inside_host};

pub use host::{Error as SecretError, HmacAlg};

/// A code over `data` with the newest value. The manifest must ask for use "hmac".
pub fn hmac(name: &str, alg: HmacAlg, data: &[u8]) -> Result<Vec<u8>, SecretError> {
    inside_host("secrets");
    host::hmac(name, alg, data)
}

/// True when any live value gives `mac`; compared in constant time. Needs use "hmac".
pub fn verify_hmac(name: &str, alg: HmacAlg, data: &[u8], mac: &[u8]) -> Result<bool, SecretError> {
    inside_host("secrets");
    host::verify_hmac(name, alg, data, mac)
}

/// True when `candidate` equals any live value; compared in constant time.
/// Needs use "compare".
pub fn matches(name: &str, candidate: &str) -> Result<bool, SecretError> {
    inside_host("secrets");
    host::matches(name, candidate)
}

/// The newest value itself. Needs use "reveal", which the operator grants apart
/// and which is recorded in the audit log; prefer a secret header of
/// [`crate::http`].
pub fn reveal(name: &str) -> Result<String, SecretError> {
    inside_host("secrets");
    host::reveal(name)
}

/// Both cases need the operator, so both pause the account.
impl From<SecretError> for CallError {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Denied(line) => Self::auth("secret-denied", format!("this use is not granted: {line}")),
            SecretError::Missing => Self::auth("secret-missing", "a secret of this account is empty"),
        }
    }
}
