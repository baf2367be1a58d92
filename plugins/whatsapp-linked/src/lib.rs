//! WhatsApp by a linked device, through a gateway of the operator's own: WAHA
//! or Evolution API.
//!
//! Reading order: the connector as Deskbell calls it; what differs between the
//! gateways (`gateway`, with one module each: `waha`, `evolution`); what they
//! tell us, in words of both (`told`, `content`, `proto`); what we ask of them
//! (`send`, `pairing`, over `api`).

mod connector;
mod gateway;

// The gateway to us.
mod content;
mod proto;
mod told;

// We to the gateway.
mod api;
mod file;
mod media;
mod outgoing;
mod pace;
mod pairing;
mod send;

// What both need.
mod bounds;
mod desk;
mod errors;
mod jid;
mod json;
mod memory;
mod message_id;
mod settings;

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod script;

deskbell_sdk::export_channel!(connector::Linked, webhook, pairing, history, contacts);
