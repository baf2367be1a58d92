//! The pages are embedded from `../ui/dist`. Cargo must be able to watch that
//! folder, so it exists from the first build on, whether `make ui` ran or not.

use std::path::Path;

fn main() {
    let dist = Path::new("../ui/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    if !dist.exists() {
        std::fs::create_dir_all(dist).expect("the source folder is writable while it is built");
    }
}
