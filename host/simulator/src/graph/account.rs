//! The business number, its account, and the webhook subscription.

use super::error::{GraphError, Result};
use crate::sim::Sim;
use axum::Json;
use axum::extract::{Path, Query, State};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
pub(super) struct Fields {
    fields: Option<String>,
}

pub(super) fn node(sim: &Sim, id: &str, query: &Fields) -> Json<Value> {
    let (all, usual) = if id == sim.config.phone_number_id {
        (number(sim), "verified_name,display_phone_number,quality_rating,code_verification_status")
    } else {
        (account(sim), "name,timezone_id,message_template_namespace")
    };
    Json(select(&all, query.fields.as_deref().unwrap_or(usual)))
}

/// The asked fields, and always the id.
pub(super) fn select(all: &Value, fields: &str) -> Value {
    let mut chosen = json!({});
    for field in fields.split(',').map(str::trim).chain(["id"]) {
        if let Some(value) = all.get(field) {
            chosen[field] = value.clone();
        }
    }
    chosen
}

fn number(sim: &Sim) -> Value {
    json!({
        "id": sim.config.phone_number_id,
        "verified_name": sim.config.verified_name,
        "display_phone_number": sim.config.display_number,
        "quality_rating": "GREEN",
        "code_verification_status": "VERIFIED",
        "name_status": "APPROVED",
        "status": "CONNECTED",
        "platform_type": "CLOUD_API",
        "account_mode": "LIVE",
        "is_official_business_account": false,
        "throughput": {"level": "STANDARD"},
        "messaging_limit_tier": "TIER_2K",
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
    })
}

fn account(sim: &Sim) -> Value {
    json!({
        "id": sim.config.waba_id,
        "name": sim.config.verified_name,
        "timezone_id": "1",
        "message_template_namespace": "ba30dd89_2ebd_41e4_b805_f2c05ae04cc9",
        "account_review_status": "APPROVED",
        "currency": "USD",
    })
}

pub(super) async fn phone_numbers(
    State(sim): State<Arc<Sim>>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<Value>> {
    is_account(&sim, "get", &id)?;
    Ok(Json(json!({"data": [number(&sim)], "paging": {"cursors": {"before": "a", "after": "a"}}})))
}

pub(super) async fn register(
    State(sim): State<Arc<Sim>>,
    Path((_, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>> {
    if id != sim.config.phone_number_id {
        return Err(GraphError::unknown_object("post", &id));
    }
    let body = json(&body)?;
    let pin = body["pin"].as_str().ok_or_else(|| GraphError::shape("The parameter pin is required."))?;
    if pin.len() != 6 || !pin.bytes().all(|b| b.is_ascii_digit()) {
        return Err(GraphError::shape("Param pin must be 6 characters long."));
    }
    Ok(Json(json!({"success": true})))
}

pub(super) async fn subscriptions(
    State(sim): State<Arc<Sim>>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<Value>> {
    is_account(&sim, "get", &id)?;
    let url = sim.callback.borrow().url().map(str::to_string);
    let data: Vec<Value> = url.into_iter().map(|url| app(&url)).collect();
    Ok(Json(json!({"data": data})))
}

fn app(url: &str) -> Value {
    json!({
        "whatsapp_business_api_data": {"id": "67085210932460", "name": "Deskbell", "link": "https://www.facebook.com/"},
        "override_callback_uri": url,
    })
}

pub(super) async fn subscribe(
    State(sim): State<Arc<Sim>>,
    Path((_, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>> {
    is_account(&sim, "post", &id)?;
    let body = if body.is_empty() { Value::Null } else { json(&body)? };
    if let Some(url) = body["override_callback_uri"].as_str() {
        let token = body["verify_token"].as_str().unwrap_or(&sim.config.verify_token);
        sim.subscribe(url, token).await.map_err(|e| GraphError::of(2200).with(e.to_string()))?;
    } else if sim.callback.borrow().url().is_none() {
        return Err(GraphError::shape("The app has no callback URL; pass override_callback_uri"));
    }
    Ok(Json(json!({"success": true})))
}

pub(super) async fn unsubscribe(
    State(sim): State<Arc<Sim>>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<Value>> {
    is_account(&sim, "delete", &id)?;
    sim.unsubscribe();
    Ok(Json(json!({"success": true})))
}

pub(super) fn is_account(sim: &Sim, method: &str, id: &str) -> Result<()> {
    if id == sim.config.waba_id { Ok(()) } else { Err(GraphError::unknown_object(method, id)) }
}

pub(super) fn json(body: &Bytes) -> Result<Value> {
    let value: Value = serde_json::from_slice(body).map_err(|_| GraphError::shape("Invalid parameter: no JSON"))?;
    if value.is_object() { Ok(value) } else { Err(GraphError::shape("Invalid parameter: no JSON object")) }
}

pub(super) type Wanted = Query<Fields>;

impl Fields {
    pub fn of<'a>(&'a self, usual: &'a str) -> &'a str {
        self.fields.as_deref().unwrap_or(usual)
    }
}
