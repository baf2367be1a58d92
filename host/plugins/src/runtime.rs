//! The sandbox of one process: engine, pool, memory budget, compiled files.

use crate::admission::{Admission, HostSlots};
use crate::caps::http::{ClientError, ClientMaker};
use crate::compile::CompilerCommand;
use crate::compiled::CompiledCache;
use crate::engine::{Allocation, engine, flavour, start_ticking};
use crate::grants::GrantPolicy;
use crate::limits::Profile;
use crate::load::{LoadError, load};
use crate::memory::MemoryBudget;
use crate::metrics;
use crate::plugin::Plugin;
use bytes::Bytes;
use std::path::PathBuf;
use std::sync::Arc;
use wasmtime::Engine;

#[derive(Debug, Clone)]
pub struct RuntimeConfig {
    /// Compiled components; belongs to this user alone.
    pub cache_dir: PathBuf,
    pub compiler: CompilerCommand,
    pub allocation: Allocation,
    /// Bytes of linear memory of all plugins together.
    pub guest_memory: usize,
    /// Calls that run at the same time in the whole process.
    pub concurrent_calls: usize,
    /// Certificates (DER) that outgoing connections trust besides the public ones.
    pub extra_roots: Vec<Vec<u8>>,
}

impl RuntimeConfig {
    pub fn new(cache_dir: impl Into<PathBuf>, compiler: CompilerCommand) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            cache_dir: cache_dir.into(),
            compiler,
            allocation: Allocation::Pooling { calls: 256 },
            guest_memory: (total_memory() / 4).min(2 << 30),
            concurrent_calls: (16 * cores).min(256),
            extra_roots: Vec::new(),
        }
    }
}

fn total_memory() -> usize {
    let info = rustix::system::sysinfo();
    let bytes = u128::from(info.totalram) * u128::from(info.mem_unit);
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    #[error("start the sandbox: {0}")]
    Engine(String),
    #[error("open the folder for compiled plugins `{}`: {source}", .dir.display())]
    Cache {
        dir: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("start the sandbox's clock: {0}")]
    Clock(#[source] std::io::Error),
    #[error(transparent)]
    Client(#[from] ClientError),
}

pub struct Runtime {
    engine: Engine,
    allocation: Allocation,
    cache: CompiledCache,
    compiler: CompilerCommand,
    memory: Arc<MemoryBudget>,
    slots: HostSlots,
    clients: ClientMaker,
}

/// For gauges and the operator's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuntimeStats {
    /// Whether instances come from the pool.
    pub pooling: bool,
    /// Bytes that guests hold now.
    pub guest_memory: usize,
    pub instances: u64,
    pub memories: u64,
    /// Calls that may still start.
    pub free_calls: usize,
}

impl Runtime {
    pub fn new(config: RuntimeConfig) -> Result<Arc<Self>, RuntimeError> {
        let (engine, allocation) = engine(config.allocation).map_err(|e| RuntimeError::Engine(format!("{e:#}")))?;
        start_ticking(&engine).map_err(RuntimeError::Clock)?;
        let cache = CompiledCache::open(&config.cache_dir, flavour(&engine))
            .map_err(|source| RuntimeError::Cache { dir: config.cache_dir, source })?;
        Ok(Arc::new(Self {
            engine,
            allocation,
            cache,
            compiler: config.compiler,
            memory: MemoryBudget::new(config.guest_memory),
            slots: HostSlots::new(config.concurrent_calls),
            clients: ClientMaker::new(&config.extra_roots)?,
        }))
    }

    /// Loads a plugin that is part of this product: everything its manifest
    /// asks for is granted. Others go through [`Runtime::load_granted`].
    pub async fn load(self: &Arc<Self>, wasm: Bytes) -> Result<Arc<Plugin>, LoadError> {
        load(self, wasm, &GrantPolicy::AllAsked).await
    }

    pub async fn load_granted(self: &Arc<Self>, wasm: Bytes, policy: &GrantPolicy) -> Result<Arc<Plugin>, LoadError> {
        load(self, wasm, policy).await
    }

    /// Also sets the gauges.
    pub fn stats(&self) -> RuntimeStats {
        let pool = self.engine.pooling_allocator_metrics();
        let stats = RuntimeStats {
            pooling: self.allocation != Allocation::OnDemand,
            guest_memory: self.memory.used(),
            instances: pool.as_ref().map_or(0, |p| p.component_instances()),
            memories: pool.as_ref().map_or(0, |p| p.memories() as u64),
            free_calls: self.slots.free(),
        };
        metrics::pool(&stats);
        stats
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn cache(&self) -> &CompiledCache {
        &self.cache
    }

    pub(crate) fn compiler(&self) -> &CompilerCommand {
        &self.compiler
    }

    pub(crate) fn memory(&self) -> Arc<MemoryBudget> {
        self.memory.clone()
    }

    pub(crate) fn host_slots(&self) -> &HostSlots {
        &self.slots
    }

    pub(crate) fn client_maker(&self) -> &ClientMaker {
        &self.clients
    }

    pub(crate) fn admission(&self, profile: Profile) -> Admission {
        Admission::new(&self.slots, profile)
    }
}
