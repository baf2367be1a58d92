//! The edge as its users meet it: HTTP to a real host on a free port.

#![allow(clippy::unwrap_used)]

mod events;
mod hooks;
mod host;
mod media;
mod pages;
mod permissions;
mod server;
mod session;
