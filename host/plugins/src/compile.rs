//! Compiling is the one place where a stranger's file meets a large program of
//! ours, so it happens in a child process with little memory and little time.

use crate::compiled::{CompiledCache, write_private};
use crate::engine::{Allocation, engine_config};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::Duration;
use wasmtime::Engine;

/// Address space of the child; compiling a Python plugin takes 0.5 GB.
const CHILD_MEMORY: u64 = 4 << 30;
const CHILD_CPU_S: u64 = 240;

/// How components are compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompilerCommand {
    /// A program and its first arguments, such as this binary and `__compile`.
    Child { program: PathBuf, args: Vec<OsString> },
    /// In this process, without any limit: for an author's own tests.
    InProcess,
}

#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    #[error("the component does not compile: {0}")]
    Refused(String),
    #[error("compiling took longer than {} s", .0.as_secs())]
    TooSlow(Duration),
    #[error("the compiler could not be run: {0}")]
    Run(#[from] io::Error),
}

/// Compiles into the cache.
pub(crate) async fn compile(
    command: &CompilerCommand,
    engine: &Engine,
    cache: &CompiledCache,
    digest: &str,
    wasm: bytes::Bytes,
    limit: Duration,
) -> Result<(), CompileError> {
    let output = Scratch(cache.scratch("cwasm"));
    match command {
        CompilerCommand::Child { program, args } => {
            let input = Scratch(cache.scratch("wasm"));
            write_private(&input.0, &wasm)?;
            run_child(program, args, &input.0, &output.0, limit).await?;
        }
        CompilerCommand::InProcess => {
            let engine = engine.clone();
            let compiled = tokio::task::spawn_blocking(move || engine.precompile_component(&wasm));
            let bytes = compiled.await.map_err(io::Error::other)?.map_err(|e| CompileError::Refused(e.to_string()))?;
            write_private(&output.0, &bytes)?;
        }
    }
    Ok(cache.adopt(&output.0, digest)?)
}

async fn run_child(
    program: &Path,
    args: &[OsString],
    input: &Path,
    output: &Path,
    limit: Duration,
) -> Result<(), CompileError> {
    let child = tokio::process::Command::new(program)
        .args(args)
        .arg(input)
        .arg(output)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let Ok(done) = tokio::time::timeout(limit, child.wait_with_output()).await else {
        return Err(CompileError::TooSlow(limit));
    };
    let done = done?;
    if done.status.success() {
        return Ok(());
    }
    let text: String = String::from_utf8_lossy(&done.stderr).chars().take(2000).collect();
    Err(CompileError::Refused(if text.trim().is_empty() { done.status.to_string() } else { text.trim().to_owned() }))
}

/// A file that is gone afterwards, whatever happens.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The child's whole program: `IN OUT`. Limits itself, compiles, writes.
pub fn compile_child(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<PathBuf> = args.into_iter().map(PathBuf::from).collect();
    let [input, output] = args.as_slice() else {
        return complain("usage: IN OUT");
    };
    match confine().and_then(|()| translate(input, output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => complain(&reason),
    }
}

fn complain(reason: &str) -> ExitCode {
    // Nobody is left to tell when even this fails.
    let _ = writeln!(io::stderr(), "{reason}");
    ExitCode::FAILURE
}

fn confine() -> Result<(), String> {
    for (resource, limit) in [(Resource::As, CHILD_MEMORY), (Resource::Cpu, CHILD_CPU_S), (Resource::Core, 0)] {
        setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })
            .map_err(|e| format!("limit the compiler: {e}"))?;
    }
    Ok(())
}

fn translate(input: &Path, output: &Path) -> Result<(), String> {
    let wasm = std::fs::read(input).map_err(|e| format!("read the component: {e}"))?;
    // Pool slots would only take address space; the code is the same.
    let config = engine_config(Allocation::OnDemand).map_err(|e| e.to_string())?;
    let engine = Engine::new(&config).map_err(|e| e.to_string())?;
    let bytes = engine.precompile_component(&wasm).map_err(|e| format!("{e:#}"))?;
    write_private(output, &bytes).map_err(|e| format!("write the compiled component: {e}"))
}
