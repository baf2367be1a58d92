//! A JSON object with the path that errors name.

use crate::graph::error::{GraphError, Result};
use serde_json::{Map, Value};

pub(super) struct Part<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

impl<'a> Part<'a> {
    pub fn of(value: &'a Value, path: &str) -> Result<Self> {
        let wrong = || GraphError::shape(format!("Param {path} must be a JSON object."));
        Ok(Self { path: path.to_string(), map: value.as_object().ok_or_else(wrong)? })
    }

    pub fn whole(&self) -> &'a Map<String, Value> {
        self.map
    }

    pub fn path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    pub fn value(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|v| !v.is_null())
    }

    pub fn required(&self, key: &str) -> Result<&'a Value> {
        self.value(key).ok_or_else(|| GraphError::missing(&self.path(key)))
    }

    pub fn object(&self, key: &str) -> Result<Part<'a>> {
        Part::of(self.required(key)?, &self.path(key))
    }

    pub fn array(&self, key: &str) -> Result<Vec<Part<'a>>> {
        let path = self.path(key);
        let wrong = || GraphError::shape(format!("Param {path} must be an array."));
        let list = self.required(key)?.as_array().ok_or_else(wrong)?;
        list.iter().enumerate().map(|(i, v)| Part::of(v, &format!("{path}[{i}]"))).collect()
    }

    /// A text of 1 to `most` characters.
    pub fn text(&self, key: &str, most: usize) -> Result<&'a str> {
        self.required(key)?;
        self.optional_text(key, most).map(Option::unwrap_or_default)
    }

    pub fn optional_text(&self, key: &str, most: usize) -> Result<Option<&'a str>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let path = self.path(key);
        let text = value.as_str().ok_or_else(|| GraphError::shape(format!("Param {path} must be a string.")))?;
        if text.is_empty() || text.chars().count() > most {
            return Err(GraphError::invalid(format!("{path} length invalid. Min length: 1, Max length: {most}")));
        }
        Ok(Some(text))
    }

    pub fn forbid(&self, key: &str) -> Result<()> {
        match self.value(key) {
            Some(_) => Err(GraphError::shape(format!("Unexpected key \"{key}\" on param \"{}\".", self.path))),
            None => Ok(()),
        }
    }

    pub fn optional_bool(&self, key: &str) -> Result<Option<bool>> {
        let wrong = || GraphError::shape(format!("Param {} must be a boolean.", self.path(key)));
        self.value(key).map(|v| v.as_bool().ok_or_else(wrong)).transpose()
    }

    /// A number, also one written as text.
    pub fn number(&self, key: &str, limit: f64) -> Result<f64> {
        let value = self.required(key)?;
        let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
        let wrong = || GraphError::invalid(format!("{} must be a number from -{limit} to {limit}", self.path(key)));
        number.filter(|n| n.abs() <= limit).ok_or_else(wrong)
    }
}
