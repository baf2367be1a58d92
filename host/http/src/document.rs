//! The OpenAPI 3.1 document, made of the same table as the router.

use crate::problem::Details;
use crate::routes::{self, Access, Entry};
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use utoipa::openapi::path::PathItem;
use utoipa::{PartialSchema, ToSchema};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let document = build(routes::table());
    serde_json::to_string_pretty(&document).expect("a JSON value has a text") + "\n"
});

/// The document as text, the same for every host of this version.
pub fn openapi_json() -> &'static str {
    &DOCUMENT
}

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "host",
    responses((status = 200, body = Object, content_type = "application/json")))]
pub async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], openapi_json())
}

/// Methods of an item, upper case.
pub(crate) fn methods(item: &PathItem) -> Vec<String> {
    let value = serde_json::to_value(item).expect("a path item is JSON");
    let keys = value.as_object().into_iter().flat_map(|item| item.keys());
    keys.filter(|key| METHODS.contains(&key.as_str())).map(|key| key.to_uppercase()).collect()
}

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

fn build(table: Vec<Entry>) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    add_schema(&mut schemas, "Problem", Details::schema());
    let mut of_problem = Vec::new();
    Details::schemas(&mut of_problem);
    for (name, schema) in of_problem {
        add_schema(&mut schemas, &name, schema);
    }
    for entry in table {
        for (name, schema) in entry.schemas {
            add_schema(&mut schemas, &name, schema);
        }
        for (path, item) in entry.paths.paths {
            add_operations(&mut paths, &path, &item, entry.access);
        }
    }
    let asked = reachable(&paths, &schemas, "requestBody");
    for (name, schema) in &mut schemas {
        if name != "Problem" && !asked.contains(name) {
            require_all(schema);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Deskbell",
            "description": "Everything the pages do goes through this API. Errors are RFC 9457 problems with a stable `code`. Changes with a session cookie need the header `X-CSRF-Token`; API tokens do not. With several workspaces in one host, name one with `X-Workspace`.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" }
        },
        "paths": paths,
        "components": { "schemas": schemas, "securitySchemes": security_schemes() },
    })
}

fn add_schema(schemas: &mut Map<String, Value>, name: &str, schema: impl serde::Serialize) {
    schemas.insert(name.to_owned(), serde_json::to_value(schema).expect("a schema is JSON"));
}

fn add_operations(paths: &mut Map<String, Value>, path: &str, item: &PathItem, access: Access) {
    let item = serde_json::to_value(item).expect("a path item is JSON");
    let Value::Object(operations) = item else { return };
    let place = paths.entry(path).or_insert_with(|| json!({}));
    for (method, mut operation) in operations {
        operation["x-permission"] = Value::String(access.as_text());
        operation["security"] = security(access);
        operation["responses"]["default"] = json!({
            "description": "It did not work",
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
        });
        describe_answers(&mut operation);
        name_operation(&mut operation);
        place[method] = operation;
    }
}

/// The specification wants a sentence for each answer; ours say it by shape.
fn describe_answers(operation: &mut Value) {
    let answers = operation["responses"].as_object_mut().into_iter().flatten();
    for (_, answer) in answers {
        let description = &mut answer["description"];
        if description.as_str().is_none_or(str::is_empty) {
            *description = Value::String("It worked".into());
        }
    }
}

/// Handlers are called `list` and `one` in their file; outside they need
/// their noun: `conversations-list`.
fn name_operation(operation: &mut Value) {
    let tag = operation["tags"][0].as_str().unwrap_or_default().to_owned();
    let name = operation["operationId"].as_str().unwrap_or_default().replace('_', "-");
    operation["operationId"] = Value::String(format!("{tag}-{name}"));
}

fn security(access: Access) -> Value {
    match access {
        Access::Public | Access::Signature => json!([]),
        Access::Metrics => json!([{ "metrics": [] }]),
        Access::SignedIn | Access::Needs(_) => json!([{ "session": [] }, { "token": [] }]),
    }
}

fn security_schemes() -> Value {
    json!({
        "session": { "type": "apiKey", "in": "cookie", "name": "deskbell_session" },
        "token": { "type": "http", "scheme": "bearer", "description": "An API token" },
        "metrics": { "type": "http", "scheme": "bearer", "description": "`metrics_token` of the configuration" },
    })
}

/// Names of the schemas that this part of the operations leads to.
fn reachable(paths: &Map<String, Value>, schemas: &Map<String, Value>, part: &str) -> BTreeSet<String> {
    let operations = paths.values().filter_map(Value::as_object).flat_map(|item| item.values());
    let mut names = BTreeSet::new();
    let mut open: Vec<&Value> = operations.filter_map(|operation| operation.get(part)).collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(object) => {
                if let Some(name) = object.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next())
                    && names.insert(name.to_owned())
                {
                    open.extend(schemas.get(name));
                }
                open.extend(object.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    names
}

/// What we answer is always complete: absent is null, not missing. (Problems
/// alone leave out what does not apply.)
fn require_all(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if let Some(properties) = object.get("properties").and_then(Value::as_object) {
                let names = properties.keys().cloned().map(Value::String).collect();
                object.insert("required".into(), Value::Array(names));
            }
            object.values_mut().for_each(require_all);
        }
        Value::Array(items) => items.iter_mut().for_each(require_all),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::path::Path;

    /// `UPDATE_GOLDEN=1` writes the files anew; the diff is the review.
    fn check_golden(file: &str, made: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, made).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == made, "{file} is out of date: run the tests with UPDATE_GOLDEN=1 and read the diff");
    }

    #[test]
    fn the_document_is_the_one_that_was_reviewed() {
        check_golden("openapi.json", openapi_json());
    }

    #[test]
    fn the_permissions_are_those_that_were_reviewed() {
        let rows = routes::permissions();
        let lines = rows.iter().map(|row| format!("| {} | `{}` | {} |\n", row.method, row.path, row.access));
        let head = "# Who may do what\n\nMade from the route table; a test compares.\n\n| method | path | needs |\n|--|--|--|\n";
        check_golden("permissions.md", &format!("{head}{}", lines.collect::<String>()));
    }

    #[test]
    fn every_described_operation_says_what_it_needs() {
        let document: Value = serde_json::from_str(openapi_json()).unwrap();
        let rows: BTreeSet<_> = routes::permissions().into_iter().map(|row| (row.path, row.method)).collect();
        let mut ids = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                assert!(operation["x-permission"].is_string(), "{method} {path}");
                assert!(rows.contains(&(path.clone(), method.to_uppercase())), "{method} {path}");
                let id = operation["operationId"].as_str().unwrap().to_owned();
                assert!(ids.insert(id.clone()), "{id} twice");
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document: Value = serde_json::from_str(openapi_json()).unwrap();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let paths = document["paths"].as_object().unwrap();
        let used = ["requestBody", "responses", "parameters"].map(|part| reachable(paths, schemas, part));
        for name in used.iter().flatten() {
            assert!(schemas.contains_key(name), "{name} is not described");
        }
    }
}
