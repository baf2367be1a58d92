//! The compiling child of this crate's own tests; the product is its own child
//! (`deskbell __compile`).

fn main() -> std::process::ExitCode {
    deskbell_plugins::compile_child(std::env::args_os().skip(1))
}
