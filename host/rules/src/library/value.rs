//! Values at the edge between facts and scripts.

use super::{CardHandle, Document, Moment};
use crate::facts::{CardIndex, Facts};
use crate::run::{card_name, shorten};
use rhai::{Array, Dynamic, ImmutableString, Map};

/// Bytes of a text that a script gets to see.
const TEXT_BYTES: usize = 16 * 1024;

/// What a script can hold, as far as it can be known before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Any,
    Nothing,
    Bool,
    Number,
    Text,
    List,
    Map,
    /// An object of the library.
    Fact(&'static str),
}

impl Kind {
    /// As it is called in messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Any => "anything",
            Self::Nothing => "nothing",
            Self::Bool => "true or false",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::List => "a list",
            Self::Map => "a map",
            Self::Fact(name) => fact_word(name),
        }
    }

    /// A value of this kind may stand where `wanted` is asked for.
    pub fn fits(self, wanted: Self) -> bool {
        self == Self::Any || wanted == Self::Any || self == wanted
    }
}

fn fact_word(name: &'static str) -> &'static str {
    match name {
        "Card" => "a card",
        "Cards" => "cards",
        "Contact" => "a contact",
        "Document" => "a document",
        "Moment" => "a moment",
        "Message" => "a message",
        "Event" => "an event",
        other => other,
    }
}

/// What a value is called when it is the wrong one.
pub(crate) fn type_word(value: &Dynamic) -> String {
    let name = value.type_name();
    match name {
        "()" => "nothing".to_owned(),
        "bool" => "true or false".to_owned(),
        "i64" | "f64" => "a number".to_owned(),
        "string" | "char" => "a text".to_owned(),
        "array" => "a list".to_owned(),
        "map" => "a map".to_owned(),
        other if other.ends_with("CardHandle") => "a card".to_owned(),
        other if other.ends_with("::Cards") => "cards".to_owned(),
        other => {
            let word = other.rsplit("::").next().unwrap_or(other).trim_end_matches("Handle").to_lowercase();
            format!("a {word}")
        }
    }
}

/// A value for a script, with what an explanation says of it.
#[derive(Clone)]
pub(crate) struct Fact {
    pub value: Dynamic,
    pub shown: Shown,
}

#[derive(Debug, Clone)]
pub(crate) enum Shown {
    Nothing,
    Bool(bool),
    Number(i64),
    Text(ImmutableString),
    /// Too private to be shown: its length in characters.
    Length(usize),
    /// The last two digits.
    Phone(ImmutableString),
    Count(usize),
    Card(CardIndex),
    Word(&'static str),
    /// Always the same, so not worth a line.
    Silent,
}

impl Shown {
    pub fn text(&self, facts: &Facts) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::Text(value) => shorten(value),
            Self::Length(chars) => format!("{chars} characters"),
            Self::Phone(value) => masked(value),
            Self::Count(count) => format!("{count} in the list"),
            Self::Card(index) => card_name(facts, *index),
            Self::Word(word) => (*word).to_owned(),
            Self::Silent => String::new(),
        }
    }
}

fn masked(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let tail: String = digits[digits.len().saturating_sub(2)..].iter().collect();
    format!("…{tail}")
}

impl Fact {
    pub fn nothing() -> Self {
        Self { value: Dynamic::UNIT, shown: Shown::Nothing }
    }

    pub fn bool(value: bool) -> Self {
        Self { value: value.into(), shown: Shown::Bool(value) }
    }

    pub fn number(value: i64) -> Self {
        Self { value: value.into(), shown: Shown::Number(value) }
    }

    pub fn count(value: usize) -> Self {
        Self::number(i64::try_from(value).unwrap_or(i64::MAX))
    }

    pub fn text(value: &str) -> Self {
        let text: ImmutableString = bounded(value).into();
        Self { value: text.clone().into(), shown: Shown::Text(text) }
    }

    pub fn maybe_text(value: Option<&str>) -> Self {
        value.map_or_else(Self::nothing, Self::text)
    }

    pub fn private(value: &str) -> Self {
        Self { value: ImmutableString::from(bounded(value)).into(), shown: Shown::Length(value.chars().count()) }
    }

    pub fn phone(value: Option<&str>) -> Self {
        let Some(value) = value else { return Self::nothing() };
        let text: ImmutableString = value.into();
        Self { value: text.clone().into(), shown: Shown::Phone(text) }
    }

    pub fn texts<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let list: Array = values.map(|text| Dynamic::from(ImmutableString::from(bounded(text)))).collect();
        let shown = Shown::Count(list.len());
        Self { value: list.into(), shown }
    }

    pub fn thing<T: Clone + Send + Sync + 'static>(value: T, shown: Shown) -> Self {
        Self { value: Dynamic::from(value), shown }
    }
}

/// A very long text is cut, so that a rule which reads it does not fail.
fn bounded(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT_BYTES)]
}

/// Reads an argument, or says what was expected.
pub(crate) trait FromScript: Clone + Send + Sync + 'static {
    const KIND: Kind;
    fn from_script(value: &Dynamic) -> Option<Self>;
}

macro_rules! from_script {
    ($($type:ty, $kind:expr;)*) => {$(
        impl FromScript for $type {
            const KIND: Kind = $kind;
            fn from_script(value: &Dynamic) -> Option<Self> {
                value.read_lock::<$type>().map(|value| (*value).clone())
            }
        }
    )*};
}

from_script! {
    ImmutableString, Kind::Text;
    bool, Kind::Bool;
    i64, Kind::Number;
    Array, Kind::List;
    Map, Kind::Map;
    CardHandle, Kind::Fact("Card");
    Document, Kind::Fact("Document");
    Moment, Kind::Fact("Moment");
}
