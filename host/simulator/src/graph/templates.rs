//! Template management: list, create, edit, delete.

use super::account::{Wanted, is_account, json, select};
use super::error::{GraphError, Result};
use crate::payload::Update;
use crate::sim::Sim;
use crate::template::{Template, TemplateStatus, variables};
use axum::Json;
use axum::extract::{Path, Query, State};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
pub(super) struct Page {
    name: Option<String>,
    status: Option<String>,
    language: Option<String>,
    limit: Option<usize>,
    after: Option<String>,
}

pub(super) async fn list(
    State(sim): State<Arc<Sim>>,
    Path((version, id)): Path<(String, String)>,
    fields: Wanted,
    Query(page): Query<Page>,
) -> Result<Json<Value>> {
    is_account(&sim, "get", &id)?;
    let limit = page.limit.unwrap_or(25).clamp(1, 1000);
    let from: usize = page.after.as_deref().and_then(|a| a.parse().ok()).unwrap_or(0);
    let all = sim.look(|world| world.templates.values().filter(|t| wanted(t, &page)).cloned().collect::<Vec<_>>());
    let usual = "name,parameter_format,components,language,status,category";
    let data: Vec<Value> = all.iter().skip(from).take(limit).map(|t| select(&node(t), fields.of(usual))).collect();
    let end = from + data.len();
    let mut paging = json!({"cursors": {"before": from.to_string(), "after": end.to_string()}});
    if end < all.len() {
        paging["next"] =
            format!("{}/{version}/{id}/message_templates?limit={limit}&after={end}", sim.public_url).into();
    }
    Ok(Json(json!({"data": data, "paging": paging})))
}

fn wanted(template: &Template, page: &Page) -> bool {
    let status = serde_json::to_value(template.status).unwrap_or_default();
    page.name.as_ref().is_none_or(|name| template.name.contains(name.as_str()))
        && page.language.as_ref().is_none_or(|language| template.language == *language)
        && page.status.as_ref().is_none_or(|wanted| status == wanted.as_str())
}

fn node(template: &Template) -> Value {
    let mut node = serde_json::to_value(template).expect("a template is plain data");
    node["quality_score"] = json!({"score": "UNKNOWN"});
    node["rejected_reason"] = "NONE".into();
    node
}

pub(super) fn find(sim: &Sim, id: &str) -> Option<Value> {
    sim.look(|world| world.templates.values().find(|t| t.id == id).map(node))
}

