//! How far a rule may go. The limits are always set; a shop's own may be tighter.

use serde::{Deserialize, Serialize};
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Steps of one run of one hook, calls inside calls included.
    pub operations: u64,
    /// Real time of one run; only a guard against a slow machine, the
    /// operations end a run long before.
    pub wall_ms: u64,
    pub call_depth: usize,
    pub expression_depth: usize,
    /// Bytes of one text, also of all texts in one list.
    pub text_bytes: usize,
    pub list_items: usize,
    pub map_entries: usize,
    pub variables: usize,
    pub functions: usize,
    /// Decisions of one run.
    pub decisions: usize,
    /// Bytes of one file of a pack.
    pub source_bytes: usize,
    /// Files of one pack.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            operations: 20_000,
            wall_ms: 250,
            call_depth: 16,
            expression_depth: 40,
            text_bytes: 32 * 1024,
            list_items: 1_000,
            map_entries: 200,
            variables: 64,
            functions: 64,
            decisions: 32,
            source_bytes: 256 * 1024,
            files: 64,
        }
    }
}

impl Limits {
    pub(crate) fn wall(&self) -> Duration {
        Duration::from_millis(self.wall_ms)
    }

    /// Tests build facts and run hooks, so they may go further than a rule.
    pub(crate) fn for_tests(&self) -> Self {
        Self {
            operations: self.operations.saturating_mul(20),
            wall_ms: self.wall_ms.saturating_mul(20),
            functions: self.functions.saturating_mul(16),
            ..self.clone()
        }
    }
}
