//! Merge fields. An unresolved one holds the message, it is never sent (S1.15).

use crate::card::Card;
use crate::contact::Contact;
use minijinja::{Environment, UndefinedBehavior, Value, context};

/// What a text may refer to.
#[derive(Debug, Clone, Default)]
pub struct MergeContext {
    pub contact: Option<Contact>,
    pub card: Option<Card>,
    pub user_name: Option<String>,
    pub workspace_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    #[error("the field {field} has no value")]
    Unresolved { field: String },
    #[error("the text has a mistake: {detail}")]
    Syntax { detail: String },
}

/// Fills `source`. The result is text as people typed it: nothing is escaped.
pub fn render(source: &str, with: &MergeContext) -> Result<String, MergeError> {
    if !source.contains('{') {
        return Ok(source.to_owned());
    }
    if let Some(field) = foreign_field(source) {
        return Err(MergeError::Unresolved { field });
    }
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_fuel(Some(20_000));
    let out = env.render_str(source, values(with)).map_err(|e| classify(source, &e))?;
    match foreign_field(&out) {
        Some(field) => Err(MergeError::Unresolved { field }),
        None => Ok(out),
    }
}

/// The first field that would reach the customer unfilled, in either style.
pub fn unfilled(text: &str) -> Option<String> {
    let own = text.find("{{").map(|start| {
        let rest = &text[start..];
        rest[..rest.find("}}").map_or(rest.len(), |end| end + 2)].chars().take(60).collect()
    });
    own.or_else(|| foreign_field(text))
}

fn values(with: &MergeContext) -> Value {
    let contact = with.contact.as_ref().map(|c| {
        // Absent keys are undefined, and strict mode names them.
        let mut map = std::collections::BTreeMap::new();
        insert(&mut map, "name", c.name.as_deref());
        insert(&mut map, "first_name", c.first_name());
        insert(&mut map, "phone", c.phone());
        map
    });
    let card = with.card.as_ref().map(|c| {
        let mut map = std::collections::BTreeMap::new();
        for (name, value) in &c.fields {
            map.insert(name.clone(), value.clone());
        }
        insert(&mut map, "number", Some(&c.number));
        insert(&mut map, "title", Some(&c.title));
        insert(&mut map, "status", Some(&c.status_label));
        insert(&mut map, "link", c.link.as_deref());
        let total =
            c.total.as_ref().map(|t| format!("{} {}.{:02}", t.currency, t.minor / 100, t.minor.unsigned_abs() % 100));
        insert(&mut map, "total", total.as_deref());
        map
    });
    context! {
        contact => contact.map_or(Value::UNDEFINED, Value::from),
        card => card.map_or(Value::UNDEFINED, Value::from),
        user => with.user_name.as_ref().map_or(Value::UNDEFINED, |name| context! { name }),
        workspace => context! { name => with.workspace_name.as_str() },
    }
}

fn insert(map: &mut std::collections::BTreeMap<String, String>, key: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|v| !v.trim().is_empty()) {
        map.insert(key.to_owned(), value.to_owned());
    }
}

fn classify(source: &str, error: &minijinja::Error) -> MergeError {
    if error.kind() == minijinja::ErrorKind::UndefinedError {
        let field = error.range().and_then(|r| source.get(r)).unwrap_or("in the text").trim().to_owned();
        return MergeError::Unresolved { field };
    }
    MergeError::Syntax { detail: error.to_string() }
}

/// A field in the style of other systems, e.g. `{ORCAMENTO:CLIENTE}`.
fn foreign_field(text: &str) -> Option<String> {
    text.match_indices('{').find_map(|(start, _)| {
        let rest = &text[start + 1..];
        let inner = &rest[..rest.find('}')?];
        let upper = |c: char| c.is_uppercase() || c.is_ascii_digit() || c == '_' || c == ':';
        (inner.contains(':') && inner.chars().all(upper)).then(|| format!("{{{inner}}}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::NameSource;

    fn with_name(name: Option<&str>) -> MergeContext {
        let now = crate::time::from_millis(0);
        let mut contact = Contact::new(1.into(), now);
        if let Some(name) = name {
            contact.rename(name, NameSource::Business, now);
        }
        MergeContext { contact: Some(contact), workspace_name: "Oficina".into(), ..Default::default() }
    }

    #[test]
    fn s1_15_fields_are_filled() {
        let out = render("Olá {{ contact.first_name }}, aqui é {{ workspace.name }}", &with_name(Some("Ana Souza")));
        assert_eq!(out.as_deref(), Ok("Olá Ana, aqui é Oficina"));
        assert_eq!(
            render("{{ contact.name }}", &with_name(Some("<b>&"))).as_deref(),
            Ok("<b>&"),
            "text is not escaped"
        );
    }

    #[test]
    fn s1_15_an_unresolved_field_holds_the_message() {
        for (text, named) in [
            ("Olá {{ contact.first_name }}", "contact.first_name"),
            ("{{ card.number }}", "card"),
            ("Cliente {ORCAMENTO:CLIENTE}", "{ORCAMENTO:CLIENTE}"),
        ] {
            match render(text, &with_name(None)) {
                Err(MergeError::Unresolved { field }) => assert!(field.contains(named), "{field} names {named}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn s1_15_a_name_that_looks_like_a_field_is_not_sent() {
        let out = render("{{ contact.name }}", &with_name(Some("{ORCAMENTO:CLIENTE}")));
        assert!(matches!(out, Err(MergeError::Unresolved { .. })), "{out:?}");
    }

    #[test]
    fn a_mistake_in_the_text_is_named() {
        assert!(matches!(render("{{ contact.", &with_name(None)), Err(MergeError::Syntax { .. })));
        assert!(
            render("{% for i in range(10000000) %}x{% endfor %}", &with_name(None)).is_err(),
            "texts cannot run for ever"
        );
    }
}
