//! Faults, templates, the callback, the whole.

use super::{Answer, Body, Refusal};
use crate::fault::FaultSpec;
use crate::payload::Update;
use crate::sim::Sim;
use crate::template::{Template, TemplateStatus};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

fn done() -> Json<Value> {
    Json(json!({"success": true}))
}

pub(super) async fn faults(State(sim): State<Arc<Sim>>) -> Json<Value> {
    Json(sim.look(|world| json!({"items": world.faults.list()})))
}

pub(super) async fn add_fault(State(sim): State<Arc<Sim>>, Body(mut spec): Body<FaultSpec>) -> Answer {
    if let Some(to) = &spec.to {
        spec.to = Some(crate::number::wa_id(to).ok_or(crate::InboundError::Number)?);
    }
    let id = sim.change(|world| world.faults.add(spec)).ok_or_else(|| Refusal::bad("too many faults; clear some"))?;
    sim.tell_faults();
    Ok(Json(json!({"id": id})))
}

pub(super) async fn remove_fault(State(sim): State<Arc<Sim>>, Path(id): Path<u64>) -> Answer {
    let removed = sim.change(|world| world.faults.remove(id));
    sim.tell_faults();
    if removed { Ok(done()) } else { Err(Refusal::unknown("fault")) }
}

pub(super) async fn clear_faults(State(sim): State<Arc<Sim>>) -> Json<Value> {
    sim.change(|world| world.faults.clear());
    sim.tell_faults();
    done()
}

pub(super) async fn templates(State(sim): State<Arc<Sim>>) -> Json<Value> {
    Json(sim.look(|world| json!({"items": world.templates.values().collect::<Vec<_>>()})))
}

pub(super) async fn put_template(State(sim): State<Arc<Sim>>, Body(template): Body<Template>) -> Answer {
    Ok(Json(json!(sim.change(|world| world.put_template(template)))))
}

#[derive(Deserialize)]
pub(super) struct Review {
    name: String,
    language: String,
    status: TemplateStatus,
}

pub(super) async fn template_status(State(sim): State<Arc<Sim>>, Body(review): Body<Review>) -> Answer {
    let found = sim.set_template_status(&review.name, &review.language, review.status);
    if found { Ok(done()) } else { Err(Refusal::unknown("template")) }
}

#[derive(Deserialize)]
pub(super) struct Address {
    url: String,
    verify_token: Option<String>,
}

pub(super) async fn callback(State(sim): State<Arc<Sim>>, Body(address): Body<Address>) -> Answer {
    let token = address.verify_token.as_deref().unwrap_or(&sim.config.verify_token);
    let subscribed = sim.subscribe(&address.url, token).await;
    subscribed.map(|()| done()).map_err(|e| Refusal(StatusCode::BAD_GATEWAY, e.to_string()))
}

pub(super) async fn no_callback(State(sim): State<Arc<Sim>>) -> Json<Value> {
    sim.unsubscribe();
    done()
}

#[derive(Deserialize)]
pub(super) struct Change {
    field: String,
    value: Value,
}

/// Any webhook: the value of one change.
pub(super) async fn webhook(State(sim): State<Arc<Sim>>, Body(change): Body<Change>) -> Json<Value> {
    sim.dispatch("", Update::Change { field: change.field, value: change.value });
    done()
}

pub(super) async fn reset(State(sim): State<Arc<Sim>>) -> Json<Value> {
    sim.reset();
    done()
}
