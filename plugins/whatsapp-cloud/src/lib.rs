//! WhatsApp Business Platform, Cloud API.
//!
//! Reading order: the connector as Deskbell calls it; what Meta sends to us
//! (`webhook`); what we send to Meta (`send`, `signal`, `media`, `account`,
//! over `graph`); what its refusals mean (`errors`).

mod connector;

// Meta to us.
mod webhook;

// We to Meta.
mod account;
mod graph;
mod media;
mod send;
mod signal;

// What both need.
mod bounds;
mod errors;
mod json;
mod party;
mod settings;

#[cfg(test)]
mod script;

deskbell_sdk::export_channel!(connector::WhatsApp);

/// The translation of a body alone, for the fuzz target: what the host gets
/// from it for the account of the recorded webhooks.
#[doc(hidden)]
pub fn translated(body: &[u8]) -> Vec<deskbell_sdk::channel::Event> {
    let scope = webhook::Scope {
        phone_number_id: "106540352242922",
        waba_id: "102290129340398",
        received_ms: 1_780_000_000_000,
    };
    webhook::translate(&scope, body).events
}
