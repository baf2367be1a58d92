//! The time. A guest has no clock of its own: `std::time` panics.

use crate::bindings::imports::deskbell::host::clock as host;
use crate::inside_host;

/// Milliseconds since 1970-01-01T00:00:00Z. Tests may script it.
pub fn now_ms() -> u64 {
    inside_host("clock");
    host::now_ms()
}

/// A clock that never goes back; only differences mean something.
pub fn monotonic_ms() -> u64 {
    inside_host("clock");
    host::monotonic_ms()
}
