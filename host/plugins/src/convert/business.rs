//! Events of business systems.

use super::{Converted, ID, LINE, Reader, SHORT, Scope, at_most, bad, moment, numbered, wit};
use crate::bindings::exports::deskbell::erp::module as wm;
use crate::limits::{EVENTS, KIB};
use deskbell_domain::business::{
    BusinessBody, BusinessCard, BusinessDescriptor, BusinessDocument, BusinessEvent, CardChange, Customer,
    DocumentSource, ModuleInfo,
};
use deskbell_domain::card::Money;
use std::ops::RangeInclusive;
use wit::erp::business as w;

/// Words of rules: modules, kinds of documents.
pub(super) const WORD: RangeInclusive<usize> = 1..=64;

pub(crate) fn business_events(scope: Scope<'_>, events: Vec<w::Event>) -> Converted<Vec<BusinessEvent>> {
    at_most("events", &events, EVENTS)?;
    numbered("events", events, |e| Reader::new(scope).business_event(e))
}

impl Reader<'_> {
    fn business_event(&mut self, e: w::Event) -> Converted<BusinessEvent> {
        Ok(BusinessEvent {
            dedupe_key: self.text("dedupe-key", e.dedupe_key, 1..=255)?,
            version: e.version,
            at: moment(e.at_ms),
            body: self.business_body(e.body)?,
        })
    }

    fn business_body(&mut self, body: w::EventBody) -> Converted<BusinessBody> {
        Ok(match body {
            w::EventBody::CustomerChanged(c) => BusinessBody::CustomerChanged(self.customer(c)?),
            w::EventBody::CustomerDeleted(id) => {
                BusinessBody::CustomerDeleted { external_id: self.text("customer-deleted", id, 1..=128)? }
            }
            w::EventBody::CardChanged(e) => {
                BusinessBody::CardChanged { card: self.card(e.card)?, change: change(e.change) }
            }
            w::EventBody::CardDeleted((module, id)) => BusinessBody::CardDeleted {
                module: self.text("card-deleted.module", module, WORD)?,
                external_id: self.text("card-deleted.external-id", id, 1..=128)?,
            },
        })
    }

    pub(super) fn customer(&mut self, c: w::Customer) -> Converted<Customer> {
        at_most("customer.addresses", &c.addresses, 16)?;
        Ok(Customer {
            external_id: self.text("customer.external-id", c.external_id, 1..=128)?,
            name: self.text("customer.name", c.name, SHORT)?,
            addresses: numbered("customer.addresses", c.addresses, |a| self.address(a))?,
            language: self.optional("customer.language", c.language, 1..=35)?,
            note: self.optional("customer.note", c.note, 0..=16 * KIB)?,
        })
    }

    pub(super) fn card(&mut self, c: w::Card) -> Converted<BusinessCard> {
        at_most("card.documents", &c.documents, 20)?;
        at_most("card.fields", &c.fields, 100)?;
        Ok(BusinessCard {
            module: self.text("card.module", c.module, WORD)?,
            external_id: self.text("card.external-id", c.external_id, 1..=128)?,
            number: self.text("card.number", c.number, SHORT)?,
            title: self.text("card.title", c.title, LINE)?,
            status: self.text("card.status", c.status, SHORT)?,
            status_label: self.text("card.status-label", c.status_label, SHORT)?,
            open: c.open,
            customer: self.text("card.customer", c.customer, 1..=128)?,
            total: c.total.map(money).transpose()?,
            due: c.due_ms.map(moment),
            link: self.optional("card.link", c.link, 0..=2 * KIB)?,
            documents: numbered("card.documents", c.documents, |d| self.document(d))?,
            fields: numbered("card.fields", c.fields, |(name, value)| {
                Ok((self.text("name", name, 1..=255)?, self.text("value", value, 0..=16 * KIB)?))
            })?,
        })
    }

    pub(super) fn document(&mut self, d: w::Document) -> Converted<BusinessDocument> {
        Ok(BusinessDocument {
            kind: self.text("kind", d.kind, WORD)?,
            filename: self.text("filename", d.filename, 1..=255)?,
            source: match d.source {
                w::DocumentSource::Blob(b) => DocumentSource::Blob { blob: self.blob("source", b)? },
                w::DocumentSource::Remote(m) => DocumentSource::Remote { remote: self.remote("source", m)? },
            },
        })
    }
}

fn money(m: w::Money) -> Converted<Money> {
    let iso = m.currency.len() == 3 && m.currency.bytes().all(|b| b.is_ascii_uppercase());
    if iso { Ok(Money { minor: m.minor, currency: m.currency }) } else { Err(bad("total.currency", "is not ISO 4217")) }
}

fn change(change: w::CardChange) -> CardChange {
    match change {
        w::CardChange::Created => CardChange::Created,
        w::CardChange::StatusChanged => CardChange::StatusChanged,
        w::CardChange::Updated => CardChange::Updated,
    }
}

pub(crate) fn descriptor(d: wm::Descriptor) -> Converted<BusinessDescriptor> {
    let mut r = Reader::plain();
    at_most("descriptor.modules", &d.modules, 64)?;
    Ok(BusinessDescriptor {
        system: r.text("descriptor.system", d.system, WORD)?,
        modules: numbered("descriptor.modules", d.modules, |m| {
            at_most("statuses", &m.statuses, 100)?;
            at_most("fields", &m.fields, 100)?;
            Ok(ModuleInfo {
                id: r.text("id", m.id, WORD)?,
                name: r.text("name", m.name, 1..=255)?,
                statuses: numbered("statuses", m.statuses, |(word, label)| {
                    Ok((r.text("word", word, 1..=255)?, r.text("label", label, SHORT)?))
                })?,
                fields: numbered("fields", m.fields, |f| r.text("name", f, ID))?,
            })
        })?,
    })
}
