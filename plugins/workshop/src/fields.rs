//! Reads a JSON object field by field, so that every complaint names its place
//! and no field is overlooked: a misspelt "fone" is refused, not ignored.

use crate::refusal::Refusal;
use jiff::Timestamp;
use serde_json::{Map, Value};

type Read<T> = Result<T, Refusal>;

/// An object whose fields are taken out one after the other.
pub struct Fields {
    path: String,
    left: Map<String, Value>,
}

impl Fields {
    pub fn new(path: impl Into<String>, value: Value) -> Read<Self> {
        let path = path.into();
        match value {
            Value::Object(left) => Ok(Self { path, left }),
            _ => Err(Refusal::new(path, "must be an object")),
        }
    }

    /// "data" + "id" → "data.id".
    pub fn place(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub fn refuse<T>(&self, key: &str, error: impl Into<String>) -> Read<T> {
        Err(Refusal::new(self.place(key), error))
    }

    /// A field given as null counts as not given.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        self.left.remove(key).filter(|value| !value.is_null())
    }

    pub fn has(&self, key: &str) -> bool {
        self.left.get(key).is_some_and(|value| !value.is_null())
    }

    /// Text without surrounding blanks; blank text counts as not given.
    pub fn text(&mut self, key: &str, max: usize) -> Read<Option<String>> {
        let place = self.place(key);
        let text = self.take(key).map(|value| text(&place, value, max)).transpose()?;
        Ok(text.filter(|text| !text.is_empty()))
    }

    pub fn required_text(&mut self, key: &str, max: usize) -> Read<String> {
        let text = self.text(key, max)?;
        text.map_or_else(|| self.refuse(key, "is missing"), Ok)
    }

    /// A stable word for rules, such as "in-progress".
    pub fn word(&mut self, key: &str) -> Read<Option<String>> {
        let Some(word) = self.text(key, 64)? else { return Ok(None) };
        if word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return Ok(Some(word));
        }
        self.refuse(key, "must be a word of a-z, 0-9 and \"-\"")
    }

    /// http or https.
    pub fn address(&mut self, key: &str) -> Read<Option<String>> {
        let Some(address) = self.text(key, 2048)? else { return Ok(None) };
        let plain = address.chars().all(|c| c.is_ascii_graphic());
        if plain && (address.starts_with("https://") || address.starts_with("http://")) {
            return Ok(Some(address));
        }
        self.refuse(key, "must be an address that begins with https:// (other characters than ASCII percent-encoded)")
    }

    pub fn number(&mut self, key: &str) -> Read<Option<u64>> {
        let place = self.place(key);
        let number = self.take(key).map(|value| value.as_u64().ok_or(place));
        number.transpose().map_err(|place| Refusal::new(place, "must be a whole number, 0 or more"))
    }

    pub fn flag(&mut self, key: &str) -> Read<Option<bool>> {
        let place = self.place(key);
        let flag = self.take(key).map(|value| value.as_bool().ok_or(place));
        flag.transpose().map_err(|place| Refusal::new(place, "must be true or false"))
    }

    /// A moment such as "2026-03-02T14:05:00-03:00", in milliseconds since 1970.
    pub fn moment(&mut self, key: &str) -> Read<Option<u64>> {
        let Some(text) = self.text(key, 64)? else { return Ok(None) };
        let moment = text.parse::<Timestamp>().ok().and_then(|moment| u64::try_from(moment.as_millisecond()).ok());
        match moment {
            Some(ms) => Ok(Some(ms)),
            None => self.refuse(key, "must be a moment with its offset, like \"2026-03-02T14:05:00Z\""),
        }
    }

    /// The items with their places.
    pub fn list(&mut self, key: &str, max: usize) -> Read<Vec<(String, Value)>> {
        let place = self.place(key);
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) if items.len() <= max => {
                Ok(items.into_iter().enumerate().map(|(index, item)| (format!("{place}[{index}]"), item)).collect())
            }
            Some(Value::Array(_)) => Err(Refusal::new(place, format!("has more than {max} items"))),
            Some(_) => Err(Refusal::new(place, "must be a list")),
        }
    }

    pub fn object(&mut self, key: &str) -> Read<Option<Fields>> {
        let place = self.place(key);
        self.take(key).map(|value| Fields::new(place, value)).transpose()
    }

    /// Names and values as they are left, for tables with free names.
    pub fn into_rest(self) -> impl Iterator<Item = (String, Value)> {
        let path = self.path;
        self.left.into_iter().map(move |(key, value)| (format!("{path}.{key}"), value))
    }

    /// Call when everything known was taken.
    pub fn done(self) -> Read<()> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(key) => self.refuse(key, "is not a field that Deskbell knows here"),
        }
    }
}

