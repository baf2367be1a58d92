//! Everything a script can name, from one table.
//!
//! Each type, property, method and function is registered together with its
//! meaning, so the checker, the language reference and the engine cannot differ.
//! Facts have no setters: they are read-only.

mod card;
mod channel;
mod contact;
mod conversation;
mod decision;
mod event;
mod message;
mod moment;
mod settings;
mod table;
mod value;

use card::{CardHandle, Document};
pub(crate) use conversation::priority_word;
pub(crate) use decision::{allowed, is_decision};
pub(crate) use event::EventHandle;
pub(crate) use message::{MessageHandle, message_text};
pub(crate) use moment::{Hours, Moment};
pub(crate) use settings::{Settings, setting_value};
pub(crate) use table::{About, Callable, Describe, Library, Parameter, TypeEntry, refuse};
pub(crate) use value::{Fact, Kind, Shown};

/// What every script can name; `settings` are the names that the packs declare.
pub(crate) fn register(library: &mut Library, settings: &[(String, Kind)]) {
    message::register(library);
    contact::register(library);
    card::register(library);
    conversation::register(library);
    channel::register(library);
    event::register(library);
    moment::register(library);
    settings::register(library, settings);
    decision::register(library);
    library.global("now", Kind::Fact("Moment"), "This moment, by the shop's own clock.");
    library.global("hours", Kind::Fact("Hours"), "The shop's opening hours.");
    library.global(
        "settings",
        Kind::Fact("Settings"),
        "The settings of this pack, from `pack.toml` and the workspace.",
    );
}
