//! What business systems answer when they are asked: who somebody is, what can
//! be done, what changed.

use super::business::{WORD, business_events};
use super::channel::cursor;
use super::{Converted, LINE, Reader, Scope, at_most, numbered, wit};
use crate::bindings::exports::deskbell::erp::{actions as wa, lookup as wl, sync as ws};
use crate::outcome::{Action, Done, Input, InputKind, Match, Page};
use deskbell_domain::business::BusinessDocument;
use deskbell_domain::journal::Events;
use wit::erp::business as w;

pub(crate) fn changes(scope: Scope<'_>, page: ws::Page) -> Converted<Page> {
    Ok(Page {
        events: Events::Business(business_events(scope, page.events)?),
        next_cursor: cursor(page.next_cursor)?,
        more: page.more,
        next_after_ms: page.next_after_ms,
    })
}

pub(crate) fn matches(scope: Scope<'_>, matches: Vec<wl::Match>) -> Converted<Vec<Match>> {
    at_most("matches", &matches, 10)?;
    numbered("matches", matches, |found| {
        at_most("cards", &found.cards, 20)?;
        Ok(Match {
            customer: Reader::new(scope).customer(found.customer)?,
            cards: numbered("cards", found.cards, |card| Reader::new(scope).card(card))?,
        })
    })
}

pub(crate) fn documents(scope: Scope<'_>, documents: Vec<w::Document>) -> Converted<Vec<BusinessDocument>> {
    at_most("documents", &documents, 100)?;
    let mut r = Reader::new(scope);
    numbered("documents", documents, |document| r.document(document))
}

pub(crate) fn available(actions: Vec<wa::Action>) -> Converted<Vec<Action>> {
    at_most("actions", &actions, 50)?;
    let mut r = Reader::plain();
    numbered("actions", actions, |action| {
        at_most("inputs", &action.inputs, 20)?;
        Ok(Action {
            id: r.text("id", action.id, WORD)?,
            label: r.text("label", action.label, 1..=255)?,
            inputs: numbered("inputs", action.inputs, |i| input(&mut r, i))?,
            confirm: r.optional("confirm", action.confirm, LINE)?,
        })
    })
}

fn input(r: &mut Reader<'_>, input: wa::Input) -> Converted<Input> {
    at_most("choices", &input.choices, 100)?;
    Ok(Input {
        name: r.text("name", input.name, WORD)?,
        label: r.text("label", input.label, 1..=255)?,
        kind: match input.kind {
            wa::InputKind::Text => InputKind::Text,
            wa::InputKind::Number => InputKind::Number,
            wa::InputKind::Date => InputKind::Date,
            wa::InputKind::DateTime => InputKind::DateTime,
            wa::InputKind::Choice => InputKind::Choice,
        },
        required: input.required,
        choices: numbered("choices", input.choices, |(word, label)| {
            Ok((r.text("word", word, 1..=255)?, r.text("label", label, 1..=255)?))
        })?,
    })
}

pub(crate) fn done(scope: Scope<'_>, done: wa::Done) -> Converted<Done> {
    Ok(Done {
        message: Reader::plain().text("message", done.message, LINE)?,
        events: Events::Business(business_events(scope, done.events)?),
    })
}

pub(crate) fn card_to_wit(module: String, external_id: String) -> w::CardRef {
    w::CardRef { module, external_id }
}
