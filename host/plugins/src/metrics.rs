//! What this crate counts. Labels: plugin id, export, and outcomes from a
//! small set; never an account, a host or a text.
//!
//! - `deskbell_plugin_calls_total{plugin, export, outcome}`
//! - `deskbell_plugin_call_seconds{plugin, export}`: wall time
//! - `deskbell_plugin_cpu_seconds{plugin, export}`: processor time of the call
//! - `deskbell_plugin_log_dropped_total{plugin}`: lines beyond a call's limit
//! - `deskbell_plugin_breaker_changes_total{plugin, state}`
//! - `deskbell_plugin_memory_bytes`, `deskbell_plugin_pool_instances`,
//!   `deskbell_plugin_pool_memories`: set by [`crate::Runtime::stats`], which
//!   whoever renders the figures calls before

use crate::breaker::BreakerState;
use crate::limits::Export;
use crate::outcome::Usage;
use crate::runtime::RuntimeStats;
use metrics::{counter, gauge, histogram};

pub(crate) fn call(plugin: &str, export: Export, outcome: &'static str, usage: &Usage) {
    let plugin = plugin.to_owned();
    counter!("deskbell_plugin_calls_total", "plugin" => plugin.clone(), "export" => export.name(), "outcome" => outcome)
        .increment(1);
    histogram!("deskbell_plugin_call_seconds", "plugin" => plugin.clone(), "export" => export.name())
        .record(usage.wall_ms as f64 / 1000.0);
    if usage.log_dropped > 0 {
        counter!("deskbell_plugin_log_dropped_total", "plugin" => plugin.clone()).increment(usage.log_dropped.into());
    }
    histogram!("deskbell_plugin_cpu_seconds", "plugin" => plugin, "export" => export.name())
        .record(usage.cpu.as_secs_f64());
}

pub(crate) fn breaker(plugin: &str, state: BreakerState) {
    counter!("deskbell_plugin_breaker_changes_total", "plugin" => plugin.to_owned(), "state" => state.name())
        .increment(1);
}

pub(crate) fn pool(stats: &RuntimeStats) {
    gauge!("deskbell_plugin_memory_bytes").set(stats.guest_memory as f64);
    gauge!("deskbell_plugin_pool_instances").set(stats.instances as f64);
    gauge!("deskbell_plugin_pool_memories").set(stats.memories as f64);
}
