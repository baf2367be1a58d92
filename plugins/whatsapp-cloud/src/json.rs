//! Reading JSON that may have any shape: nothing here fails, what is not as
//! expected is simply not there.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;

/// The fields of an object, in order, values untouched. A repeated name is
/// kept twice rather than refused.
pub(crate) struct Fields<'a>(pub(crate) Vec<(String, &'a RawValue)>);

impl<'a> Fields<'a> {
    pub(crate) fn read(raw: &'a RawValue) -> Option<Self> {
        serde_json::from_str(raw.get()).ok()
    }

    pub(crate) fn first(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| *value)
    }

    /// A string, or a number as it is written.
    pub(crate) fn word(&self, name: &str) -> Option<String> {
        word(&parse(self.first(name)?)?)
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// The items of a list. A lone object counts as a list of one.
pub(crate) fn items(raw: &RawValue) -> Vec<&RawValue> {
    match raw.get().as_bytes().first() {
        Some(b'[') => serde_json::from_str(raw.get()).unwrap_or_else(|_| vec![raw]),
        _ if raw.get() == "null" => Vec::new(),
        _ => vec![raw],
    }
}

/// The value itself. Half of a surrogate pair (an emoji that someone cut in
/// two) is repaired; None for what is nested too deep to be a message.
pub(crate) fn parse(raw: &RawValue) -> Option<Value> {
    serde_json::from_str(raw.get()).or_else(|_| serde_json::from_str(&repair_surrogates(raw.get()))).ok()
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

pub(crate) fn list_at<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    match value.get(key) {
        Some(Value::Array(items)) => items,
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    }
}

/// Unix time, in seconds or (from 1e12) in milliseconds, as text or number.
pub(crate) fn millis(value: &Value) -> Option<u64> {
    const YEAR_9999: u64 = 253_402_300_799_000;
    let number = match value {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().map(|f| f as u64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }?;
    let ms = if number >= 1_000_000_000_000 { number } else { number * 1000 };
    (1..=YEAR_9999).contains(&ms).then_some(ms)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    #[test]
    fn fields_keep_repeated_names_and_order() {
        let raw = raw(r#"{"b":1,"a":[2],"b":{"c":3}}"#);
        let fields = Fields::read(&raw).unwrap();
        assert_eq!(
            fields.0.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>(),
            ["b=1", "a=[2]", "b={\"c\":3}"]
        );
        assert_eq!(fields.word("b").as_deref(), Some("1"));
    }

    #[test]
    fn a_lone_object_is_a_list_of_one() {
        assert_eq!(items(&raw("[1,2]")).len(), 2);
        assert_eq!(items(&raw("{}")).len(), 1);
        assert_eq!(items(&raw("[]")).len(), 0);
        assert_eq!(items(&raw("null")).len(), 0);
    }

    #[test]
    fn half_an_emoji_does_not_lose_the_message() {
        let check = |text: &str, want: &str| assert_eq!(parse(&raw(text)).unwrap(), json!(want));
        check(r#""hi \ud83d""#, "hi \u{fffd}");
        check(r#""\ude00 \ud83d\ude00 \\ud83d""#, "\u{fffd} 😀 \\ud83d");
        check(r#""\ud83d\ud83d\ude00\n""#, "\u{fffd}😀\n");
    }

    #[test]
    fn seconds_and_milliseconds() {
        assert_eq!(millis(&json!("1749416383")), Some(1_749_416_383_000));
        assert_eq!(millis(&json!(1_749_416_383)), Some(1_749_416_383_000));
        assert_eq!(millis(&json!("1749416383123")), Some(1_749_416_383_123));
        for odd in [json!(""), json!("soon"), json!(0), json!(-5), json!(u64::MAX), json!(1e300), json!(null)] {
            assert_eq!(millis(&odd), None, "{odd}");
        }
    }
}
