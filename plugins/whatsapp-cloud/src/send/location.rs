//! A place on the map.

use crate::errors::rejected;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::Location;
use serde_json::{Value, json};

pub(super) fn object(location: &Location) -> Result<Value, CallError> {
    let mut object = json!({
        "latitude": degrees("latitude", &location.latitude, 90.0)?,
        "longitude": degrees("longitude", &location.longitude, 180.0)?,
    });
    for (key, text) in [("name", &location.name), ("address", &location.address)] {
        if let Some(text) = text.as_deref().filter(|text| !text.trim().is_empty()) {
            object[key] = json!(text);
        }
    }
    Ok(object)
}

/// The text as given, so that no digit is lost.
fn degrees(what: &str, text: &str, most: f64) -> Result<Value, CallError> {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    match text.parse::<f64>() {
        Ok(value) if plain && value.abs() <= most => Ok(json!(text)),
        _ => Err(rejected("location", format!("the {what} is not a number of degrees such as -27.1004"))),
    }
}
