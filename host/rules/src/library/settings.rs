//! `settings`: what a pack lets the workspace choose.

use super::table::{About, Library};
use super::value::{Fact, Kind, Shown};
use crate::run::Subject;
use rhai::{Array, Dynamic, ImmutableString};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The settings of one pack, by name, ready to be read and shown.
#[derive(Clone, Default)]
pub(crate) struct Settings(Arc<BTreeMap<String, Fact>>);

impl Settings {
    pub fn new(values: impl IntoIterator<Item = (String, Dynamic)>) -> Self {
        Self(Arc::new(values.into_iter().map(|(name, value)| (name, fact(value))).collect()))
    }

    /// These settings with some values replaced.
    pub fn with(&self, values: impl IntoIterator<Item = (String, Dynamic)>) -> Self {
        let mut settings = (*self.0).clone();
        settings.extend(values.into_iter().map(|(name, value)| (name, fact(value))));
        Self(Arc::new(settings))
    }

    pub fn value(&self, name: &str) -> Option<&Dynamic> {
        self.0.get(name).map(|fact| &fact.value)
    }
}

impl About for Settings {
    fn subject(&self) -> Subject {
        Subject::Named("settings")
    }
}

/// One getter for each name that any pack declares; a pack sees its own.
pub(super) fn register(library: &mut Library, names: &[(String, Kind)]) {
    let mut settings = library.describe::<Settings>("Settings", "What `pack.toml` declares under `[settings]`.");
    for (name, kind) in names {
        let own = name.clone();
        settings.property(name.clone(), *kind, "", move |s| s.0.get(&own).cloned().unwrap_or_else(Fact::nothing));
    }
}

fn fact(value: Dynamic) -> Fact {
    let shown = match (value.as_bool(), value.as_int()) {
        (Ok(value), _) => Shown::Bool(value),
        (_, Ok(value)) => Shown::Number(value),
        _ => match value.read_lock::<ImmutableString>() {
            Some(text) => Shown::Text(text.clone()),
            None => Shown::Text(value.to_string().into()),
        },
    };
    Fact { value, shown }
}

/// A setting as a script sees it; `pack.toml` allowed no other shapes.
pub(crate) fn setting_value(value: &Value) -> Dynamic {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => number.as_i64().unwrap_or_default().into(),
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => items.iter().map(setting_value).collect::<Array>().into(),
        Value::Null | Value::Object(_) => Dynamic::UNIT,
    }
}
