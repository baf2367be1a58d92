//! Fills a template's placeholders from merge fields or from what a person typed.

use deskbell_domain::merge::{self, MergeContext, MergeError};
use deskbell_domain::outbound::{ParameterValue, Slot, TemplateParameter};
use deskbell_domain::problem::Problem;
use deskbell_domain::template::{Binding, Template};

/// A template with its values; `missing` names the fields that have none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filled {
    pub parameters: Vec<TemplateParameter>,
    pub preview: String,
    pub missing: Vec<String>,
    /// By binding order, empty where missing.
    pub values: Vec<String>,
}

impl Filled {
    /// An unresolved merge field holds the message (S1.15).
    pub(crate) fn problem(&self) -> Option<Problem> {
        let first = self.missing.first()?;
        Some(Problem::new("merge-field", format!("the field {first} has no value; fill it in, then retry")))
    }
}

/// `typed` are a person's values by binding order; an empty one uses the
/// binding's own expression.
pub(crate) fn fill(template: &Template, with: &MergeContext, typed: &[String]) -> Filled {
    let mut filled = Filled::default();
    let mut body = Vec::new();
    for (index, binding) in template.bindings.iter().enumerate() {
        let value = match typed.get(index).map(|v| v.trim()).filter(|v| !v.is_empty()) {
            Some(value) => Ok(value.to_owned()),
            None => expression(binding, with),
        };
        let value = value.unwrap_or_else(|field| {
            filled.missing.push(field);
            String::new()
        });
        if binding.slot == Slot::Body {
            body.push((binding.name.clone(), value.clone()));
        }
        filled.parameters.push(parameter(binding, &value));
        filled.values.push(value);
    }
    filled.preview = template.preview(&body);
    filled
}

fn expression(binding: &Binding, with: &MergeContext) -> Result<String, String> {
    match merge::render(&binding.expression, with) {
        Ok(value) if !value.trim().is_empty() => Ok(value),
        Ok(_) => Err(binding.label.clone()),
        Err(MergeError::Unresolved { field }) => Err(format!("{} ({field})", binding.label)),
        Err(MergeError::Syntax { detail }) => Err(format!("{} ({detail})", binding.label)),
    }
}

fn parameter(binding: &Binding, value: &str) -> TemplateParameter {
    let value = match binding.slot {
        Slot::Button { .. } => ParameterValue::UrlSuffix { suffix: value.to_owned() },
        Slot::Header | Slot::Body => ParameterValue::Text { text: value.to_owned() },
    };
    TemplateParameter { slot: binding.slot, name: binding.name.clone(), value }
}
