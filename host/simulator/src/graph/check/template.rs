//! Templates: approved, and given exactly what they ask for.

use super::part::Part;
use super::plain::file;
use crate::graph::error::{GraphError, Result};
use crate::template::{Template, TemplateStatus, position};
use crate::world::World;
use serde_json::Value;

pub(super) fn check(part: &Part<'_>, world: &World) -> Result<Template> {
    let name = part.text("name", 512)?;
    let language = part.object("language")?.text("code", 16)?;
    let key = (name.to_string(), language.to_string());
    let missing = || GraphError::of(132001).with(format!("template name ({name}) does not exist in {language}"));
    let template = world.templates.get(&key).ok_or_else(missing)?;
    match template.status {
        TemplateStatus::Approved => {}
        TemplateStatus::Paused => return Err(GraphError::of(132015)),
        TemplateStatus::Disabled => return Err(GraphError::of(132016)),
        TemplateStatus::Pending | TemplateStatus::Rejected => return Err(missing()),
    }
    let components = if part.value("components").is_some() { part.array("components")? } else { Vec::new() };
    header(template, find(&components, "header"), world)?;
    texts(template, "BODY", find(&components, "body"))?;
    buttons(template, &components)?;
    let sent: Vec<Value> = part.value("components").and_then(Value::as_array).cloned().unwrap_or_default();
    if template.render(&sent)["body"].as_str().is_some_and(|b| b.chars().count() > 1024) {
        return Err(GraphError::of(132005));
    }
    Ok(template.clone())
}

fn find<'a, 'b>(components: &'b [Part<'a>], kind: &str) -> Option<&'b Part<'a>> {
    let is = |c: &&Part<'a>| c.value("type").and_then(Value::as_str).is_some_and(|t| t.eq_ignore_ascii_case(kind));
    components.iter().find(is)
}

fn header(template: &Template, sent: Option<&Part<'_>>, world: &World) -> Result<()> {
    let format = template.component("HEADER").map(|h| h["format"].as_str().unwrap_or("TEXT").to_ascii_lowercase());
    match format.as_deref() {
        None | Some("text") => texts(template, "HEADER", sent),
        Some(format) => header_file(format, sent, world),
    }
}

fn header_file(format: &str, sent: Option<&Part<'_>>, world: &World) -> Result<()> {
    let mismatch = |received: &str| {
        let (expected, received) = (format.to_uppercase(), received.to_uppercase());
        GraphError::of(132012).with(format!("header: Format mismatch, expected {expected}, received {received}"))
    };
    let sent = sent.ok_or_else(|| mismatch("UNKNOWN"))?;
    let parameters = sent.array("parameters")?;
    let [parameter] = parameters.as_slice() else { return Err(count("header", parameters.len(), 1)) };
    let kind = parameter.text("type", 16)?;
    if kind != format {
        return Err(mismatch(kind));
    }
    let value = parameter.object(kind)?;
    if kind == "location" { super::plain::location(&value) } else { file(&value, kind, world) }
}

/// As many parameters as variables, each with a text that may stand there.
fn texts(template: &Template, kind: &str, sent: Option<&Part<'_>>) -> Result<()> {
    let variables = template.variables(kind);
    let part = kind.to_ascii_lowercase();
    let parameters = match sent {
        Some(sent) if sent.value("parameters").is_some() => sent.array("parameters")?,
        _ => Vec::new(),
    };
    if parameters.len() != variables.len() {
        return Err(count(&part, parameters.len(), variables.len()));
    }
    for parameter in &parameters {
        text_value(parameter)?;
        if template.named() {
            let name = parameter.text("parameter_name", 64)?;
            if !variables.iter().any(|v| v == name) {
                return Err(GraphError::shape(format!("Invalid parameter: {part} has no variable {name}")));
            }
        }
    }
    Ok(())
}

fn count(part: &str, sent: usize, expected: usize) -> GraphError {
    let details = format!(
        "{part}: number of localizable_params ({sent}) does not match the expected number of params ({expected})"
    );
    GraphError::of(132000).with(details)
}

fn text_value(parameter: &Part<'_>) -> Result<()> {
    match parameter.text("type", 16)? {
        "text" => {}
        kind @ ("currency" | "date_time") => return parameter.object(kind)?.text("fallback_value", 1024).map(drop),
        other => return Err(GraphError::of(132012).with(format!("a text is expected here, not {other}"))),
    }
    let text = parameter.value("text").and_then(Value::as_str).unwrap_or_default();
    if text.is_empty() {
        return Err(GraphError::of(131008).with("Parameter of type text is missing text value"));
    }
    let spread = text.contains(['\n', '\r', '\t']) || text.contains("     ");
    if spread { Err(GraphError::of(132018)) } else { Ok(()) }
}

/// A URL with a variable needs its suffix; quick replies may have a payload.
fn buttons(template: &Template, components: &[Part<'_>]) -> Result<()> {
    let sent: Vec<&Part<'_>> =
        components.iter().filter(|c| c.value("type").and_then(Value::as_str) == Some("button")).collect();
    for (index, button) in template.buttons().iter().enumerate() {
        let dynamic = button["type"] == "URL" && button["url"].as_str().is_some_and(|u| u.contains("{{"));
        let own = sent.iter().find(|c| c.index() == Some(index));
        match own {
            Some(own) if dynamic => text_value(&one(own)?)?,
            Some(own) => drop(one(own)?),
            None if dynamic || button["type"] == "COPY_CODE" => {
                let details = format!("Button at index {index} requires a parameter");
                return Err(GraphError::of(131008).with(details));
            }
            None => {}
        }
    }
    match sent.iter().find(|c| c.index().is_none_or(|i| i >= template.buttons().len())) {
        Some(_) => Err(GraphError::of(132000).with("a button parameter has no button in the template")),
        None => Ok(()),
    }
}

fn one<'a>(button: &Part<'a>) -> Result<Part<'a>> {
    let mut parameters = button.array("parameters")?;
    match (parameters.pop(), parameters.is_empty()) {
        (Some(only), true) => Ok(only),
        (_, _) => Err(GraphError::of(132000).with("a button takes exactly one parameter")),
    }
}

impl Part<'_> {
    fn index(&self) -> Option<usize> {
        position(self.whole())
    }
}
