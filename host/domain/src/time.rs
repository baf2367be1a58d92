//! Moments are `jiff::Timestamp`; stored as integer milliseconds.

pub use jiff::{SignedDuration, Timestamp};

/// `#[serde(with = "millis")]`: a moment as milliseconds since 1970.
pub use jiff::fmt::serde::timestamp::millisecond::optional as optional_millis;
pub use jiff::fmt::serde::timestamp::millisecond::required as millis;

/// A provider's clock in milliseconds, held inside what a moment can be.
pub fn from_millis(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
