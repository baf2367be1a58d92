//! Rules decide: packs of Rhai scripts, facts in, decisions and an explanation out.
//!
//! Alone in knowing rhai. Pure: no I/O, no clock that a script could see, no
//! randomness. Reading order: [`PackSource`] (what a consultant writes),
//! [`RuleSet`] (compiled packs, shared by all), [`Ruled`] (what came out).
//! Inside: `manifest` reads `pack.toml`, `library` holds everything a script
//! can name, `check` finds mistakes before a script runs, `run` records what a
//! script read and decided, `bench` runs the tests that come with a pack.

mod bench;
mod check;
mod engine;
mod error;
mod facts;
mod facts_json;
mod hook;
mod library;
mod limits;
mod manifest;
mod pack;
mod reference;
mod ruleset;
mod run;
mod shipped;
mod source;
mod watch;

pub use bench::{TestOutcome, TestReport};
pub use error::RuleError;
pub use facts_json::{FactsError, FactsInput};
pub use hook::Hook;
pub use limits::Limits;
pub use manifest::{Manifest, Setting, SettingType};
pub use pack::compile_source;
pub use reference::reference;
pub use ruleset::{RuleSet, Ruled, RunError, run};
pub use shipped::shipped;
pub use source::{PackSource, SourceError};
