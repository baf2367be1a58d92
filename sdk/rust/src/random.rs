//! Randomness, cryptographically strong outside tests.

use crate::bindings::imports::deskbell::host::random as host;
use crate::inside_host;

/// `count` random bytes. A call of the plugin may draw 64 KiB in total; more
/// ends it with a fault.
pub fn bytes(count: u32) -> Vec<u8> {
    inside_host("random");
    host::bytes(count)
}

/// A random number, e.g. for a nonce.
pub fn number() -> u64 {
    bytes(8).into_iter().fold(0, |number, byte| number << 8 | u64::from(byte))
}
