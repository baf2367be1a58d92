//! Reading JSON that may have any shape: nothing here fails, what is not as
//! expected is simply not there.

use serde_json::Value;
use serde_json::value::RawValue;

/// The items of a list, as they are written.
pub(crate) fn items(raw: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// The value itself. Half of a surrogate pair (an emoji that someone cut in
/// two) is repaired; None for what is nested too deep to be a message.
pub(crate) fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&repair_surrogates(text))).ok()
}

/// Fields that are null are fields that are not there: some servers and
/// proxies write them all.
pub(crate) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        Value::Object(fields) => {
            let there = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(there.map(|(key, value)| (key, without_nulls(value))).collect())
        }
        other => other,
    }
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

/// A string that is not blank, or a number as it is written.
pub(crate) fn word_at(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A string that is not blank, as it is written.
pub(crate) fn text_at<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().filter(|text| !text.trim().is_empty())
}

pub(crate) fn int_at(value: &Value, key: &str) -> Option<i64> {
    value.get(key)?.as_i64()
}

pub(crate) fn list_at<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(crate) fn flag_at(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// Unix seconds as the contract's milliseconds.
pub(crate) fn moment_at(value: &Value, key: &str) -> Option<u64> {
    const YEAR_9999: u64 = 253_402_300_799;
    let seconds = value.get(key)?.as_u64()?;
    (1..=YEAR_9999).contains(&seconds).then(|| seconds * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn half_an_emoji_is_repaired() {
        assert_eq!(parse(r#"{"text":"a\ud83d b"}"#), Some(json!({"text": "a\u{fffd} b"})));
        assert_eq!(parse(r#"{"text":"\ud83d\ude00\\n"}"#), Some(json!({"text": "😀\\n"})));
        assert_eq!(parse("{"), None);
    }

    #[test]
    fn a_null_is_not_there() {
        let full =
            json!({"text": "a", "photo": null, "from": {"id": 7, "username": null}, "entities": [{"url": null}]});
        assert_eq!(without_nulls(full), json!({"text": "a", "from": {"id": 7}, "entities": [{}]}));
    }

    #[test]
    fn zero_is_no_moment() {
        assert_eq!(moment_at(&json!({"date": 1_780_000_000}), "date"), Some(1_780_000_000_000));
        for odd in [json!(0), json!(-5), json!("1780000000"), json!(u64::MAX)] {
            assert_eq!(moment_at(&json!({"date": odd}), "date"), None);
        }
    }
}
