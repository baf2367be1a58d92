//! Message templates: what was approved, and how it looks when filled in.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TemplateStatus {
    Approved,
    Pending,
    Rejected,
    Paused,
    Disabled,
}

/// A template in one language, in the shape of the Graph API.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Template {
    #[serde(default)]
    pub id: String,
    pub name: String,
    pub language: String,
    pub status: TemplateStatus,
    pub category: String,
    #[serde(default = "positional")]
    pub parameter_format: String,
    pub components: Vec<Value>,
}

fn positional() -> String {
    "POSITIONAL".into()
}

impl Template {
    /// An approved utility template of one body text.
    pub fn text(name: &str, language: &str, body: &str) -> Self {
        Self {
            id: String::new(),
            name: name.into(),
            language: language.into(),
            status: TemplateStatus::Approved,
            category: "UTILITY".into(),
            parameter_format: if variables(body).iter().any(|v| v.parse::<u32>().is_err()) {
                "NAMED".into()
            } else {
                positional()
            },
            components: vec![json!({"type": "BODY", "text": body})],
        }
    }

    /// The same with another component, e.g. `{"type": "FOOTER", "text": …}`.
    pub fn with(mut self, component: Value) -> Self {
        let first = component["type"] == "HEADER";
        self.components.insert(if first { 0 } else { self.components.len() }, component);
        self
    }

    pub(crate) fn component(&self, kind: &str) -> Option<&Value> {
        self.components.iter().find(|c| c["type"].as_str().is_some_and(|t| t.eq_ignore_ascii_case(kind)))
    }

    pub(crate) fn named(&self) -> bool {
        self.parameter_format.eq_ignore_ascii_case("NAMED")
    }

    pub(crate) fn buttons(&self) -> &[Value] {
        self.component("BUTTONS").and_then(|c| c["buttons"].as_array()).map_or(&[], Vec::as_slice)
    }

    /// The variables of a component's text, each once, as they first appear.
    pub(crate) fn variables(&self, kind: &str) -> Vec<String> {
        self.component(kind).and_then(|c| c["text"].as_str()).map(variables).unwrap_or_default()
    }

    /// The filled-in message for the phone; the parameters were checked before.
    pub(crate) fn render(&self, sent: &[Value]) -> Value {
        let parameters = |kind: &str| {
            let component = sent.iter().find(|c| c["type"].as_str().is_some_and(|t| t.eq_ignore_ascii_case(kind)));
            component.and_then(|c| c["parameters"].as_array()).cloned().unwrap_or_default()
        };
        let text = |kind: &str| {
            let text = self.component(kind).and_then(|c| c["text"].as_str())?;
            Some(fill(text, &parameters(kind)))
        };
        let buttons: Vec<Value> = self.buttons().iter().enumerate().map(|(i, b)| button(i, b, sent)).collect();
        json!({
            "header": text("HEADER"),
            "header_media": parameters("HEADER").into_iter().find(|p| p["type"] != "text"),
            "body": text("BODY"),
            "footer": text("FOOTER"),
            "buttons": buttons,
        })
    }
}

/// A button as the phone shows it; a tap sends `payload`.
fn button(index: usize, approved: &Value, sent: &[Value]) -> Value {
    let own = sent.iter().find(|c| c["type"] == "button" && c.as_object().and_then(position) == Some(index));
    let parameter = own.map_or(&Value::Null, |c| &c["parameters"][0]);
    let title = approved["text"].as_str().unwrap_or("Copy code");
    let url = approved["url"].as_str().map(|u| match (u.find("{{"), parameter["text"].as_str()) {
        (Some(at), Some(suffix)) => format!("{}{suffix}", &u[..at]),
        _ => u.to_string(),
    });
    json!({
        "kind": approved["type"].as_str().unwrap_or_default().to_ascii_lowercase(),
        "title": title,
        "url": url,
        "phone_number": approved["phone_number"],
        "payload": parameter["payload"].as_str().unwrap_or(title),
        "code": parameter["coupon_code"],
    })
}

/// The index of a button component; Meta takes text and number.
pub(crate) fn position(component: &Map<String, Value>) -> Option<usize> {
    let index = component.get("index")?;
    index.as_str().and_then(|s| s.parse().ok()).or_else(|| index.as_u64().map(|n| n as usize))
}

/// What stands in `{{…}}`, each once.
pub(crate) fn variables(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in text.split("{{").skip(1) {
        let Some((name, _)) = part.split_once("}}") else { continue };
        let name = name.trim().to_string();
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// Replaces each variable once, so that a value cannot bring another one in.
fn fill(text: &str, parameters: &[Value]) -> String {
    let value = |name: &str| {
        let by_name = parameters.iter().find(|p| p["parameter_name"] == name);
        let by_position = || name.parse::<usize>().ok().and_then(|n| parameters.get(n.checked_sub(1)?));
        by_name.or_else(by_position).map(shown).unwrap_or_default()
    };
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else { break };
        out.push_str(before);
        out.push_str(value(name.trim()));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The text of a parameter; money and dates bring their own fallback.
fn shown(parameter: &Value) -> &str {
    let kind = parameter["type"].as_str().unwrap_or("text");
    parameter["text"].as_str().or_else(|| parameter[kind]["fallback_value"].as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_template_is_filled_in_once() {
        let template = Template::text("ready", "en", "Hi {{1}}, {{2}} is ready. {{1}}!");
        let sent = [json!({"type": "body", "parameters": [
            {"type": "text", "text": "{{2}}"}, {"type": "text", "text": "order 7"}]})];
        assert_eq!(template.variables("BODY"), ["1", "2"]);
        assert_eq!(template.render(&sent)["body"], "Hi {{2}}, order 7 is ready. {{2}}!");
    }

    #[test]
    fn named_parameters_and_buttons_are_filled_in() {
        let template = Template::text("ready", "en", "Hi {{name}}").with(json!({"type": "BUTTONS", "buttons": [
            {"type": "QUICK_REPLY", "text": "Yes"},
            {"type": "URL", "text": "Open", "url": "https://shop.example/{{1}}"}]}));
        assert!(template.named());
        let sent = [
            json!({"type": "body", "parameters": [{"type": "text", "parameter_name": "name", "text": "Ana"}]}),
            json!({"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "o/7"}]}),
        ];
        let shown = template.render(&sent);
        assert_eq!(shown["body"], "Hi Ana");
        assert_eq!(shown["buttons"][0]["payload"], "Yes");
        assert_eq!(shown["buttons"][1]["url"], "https://shop.example/o/7");
    }
}
