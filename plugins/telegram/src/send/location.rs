//! A place on the map.

use super::draft::Draft;
use crate::errors::rejected;
use deskbell_sdk::CallError;
use deskbell_sdk::channel::Location;
use serde_json::{Value, json};

/// A venue needs both name and address; what is missing is filled with what is
/// there rather than lost.
pub(super) fn draft(place: &Location) -> Result<Draft, CallError> {
    let latitude = degrees("latitude", &place.latitude, 90.0)?;
    let longitude = degrees("longitude", &place.longitude, 180.0)?;
    let at = json!({ "latitude": latitude, "longitude": longitude });
    let (name, address) = (given(place.name.as_deref()), given(place.address.as_deref()));
    Ok(match name.or(address) {
        None => Draft::new("sendLocation", at),
        Some(title) => Draft::new("sendVenue", at)
            .with("title", json!(title))
            .with("address", json!(address.or(name).unwrap_or(title))),
    })
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn degrees(what: &str, text: &str, most: f64) -> Result<Value, CallError> {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    match text.parse::<f64>() {
        Ok(value) if plain && value.abs() <= most => Ok(json!(value)),
        _ => Err(rejected("location", format!("the {what} is not a number of degrees such as -27.1004"))),
    }
}
