//! The one configuration of the compiler and the runtime.

use crate::limits::{CORE_INSTANCES, MEMORIES, TABLE_ELEMENTS, TABLES};
use std::time::Duration;
use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, ModuleVersionStrategy, OptLevel, PoolingAllocationConfig,
    WasmBacktraceDetails,
};

/// The full version: an artefact of another patch release is never used.
pub(crate) const WASMTIME: &str = "48.0.8";
/// How often a running guest is interrupted to look at its budget.
const TICK: Duration = Duration::from_millis(10);

/// Where instances live. The choice does not change the compiled code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allocation {
    /// Slots prepared in advance, for this many calls at the same time.
    Pooling {
        calls: u32,
    },
    OnDemand,
}

/// Shared by the server and the compiling child, so that what one compiles
/// the other accepts.
pub(crate) fn engine_config(allocation: Allocation) -> wasmtime::Result<Config> {
    let mut config = Config::new();
    config.wasm_component_model(true);
    config.epoch_interruption(true);
    config.cranelift_opt_level(OptLevel::Speed);
    config.max_wasm_stack(512 << 10).async_stack_size(2 << 20);
    config.wasm_relaxed_simd(false).wasm_memory64(false);
    // The contract is synchronous; without this every call takes a slower path.
    config.concurrency_support(false);
    config.wasm_backtrace_details(WasmBacktraceDetails::Disable);
    config.module_version(ModuleVersionStrategy::Custom(WASMTIME.into()))?;
    if let Allocation::Pooling { calls } = allocation {
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(calls)));
    }
    Ok(config)
}

/// A Python component has 38 core modules and 5 672 table elements; figures
/// leave it room.
fn pool(calls: u32) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(calls)
        .total_memories(calls)
        .total_stacks(calls)
        .total_tables(calls * 4)
        .total_core_instances(calls * 64)
        .max_core_instances_per_component(CORE_INSTANCES as u32)
        .max_memories_per_component(MEMORIES as u32)
        .max_tables_per_component(TABLES as u32)
        .max_component_instance_size(10 << 20)
        .max_core_instance_size(4 << 20)
        .table_elements(TABLE_ELEMENTS)
        .max_memory_size(256 << 20)
        .max_unused_warm_slots(32)
        .linear_memory_keep_resident(1 << 20)
        .table_keep_resident(64 << 10)
        // Where the kernel can tell which pages a guest touched, only those are
        // wiped for the next one.
        .pagemap_scan(Enabled::Auto);
    pool
}

/// An engine with the wished allocation, or on demand where the system does
/// not give that much address space.
pub(crate) fn engine(wished: Allocation) -> wasmtime::Result<(Engine, Allocation)> {
    match Engine::new(&engine_config(wished)?) {
        Ok(engine) => Ok((engine, wished)),
        Err(error) if wished != Allocation::OnDemand => {
            tracing::warn!(%error, "instance pool refused by the system; plugin calls will be slower and memory less predictable");
            Ok((Engine::new(&engine_config(Allocation::OnDemand)?)?, Allocation::OnDemand))
        }
        Err(error) => Err(error),
    }
}

/// The clock of all guests. It ends with the engine.
pub(crate) fn start_ticking(engine: &Engine) -> std::io::Result<()> {
    let engine = engine.weak();
    let tick = move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(TICK);
        }
    };
    std::thread::Builder::new().name("plugin-ticks".into()).spawn(tick).map(drop)
}

/// Names everything that an artefact depends on besides its source.
pub(crate) fn flavour(engine: &Engine) -> String {
    use std::hash::{Hash, Hasher};
    let mut hasher = std::hash::DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    format!("{WASMTIME}-{:016x}", hasher.finish())
}
