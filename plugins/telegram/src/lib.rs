//! Telegram bots, by the Bot API.
//!
//! Reading order: the connector as Deskbell calls it; what Telegram tells us
//! (`updates`, asked for by `poll` or brought by a webhook); what we send to
//! Telegram (`send`, `signal`, `media`, `account`, over `api`); what its
//! refusals mean (`errors`).

mod connector;

// Telegram to us.
mod poll;
mod updates;

// We to Telegram.
mod account;
mod api;
mod media;
mod send;
mod signal;

// What both need.
mod bounds;
mod errors;
mod json;
mod memory;
mod person;
mod remote_id;
mod settings;
mod token;

#[cfg(test)]
mod script;

deskbell_sdk::export_channel!(connector::Telegram, webhook, poller);
