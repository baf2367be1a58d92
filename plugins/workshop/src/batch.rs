//! The outermost shape of a body, read without building it: a request of many
//! tiny values takes more memory as a tree than a call of a plugin has.

use crate::refusal::Refusal;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;

/// A batch of this size is translated well within the host's limits.
pub const MAX_EVENTS: usize = 500;
/// Far more than an event with all its fields has.
const MAX_VALUES: usize = 20_000;

pub enum Body<'a> {
    One(&'a RawValue),
    Many(Vec<&'a RawValue>),
}

pub fn read(body: &[u8]) -> Result<Body<'_>, Refusal> {
    let raw: &RawValue = serde_json::from_slice(body).map_err(|error| {
        Refusal::new("", format!("the body is not JSON: line {}, column {}", error.line(), error.column()))
    })?;
    let Ok(top) = serde_json::from_str::<Top<'_>>(raw.get()) else { return Ok(Body::One(raw)) };
    let Some(events) = top.events.filter(|events| events.get() != "null") else { return Ok(Body::One(raw)) };
    let items = list(events)?;
    if let Some(other) = top.other {
        return Err(Refusal::new(other, "is not a field that Deskbell knows here"));
    }
    Ok(Body::Many(items))
}

fn list(events: &RawValue) -> Result<Vec<&RawValue>, Refusal> {
    if !events.get().starts_with('[') {
        return Err(Refusal::new("events", "must be a list"));
    }
    match serde_json::from_str::<Items<'_>>(events.get()) {
        Ok(Items(items)) if items.is_empty() => Err(Refusal::new("events", "is empty")),
        Ok(Items(items)) => Ok(items),
        Err(_) => Err(Refusal::new("events", format!("has more than {MAX_EVENTS} items"))),
    }
}

/// One event as a tree. What separates values is counted first; the same
/// characters inside texts are few.
pub fn value(place: &str, raw: &RawValue) -> Result<Value, Refusal> {
    if raw.get().bytes().filter(|b| matches!(b, b'{' | b'[' | b',')).count() > MAX_VALUES {
        return Err(Refusal::new(place, format!("has more than {MAX_VALUES} values")));
    }
    serde_json::from_str(raw.get()).map_err(|_| Refusal::new(place, "is nested too deep"))
}

/// The fields of an object as far as they tell a batch from an event.
#[derive(Default)]
struct Top<'a> {
    events: Option<&'a RawValue>,
    /// A field beside the events.
    other: Option<String>,
}

impl<'de> Deserialize<'de> for Top<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Top<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut top = Top::default();
                while let Some(key) = map.next_key::<String>()? {
                    if key == "events" {
                        top.events = Some(map.next_value()?);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                        top.other.get_or_insert(key);
                    }
                }
                Ok(top)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// At most as many items as a batch may have; with one more it is an error.
struct Items<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Items<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a list of at most {MAX_EVENTS}")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    if items.len() == MAX_EVENTS {
                        return Err(serde::de::Error::invalid_length(MAX_EVENTS + 1, &self));
                    }
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(List)
    }
}
