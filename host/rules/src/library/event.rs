//! `event`: something changed in a business system.

use super::card::CardHandle;
use super::contact::ContactHandle;
use super::table::{About, Callable, Library, Parameter};
use super::value::{Fact, Kind, Shown};
use crate::facts::Facts;
use crate::run::Subject;
use deskbell_domain::rule::TriggerFacts;
use rhai::ImmutableString;
use std::sync::Arc;

#[derive(Clone)]
pub(crate) struct EventHandle(pub Arc<TriggerFacts>);

impl About for EventHandle {
    fn subject(&self) -> Subject {
        Subject::Named("event")
    }
}

pub(super) fn register(library: &mut Library) {
    const STATUS: &[Parameter] = &[Parameter::new("status", Kind::Text)];
    library
        .describe::<EventHandle>("Event", "A change of a business record.")
        .property("change", Kind::Text, "\"created\", \"status-changed\" or \"updated\".", |e| {
            Fact::text(e.0.event.change.as_str())
        })
        .property("card", Kind::Fact("Card"), "The record, after the change.", |e| {
            CardHandle { facts: Facts::Trigger(e.0.clone()), index: 0 }.into()
        })
        .property("contact", Kind::Fact("Contact"), "Whose record it is.", |e| {
            Fact::thing(ContactHandle(Facts::Trigger(e.0.clone())), Shown::Silent)
        })
        .property("previous_status", Kind::Text, "The status word before the change; () when it is not known.", |e| {
            Fact::maybe_text(e.0.previous_status.as_deref())
        })
        .method1::<ImmutableString>(
            Callable {
                name: "became",
                parameters: STATUS,
                gives: Kind::Bool,
                doc: "The status changed to this one, from another.",
            },
            |e, status| {
                let now = e.0.card.status == status.as_str();
                let before = e.0.previous_status.as_deref() == Some(status.as_str());
                Ok(Fact::bool(e.0.event.change == "status-changed" && now && !before))
            },
        );
}
