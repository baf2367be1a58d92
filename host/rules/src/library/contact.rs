//! The customer.

use super::card::Cards;
use super::table::{About, Callable, Library, Parameter};
use super::value::{Fact, Kind};
use crate::facts::Facts;
use crate::run::Subject;
use deskbell_domain::contact::Contact;
use rhai::ImmutableString;

#[derive(Clone)]
pub(crate) struct ContactHandle(pub Facts);

impl About for ContactHandle {
    fn subject(&self) -> Subject {
        match self.0 {
            Facts::Inbound(_) => Subject::Named("msg.contact"),
            Facts::Trigger(_) => Subject::Named("event.contact"),
        }
    }
}

impl ContactHandle {
    fn get(&self) -> Result<&Contact, String> {
        self.0.contact().ok_or_else(|| "there is no contact".to_owned())
    }

    fn fact(&self, read: impl FnOnce(&Contact) -> Fact) -> Fact {
        self.0.contact().map_or_else(Fact::nothing, read)
    }
}

pub(super) fn register(library: &mut Library) {
    const TAG: &[Parameter] = &[Parameter::new("tag", Kind::Text)];
    const MODULE: &[Parameter] = &[Parameter::new("module", Kind::Text)];
    let cards = |parameters, doc| Callable { name: "cards", parameters, gives: Kind::Fact("Cards"), doc };
    library
        .describe::<ContactHandle>("Contact", "A customer as we know them.")
        .property("known", Kind::Bool, "Known to the business system, not only by having written.", |c| {
            c.fact(|contact| Fact::bool(contact.is_customer()))
        })
        .property("name", Kind::Text, "Their name; () when nobody said it.", |c| {
            c.fact(|contact| Fact::maybe_text(contact.name.as_deref()))
        })
        .property("first_name", Kind::Text, "The first word of their name; () when there is none.", |c| {
            c.fact(|contact| Fact::maybe_text(contact.first_name()))
        })
        .property("phone", Kind::Text, "Their first number; () when there is none.", |c| {
            c.fact(|contact| Fact::phone(contact.phone()))
        })
        .property("language", Kind::Text, "\"pt-BR\"; () when it is not known.", |c| {
            c.fact(|contact| Fact::maybe_text(contact.language.as_deref()))
        })
        .property("tags", Kind::List, "Their tags.", |c| {
            c.fact(|contact| Fact::texts(contact.tags.iter().map(String::as_str)))
        })
        .method1::<ImmutableString>(
            Callable { name: "has_tag", parameters: TAG, gives: Kind::Bool, doc: "One of their tags is this one." },
            |c, tag| Ok(Fact::bool(c.get()?.tags.iter().any(|t| *t == tag.as_str()))),
        )
        .method0(cards(&[], "Their records, last updated first."), |c| Ok(Cards::all(&c.0).into()))
        .method1::<ImmutableString>(cards(MODULE, "Their records of one module: \"repair-order\"."), |c, module| {
            Ok(Cards::all(&c.0).keep(|card| card.module == module.as_str()).into())
        });
}
