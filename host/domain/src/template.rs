//! Messages prepared in advance.

use crate::id::ChannelId;
use crate::outbound::Slot;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A template that the provider reviews: the only way to write outside the
/// reply window. One row for each language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub channel: ChannelId,
    pub name: String,
    /// As registered with the provider, e.g. "pt_BR".
    pub language: String,
    pub category: String,
    pub status: TemplateState,
    pub reason: Option<String>,
    pub header: TemplateHeader,
    /// With placeholders `{{1}}` or `{{first_name}}` as the provider has them.
    pub body: String,
    pub footer: Option<String>,
    pub buttons: Vec<TemplateButton>,
    /// Fills the placeholders; in the order of the template.
    pub bindings: Vec<Binding>,
    #[serde(with = "crate::time::millis")]
    pub updated: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TemplateState {
    Pending,
    Approved,
    Rejected,
    Paused,
    Disabled,
    Deleted,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TemplateHeader {
    None,
    Text { text: String },
    Document,
    Image,
    Video,
    Location,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TemplateButton {
    QuickReply { title: String },
    Url { title: String, url: String },
    Phone { title: String, phone: String },
    CopyCode { title: String },
}

/// What goes into one placeholder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    pub slot: Slot,
    /// For named placeholders.
    pub name: Option<String>,
    /// What people call it when they fill it by hand: "Customer".
    pub label: String,
    /// A merge expression: `{{ contact.first_name }}`. Empty: a person fills it.
    pub expression: String,
}

/// A text for inside the window, filled with merge fields (S0.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canned {
    /// What one types after "/".
    pub shortcut: String,
    pub title: String,
    pub body: String,
}

impl Template {
    /// The body as the customer sees it, with `values` in place of the body's
    /// placeholders in order. A missing value leaves the placeholder.
    pub fn preview(&self, values: &[(Option<String>, String)]) -> String {
        let mut out = self.body.clone();
        for (index, (name, value)) in values.iter().enumerate() {
            let placeholder = match name {
                Some(name) => format!("{{{{{name}}}}}"),
                None => format!("{{{{{}}}}}", index + 1),
            };
            out = out.replace(&placeholder, value);
        }
        out
    }
}
