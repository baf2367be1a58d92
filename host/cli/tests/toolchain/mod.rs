//! The compiler for plugins that this machine has: rustup's target, or what
//! `plugins/toolchain.sh` finds instead.

use std::path::Path;
use std::process::Command;

pub struct Toolchain {
    variables: Vec<(String, String)>,
}

impl Toolchain {
    pub fn find() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/build.sh");
        let output = Command::new(script).arg("toolchain").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let pair = |line: &str| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { variables: text.lines().filter_map(pair).collect() }
    }

    /// Nothing but what the test sets.
    pub fn none() -> Self {
        Self { variables: Vec::new() }
    }

    pub fn deskbell(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskbell"));
        // Cargo sets these for the test itself; they are not the author's.
        for name in ["CARGO", "RUSTC", "RUSTUP_TOOLCHAIN", "CARGO_UNSTABLE_BUILD_STD", "CARGO_ENCODED_RUSTFLAGS"] {
            command.env_remove(name);
        }
        command.args(arguments).envs(self.variables.iter().cloned());
        command
    }
}
