//! What is tried, and what must hold for every input.

use clap::ValueEnum;
use deskbell_plugins::Manifest;
use deskbell_rules::compile_source;
use deskbell_store::{TableName, decode_any};
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Target {
    /// A row of a store file that somebody damaged
    StoredValue,
    /// A rule that somebody is still typing
    RuleSource,
    /// A body that reached a WhatsApp webhook with a good signature
    Webhook,
    /// The `plugin.toml` inside an outsider's component
    Manifest,
}

impl Target {
    pub const ALL: [Self; 4] = [Self::StoredValue, Self::RuleSource, Self::Webhook, Self::Manifest];

    pub const fn name(self) -> &'static str {
        match self {
            Self::StoredValue => "stored_value",
            Self::RuleSource => "rule_source",
            Self::Webhook => "webhook",
            Self::Manifest => "manifest",
        }
    }

    /// Panics when something that must hold does not.
    pub fn check(self, input: &[u8]) {
        match self {
            Self::StoredValue => stored_value(input),
            Self::RuleSource => rule_source(&String::from_utf8_lossy(input)),
            Self::Webhook => webhook(input),
            Self::Manifest => manifest(&String::from_utf8_lossy(input)),
        }
    }

    /// Words that mean something here; single bytes seldom make one.
    pub fn words(self) -> Vec<&'static str> {
        let lines = match self {
            Self::StoredValue => include_str!("../words/stored_value.txt"),
            Self::RuleSource => include_str!("../words/rule_source.txt"),
            Self::Webhook => include_str!("../words/webhook.txt"),
            Self::Manifest => include_str!("../words/manifest.txt"),
        };
        lines.lines().collect()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The first byte says which table the rest is a value of.
fn stored_value(input: &[u8]) {
    let Some((&table, bytes)) = input.split_first() else { return };
    let table = TableName::ALL[usize::from(table) % TableName::ALL.len()].as_str();
    let read = || decode_any(table, bytes).map_err(|error| error.to_string());
    let first = read();
    assert_eq!(first, read(), "the same bytes are read differently");
    assert!(first.as_ref().err().is_none_or(|error| !error.is_empty()), "an error that says nothing");
}

fn rule_source(text: &str) {
    let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    let Err(errors) = compile_source(text) else { return };
    assert!(!errors.is_empty(), "refused without a reason");
    for error in errors {
        assert!(!error.message.is_empty(), "an error that says nothing");
        let line = error.line.unwrap_or(1);
        assert!((1..=lines.saturating_add(1)).contains(&line), "line {line} of a text of {lines} lines");
    }
}

/// What the host accepts from a plugin; beyond it the whole call would end.
const MOST_EVENTS: usize = 2_000;
const LONGEST_KEY: usize = 255;

fn webhook(body: &[u8]) {
    let keys =
        || deskbell_whatsapp_cloud::translated(body).into_iter().map(|event| event.dedupe_key).collect::<Vec<_>>();
    let first = keys();
    assert!(first.len() <= MOST_EVENTS, "{} events", first.len());
    assert!(first.iter().all(|key| (1..=LONGEST_KEY).contains(&key.len())), "a key without length, or too long");
    assert_eq!(first, keys(), "a repeated webhook would be taken for a new one");
}

fn manifest(text: &str) {
    match Manifest::parse(text) {
        Ok(manifest) => drop(manifest.permissions()),
        Err(error) => {
            assert!(!error.message.is_empty() && !error.fix.is_empty(), "an error that says nothing");
            let lines = text.split('\n').count();
            assert!((1..=lines).contains(&error.line), "line {} of a text of {lines} lines", error.line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_one_types() {
        for target in Target::ALL {
            assert_eq!(Target::from_str(target.name(), false), Ok(target));
        }
    }
}
