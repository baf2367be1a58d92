//! WIT types end here: whatever a plugin returns is checked against the limits
//! of the contract and becomes a domain value, or a fault naming the field.

mod business;
mod channel;
mod contacts;
mod desk;
mod inbound;
mod mail;
mod media;
mod outbound;
mod pairing;
mod party;
mod problem;
mod templates;
mod web;

pub(crate) use business::{business_events, descriptor as business_descriptor};
pub(crate) use channel::{Step, account_info, descriptor as messaging_descriptor, history_page, receipt, step};
pub(crate) use contacts::findings;
pub(crate) use desk::{available, card_to_wit, changes, documents, done, matches};
pub(crate) use inbound::channel_events;
pub(crate) use mail::mail_to_wit;
pub(crate) use media::{blob, blob_to_wit, remote_to_wit, typed};
pub(crate) use outbound::{message_to_wit, signal_to_wit};
pub(crate) use pairing::{method_to_wit, state as pairing_state, terms as pairing_terms};
pub(crate) use party::address_to_wit;
pub(crate) use problem::call_error;
pub(crate) use templates::{draft_to_wit, template_page, template_status};
pub(crate) use web::{context, reply, request};

use crate::bindings::deskbell as wit;
use crate::caps::media::Handed;
use crate::fault::{Fault, FaultKind};
use crate::limits::EVENT_BYTES;
use std::ops::RangeInclusive;

pub(crate) type Converted<T> = Result<T, Fault>;

pub(crate) fn bad(field: &str, problem: impl std::fmt::Display) -> Fault {
    Fault::new(FaultKind::BadReturn, format!("`{field}` {problem}"))
}

/// What a call's answer may speak of.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The namespace of the addresses in it.
    pub realm: &'a str,
    /// The files that the call was handed or has stored.
    pub files: &'a Handed,
}

/// Reads one value that a plugin returned, counting its bytes.
struct Reader<'a> {
    scope: Option<Scope<'a>>,
    bytes: usize,
}

const ID: RangeInclusive<usize> = 1..=512;
const SHORT: RangeInclusive<usize> = 0..=255;
const LINE: RangeInclusive<usize> = 0..=1024;
const CAPTION: RangeInclusive<usize> = 0..=4096;
const BODY: RangeInclusive<usize> = 1..=65_536;

impl<'a> Reader<'a> {
    fn new(scope: Scope<'a>) -> Self {
        Self { scope: Some(scope), bytes: 0 }
    }

    /// For values without addresses and files.
    fn plain() -> Self {
        Self { scope: None, bytes: 0 }
    }

    fn realm(&self) -> &'a str {
        self.scope.map_or("", |scope| scope.realm)
    }

    fn text(&mut self, field: &str, value: String, bytes: RangeInclusive<usize>) -> Converted<String> {
        if !bytes.contains(&value.len()) {
            let problem = match value.len() {
                0 => "is empty".to_owned(),
                n => format!("has {n} bytes, at most {} are allowed", bytes.end()),
            };
            return Err(bad(field, problem));
        }
        self.bytes += value.len();
        if self.bytes > EVENT_BYTES {
            return Err(bad(field, format!("makes the value larger than {EVENT_BYTES} bytes")));
        }
        Ok(value)
    }

    fn optional(
        &mut self,
        field: &str,
        value: Option<String>,
        bytes: RangeInclusive<usize>,
    ) -> Converted<Option<String>> {
        value.map(|v| self.text(field, v, bytes)).transpose()
    }
}

fn at_most<T>(field: &str, items: &[T], limit: usize) -> Converted<()> {
    match items.len() {
        n if n > limit => Err(bad(field, format!("has {n} entries, at most {limit} are allowed"))),
        _ => Ok(()),
    }
}

/// Adds the position to a fault inside a list.
fn numbered<T, U>(field: &str, items: Vec<T>, mut convert: impl FnMut(T) -> Converted<U>) -> Converted<Vec<U>> {
    let place = |(index, item)| {
        convert(item).map_err(|mut fault| {
            fault.detail = format!("{field}[{index}]: {}", fault.detail);
            fault
        })
    };
    items.into_iter().enumerate().map(place).collect()
}

fn moment(ms: u64) -> deskbell_domain::time::Timestamp {
    deskbell_domain::time::from_millis(i64::try_from(ms).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
