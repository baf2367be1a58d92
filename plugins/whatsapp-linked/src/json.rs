//! Reading JSON that may have any shape: nothing here fails, what is not as
//! expected is simply not there.

use serde_json::Value;

/// A body. Half of a surrogate pair (an emoji that someone cut in two) is
/// repaired.
pub(crate) fn parse(body: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(body);
    serde_json::from_str(&text).or_else(|_| serde_json::from_str(&repair_surrogates(&text))).ok()
}

fn repair_surrogates(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match (escaped_unit(rest), rest.get(6..).and_then(escaped_unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                out.push_str("\\ufffd");
                rest = &rest[6..];
                continue;
            }
            (Some(_), _) => 6,
            // A backslash and the character after it.
            (None, _) => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

/// The code unit when `text` begins with `\uXXXX`.
fn escaped_unit(text: &str) -> Option<u16> {
    let hex = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(hex, 16).ok()
}

/// The value at a path of fields.
pub(crate) fn at<'a>(value: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().fold(value, |value, key| value.get(key).unwrap_or(&Value::Null))
}

/// A string that is not blank, or a number as it is written.
pub(crate) fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(crate) fn word_at(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(word)
}

/// A string that is not blank, as it is written.
pub(crate) fn text_at<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().filter(|text| !text.trim().is_empty())
}

pub(crate) fn flag_at(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// A list; a lone object counts as a list of one.
pub(crate) fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        Value::Object(_) => std::slice::from_ref(value),
        _ => &[],
    }
}

/// A whole number, also as text and as the pair of halves that JavaScript's
/// libraries write for large ones.
pub(crate) fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().filter(|f| *f >= 0.0).map(|f| f as u64)),
        Value::String(text) => text.trim().parse().ok(),
        Value::Object(halves) => {
            let low = halves.get("low")?.as_i64()?;
            let high = halves.get("high").and_then(Value::as_u64).unwrap_or(0);
            Some(high.checked_shl(32)? | (low as u64 & 0xffff_ffff))
        }
        _ => None,
    }
}

/// Unix time, in seconds or (from 1e12) in milliseconds.
pub(crate) fn millis(value: &Value) -> Option<u64> {
    const YEAR_9999: u64 = 253_402_300_799_000;
    let number = whole(value)?;
    let ms = if number >= 1_000_000_000_000 { number } else { number * 1000 };
    (1..=YEAR_9999).contains(&ms).then_some(ms)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn half_an_emoji_does_not_lose_the_message() {
        let check = |text: &str, want: &str| assert_eq!(parse(text.as_bytes()).unwrap(), json!(want));
        check(r#""hi \ud83d""#, "hi \u{fffd}");
        check(r#""\ude00 \ud83d\ude00 \\ud83d""#, "\u{fffd} 😀 \\ud83d");
        assert_eq!(parse(b"{"), None);
    }

    #[test]
    fn times_come_in_every_spelling() {
        for time in [json!("1749416383"), json!(1_749_416_383), json!(1_749_416_383.9), json!({"low": 1_749_416_383})] {
            assert_eq!(millis(&time), Some(1_749_416_383_000), "{time}");
        }
        let long = json!({"low": 1_311_768_465_i64, "high": 407, "unsigned": true});
        assert_eq!(millis(&long), Some(1_749_363_457_937));
        for odd in [json!(""), json!("soon"), json!(0), json!(-5), json!(u64::MAX), json!(1e300), json!(null)] {
            assert_eq!(millis(&odd), None, "{odd}");
        }
    }
}
