//! An imitation of WhatsApp's Graph API, with a phone to hold in the browser.
//!
//! A host under test talks to it as it would to Meta: it sends through the
//! Graph API and receives signed webhooks. A person, or a test, plays the
//! customers. Nothing leaves the machine.

/// What to imitate: numbers, secrets, delays, limits.
mod config;
/// Customers and templates for a demonstration.
pub mod demo;

/// Customers, their phones and what was said.
mod customer;
/// Troubles to order.
mod fault;
/// Uploaded files.
mod media;
/// Phone numbers as WhatsApp writes them.
mod number;
/// Message templates.
mod template;
/// All of the state, behind one lock.
mod world;

/// The webhooks: what they say, how they are signed, in which order they go.
mod callback;
mod courier;
mod mailroom;
mod payload;
mod signature;
mod timer;

/// What customers do.
mod inbound;
/// What happens by itself: sent, delivered, read.
mod progress;
/// The shared centre that the edges call.
mod sim;

/// The edges: Graph API, control API, the phone page.
mod control;
mod graph;
mod listener;
mod phone;

/// Start, hold, stop.
mod handle;

pub use callback::HandshakeError;
pub use config::{Latency, Limits, SimConfig, WebhookPolicy};
pub use courier::WebhookRecord;
pub use customer::{ChatMessage, CustomerSeed, Stage};
pub use fault::{FaultKind, FaultSpec};
pub use handle::{Handle, Simulator, StartError};
pub use inbound::{Act, InboundError};
pub use media::Media;
pub use signature::sign;
pub use template::{Template, TemplateStatus};
pub use world::{AcceptedSend, View};
