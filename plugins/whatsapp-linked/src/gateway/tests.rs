//! Both gateways through what the connector asks of them.

#![allow(clippy::unwrap_used)]

mod asking;
mod linking;
mod proof;
mod sending;

use crate::script::Script;
use crate::settings::{Kind, example};
use serde_json::{Value, json};

/// WAHA's session in a state.
fn session(status: &str) -> Value {
    json!({ "name": "shop", "status": status, "me": { "id": "554988880000@c.us", "pushName": "Oficina" } })
}

/// Evolution API's instance in a state.
fn instance(state: &str) -> Value {
    json!({ "instance": { "instanceName": "shop", "state": state } })
}

fn settings(kind: Kind) -> crate::settings::Settings {
    example(kind)
}

fn script() -> Script {
    Script::default()
}
