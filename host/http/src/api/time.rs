//! Moments on the wire.

use deskbell_domain::time::Timestamp;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// RFC 3339 in UTC with milliseconds: `2026-11-20T10:59:59.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime, examples("2026-11-20T10:59:59.000Z"))]
pub struct Time(Timestamp);

impl From<Timestamp> for Time {
    fn from(moment: Timestamp) -> Self {
        Self(moment)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:.3}", self.0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn whole_seconds_keep_their_milliseconds() {
        let check = |ms: i64, expected: &str| {
            let time = Time::from(deskbell_domain::time::from_millis(ms));
            assert_eq!(serde_json::to_value(time).unwrap(), expected);
        };
        check(0, "1970-01-01T00:00:00.000Z");
        check(1_700_000_000_120, "2023-11-14T22:13:20.120Z");
    }
}
