//! The account's settings against the manifest's JSON Schema.

use serde_json::{Map, Value};
use std::fmt;
use std::sync::Arc;

/// Every setting that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct ConfigError(pub Vec<ConfigProblem>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    /// "base_url", "limits/daily"; empty for the whole.
    pub setting: String,
    pub problem: String,
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.setting.is_empty() {
            return f.write_str(&self.problem);
        }
        write!(f, "setting `{}`: {}", self.setting, self.problem)
    }
}

/// A compiled schema and its defaults. Without a schema no setting is known.
#[derive(Clone)]
pub(super) struct ConfigSchema {
    schema: Value,
    validator: Arc<jsonschema::Validator>,
}

impl Default for ConfigSchema {
    fn default() -> Self {
        Self::new(None).expect("an object without properties is a schema")
    }
}

impl fmt::Debug for ConfigSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.schema.fmt(f)
    }
}

impl ConfigSchema {
    pub(super) fn new(schema: Option<&Value>) -> Result<Self, String> {
        let mut schema = schema.cloned().unwrap_or_else(|| serde_json::json!({ "type": "object" }));
        let object = schema.as_object_mut().ok_or("[config] is not a table")?;
        if object.get("type").and_then(Value::as_str) != Some("object") {
            return Err("[config] is not a schema of type \"object\"".into());
        }
        // A setting nobody declared is a typing mistake, not an extension.
        object.entry("additionalProperties").or_insert(Value::Bool(false));
        let validator = jsonschema::validator_for(&schema).map_err(|e| format!("[config] is not a schema: {e}"))?;
        Ok(Self { schema, validator: Arc::new(validator) })
    }

    pub(super) fn default_of(&self, key: &str) -> Option<&Value> {
        self.schema.get("properties")?.get(key)?.get("default")
    }

    pub(super) fn validate(&self, config: &Value) -> Result<Map<String, Value>, ConfigError> {
        let Value::Object(given) = config else {
            return Err(ConfigError(vec![ConfigProblem { setting: String::new(), problem: "not an object".into() }]));
        };
        let mut full = given.clone();
        for (key, property) in self.schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if let (None, Some(default)) = (full.get(key), property.get("default")) {
                full.insert(key.clone(), default.clone());
            }
        }
        let full = Value::Object(full);
        let problems: Vec<_> = self.validator.iter_errors(&full).map(|e| problem(&e)).collect();
        match full {
            Value::Object(full) if problems.is_empty() => Ok(full),
            _ => Err(ConfigError(problems)),
        }
    }
}

fn problem(error: &jsonschema::ValidationError<'_>) -> ConfigProblem {
    let setting = error.instance_path().to_string().trim_start_matches('/').to_owned();
    // Values may be confidential although they are no secrets.
    ConfigProblem { setting, problem: error.masked().to_string() }
}
