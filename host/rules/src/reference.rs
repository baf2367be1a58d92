//! The language reference, from the same table that registers the names.

use crate::engine;
use crate::hook::Hook;
use crate::library::{Callable, Kind, Library, TypeEntry};
use crate::limits::Limits;
use std::fmt::Write;

/// Everything a script can name, as Markdown.
pub fn reference() -> String {
    let library = engine::build(&Limits::default(), &[]);
    let mut out = String::from("# What a rule can name\n\nGenerated from the registrations; do not edit by hand.\n");
    hooks(&mut out);
    globals(&mut out, &library);
    functions(&mut out, &library);
    for entry in library.types.iter().filter(|entry| entry.name != "Settings") {
        one_type(&mut out, entry);
    }
    out
}

fn hooks(out: &mut String) {
    out.push_str("\n## Hooks\n\n| function | its parameter |\n|--|--|\n");
    for hook in Hook::ALL {
        line(out, format_args!("| `fn {hook}({})` | {} |", hook.parameter(), hook.fact()));
    }
}

fn globals(out: &mut String, library: &Library) {
    out.push_str("\n## Always there\n\n| name | kind | meaning |\n|--|--|--|\n");
    for (name, kind, doc) in &library.globals {
        line(out, format_args!("| `{name}` | {} | {doc} |", name_of(*kind)));
    }
}

fn functions(out: &mut String, library: &Library) {
    out.push_str("\n## Decisions\n\n| function | meaning |\n|--|--|\n");
    for function in &library.functions {
        line(out, format_args!("| `{}` | {} |", signature(function), function.doc));
    }
}

fn one_type(out: &mut String, entry: &TypeEntry) {
    line(out, format_args!("\n## {}\n\n{}\n", entry.name, entry.doc));
    out.push_str("| name | kind | meaning |\n|--|--|--|\n");
    for property in &entry.properties {
        line(out, format_args!("| `{}` | {} | {} |", property.name, name_of(property.kind), property.doc));
    }
    for method in &entry.methods {
        line(out, format_args!("| `{}` | {} | {} |", signature(method), name_of(method.gives), method.doc));
    }
}

fn signature(callable: &Callable) -> String {
    let parameters: Vec<&str> = callable.parameters.iter().map(|parameter| parameter.name).collect();
    format!("{}({})", callable.name, parameters.join(", "))
}

fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Any => "any",
        Kind::Nothing => "–",
        Kind::Bool => "bool",
        Kind::Number => "number",
        Kind::Text => "text",
        Kind::List => "list",
        Kind::Map => "map",
        Kind::Fact(name) => name,
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("writing to a String never fails");
}
