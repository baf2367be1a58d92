//! SMS through a Kannel gateway.
//!
//! Reading order: the connector as Deskbell calls it; what we hand to Kannel
//! (`send`, with the alphabet and the count of parts in `encoding`, and
//! `account`); what its answers mean (`answer`); what Kannel hands to us
//! (`webhook`: messages and delivery reports).

mod connector;

// We to Kannel.
mod account;
mod answer;
mod encoding;
mod send;

// Kannel to us.
mod webhook;

// What both need.
mod phone;
mod settings;

deskbell_sdk::export_channel!(connector::Kannel);
