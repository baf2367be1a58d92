//! Whether what was found has all that was expected.

use serde_json::Value;

/// One line for each difference. Objects name only what matters; lists are
/// compared item by item, and what is expected to be null may be missing.
pub fn differences(place: &str, expected: &Value, found: &Value, out: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(fields), Value::Object(has)) => {
            for (key, wanted) in fields {
                let inner = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
                match has.get(key) {
                    Some(value) => differences(&inner, wanted, value, out),
                    None if wanted.is_null() => {}
                    None => out.push(format!("{inner}: expected {}, found nothing", shown(wanted))),
                }
            }
        }
        (Value::Array(wanted), Value::Array(has)) if wanted.len() == has.len() => {
            for (n, (wanted, value)) in wanted.iter().zip(has).enumerate() {
                differences(&format!("{place}[{n}]"), wanted, value, out);
            }
        }
        (Value::Array(wanted), Value::Array(has)) => {
            let (wanted, count) = (wanted.len(), has.len());
            out.push(format!("{place}: expected {wanted} items, found {count}: {}", shown(found)));
        }
        _ if expected == found => {}
        _ => out.push(format!("{place}: expected {}, found {}", shown(expected), shown(found))),
    }
}

/// Whether nothing is different.
pub fn matches(expected: &Value, found: &Value) -> bool {
    let mut out = Vec::new();
    differences("", expected, found, &mut out);
    out.is_empty()
}

const LONGEST: usize = 600;

pub fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(expected: Value, found: Value, lines: &[&str]) {
        let mut out = Vec::new();
        differences("", &expected, &found, &mut out);
        assert_eq!(out, lines);
    }

    #[test]
    fn x7_objects_name_only_what_matters() {
        check(json!({ "a": 1, "gone": null }), json!({ "a": 1, "b": 2 }), &[]);
        check(json!({ "a": { "b": 1 } }), json!({ "a": { "b": 2 } }), &["a.b: expected 1, found 2"]);
        check(json!({ "a": [1] }), json!({ "a": [1, 2] }), &["a: expected 1 items, found 2: [1,2]"]);
        check(json!({ "a": [{ "b": 1 }] }), json!({ "a": [{}] }), &["a[0].b: expected 1, found nothing"]);
    }
}
