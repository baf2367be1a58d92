//! Files: what WhatsApp takes, and fetching what customers sent.

pub(crate) mod digest;
mod fetch;
mod format;

pub(crate) use fetch::fetch;
pub(crate) use format::{check, default_filename};
