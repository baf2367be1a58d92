//! Business records and their documents.

use super::moment::Moment;
use super::table::{About, Callable, Library, Parameter};
use super::value::{Fact, Kind, Shown};
use crate::facts::{CardIndex, Facts};
use crate::run::Subject;
use deskbell_domain::card::{self, Card, Money};
use deskbell_domain::media::MediaState;
use rhai::{Dynamic, ImmutableString};

/// Some of the contact's cards, in the order of the facts.
#[derive(Clone)]
pub(crate) struct Cards {
    facts: Facts,
    picked: Vec<CardIndex>,
}

#[derive(Clone)]
pub(crate) struct CardHandle {
    pub facts: Facts,
    pub index: CardIndex,
}

#[derive(Clone)]
pub(crate) struct Document {
    card: CardHandle,
    position: usize,
}

impl Cards {
    pub fn all(facts: &Facts) -> Self {
        let count = CardIndex::try_from(facts.cards().len()).unwrap_or(CardIndex::MAX);
        Self { facts: facts.clone(), picked: (0..count).collect() }
    }

    pub fn keep(mut self, wanted: impl Fn(&Card) -> bool) -> Self {
        let facts = &self.facts;
        self.picked.retain(|index| facts.card(*index).is_some_and(&wanted));
        self
    }

    fn iter(&self) -> impl Iterator<Item = (CardIndex, &Card)> {
        self.picked.iter().filter_map(|index| Some((*index, self.facts.card(*index)?)))
    }

    fn handle(&self, index: Option<CardIndex>) -> Fact {
        index.map_or_else(Fact::nothing, |index| CardHandle { facts: self.facts.clone(), index }.into())
    }
}

impl From<Cards> for Fact {
    fn from(cards: Cards) -> Self {
        let shown = Shown::Count(cards.picked.len());
        Self::thing(cards, shown)
    }
}

impl From<CardHandle> for Fact {
    fn from(card: CardHandle) -> Self {
        let shown = Shown::Card(card.index);
        Self::thing(card, shown)
    }
}

impl IntoIterator for Cards {
    type Item = CardHandle;
    type IntoIter = std::vec::IntoIter<CardHandle>;
    fn into_iter(self) -> Self::IntoIter {
        let cards: Vec<_> =
            self.picked.iter().map(|index| CardHandle { facts: self.facts.clone(), index: *index }).collect();
        cards.into_iter()
    }
}

impl CardHandle {
    pub fn get(&self) -> Result<&Card, String> {
        self.facts.card(self.index).ok_or_else(|| "there is no such card".to_owned())
    }

    fn fact(&self, read: impl FnOnce(&Card) -> Fact) -> Fact {
        self.facts.card(self.index).map_or_else(Fact::nothing, read)
    }

    /// A document by its kind, else by its file name.
    pub fn document(&self, name: &str) -> Option<Document> {
        let documents = &self.facts.card(self.index)?.documents;
        let by_kind = documents.iter().position(|d| d.kind == name);
        let position = by_kind.or_else(|| documents.iter().position(|d| d.filename == name))?;
        Some(Document { card: self.clone(), position })
    }
}

impl Document {
    pub fn get(&self) -> Result<&card::Document, String> {
        self.card.get()?.documents.get(self.position).ok_or_else(|| "there is no such document".to_owned())
    }

    fn fact(&self, read: impl FnOnce(&card::Document) -> Fact) -> Fact {
        self.get().map_or_else(|_| Fact::nothing(), read)
    }
}

impl About for Cards {
    fn subject(&self) -> Subject {
        Subject::Named("cards")
    }
}

impl About for CardHandle {
    fn subject(&self) -> Subject {
        Subject::Card(self.index)
    }
}

impl About for Document {
    fn subject(&self) -> Subject {
        Subject::Named("document")
    }
}

pub(super) fn register(library: &mut Library) {
    cards(library);
    one_card(library);
    documents(library);
    library.engine.register_iterator::<Cards>();
    library.engine.register_fn("==", |a: &mut CardHandle, b: CardHandle| a.index == b.index);
    library.engine.register_fn("!=", |a: &mut CardHandle, b: CardHandle| a.index != b.index);
}

fn cards(library: &mut Library) {
    const STATUS: &[Parameter] = &[Parameter::new("status", Kind::Text)];
    const MODULE: &[Parameter] = &[Parameter::new("module", Kind::Text)];
    const NUMBER: &[Parameter] = &[Parameter::new("number", Kind::Text)];
    let some = |name, parameters, doc| Callable { name, parameters, gives: Kind::Fact("Cards"), doc };
    let one = |name, parameters, doc| Callable { name, parameters, gives: Kind::Fact("Card"), doc };
    library
        .describe::<Cards>("Cards", "Some of a contact's records; a `for` loop goes through them.")
        .items(Kind::Fact("Card"))
        .property("count", Kind::Number, "How many.", |c| Fact::count(c.picked.len()))
        .property("empty", Kind::Bool, "There are none.", |c| Fact::bool(c.picked.is_empty()))
        .method0(some("open", &[], "Those still being worked on."), |c| Ok(c.clone().keep(|card| card.open).into()))
        .method0(some("closed", &[], "Those that are done."), |c| Ok(c.clone().keep(|card| !card.open).into()))
        .method1::<ImmutableString>(some("with_status", STATUS, "Those with this status word."), |c, status| {
            Ok(c.clone().keep(|card| card.status == status.as_str()).into())
        })
        .method1::<ImmutableString>(some("of", MODULE, "Those of one module."), |c, module| {
            Ok(c.clone().keep(|card| card.module == module.as_str()).into())
        })
        .method0(one("newest", &[], "The one created last; () when there are none."), |c| {
            Ok(c.handle(c.iter().max_by_key(|(index, card)| (card.created, std::cmp::Reverse(*index))).map(|(i, _)| i)))
        })
        .method0(one("last_updated", &[], "The one changed last; () when there are none."), |c| {
            Ok(c.handle(c.iter().max_by_key(|(index, card)| (card.updated, std::cmp::Reverse(*index))).map(|(i, _)| i)))
        })
        .method1::<ImmutableString>(
            one("numbered", NUMBER, "The one with this number; () when there is none."),
            |c, n| Ok(c.handle(c.iter().find(|(_, card)| card.number == n.as_str()).map(|(index, _)| index))),
        );
}

