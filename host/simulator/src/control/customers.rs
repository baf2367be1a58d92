//! Customers and what they do.

use super::{Answer, Body, Refusal};
use crate::customer::{Customer, CustomerSeed, Stage};
use crate::inbound::{Act, InboundError};
use crate::sim::Sim;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

impl From<InboundError> for Refusal {
    fn from(error: InboundError) -> Self {
        let status = match error {
            InboundError::NoMessage | InboundError::NoMedia => StatusCode::NOT_FOUND,
            InboundError::Number | InboundError::NoType => StatusCode::UNPROCESSABLE_ENTITY,
            InboundError::Blocked => StatusCode::CONFLICT,
            InboundError::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        };
        Refusal(status, error.to_string())
    }
}

#[derive(Deserialize)]
pub(super) struct Inbound {
    from: String,
    #[serde(default)]
    name: Option<String>,
    act: Act,
}

pub(super) async fn inbound(State(sim): State<Arc<Sim>>, Body(inbound): Body<Inbound>) -> Answer {
    let id = sim.act(&inbound.from, inbound.name.as_deref(), inbound.act)?;
    Ok(Json(json!({"id": id})))
}

pub(super) async fn list(State(sim): State<Arc<Sim>>) -> Json<Value> {
    Json(sim.look(|world| json!({"items": world.customers().take(500).map(Customer::summary).collect::<Vec<_>>()})))
}

pub(super) async fn add(State(sim): State<Arc<Sim>>, Body(seed): Body<CustomerSeed>) -> Answer {
    let wa_id = crate::number::wa_id(&seed.number).ok_or(InboundError::Number)?;
    let online = sim.config.auto_deliver;
    let summary = sim.change(|world| {
        let customer = world.meet(&wa_id, || Customer::new(wa_id.clone(), &seed.number, &seed.name, online));
        customer.name = seed.name.trim().to_string();
        customer.username = seed.username;
        customer.hides_number = seed.hides_number;
        customer.summary()
    });
    sim.tell_customer(&wa_id);
    Ok(Json(summary))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Setting {
    online: Option<bool>,
    blocked: Option<bool>,
    /// Moves the 24 hours, e.g. to an hour when they are over.
    last_inbound: Option<Timestamp>,
}

pub(super) async fn set(
    State(sim): State<Arc<Sim>>,
    Path(number): Path<String>,
    Body(setting): Body<Setting>,
) -> Answer {
    let wa_id = known(&sim, &number)?;
    sim.change(|world| {
        let Some(customer) = world.customer_mut(&wa_id) else { return };
        customer.blocked = setting.blocked.unwrap_or(customer.blocked);
        customer.last_inbound = setting.last_inbound.or(customer.last_inbound);
    });
    match setting.online {
        Some(online) => drop(sim.switch_phone(&wa_id, online)),
        None => sim.tell_customer(&wa_id),
    }
    Ok(Json(sim.look(|world| world.customer(&wa_id).map_or(Value::Null, Customer::summary))))
}

pub(super) async fn messages(State(sim): State<Arc<Sim>>, Path(number): Path<String>) -> Answer {
    let wa_id = known(&sim, &number)?;
    Ok(Json(sim.look(|world| json!({"items": world.customer(&wa_id).map(|c| &c.messages)}))))
}

pub(super) async fn read(State(sim): State<Arc<Sim>>, Path(number): Path<String>) -> Answer {
    let wa_id = known(&sim, &number)?;
    sim.read_chat(&wa_id);
    sim.tell_customer(&wa_id);
    Ok(Json(json!({"success": true})))
}

fn known(sim: &Sim, number: &str) -> Result<String, Refusal> {
    let wa_id = crate::number::wa_id(number).ok_or(InboundError::Number)?;
    let known = sim.look(|world| world.customer(&wa_id).is_some());
    if known { Ok(wa_id) } else { Err(Refusal::unknown("customer")) }
}

#[derive(Deserialize)]
pub(super) struct Status {
    status: String,
    code: Option<u32>,
}

/// Pushes a message on by hand, e.g. `played`, or `failed` with a code.
pub(super) async fn status(State(sim): State<Arc<Sim>>, Path(id): Path<String>, Body(status): Body<Status>) -> Answer {
    let stage = Stage::parse(&status.status)
        .ok_or_else(|| Refusal::bad("status is sent, delivered, read, played or failed"))?;
    if sim.look(|world| world.owner(&id).is_none()) {
        return Err(Refusal::unknown("message"));
    }
    match stage {
        Stage::Failed => sim.fail(&id, status.code.unwrap_or(131026)),
        stage => sim.advance(&id, stage),
    }
    Ok(Json(json!({"success": true})))
}
