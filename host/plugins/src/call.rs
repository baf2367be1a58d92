//! One call: a fresh store, a fresh instance, three guards on its time and one
//! on its memory, and nothing left afterwards.

use crate::caps::kv::Overlay;
use crate::caps::media::Handed;
use crate::caps::{Broken, Caps};
use crate::cpu::{CpuExhausted, Metered};
use crate::fault::{BusyReason, Failure, Fault, FaultKind};
use crate::invoke::{ExportIndices, Invocation, NoExport};
use crate::limits::{COMPONENT_HANDLES, HOSTCALL_FUEL, HTTP_REQUESTS, KV_OPERATIONS, LOG_LINES, Profile};
use crate::memory::{MemoryBudget, MemoryGuard, MemoryRefused};
use crate::outcome::{Budget, Outcome, Usage};
use crate::state::CallState;
use deskbell_domain::problem::{CallError, Problem};
use std::sync::Arc;
use std::time::{Duration, Instant};
use wasmtime::component::InstancePre;
use wasmtime::{Store, Trap, UpdateDeadline, WasmBacktrace};

/// A call's raw answer, the files it may speak of, and what it wrote, which the
/// outcome does not have yet.
pub(crate) struct Ended<T> {
    pub outcome: Outcome<T>,
    pub files: Handed,
    pub kv: Overlay,
}

impl<T> Ended<T> {
    pub fn failed(failure: Failure) -> Self {
        Self { outcome: Outcome::failed(failure), files: Handed::default(), kv: Overlay::default() }
    }
}

/// A component ready to be called.
pub(crate) struct Callable {
    pub pre: InstancePre<CallState>,
    pub exports: ExportIndices,
    pub profile: Profile,
    pub memory: Arc<MemoryBudget>,
}

impl Callable {
    /// Runs one call within `wall`. The clock starts here, so the caller holds
    /// its permits already.
    pub async fn run<I: Invocation>(&self, caps: Caps, wall: Duration, invocation: I) -> Ended<I::Answer> {
        let started = Instant::now();
        let cpu_limit = self.profile.cpu(I::EXPORT);
        let mut store = match self.store(caps, cpu_limit) {
            Ok(store) => store,
            Err(error) => return Ended::failed(classify(&error)),
        };
        let meter = store.data().caps.cpu.clone();
        let call = async {
            let instance = self.pre.instantiate_async(&mut store).await?;
            invocation.invoke(&mut store, &instance, &self.exports).await
        };
        let metered = Metered { meter: &meter, future: Box::pin(call) };
        let result = match tokio::time::timeout(wall, metered).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(classify(&error)),
            Err(_) => Err(Failure::Fault(Fault::new(
                FaultKind::WallClock,
                format!("took longer than {} ms", wall.as_millis()),
            ))),
        };
        let budget = Budget {
            cpu_ms: millis(cpu_limit),
            wall_ms: millis(wall),
            memory: self.profile.memory(),
            http_requests: HTTP_REQUESTS,
            kv_ops: KV_OPERATIONS,
            log_lines: LOG_LINES,
        };
        settle(store, started, budget, result)
    }

    fn store(&self, caps: Caps, cpu_limit: Duration) -> wasmtime::Result<Store<CallState>> {
        let memory = MemoryGuard::new(self.memory.clone(), self.profile);
        let state = CallState { caps, memory };
        let mut store = Store::try_new(self.pre.engine(), state)?;
        store.limiter(|state| &mut state.memory);
        store.set_hostcall_fuel(HOSTCALL_FUEL);
        store.set_max_component_handles(COMPONENT_HANDLES);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(move |store| {
            if store.data().caps.cpu.running() > cpu_limit {
                return Err(CpuExhausted(cpu_limit).into());
            }
            Ok(UpdateDeadline::Yield(1))
        });
        Ok(store)
    }
}

fn settle<T>(store: Store<CallState>, started: Instant, budget: Budget, result: Result<T, Failure>) -> Ended<T> {
    let CallState { mut caps, memory } = store.into_data();
    let log = caps.log.take();
    let usage = Usage {
        cpu_ms: millis(caps.cpu.total()),
        cpu: caps.cpu.total(),
        wall_ms: millis(started.elapsed()),
        peak_memory: memory.peak(),
        http_requests: caps.http.requests(),
        kv_ops: caps.kv.operations(),
        log_lines: log.len() as u32,
        log_dropped: caps.log.dropped(),
        budget,
    };
    Ended { outcome: Outcome { result, kv: Vec::new(), usage, log }, files: caps.media, kv: caps.kv }
}

fn millis(d: Duration) -> u64 {
    u64::try_from(d.as_millis()).unwrap_or(u64::MAX)
}

/// Whose turn it is, from what wasmtime reports.
fn classify(error: &wasmtime::Error) -> Failure {
    if error.downcast_ref::<wasmtime::PoolConcurrencyLimitError>().is_some() {
        return Failure::Busy(BusyReason::PoolExhausted);
    }
    if matches!(error.downcast_ref(), Some(MemoryRefused::Host)) {
        return Failure::Busy(BusyReason::HostMemory);
    }
    if let Some(NoExport(name)) = error.downcast_ref() {
        let problem = Problem::new("no-export", format!("the plugin does not export {name}"));
        return Failure::Plugin(CallError::Unsupported { problem });
    }
    let mut fault = fault(error);
    fault.backtrace = backtrace(error);
    Failure::Fault(fault)
}

fn fault(error: &wasmtime::Error) -> Fault {
    if let Some(Broken(fault)) = error.downcast_ref() {
        return fault.clone();
    }
    if let Some(exhausted) = error.downcast_ref::<CpuExhausted>() {
        return Fault::new(FaultKind::CpuBudget, exhausted.to_string());
    }
    if let Some(refused) = error.downcast_ref::<MemoryRefused>() {
        let kind = match refused {
            MemoryRefused::Table { .. } => FaultKind::HostLimit("table elements"),
            MemoryRefused::Call { .. } | MemoryRefused::Host => FaultKind::Memory,
        };
        return Fault::new(kind, refused.to_string());
    }
    if let Some(trap) = error.downcast_ref::<Trap>() {
        return Fault::new(trap_kind(*trap), trap.to_string());
    }
    // What is left comes from values that cannot be read or have the wrong type.
    let text: String = error.root_cause().to_string().chars().take(500).collect();
    match text.contains("fuel") {
        true => Fault::new(FaultKind::HostLimit("bytes passed to the host"), text),
        false => Fault::new(FaultKind::BadReturn, text),
    }
}

fn trap_kind(trap: Trap) -> FaultKind {
    match trap {
        Trap::StackOverflow => FaultKind::StackOverflow,
        Trap::AllocationTooLarge => FaultKind::Memory,
        Trap::InvalidChar
        | Trap::StringOutOfBounds
        | Trap::ListOutOfBounds
        | Trap::InvalidDiscriminant
        | Trap::UnalignedPointer => FaultKind::BadReturn,
        _ => FaultKind::Trap,
    }
}

fn backtrace(error: &wasmtime::Error) -> Vec<String> {
    let Some(trace) = error.downcast_ref::<WasmBacktrace>() else { return Vec::new() };
    let name = |frame: &wasmtime::FrameInfo| match frame.func_name() {
        Some(name) => name.chars().take(200).collect(),
        None => format!("function {}", frame.func_index()),
    };
    trace.frames().iter().take(32).map(name).collect()
}