/// Review takes no time here: what is well formed is approved, and told.
pub(super) async fn create(
    State(sim): State<Arc<Sim>>,
    Path((_, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>> {
    is_account(&sim, "post", &id)?;
    let template = read(&json(&body)?)?;
    let full = sim.look(|world| world.templates.len() >= world.limits.templates);
    let key = (template.name.clone(), template.language.clone());
    if full || sim.look(|world| world.templates.contains_key(&key)) {
        let why = if full { "The account has too many templates" } else { "There is already content in this language" };
        return Err(GraphError::shape(why));
    }
    let template = sim.change(|world| world.put_template(template));
    tell(&sim, &template);
    Ok(Json(json!({"id": template.id, "status": template.status, "category": template.category})))
}

fn read(body: &Value) -> Result<Template> {
    let text = |key: &str| {
        let missing = || GraphError::shape(format!("The parameter {key} is required."));
        body[key].as_str().map(str::to_string).ok_or_else(missing)
    };
    let (name, language, category) = (text("name")?, text("language")?, text("category")?);
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if name.is_empty() || name.len() > 512 || !name.bytes().all(plain) {
        return Err(GraphError::shape("Param name may contain lower-case letters, digits and underscores only"));
    }
    if !["MARKETING", "UTILITY", "AUTHENTICATION"].contains(&category.as_str()) {
        return Err(GraphError::shape("Param category must be one of {AUTHENTICATION, MARKETING, UTILITY}"));
    }
    let components = body["components"].as_array().cloned().unwrap_or_default();
    check_components(&components)?;
    let parameter_format = body["parameter_format"].as_str().unwrap_or("POSITIONAL").to_string();
    let status = TemplateStatus::Approved;
    Ok(Template { id: String::new(), name, language, status, category, parameter_format, components })
}

fn check_components(components: &[Value]) -> Result<()> {
    let limits = [("HEADER", 60), ("BODY", 1024), ("FOOTER", 60)];
    let is = |c: &Value, kind: &str| c["type"].as_str().is_some_and(|t| t.eq_ignore_ascii_case(kind));
    if !components.iter().any(|c| is(c, "BODY") && c["text"].is_string()) {
        return Err(GraphError::shape("Component of type BODY is missing expected field(s) (text)"));
    }
    for (kind, most) in limits {
        let Some(text) = components.iter().find(|c| is(c, kind)).and_then(|c| c["text"].as_str()) else { continue };
        if text.chars().count() > most {
            return Err(GraphError::shape(format!("Component of type {kind} is longer than {most} characters")));
        }
        let component = components.iter().find(|c| is(c, kind)).expect("found above");
        if !variables(text).is_empty() && component.get("example").is_none() {
            return Err(GraphError::shape(format!("Component of type {kind} is missing expected field(s) (example)")));
        }
    }
    let buttons = components.iter().find(|c| is(c, "BUTTONS")).and_then(|c| c["buttons"].as_array());
    if buttons.is_some_and(|b| b.len() > 10 || b.iter().any(|b| b["text"].as_str().unwrap_or("").chars().count() > 25))
    {
        return Err(GraphError::shape("A template has at most 10 buttons, with a text of at most 25 characters"));
    }
    Ok(())
}

pub(super) async fn edit(
    State(sim): State<Arc<Sim>>,
    Path((_, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>> {
    let body = json(&body)?;
    let old = sim.look(|world| world.templates.values().find(|t| t.id == id).cloned());
    let mut template = old.ok_or_else(|| GraphError::unknown_object("post", &id))?;
    if let Some(components) = body["components"].as_array() {
        check_components(components)?;
        template.components = components.clone();
    }
    if let Some(category) = body["category"].as_str() {
        if template.status == TemplateStatus::Approved {
            return Err(GraphError::shape("The category of an approved template cannot be changed"));
        }
        template.category = category.to_string();
    }
    template.status = TemplateStatus::Approved;
    let template = sim.change(|world| world.put_template(template));
    tell(&sim, &template);
    Ok(Json(json!({"success": true})))
}

#[derive(Deserialize)]
pub(super) struct Which {
    name: Option<String>,
    hsm_id: Option<String>,
}

/// By name in all languages, or one by its id.
pub(super) async fn delete(
    State(sim): State<Arc<Sim>>,
    Path((_, id)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<Json<Value>> {
    is_account(&sim, "delete", &id)?;
    let name = which.name.ok_or_else(|| GraphError::shape("The parameter name is required."))?;
    let gone = sim.change(|world| {
        let before = world.templates.len();
        let doomed = |t: &Template| t.name == name && which.hsm_id.as_ref().is_none_or(|id| t.id == *id);
        world.templates.retain(|_, t| !doomed(t));
        world.templates.len() < before
    });
    if gone { Ok(Json(json!({"success": true}))) } else { Err(GraphError::unknown_object("delete", &name)) }
}

impl Sim {
    /// A review ends, or quality changes: the host is told.
    pub(crate) fn set_template_status(&self, name: &str, language: &str, status: TemplateStatus) -> bool {
        let template = self.change(|world| {
            let template = world.templates.get_mut(&(name.to_string(), language.to_string()))?;
            template.status = status;
            Some(template.clone())
        });
        template.inspect(|t| tell(self, t)).is_some()
    }
}

fn tell(sim: &Sim, template: &Template) {
    let reason = if template.status == TemplateStatus::Rejected { "INVALID_FORMAT" } else { "NONE" };
    let value = json!({
        "event": template.status,
        "message_template_id": template.id.parse::<u64>().unwrap_or_default(),
        "message_template_name": template.name,
        "message_template_language": template.language,
        "message_template_category": template.category,
        "reason": reason,
    });
    sim.dispatch("", Update::Change { field: "message_template_status_update".into(), value });
}
