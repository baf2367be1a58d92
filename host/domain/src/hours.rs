//! When the shop is open.

use jiff::civil::{Time, Weekday};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Opening hours by weekday, Monday first. An empty day is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessHours {
    pub days: [Vec<Opening>; 7],
}

/// From `opens` until just before `closes`, on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    pub opens: Time,
    pub closes: Time,
}

impl BusinessHours {
    /// Monday to Friday, `opens` to `closes`.
    pub fn weekdays(opens: Time, closes: Time) -> Self {
        let day = vec![Opening { opens, closes }];
        Self { days: std::array::from_fn(|i| if i < 5 { day.clone() } else { Vec::new() }) }
    }

    pub fn open_at(&self, now: Timestamp, zone: &TimeZone) -> bool {
        let local = now.to_zoned(zone.clone());
        let time = local.time();
        self.days[day_index(local.weekday())].iter().any(|o| o.opens <= time && time < o.closes)
    }
}

fn day_index(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).expect("a weekday offset is 0 to 6")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn open_by_the_shops_own_clock() {
        let hours = BusinessHours::weekdays(time(8, 0, 0, 0), time(18, 0, 0, 0));
        let zone = TimeZone::get("America/Sao_Paulo").expect("the zone database is built in");
        let at = |s: &str| hours.open_at(s.parse().expect("a timestamp"), &zone);
        assert!(!at("2026-11-20T10:59:59Z"), "07:59 on a Friday");
        assert!(at("2026-11-20T11:00:00Z"));
        assert!(!at("2026-11-20T21:00:00Z"), "closing time is closed");
        assert!(!at("2026-11-21T15:00:00Z"), "Saturday");
    }
}
