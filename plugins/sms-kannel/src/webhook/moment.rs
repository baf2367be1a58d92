//! When it happened, by Kannel's clock.

use super::filled;
use deskbell_sdk::WebhookRequest;

/// `ts` is `%T`, seconds since 1970; `X-Kannel-Time` comes with every POST; else
/// the moment in which the desk heard of it.
pub(super) fn of(request: &WebhookRequest) -> u64 {
    let seconds = filled(request, "ts")
        .and_then(|ts| ts.trim().parse().ok())
        .or_else(|| request.header("x-kannel-time").and_then(seconds_of))
        .filter(|seconds| (1..=u64::from(u32::MAX)).contains(seconds));
    seconds.map_or(request.received_ms, |seconds| seconds * 1000)
}

/// "2026-11-22 01:25:39" or without seconds, in UTC.
fn seconds_of(text: &str) -> Option<u64> {
    let (date, time) = text.trim().split_once(' ')?;
    let mut date = date.splitn(3, '-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let mut time = time.splitn(3, ':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (time.next()??, time.next()??, time.next().unwrap_or(Some(0))?);
    let real = (1970..=2105).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    real.then(|| ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second)
}

/// Days since 1970 in the Gregorian calendar, with years that begin in March.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year / 4 - year / 100 + year / 400;
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kannels_time_is_read() {
        let check = |text: &str, expected: Option<u64>| assert_eq!(seconds_of(text), expected, "{text}");
        check("1970-01-01 00:00:00", Some(0));
        check("2026-11-22 01:25:39", Some(1_795_310_739));
        check("2024-02-29 12:00", Some(1_709_208_000));
        check("2100-03-01 00:00:00", Some(4_107_542_400));
        for odd in ["", "yesterday", "2026-11-22", "2026-13-01 00:00:00", "2026-01-01 25:00:00", "1969-12-31 23:59:59"]
        {
            check(odd, None);
        }
    }

    #[test]
    fn a_clock_that_says_nothing_is_replaced_by_ours() {
        let check = |query: &[(&str, &str)], header: Option<&str>, expected: u64| {
            let request = WebhookRequest {
                method: "POST".to_owned(),
                path: String::new(),
                query: query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
                headers: header.map(|value| ("x-kannel-time".to_owned(), value.to_owned())).into_iter().collect(),
                body: Vec::new(),
                received_ms: 77,
            };
            assert_eq!(of(&request), expected);
        };
        check(&[("ts", "1795310739")], None, 1_795_310_739_000);
        check(&[("ts", "")], Some("2026-11-22 01:25:39"), 1_795_310_739_000);
        check(&[("ts", "0")], None, 77);
        check(&[("ts", "99999999999999")], None, 77);
        check(&[], Some("soon"), 77);
    }
}