/// Text of at most `max` bytes.
pub fn text(place: &str, value: Value, max: usize) -> Read<String> {
    match value {
        Value::String(text) if text.trim().len() <= max => Ok(text.trim().to_owned()),
        Value::String(_) => Err(Refusal::new(place, format!("is longer than {max} bytes"))),
        _ => Err(Refusal::new(place, "must be text")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn check<T: std::fmt::Debug>(value: Value, read: impl Fn(&mut Fields) -> Read<T>, error: &str) {
        let mut fields = Fields::new("data", json!({ "x": value })).unwrap();
        let refusal = read(&mut fields).unwrap_err();
        assert_eq!((refusal.field.as_str(), refusal.error.as_str()), ("data.x", error));
    }

    #[test]
    fn complaints_name_the_place_and_the_rule() {
        check(json!(null), |f| f.required_text("x", 9), "is missing");
        check(json!("  "), |f| f.required_text("x", 9), "is missing");
        check(json!("too long"), |f| f.text("x", 3), "is longer than 3 bytes");
        check(json!(7), |f| f.text("x", 3), "must be text");
        check(json!("In Work"), |f| f.word("x"), "must be a word of a-z, 0-9 and \"-\"");
        check(json!(-1), |f| f.number("x"), "must be a whole number, 0 or more");
        check(json!(1.5), |f| f.number("x"), "must be a whole number, 0 or more");
        check(json!("yes"), |f| f.flag("x"), "must be true or false");
        check(json!({}), |f| f.list("x", 2), "must be a list");
        check(json!([1, 2, 3]), |f| f.list("x", 2), "has more than 2 items");
        check(json!([]), |f| f.object("x").map(|_| ()), "must be an object");
    }

    #[test]
    fn moments_need_their_offset() {
        let moment = |text: &str| Fields::new("", json!({ "x": text })).unwrap().moment("x");
        assert_eq!(moment("2026-03-02T14:05:00Z"), Ok(Some(1_772_460_300_000)));
        assert_eq!(moment("2026-03-02T11:05:00.250-03:00"), Ok(Some(1_772_460_300_250)));
        for bad in
            ["2026-03-02", "2026-03-02T14:05:00", "02/03/2026 14:05", "1960-01-01T00:00:00Z", "2026-02-30T00:00:00Z"]
        {
            assert_eq!(moment(bad).unwrap_err().field, "x", "{bad}");
        }
    }

    #[test]
    fn addresses_are_web_addresses() {
        let address = |text: &str| Fields::new("", json!({ "x": text })).unwrap().address("x");
        assert_eq!(address("https://a.example/b"), Ok(Some("https://a.example/b".to_owned())));
        for bad in ["javascript:alert(1)", "ftp://a.example", "https://a.example/a b", "https://a.example/ção"] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn misspelt_fields_are_refused() {
        let mut fields = Fields::new("data", json!({ "id": "1", "fone": "2" })).unwrap();
        fields.text("id", 9).unwrap();
        let refusal = fields.done().unwrap_err();
        assert_eq!(
            (refusal.field.as_str(), refusal.error.as_str()),
            ("data.fone", "is not a field that Deskbell knows here")
        );
    }
}
