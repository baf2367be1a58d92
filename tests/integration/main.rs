//! Whole-system tests: real plugins in the real runtime, a real store, real
//! HTTP, and the simulated provider on the other side.

#![allow(clippy::unwrap_used)]

mod bad_input;
mod business;
mod filing;
mod intake;
mod kept;
mod main_job;
mod outbox;
mod plugins;
mod window;
mod workspaces;
