//! What the business means: pure types and pure decisions.
//!
//! No input or output, no async, no clock, no randomness: `now`, ids and facts
//! come in as arguments. Everything else in the host speaks in these words.
//!
//! Reading order: [`id`], [`time`], [`address`], [`phone`], [`contact`],
//! [`reach`], [`card`], [`conversation`], [`message`], [`delivery`], [`window`],
//! [`channel`], [`inbound`], [`outbound`], [`business`], [`rule`], [`task`],
//! [`outbox`], [`template`], [`merge`], [`journal`], [`feed`], [`user`].

pub mod address;
pub mod business;
pub mod card;
pub mod channel;
pub mod contact;
pub mod conversation;
pub mod delivery;
pub mod feed;
pub mod hours;
pub mod id;
pub mod inbound;
pub mod journal;
pub mod media;
pub mod merge;
pub mod message;
pub mod outbound;
pub mod outbox;
pub mod pairing;
pub mod phone;
pub mod problem;
pub mod reach;
pub mod rule;
pub mod secret;
pub mod task;
pub mod template;
pub mod time;
pub mod user;
pub mod window;