fn one_card(library: &mut Library) {
    const NAME: &[Parameter] = &[Parameter::new("name", Kind::Text)];
    const OTHER: &[Parameter] = &[Parameter::new("other", Kind::Fact("Card"))];
    let moment = |c: &CardHandle, at: fn(&Card) -> Option<jiff::Timestamp>| {
        c.fact(|card| at(card).map_or_else(Fact::nothing, |at| Moment::new(at, c.facts.time_zone()).into()))
    };
    library
        .describe::<CardHandle>("Card", "A business record: a repair order, a quote, an opportunity.")
        .property("module", Kind::Text, "\"repair-order\", \"quote\", \"opportunity\", …", |c| {
            c.fact(|card| Fact::text(card.module.as_str()))
        })
        .property("number", Kind::Text, "As people say it: \"1042\".", |c| {
            c.fact(|card| Fact::text(card.number.as_str()))
        })
        .property("title", Kind::Text, "What it is about.", |c| c.fact(|card| Fact::text(card.title.as_str())))
        .property("status", Kind::Text, "The status word: \"ready\".", |c| {
            c.fact(|card| Fact::text(card.status.as_str()))
        })
        .property("status_label", Kind::Text, "The status as people read it.", |c| {
            c.fact(|card| Fact::text(card.status_label.as_str()))
        })
        .property("open", Kind::Bool, "Still being worked on.", |c| c.fact(|card| Fact::bool(card.open)))
        .property("created", Kind::Fact("Moment"), "When it was made.", move |c| moment(c, |card| Some(card.created)))
        .property("updated", Kind::Fact("Moment"), "When it last changed.", move |c| {
            moment(c, |card| Some(card.updated))
        })
        .property("due", Kind::Fact("Moment"), "When it is due; () when it never is.", move |c| {
            moment(c, |card| card.due)
        })
        .property("total", Kind::Text, "The amount, \"1250.00 EUR\"; () when there is none.", |c| {
            c.fact(|card| card.total.as_ref().map_or_else(Fact::nothing, |total| Fact::text(&amount(total))))
        })
        .property(
            "total_cents",
            Kind::Number,
            "The amount in the currency's smallest unit; () when there is none.",
            |c| c.fact(|card| card.total.as_ref().map_or_else(Fact::nothing, |total| Fact::number(total.minor))),
        )
        .property("link", Kind::Text, "Where it is in the business system; () when there is no link.", |c| {
            c.fact(|card| Fact::maybe_text(card.link.as_deref()))
        })
        .method1::<ImmutableString>(
            Callable {
                name: "field",
                parameters: NAME,
                gives: Kind::Text,
                doc: "A field by name; () when it has none.",
            },
            |c, name| Ok(Fact::maybe_text(c.get()?.fields.get(name.as_str()).map(String::as_str))),
        )
        .method1::<ImmutableString>(
            Callable {
                name: "document",
                parameters: NAME,
                gives: Kind::Fact("Document"),
                doc: "A document by kind (\"quote\", \"invoice\") or file name; () when there is none.",
            },
            |c, name| Ok(c.document(&name).map_or_else(Fact::nothing, Fact::from)),
        )
        .method1::<CardHandle>(
            Callable { name: "newer_than", parameters: OTHER, gives: Kind::Bool, doc: "Made after the other one." },
            |c, other| Ok(Fact::bool(c.get()?.created > other.get()?.created)),
        );
}

fn documents(library: &mut Library) {
    library
        .describe::<Document>("Document", "A file that belongs to a card.")
        .property("kind", Kind::Text, "\"quote\", \"invoice\", …", |d| {
            d.fact(|document| Fact::text(document.kind.as_str()))
        })
        .property("filename", Kind::Text, "Its file name.", |d| {
            d.fact(|document| Fact::text(document.filename.as_str()))
        })
        .property("lost", Kind::Bool, "It could not be fetched and never will be.", |d| {
            d.fact(|document| Fact::bool(matches!(document.media, MediaState::Lost { .. })))
        });
}

impl From<Document> for Fact {
    fn from(document: Document) -> Self {
        let shown = document.get().map_or(Shown::Nothing, |d| Shown::Text(d.filename.as_str().into()));
        Self { value: Dynamic::from(document), shown }
    }
}

/// Two digits behind the point fit every currency but a few; those show none.
fn amount(money: &Money) -> String {
    let sign = if money.minor < 0 { "-" } else { "" };
    let minor = money.minor.unsigned_abs();
    match money.currency.as_str() {
        "JPY" | "KRW" | "CLP" | "PYG" | "ISK" | "VND" => format!("{sign}{minor} {}", money.currency),
        currency => format!("{sign}{}.{:02} {currency}", minor / 100, minor % 100),
    }
}
