//! The public API: one file a noun, each with its wire shapes, their one
//! conversion from what the app says, and its handlers.
//!
//! Ids are numbers (channels: names), moments RFC 3339 texts, closed sets
//! kebab-case words; absent is null.

pub(crate) mod backups;
pub(crate) mod brief;
pub(crate) mod cards;
pub(crate) mod channels;
pub(crate) mod connect;
pub(crate) mod contacts;
pub(crate) mod conversations;
pub(crate) mod events;
pub(crate) mod extract;
pub(crate) mod list;
pub(crate) mod media;
pub(crate) mod messages;
pub(crate) mod mirror;
pub(crate) mod outbox;
pub(crate) mod pairing;
pub(crate) mod people;
pub(crate) mod plugins;
pub(crate) mod requests;
pub(crate) mod rules;
pub(crate) mod session;
pub(crate) mod tasks;
pub(crate) mod templates;
pub(crate) mod time;
