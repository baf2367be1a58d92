//! `pack.toml`: what a pack is called, when it runs, and what may be set.

use crate::check::suggest::nearest;
use crate::error::RuleError;
use crate::library::Kind;
use crate::source::PackSource;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

pub(crate) const FILE: &str = "pack.toml";

/// Packs that say nothing run in the middle.
const DEFAULT_ORDER: i32 = 500;

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub name: String,
    pub version: String,
    /// Lower runs first; packs of the same order run by name.
    #[serde(default = "default_order")]
    pub order: i32,
    pub description: String,
    #[serde(default)]
    pub settings: BTreeMap<String, Setting>,
}

fn default_order() -> i32 {
    DEFAULT_ORDER
}

/// One thing a workspace may set; shown in a form.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    #[serde(rename = "type")]
    pub kind: SettingType,
    pub default: Value,
    pub description: String,
    /// The only texts allowed; empty allows all.
    #[serde(default)]
    pub choices: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingType {
    Text,
    Number,
    Bool,
    /// A list of texts.
    List,
}

impl SettingType {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Text => Kind::Text,
            Self::Number => Kind::Number,
            Self::Bool => Kind::Bool,
            Self::List => Kind::List,
        }
    }
}

impl Setting {
    /// Why `value` cannot be taken.
    fn problem(&self, value: &Value) -> Option<String> {
        let fits = match self.kind {
            SettingType::Text => value.is_string(),
            SettingType::Number => value.is_i64(),
            SettingType::Bool => value.is_boolean(),
            SettingType::List => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
        };
        if !fits {
            let wanted = if self.kind == SettingType::List { "a list of texts" } else { self.kind.kind().word() };
            return Some(format!("expects {wanted}, got {value}"));
        }
        let texts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let wrong = texts.iter().filter_map(Value::as_str).find(|text| !self.allows(text))?;
        let near = nearest(wrong, self.choices.iter().map(String::as_str));
        let near = near.map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default();
        Some(format!("does not know {wrong:?}, it takes {}{near}", self.choices.join(", ")))
    }

    fn allows(&self, text: &str) -> bool {
        self.choices.is_empty() || self.choices.iter().any(|choice| choice == text)
    }
}

/// Reads and checks `pack.toml`, with all its mistakes.
pub(crate) fn read(source: &PackSource) -> Result<Manifest, Vec<RuleError>> {
    let Some((_, text)) = source.files.iter().find(|(path, _)| path == FILE) else {
        let error = RuleError::new(&source.name, FILE, "the pack has no pack.toml");
        return Err(vec![error.hint("add a pack.toml with name, version and description")]);
    };
    let refused = |error: toml::de::Error| {
        let message = error.message().to_owned();
        vec![RuleError::new(&source.name, FILE, message).hint(SHAPE).at_range(text, error.span())]
    };
    let table: toml::Table = toml::from_str(text).map_err(refused)?;
    let mut errors = keys(source, text, &table);
    if errors.is_empty() {
        let manifest: Manifest = toml::from_str(text).map_err(refused)?;
        errors = problems(&manifest, source, text);
        if errors.is_empty() {
            return Ok(manifest);
        }
    }
    Err(errors)
}

const SHAPE: &str = "a pack has name, version and description, and may have order and [settings.<name>] with type, \
                     default, description and choices";

/// Fields that are missing or that nobody knows, all at once; serde stops at the first.
fn keys(source: &PackSource, text: &str, table: &toml::Table) -> Vec<RuleError> {
    let top = (["name", "version", "description"].as_slice(), ["order", "settings"].as_slice());
    let mut errors = fields(source, text, "the pack", table, top);
    for (name, setting) in table.get("settings").and_then(toml::Value::as_table).into_iter().flatten() {
        if let Some(setting) = setting.as_table() {
            let shape = (["type", "default", "description"].as_slice(), ["choices"].as_slice());
            errors.extend(fields(source, text, &format!("setting {name}"), setting, shape));
        }
    }
    errors
}

fn fields(
    source: &PackSource,
    text: &str,
    what: &str,
    table: &toml::Table,
    (needed, optional): (&[&'static str], &[&'static str]),
) -> Vec<RuleError> {
    let error = |message: String| RuleError::new(&source.name, FILE, message);
    let missing = needed.iter().filter(|field| !table.contains_key(**field));
    let mut errors: Vec<RuleError> = missing.map(|field| error(format!("{what} has no {field}")).hint(SHAPE)).collect();
    let known = || needed.iter().chain(optional).copied();
    for key in table.keys().filter(|key| !known().any(|field| field == key.as_str())) {
        let hint = nearest(key, known()).map_or(SHAPE.to_owned(), |near| format!("did you mean \"{near}\"?"));
        let at = text.find(key.as_str()).map(|start| start..start + key.len());
        errors.push(error(format!("{what} has an unknown field {key}")).hint(hint).at_range(text, at));
    }
    errors
}

fn problems(manifest: &Manifest, source: &PackSource, text: &str) -> Vec<RuleError> {
    let mut errors = Vec::new();
    let mut report = |word: &str, message: String, hint: &str| {
        let at = text.find(word).map(|start| start..start + word.len());
        errors.push(RuleError::new(&source.name, FILE, message).hint(hint).at_range(text, at));
    };
    if manifest.name != source.name {
        let message = format!("the pack is called {:?} here and {:?} where it lies", manifest.name, source.name);
        report("name", message, "give both the same name");
    }
    for (field, value) in [("version", &manifest.version), ("description", &manifest.description)] {
        if value.trim().is_empty() {
            report(field, format!("{field} is empty"), "say it in a few words");
        }
    }
    for (name, setting) in &manifest.settings {
        if !is_setting_name(name) {
            let hint = "use a-z, 0-9 and _, beginning with a letter";
            report(name, format!("{name:?} cannot be a setting's name"), hint);
        }
        if let Some(problem) = setting.problem(&setting.default) {
            report(name, format!("the default of setting {name} {problem}"), "change the default or the type");
        }
        if let Some(problem) = source.settings.get(name).and_then(|value| setting.problem(value)) {
            report(name, format!("setting {name} {problem}"), "correct it in the workspace's settings of this pack");
        }
    }
    for name in source.settings.keys().filter(|name| !manifest.settings.contains_key(*name)) {
        let near = nearest(name, manifest.settings.keys().map(String::as_str));
        let hint = near.map_or("remove it".to_owned(), |near| format!("did you mean \"{near}\"?"));
        report("[settings", format!("the pack has no setting {name}"), &hint);
    }
    errors
}

/// A script reads it as `settings.name`.
fn is_setting_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase())
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name.len() <= 40
}

/// The values in force: the defaults, and what the workspace set.
pub(crate) fn effective(manifest: &Manifest, source: &PackSource) -> BTreeMap<String, Value> {
    let value = |(name, setting): (&String, &Setting)| {
        let value = source.settings.get(name).unwrap_or(&setting.default);
        (name.clone(), value.clone())
    };
    manifest.settings.iter().map(value).collect()
}
