//! The simulator over real HTTP, with a callback that takes its webhooks.
#![allow(clippy::unwrap_used)]

#[path = "simulator/bench.rs"]
mod bench;
#[path = "simulator/fault.rs"]
mod fault;
#[path = "simulator/graph.rs"]
mod graph;
#[path = "simulator/host.rs"]
mod host;
#[path = "simulator/media.rs"]
mod media;
#[path = "simulator/page.rs"]
mod page;
#[path = "simulator/template.rs"]
mod template;
#[path = "simulator/webhook.rs"]
mod webhook;
