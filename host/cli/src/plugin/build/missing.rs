//! What the author's machine lacks, and the command that installs it.

use anyhow::Context;
use std::process::Command;

#[derive(Debug, thiserror::Error)]
#[error("{what} is missing; install it with: {command}")]
pub struct Missing {
    what: String,
    command: String,
}

impl Missing {
    pub fn new(what: impl Into<String>, command: impl Into<String>) -> Self {
        Self { what: what.into(), command: command.into() }
    }
}

/// What the command prints. A program that is not there is named together with
/// what installs it.
pub fn asked(command: &mut Command, install: &str) -> anyhow::Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = match command.output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Missing::new(program, install).into());
        }
        answered => answered.with_context(|| format!("start {program}"))?,
    };
    if !output.status.success() {
        anyhow::bail!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{program} printed something that is not text"))
}
