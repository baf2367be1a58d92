//! Finds mistakes in a script before it runs: names that do not exist, wrong
//! numbers and kinds of arguments, decisions in the wrong hook.
//!
//! It follows each hook from its parameter, whose kind is known, through the
//! functions it calls. Where a kind cannot be known it stays silent, and the
//! engine finds the mistake when the script runs.

mod call;
mod chain;
mod expression;
mod file;
mod scope;
mod statement;
pub(crate) mod suggest;
mod syntax;

pub(crate) use file::{file, function_position};
pub(crate) use syntax::syntax;

use rhai::Position;

/// What the functions of a file are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Rules,
    Tests,
}

/// One mistake, where it stands, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub at: Position,
    pub message: String,
    pub hint: Option<String>,
}
