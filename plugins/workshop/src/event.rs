//! One event of a request.

use crate::card::{self, CardData};
use crate::customer;
use crate::describe::REPAIR_ORDER;
use crate::document::{Given, LinkBase};
use crate::fields::Fields;
use crate::refusal::Refusal;
use deskbell_sdk::erp::{CardChange, Customer};

#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub dedupe_key: String,
    pub version: u64,
    pub at_ms: u64,
    pub body: Body,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    Customer(Customer),
    CustomerDeleted { id: String },
    Card { data: Box<CardData>, change: CardChange },
    CardDeleted { module: String, id: String },
}

impl Event {
    pub fn documents(&self) -> &[Given] {
        match &self.body {
            Body::Card { data, .. } => &data.documents,
            Body::Customer(_) | Body::CustomerDeleted { .. } | Body::CardDeleted { .. } => &[],
        }
    }
}

const TYPES: &str = "customer, repair-order or card, then .created, .changed or .deleted";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Created,
    Changed,
    Deleted,
}

/// Reads `{type, timestamp, data}`. `key` identifies the delivery; an `id` of
/// the event's own is better, because it also survives being sent anew in
/// another batch.
pub fn read(mut envelope: Fields, key: String, links: &LinkBase) -> Result<Event, Refusal> {
    let dedupe_key = envelope.text("id", 200)?.map_or(key, |id| format!("e:{id}"));
    let kind = envelope.required_text("type", 64)?;
    let Some((subject, verb)) = split(&kind) else {
        return envelope.refuse("type", format!("is not known: use {TYPES}"));
    };
    let timestamp = envelope.moment("timestamp")?;
    let Some(mut data) = envelope.object("data")? else { return envelope.refuse("data", "is missing") };
    envelope.done()?;
    let (version, at_ms) = version(&mut data, timestamp)?;
    let body = match subject {
        "customer" => customer_body(&mut data, verb)?,
        _ => card_body(&mut data, subject, verb, links)?,
    };
    data.done()?;
    Ok(Event { dedupe_key, version, at_ms, body })
}

fn split(kind: &str) -> Option<(&str, Verb)> {
    let (subject, verb) = kind.split_once('.')?;
    let verb = match verb {
        "created" => Verb::Created,
        "changed" => Verb::Changed,
        "deleted" => Verb::Deleted,
        _ => return None,
    };
    ["customer", REPAIR_ORDER, "card"].contains(&subject).then_some((subject, verb))
}

/// The version of the record, and when the change happened. The moment of
/// delivery would not do for either: a late repetition of an old event would
/// win over a newer one.
fn version(data: &mut Fields, timestamp: Option<u64>) -> Result<(u64, u64), Refusal> {
    let updated = data.moment("updated_at")?;
    let version = data.number("version")?.or(updated).or(timestamp);
    match (version, timestamp.or(updated)) {
        (Some(version), Some(at)) => Ok((version, at)),
        (Some(_), None) => data.refuse("updated_at", "is missing: say here or in timestamp when it happened"),
        (None, _) => data.refuse("version", "is missing: give version, or updated_at, or a timestamp of the event"),
    }
}

fn customer_body(data: &mut Fields, verb: Verb) -> Result<Body, Refusal> {
    match verb {
        Verb::Deleted => Ok(Body::CustomerDeleted { id: data.required_text("id", 128)? }),
        Verb::Created | Verb::Changed => Ok(Body::Customer(customer::read(data)?)),
    }
}

/// Deskbell compares a changed card with what it knows, so it sees for itself
/// whether the status changed.
fn card_body(data: &mut Fields, subject: &str, verb: Verb, links: &LinkBase) -> Result<Body, Refusal> {
    let module = module(data, subject)?;
    let change = match verb {
        Verb::Deleted => return Ok(Body::CardDeleted { module, id: data.required_text("id", 128)? }),
        Verb::Created => CardChange::Created,
        Verb::Changed => CardChange::Updated,
    };
    Ok(Body::Card { data: Box::new(card::read(data, module, links)?), change })
}

fn module(data: &mut Fields, subject: &str) -> Result<String, Refusal> {
    if subject == REPAIR_ORDER {
        return Ok(REPAIR_ORDER.to_owned());
    }
    data.word("module")?.map_or_else(|| data.refuse("module", "is missing: say which kind of card, e.g. \"quote\""), Ok)
}

#[cfg(test)]
mod tests;
